"""What one address may ask: much, but not everything at once."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from fip_tracker import limits
from fip_tracker.limits import Buckets, Rate
from priorities.choices import Language
from tests.factories import published_commitment


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_bucket_is_emptied_and_fills_again_with_time():
    clock = Clock()
    buckets = Buckets(Rate(at_once=2, a_minute=6), clock)
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 10, 10]
    assert buckets.wait("b") == 0
    clock.seconds = 10
    assert [buckets.wait("a"), buckets.wait("a")] == [0, 10]


@given(st.lists(st.floats(0, 100), max_size=50))
def test_nobody_gets_more_than_the_rate(pauses):
    clock = Clock()
    buckets = Buckets(Rate(at_once=3, a_minute=6), clock)
    served = 0
    for pause in pauses:
        clock.seconds += pause
        served += buckets.wait("a") == 0
    assert served <= 3 + clock.seconds / 10 + 1e-6


def test_as_many_addresses_are_remembered_as_there_is_room_for(monkeypatch):
    monkeypatch.setattr(limits, "REMEMBERED", 3)
    buckets = Buckets(Rate(at_once=1, a_minute=1), Clock())
    for number in range(10):
        buckets.wait(str(number))
    assert list(buckets.left) == ["7", "8", "9"]


def status_of(answer):
    """The status of an answer, once its body has been read to the end."""
    assert b"".join(answer)
    return answer.status_code


@pytest.fixture
def strict(settings):
    settings.FIP_RATES = {"files": (1, 1), "search": (1, 1), "signin": (1, 1)}


@pytest.mark.django_db
def test_exports_and_search_from_one_address_are_slowed_down_and_pages_are_not(strict, client):
    visitor = {"REMOTE_ADDR": "203.0.113.7"}
    assert status_of(client.get("/data/summary.csv", **visitor)) == 200
    slowed = client.get("/data/commitments.csv", **visitor)
    assert slowed.status_code == 429
    assert 50 < int(slowed.headers["Retry-After"]) <= 60
    assert slowed.content.startswith(b"Too many requests from this address: ask again in ")
    assert status_of(client.get("/data/summary.csv", REMOTE_ADDR="203.0.113.8")) == 200
    assert client.get("/en/commitments/", {"q": "gas"}, **visitor).status_code == 200
    for language in Language:
        slowed = client.get(f"/{language}/commitments/", {"q": "gas"}, **visitor)
        assert slowed.status_code == 429
        assert f'<html lang="{language}">' in slowed.content.decode()
        assert "default-src 'none'" in slowed.headers["Content-Security-Policy"]
        assert client.get(f"/{language}/commitments/", **visitor).status_code == 200


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("/en/", {"as_of": "2024-01-0{}"}),
        ("/en/", {"known_at": "2026-01-0{}T00:00:00Z"}),
        ("/en/changes/", {"since": "2024-01-0{}"}),
        ("/en/changes/", {"until": "2024-01-0{}"}),
        ("/en/feeds/changes.atom", {}),
        ("/en/calendar.ics", {}),
        ("/sitemaps/pages.xml", {}),
    ],
)
@pytest.mark.django_db
def test_what_has_to_be_made_anew_is_slowed_down(strict, client, address, query):
    published_commitment()
    statuses = []
    for number in range(1, 4):
        asked = {name: value.format(number) for name, value in query.items()}
        statuses.append(client.get(address, asked, REMOTE_ADDR="203.0.113.9").status_code)
    assert statuses == [200, 429, 429]


@pytest.mark.django_db
def test_ordinary_reading_is_free(strict, client):
    commitment = published_commitment()
    for address in ("/en/", commitment.get_absolute_url(), "/en/commitments/?status=ongoing&q=&as_of=", "/en/changes/"):
        statuses = [client.get(address, REMOTE_ADDR="203.0.113.10").status_code for _ in range(3)]
        assert statuses == [200, 200, 200], address


@pytest.mark.django_db
def test_signing_in_from_one_address_is_slowed_down_whatever_the_names(strict, client):
    def answer(name):
        credentials = {"username": name, "password": "wrong"}
        client.cookies["session"] = name  # made up: it lets nobody past
        return client.post("/admin/login/", credentials, REMOTE_ADDR="2001:db8::1").status_code

    assert answer("one") != 429
    assert answer("two") == 429
    neighbour = client.post("/admin/login/", {"username": "three"}, REMOTE_ADDR="2001:db8::2:1")
    assert neighbour.status_code == 429


@pytest.mark.django_db
def test_this_machine_is_not_limited(strict, client):
    assert [status_of(client.get("/data/summary.csv")) for _ in range(3)] == [200, 200, 200]


def test_a_body_that_nobody_needs_is_refused_before_it_is_read(client, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "no-such-folder")  # nothing can be written there
    upload = {"username": "x", "file": SimpleUploadedFile("large.bin", b"x" * (limits.LARGEST_BODY + 1))}
    refused = client.post("/admin/login/", upload)
    assert (refused.status_code, refused.content) == (413, b"What you sent is too large.\n")


def test_the_server_in_front_refuses_the_same(client):
    for file in ("nginx.conf", "Caddyfile"):
        text = (Path(__file__).parents[2] / "docs" / "deploy" / file).read_text()
        assert re.search(rf"(?:client_max_body_size|max_size) {limits.LARGEST_BODY // 1024**2}(?:m;|MB)", text), file


def test_a_query_that_nobody_needs_is_refused(client):
    assert client.get("/en/", {"q": "x" * 4001}).status_code == 414
