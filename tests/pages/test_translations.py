"""A text in another language than the page's, or in a translation older than its source, says so."""

from datetime import date

import pytest

from priorities.actions import notes
from priorities.choices import Reporter
from tests.factories import OfficialFactory, published_commitment, released_note
from tests.pages.reading import Page, fetch, text

pytestmark = pytest.mark.django_db


def marks(page: Page) -> list[str]:
    return [text(mark) for mark in page.one("main").iter("span") if mark.get("class") == "fallback"]


@pytest.fixture
def commitment():
    return published_commitment(
        title_en="First words",
        title_fr="Premiers mots",
        title_ja="最初",
        description_fr="Promesse.",
        description_ja="約束",
    )


def test_a_translation_is_out_of_date_once_its_source_has_changed(commitment):
    assert not commitment.is_outdated("title", "fr")
    commitment.title_en = "Other words"
    commitment.save()
    assert commitment.is_outdated("title", "fr")
    assert not commitment.is_outdated("title", "en")
    assert not commitment.is_outdated("description", "fr")
    commitment.title_fr = "Autres mots"
    commitment.save()
    assert not commitment.is_outdated("title", "fr")
    assert commitment.is_outdated("title", "ja")


def test_a_page_in_the_source_language_has_no_mark(client, commitment):
    commitment.title_en = "Other words"
    commitment.save()
    assert marks(fetch(client, f"/en/commitments/{commitment.code}/")) == []


def test_each_outdated_text_is_marked_once_on_its_page_and_in_lists(client, commitment):
    before = {path: len(marks(fetch(client, path))) for path in ("/fr/commitments/", f"/ja{url(commitment)}")}
    commitment.title_en, commitment.description_en = "Other words", "Another promise."
    commitment.save()
    assert len(marks(fetch(client, "/fr/commitments/"))) == before["/fr/commitments/"] + 1
    assert len(marks(fetch(client, f"/ja{url(commitment)}"))) == before[f"/ja{url(commitment)}"] + 2
    title = fetch(client, f"/fr{url(commitment)}").one("h1")
    assert len([mark for mark in title.iter("span") if mark.get("class") == "fallback"]) == 1


def url(commitment):
    return f"/commitments/{commitment.code}/"


def test_a_report_written_in_japanese_says_so_until_it_is_translated(client, commitment):
    note = released_note(
        commitment,
        reporter=Reporter.JAPAN,
        as_of=date(2024, 1, 1),
        language="ja",
        text_ja="出荷を開始した。",
        text_en="",
    )
    page = fetch(client, f"/en{url(commitment)}")
    prose = page.one(f"article[@id='note-{note.number}']/div[@class='prose']")
    assert (prose.get("lang"), text(prose)) == ("ja", "出荷を開始した。")
    assert marks(page) == ["in Japanese"]
    translator = OfficialFactory.create(japan=True, editor=True)
    notes.mend_translation(note=note, by=translator, language="en", texts={"text": "Shipping began."})
    assert marks(fetch(client, f"/en{url(commitment)}")) == []


def test_each_name_in_another_language_says_so_wherever_it_stands(client, commitment):
    body = commitment.organizations.first()
    query = {"area": commitment.area.slug, "organization": body.code}
    overview, listed = fetch(client, "/ja/"), fetch(client, "/ja/commitments/", **query)
    area = fetch(client, f"/ja/priorities/{commitment.area.slug}/")
    rows = overview.all("table[@class='numbers-table']/tbody/tr")
    row = next(row for row in rows if str(commitment.area.title) in text(row))
    for page, place in (
        (overview, row),
        (area, area.one("table[@class='commitments']/caption")),
        (area, area.one("caption[@id='chart-caption']")),
        *[(listed, chip) for chip in listed.all("a[@class='chip']")],
        (listed, listed.one(f"label[@for='organization-{body.code}']")),
        (listed, listed.one(f"label[@for='area-{commitment.area.slug}']")),
    ):
        assert page.root.get("lang") == "ja"
        assert [span.get("lang") for span in place.iter("span") if span.get("lang")] == ["en"], text(place)
        assert [span for span in place.iter("span") if span.get("class") == "fallback"], text(place)
    for page, name in ((overview, f"bar-{commitment.area.code}-title"), (area, "chart-name")):
        drawing = page.one(f"title[@id='{name}']")
        assert (drawing.get("lang"), text(drawing)) == ("en", str(commitment.area.title))
    assert overview.one("title[@id='bar-all-title']").get("lang") is None
    options = fetch(client, "/ja/changes/").all("option[@lang='en']")
    assert {str(commitment.area.title), str(body.name)} <= {text(option) for option in options}
