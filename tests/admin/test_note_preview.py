"""Seeing a note as the public will see it before it is public: from its form, and on its commitment's page."""

import pytest

from priorities.choices import NoteState, Reporter
from priorities.models import Commitment, JournalEntry, ProgressNote
from tests.admin.conftest import Desks, page
from tests.admin.forms import filled
from tests.factories import NoteFactory, SourceFactory, published_commitment, released_note, submitted_note


@pytest.fixture
def commitment(db: None) -> Commitment:
    return published_commitment(title_en="Ship gas")


def test_a_preview_of_what_is_typed_shows_three_languages_and_saves_nothing(
    desks: Desks, commitment: Commitment
) -> None:
    desk, source = desks("editor.ca"), SourceFactory.create(title="A page read")
    shown = desk.get(f"{page('progressnote', 'add')}?commitment={commitment.pk}")
    typed = filled(shown, status="on_track", text_en="*Two* ships.", text_fr="<script>1</script> Deux navires.")
    response = desk.post(page("progressnote", "add"), {**typed, "sources": [str(source.pk)], "_preview": "1"})
    english, french, japanese = response.context["previews"]
    assert "<em>Two</em> ships." in english.html
    assert "Deux navires." in french.html
    assert "out of date" not in french.html, "it is made from the text beside it"
    assert "<script>" not in french.html
    assert "Ships." not in japanese.html
    assert "<em>Two</em> ships." in japanese.html, "a text not yet translated shows in its source language"
    assert all("A page read" in preview.html for preview in (english, french, japanese))
    html = response.content.decode()
    assert "Preview, not public" in html
    assert english.html in html
    assert filled(response)["text_en"] == "*Two* ships.", "what was typed is kept"
    assert not ProgressNote.objects.exists()
    desk.post(page("progressnote", "add"), {**filled(response), "_submit": "1"})
    assert ProgressNote.objects.get().state == NoteState.SUBMITTED


def test_a_preview_of_a_saved_draft_saves_nothing_and_mistakes_come_first(desks: Desks, commitment: Commitment) -> None:
    released_note(commitment, status="not_started")
    note = NoteFactory.create(commitment=commitment, author=desks("editor.ca").official, text_en="Stored.")
    address = page("progressnote", "change", note.pk)
    before = ProgressNote.objects.filter(pk=note.pk).values().get()
    previewed = desks("editor.ca").fill(address, button="_preview", text_en="Typed.", as_of="2024-06-01")
    assert "Typed." in previewed.context["previews"][0].html
    assert "moved to" in previewed.context["previews"][0].html, "it is seen among the notes before it"
    wrong = desks("editor.ca").fill(address, button="_preview", text_en="Typed.", as_of="soon")
    assert "previews" not in wrong.context
    assert wrong.context["errors"]
    assert ProgressNote.objects.filter(pk=note.pk).values().get() == before


def test_the_page_as_the_public_will_see_it_is_for_those_who_may_see_the_note(
    desks: Desks, commitment: Commitment, client
) -> None:
    public = released_note(commitment, text_en="One ship.")
    note = submitted_note(commitment, text_en="Two ships.", text_fr="Deux navires.", as_of="2024-02-01")
    address = page("progressnote", "preview", note.pk)
    entries = JournalEntry.objects.count()
    shown = desks("approver.ca").get(address)
    html = shown.content.decode()
    assert "Preview, not public" in html
    assert html.index("Two ships.") < html.index("One ship.")
    assert f"{commitment.code}.{(public.number or 0) + 1}" in html
    assert "no-store" in shown.headers["Cache-Control"]
    assert "Deux navires." in desks("approver.ca").get(address, language="fr").content.decode()
    assert address in desks("editor.ca").get(page("progressnote", "change", note.pk)).content.decode()
    assert address not in desks("editor.ca").get(page("progressnote", "change", public.pk)).content.decode()
    assert desks("approver.jp").client.get(address).status_code == 404
    assert client.get(address).status_code == 302
    assert "Two ships." not in client.get(f"/en/commitments/{commitment.code}/").content.decode()
    assert JournalEntry.objects.count() == entries


def test_a_previewed_correction_shows_what_it_will_correct(desks: Desks, commitment: Commitment) -> None:
    note = released_note(commitment, text_en="Two ships.", reporter=Reporter.CANADA)
    desks("editor.ca").fill(page("progressnote", "correct", note.pk))
    correction = ProgressNote.objects.get(corrects=note)
    html = desks("editor.ca").get(page("progressnote", "preview", correction.pk)).content.decode()
    assert "This report corrects" in html
    assert "This report no longer counts." in html
