"""What a search finds in the record, on every page and file: the words of both engines, both clocks, and no secret."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from priorities.actions import notes
from priorities.actions.commitments import Rewording
from priorities.actions.search import index_organization
from priorities.choices import Reporter
from priorities.models import SearchText
from priorities.search.words import query_of
from tests.clock import noon, stopped_at
from tests.factories import (
    CommitmentFactory,
    NoteFactory,
    OfficialFactory,
    ProvisionFactory,
    published_commitment,
    released_note,
    submitted_note,
)
from tests.files.reading import rows

pytestmark = pytest.mark.django_db


def found(client: Client, q: str, **query: str) -> set[str]:
    """The codes that the file for a search holds."""
    return {row["code"] for row in rows(client, "/data/commitments.csv", q=q, **query)}


def test_it_finds_by_any_text_in_any_language_whatever_case_accents_and_width(client):
    gas = published_commitment(
        title_en="LNG terminal in Québec", title_ja="天然ガスの輸出", description_ja="自由で開かれた海洋の安全"
    )
    ProvisionFactory.create(commitment=gas, excerpt="critical minerals supply")
    Rewording(gas).record(by=OfficialFactory.create(administrator=True))
    call_command("rebuild_search")
    report = published_commitment(title_en="Another")
    released_note(report, text_en="The **frigate** sailed.", text_ja="護衛艦が出港した。")
    for asked in ("quebec", "QUÉBEC lng", "海洋", "海", "ｶﾞｽ", "minerals", gas.code.lower(), "termin"):
        assert found(client, asked) == {gas.code}, asked
    for asked in ("frigate", "護衛艦", "Another sailed", "sailed frig"):
        # The words have to stand together in one text: the commitment's own, or one of its notes.
        assert found(client, asked) == ({report.code} if asked != "Another sailed" else set()), asked
    everything = {gas.code, report.code}
    for asked in ('" * NEAR( -:', "lng -quebec", "lng\0", "' OR 1=1 --", "a" * 200, "海" * 200, "lng AND (", "***"):
        response = client.get("/en/commitments/", {"q": asked})
        assert response.status_code in {200, 400}, asked
        if response.status_code == 200:
            assert found(client, asked) <= everything


def test_engine_and_rule_find_the_same(record_of_texts):
    for asked in ("gas", "gaz", "ガス", "ガ", "es-01", "gas canada", "cana", "ca", "2022", "l'énergie"):
        query = query_of(asked)
        by_rule = {row.pk for row in SearchText.objects.all() if query.fits(row.words.split())}
        assert set(SearchText.objects.holding(query).values_list("pk", flat=True)) == by_rule, asked


@pytest.fixture
def record_of_texts() -> None:
    texts = ["Gas for Canada", "Du gaz canadien, l'énergie", "天然ｶﾞｽ", "2022 Canadas", "gasoline"]
    for text in texts:
        released_note(published_commitment(title_en=text), text_en=f"Reported: {text}")


def test_what_is_not_public_is_not_found(client):
    with stopped_at(noon(2026, 11, 20)):
        public = published_commitment()
        CommitmentFactory.create(title_en="Zebra in preparation")
        NoteFactory.create(commitment=public, text_en="Zebra draft")
        submitted_note(public, text_en="Zebra submitted")
        released_note(public, text_en="Zebra embargoed", release_at=noon(2026, 11, 22), as_of=date(2026, 11, 20))
    with stopped_at(noon(2026, 11, 21)):
        assert found(client, "zebra") == set()
    with stopped_at(noon(2026, 11, 22) + timedelta(seconds=1)):
        assert found(client, "zebra") == {public.code}


def test_both_clocks_are_kept(client):
    with stopped_at(noon(2024, 1, 1)):
        commitment = published_commitment()
    with stopped_at(noon(2024, 3, 1)):
        released_note(commitment, text_en="A heron was seen.", as_of=date(2024, 2, 1))
    assert found(client, "heron") == {commitment.code}
    assert found(client, "heron", as_of="2024-01-31") == set()
    assert found(client, "heron", as_of="2024-02-01") == {commitment.code}
    assert found(client, "heron", known_at="2024-02-15T00:00:00Z") == set()


def test_it_follows_every_rewording(client):
    commitment = published_commitment(title_en="Old words")
    editor = OfficialFactory.create(administrator=True)
    change = Rewording(commitment)
    commitment.title_en = "New terms"
    commitment.save()
    change.record(by=editor)
    assert (found(client, "words"), found(client, "terms")) == (set(), {commitment.code})
    body = commitment.ownerships.all()[0].organization
    body.name_en = "Ministry of Herons"
    body.save()
    index_organization(body)
    assert found(client, "herons") == {commitment.code}
    note = released_note(commitment, reporter=Reporter.CANADA, text_en="Plain text.")
    author = OfficialFactory.create(canada=True, editor=True)
    notes.mend_translation(note=note, by=author, language="fr", texts={"text": "Un héron bleu."})
    assert found(client, "bleu") == {commitment.code}


def test_rebuilding_changes_nothing(record_of_texts):
    kept = set(SearchText.objects.values_list("commitment", "note", "words"))
    call_command("rebuild_search")
    assert set(SearchText.objects.values_list("commitment", "note", "words")) == kept
