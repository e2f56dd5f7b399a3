"""The API: the same rows as the files, in parts, on both clocks; and nothing ever ignored."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openapi_spec_validator import OpenAPIV31SpecValidator

from priorities.api.parameters import PAGING
from priorities.exports.datasets import DATASETS
from priorities.filters import CLOCKS, FILTERS
from tests.files.reading import rows

LISTS = ["areas", "commitments", "notes", "changes", "organizations", "journal"]
FILES = {"commitments": "commitments", "notes": "progress-notes", "organizations": "organizations"}
QUERIES: list[dict[str, Any]] = [
    {},
    {"as_of": "2024-01-01"},
    {"status": ["on_track", "no_report"], "area": "energy-security", "as_of": "2025-06-30"},
    {"organization": ["METI", "NRCAN"], "fresh": "no"},
    {"known_at": "2026-01-01T00:00:00Z"},
]


def ask(client: Client, path: str, **query: Any) -> dict[str, Any]:
    response = client.get(f"/api/v1/{path}", query)
    assert response.status_code == 200, response.content
    return dict(json.loads(response.content))


def everything(client: Client, path: str, **query: Any) -> list[dict[str, Any]]:
    """The rows of all parts, found by following `next`."""
    part = ask(client, path, **query, limit=80)
    found = part["results"]
    while part["next"]:
        part = json.loads(client.get(part["next"]).content)
        found += part["results"]
    assert len(found) == part["count"]
    return list(found)


def as_cells(row: dict[str, Any]) -> dict[str, str]:
    """A row as the file writes it."""
    return {name: cell(value) for name, value in row.items()}


def cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ";".join(value)
    return "" if value is None else str(value)


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_its_rows_are_those_of_the_files(record: None, client: Client, query: dict[str, Any]) -> None:
    for path, name in FILES.items():
        assert [as_cells(row) for row in everything(client, path, **query)] == rows(
            client, f"/data/{name}.csv", **query
        ), path
    told = ask(client, "areas", **query)
    assert [as_cells(row) for row in [*told["results"], told["total"]]] == rows(client, "/data/summary.csv", **query)
    assert told["as_of"] == query.get("as_of", told["as_of"])


def test_one_commitment_has_its_parts(record: None, client: Client) -> None:
    told = ask(client, "commitments/ES-01")
    assert {name: told[name] for name in DATASETS["commitments"].header} == ask(
        client, "commitments", commitment="ES-01"
    )["results"][0]
    parts = {"notes": "progress-notes", "milestones": "milestones", "date_changes": "date-changes"}
    for name, file in parts.items():
        own = [row for row in rows(client, f"/data/{file}.csv") if row["code"] == "ES-01"]
        assert [as_cells(row) for row in told[name]] == own
    then = ask(client, "commitments/ES-01", as_of="2019-01-01")
    assert (then["status"], len(then["notes"])) == ("on_track", 1)


def test_a_code_may_be_written_in_small_letters(record: None, client: Client) -> None:
    assert ask(client, "commitments/es-01") == ask(client, "commitments/ES-01")
    assert ask(client, "notes", commitment="es-01")["count"] == ask(client, "notes", commitment="ES-01")["count"]


def test_parts_keep_the_order_asked_for(record: None, client: Client) -> None:
    titles = [row["title_en"] for row in everything(client, "commitments", sort="-title")]
    assert titles == sorted(titles, reverse=True)
    second = ask(client, "commitments", limit=5, offset=3)
    assert [row["code"] for row in second["results"]] == [row["code"] for row in everything(client, "commitments")[3:8]]
    assert "offset=0" in second["previous"]
    assert ask(client, "commitments", offset=10_000_000)["results"] == []


@pytest.mark.parametrize("path", sorted(set(LISTS) - {"areas"}))
def test_rows_are_passed_over_by_their_keys_and_past_the_last_nothing_is_asked(
    record: None, client: Client, path: str
) -> None:
    def cuts(**query: int) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            ask(client, path, **query)
        return [query["sql"] for query in queries.captured_queries if "OFFSET" in query["sql"]]

    (cut,) = cuts(offset=2, limit=3)
    assert "," not in cut.partition(" FROM ")[0], "one column of each row"
    assert cuts(offset=10_000_000) == []


@pytest.mark.parametrize("path", LISTS)
def test_a_wrong_parameter_is_named(record: None, client: Client, path: str) -> None:
    wrong = ["colour=red", "known_at=yesterday", "known_at=2999-01-01T00:00:00Z", "as_of=x"]
    wrong += ["limit=0", "limit=201", "limit=x", "offset=-1", "offset=9223372036854775808", "limit=1&limit=2"]
    wrong += ["status=done", "area=nowhere", "commitment=XX-99", "commitment=%00", "q=%00", "since=1.1.2024"]
    for query in wrong:
        response = client.get(f"/api/v1/{path}?{query}")
        assert response.status_code == 400, query
        assert response["Content-Type"].startswith("application/json")
        assert list(json.loads(response.content)["errors"]) == [query.partition("=")[0]]


def test_nothing_is_ignored(record: None, client: Client) -> None:
    for address in ("areas?sort=title", "notes?sort=title", "changes?as_of=2024-01-01", "journal?as_of=2024-01-01"):
        assert client.get(f"/api/v1/{address}").status_code == 400, address
    assert client.get("/api/v1/?as_of=2024-01-01").status_code == 400
    late = client.get("/api/v1/changes?since=2024-02-01&until=2024-01-01")
    assert list(json.loads(late.content)["errors"]) == ["until"]


@pytest.mark.parametrize("path", ["commitments/XX-99", "commitments/%00", "commitments/a/b", "nowhere"])
def test_what_does_not_exist_is_404_as_json(record: None, client: Client, path: str) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert json.loads(response.content)["errors"]


def test_it_is_read_only_and_open_to_scripts_of_any_site(record: None, client: Client) -> None:
    for path in ("", *LISTS, "commitments/ES-01", "openapi.json", "nowhere"):
        address = f"/api/v1/{path}"
        head, get = client.head(address), client.get(address)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert get["Access-Control-Allow-Origin"] == "*"
        assert not get.cookies
        for method in ("post", "put", "patch", "delete"):
            refused = getattr(client, method)(address)
            assert refused.status_code == 405, path
            assert "method" in json.loads(refused.content)["errors"]


@pytest.mark.parametrize(
    "address", ["/api/v1/", *(f"/api/v1/{path}" for path in LISTS), "/data/summary.csv", "/data/release.zip"]
)
def test_a_browser_that_asks_before_is_told_what_scripts_of_other_sites_may_do(
    record: None, client: Client, address: str
) -> None:
    asks = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    asked_before = client.options(address, headers={**asks, "Access-Control-Request-Headers": "if-none-match"})
    assert (asked_before.status_code, asked_before.content) == (204, b"")
    assert asked_before["Allow"] == "GET, HEAD, OPTIONS"
    assert asked_before["Access-Control-Allow-Origin"] == "*"
    assert asked_before["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert asked_before["Access-Control-Allow-Headers"] == "If-None-Match"
    assert int(asked_before["Access-Control-Max-Age"]) > 0
    assert "Access-Control-Allow-Credentials" not in asked_before.headers
    assert client.head(address)["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ["/en/", "/en/data/", "/admin/login/"])
def test_pages_are_not_for_scripts_of_other_sites(record: None, client: Client, address: str) -> None:
    for answer in (client.get(address), client.options(address)):
        assert not [name for name in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("path", ["", *LISTS, "commitments/ES-01", "openapi.json"])
def test_what_has_not_changed_is_answered_with_304(record: None, client: Client, path: str) -> None:
    first = client.get(f"/api/v1/{path}")
    again = client.get(f"/api/v1/{path}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_its_description_is_valid_and_complete(client: Client) -> None:
    document = json.loads(client.get("/api/v1/openapi.json").content)
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "/api/v1"}]
    assert {"contact", "license"} <= set(document["info"])
    assert not [path for path in document["paths"] if path != "/" and path.endswith("/")]
    operations = [found["get"] for found in document["paths"].values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations) == len(LISTS) + 2
    everywhere = {"200", "304", "400", "405", "414", "429", "503"}
    assert all(everywhere == set(operation["responses"]) - {"404"} for operation in operations)
    assert [path for path, found in document["paths"].items() if "404" in found["get"]["responses"]] == [
        "/commitments/{code}"
    ]
    assert {tag for operation in operations for tag in operation["tags"]} == {tag["name"] for tag in document["tags"]}
    asked = {row["name"] for row in document["paths"]["/commitments"]["get"]["parameters"]}
    assert asked == FILTERS | CLOCKS | PAGING | {"commitment"}


def test_the_page_about_it_describes_every_operation(record: None, client: Client) -> None:
    document = json.loads(client.get("/api/v1/openapi.json").content)
    for language in ("en", "fr", "ja"):
        shown = client.get(f"/{language}/data/api/").content.decode()
        assert all(f"/api/v1{path}" in shown for path in document["paths"])
        assert "updated_since" in shown
    assert client.get("/en/data/api/?as_of=2024-01-01").status_code == 400


def test_changes_are_those_of_the_days_asked_for(record: None, client: Client) -> None:
    day = everything(client, "changes")[0]["day"]
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    assert ask(client, "changes", until=before)["count"] == 0
    told = everything(client, "changes", since=day, commitment="ES-01")
    assert {row["commitment"] for row in told} == {"ES-01"}
    moved = next(row for row in told if row["note"] == "ES-01.6")
    assert (moved["status_before"], moved["status"]) == ("facing_challenges", "completed")
    assert ask(client, "changes", known_at="2026-01-01T00:00:00Z")["count"] == 0
