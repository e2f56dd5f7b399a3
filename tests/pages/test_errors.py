"""Error pages: in the language of the address, and telling nothing of the inside."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

from priorities.views import overview
from tests.factories import CommitmentFactory, published_commitment
from tests.pages.addresses import LANGUAGES
from tests.pages.reading import Page, fetch, text, tree

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/en/priorities/colour/",
        "/en/commitments/ES-99/",
        "/en/commitments/es-01/",
        "/en/commitments/%00/",
        "/en/commitments/ES-01%00/",
        "/en/commitments/%ED%A0%80%FF/",
        "/en/commitments/..%2f..%2fadmin/",
        "/en/priorities/%00/",
        "/en/organizations/%00/",
        "/en/%00",
        "/en/nothing/" + "x" * 2000,
        "/en/organizations/NOBODY/",
        "/en/nothing/",
        "/nothing",
        "/en/commitments/?page=99",
    ],
)
def test_what_does_not_exist_is_not_found(client, address):
    page = Page(client.get(address, follow=True))
    assert page.status == 404
    assert "There is no such page" in page.main
    assert not page.all("link[@rel='canonical']")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_page_is_in_the_language_of_its_address(client, language):
    assert fetch(client, f"/{language}/nothing/", expecting=404).root.get("lang") == language
    assert fetch(client, f"/{language}/", expecting=400, x="1").root.get("lang") == language


def test_a_bad_request_leads_to_the_page_without_parameters(client):
    page = fetch(client, "/fr/commitments/", expecting=400, status__in="x", sort="colour")
    assert {"status__in", "sort"} <= set(page.main.split())
    assert "/fr/commitments/" in page.links().values()


def test_a_code_in_small_letters_leads_to_the_address_in_capitals(client):
    commitment = published_commitment()
    asked = f"/fr/commitments/{commitment.code.lower()}/?as_of=2024-01-01"
    response = client.get(asked)
    assert response.status_code == 301
    assert response["Location"] == f"/fr/commitments/{commitment.code}/?as_of=2024-01-01"
    draft = CommitmentFactory.create()
    assert client.get(f"/en/commitments/{draft.code.lower()}/").status_code == 404


@pytest.mark.parametrize(("name", "typed"), [("due_after", "1.5.2026"), ("updated_since", "soon"), ("q", "x" * 201)])
def test_a_refused_form_comes_back_as_it_was_filled_in(client, name, typed):
    commitment = published_commitment()
    asked = {name: typed, "status": "completed", "sort": "title", "as_of": "2024-01-01"}
    page = fetch(client, "/en/commitments/", expecting=400, **asked)
    field = page.one(f"input[@id='filter-{name}']")
    assert field.get("value") == typed
    assert field.get("aria-invalid") == "true"
    said = field.get("aria-describedby", "").split()[-1]
    summary = page.one("div[@role='alert']")
    assert summary.get("tabindex") == "-1"
    assert text(page.one(f"p[@id='{said}']")) in text(summary)
    assert [link.get("href") for link in summary.iter("a")] == [f"#filter-{name}"]
    assert page.one("details[@class='filters']").get("open") is not None
    assert page.one("input[@id='status-completed']").get("checked") is not None
    assert page.one("select[@id='filter-sort']/option[@selected]").get("value") == "title"
    assert page.one("input[@name='as_of']").get("value") == "2024-01-01"
    assert commitment.code not in page.main


def test_a_wrong_day_of_the_record_is_not_sent_along_again(client):
    page = fetch(client, "/en/commitments/", expecting=400, as_of="2024-13-01")
    assert not page.all("input[@name='as_of']")
    assert "as_of" in text(page.one("div[@role='alert']"))


def test_what_was_sent_is_shown_as_text(client):
    page = fetch(client, "/en/", expecting=400, **{"<script>alert(1)</script>": "1"})
    assert "<script>" not in page.html


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_error_pages_need_neither_request_nor_database(template, language):
    with override(language):
        page = tree(render_to_string(template))
    assert page.get("lang") == language


def test_a_failure_shows_the_page_for_it(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(overview, "summary_at", fail)
    page = Page(Client(raise_request_exception=False).get("/ja/"))
    assert page.status == 500
    assert page.root.get("lang") == "ja"
    assert "secret" not in page.html
