"""What is decided on a note: submitting, approving, returning, withdrawing, correcting, mending translations."""

import json
from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client

from priorities.choices import JournalKind, NoteState, Reporter, Status
from priorities.clocks import now, today
from priorities.models import Commitment, JournalEntry, NoteWithdrawal, Ownership, PriorityArea, ProgressNote
from tests.admin.conftest import Desks, page, told
from tests.admin.forms import filled
from tests.factories import AreaFactory, NoteFactory, published_commitment, released_note, submitted_note

LATER = timedelta(days=3)


@pytest.fixture
def commitment(db: None) -> Commitment:
    return published_commitment()


def address(note: ProgressNote, action: str) -> str:
    return page("progressnote", action, note.pk)


def offered(desks: Desks, username: str, note: ProgressNote) -> set[str]:
    """The buttons that an official finds on a note's page."""
    offers = desks(username).get(page("progressnote", "change", note.pk)).context["offers"]
    return {str(offer.label) for offer in offers}


def status_now(commitment: Commitment) -> str:
    return Commitment.objects.as_of(on=today(), known_at=now()).get(pk=commitment.pk).status


def test_the_main_job_end_to_end(desks: Desks) -> None:
    """An editor opens LNG Canada, adds a note and submits; an approver of the same side approves; it is public."""
    area: PriorityArea = AreaFactory.create(code="ES")
    commitment = published_commitment(area=area, code="ES-01", title_en="LNG Canada")
    assert set(Ownership.objects.values_list("organization__side", flat=True)) == {"canada", "japan"}
    editor = desks("editor.ca")
    shown = editor.get(page("commitment", "change", commitment.pk))
    [adding] = [offer.url for offer in shown.context["offers"] if offer.label == "Add a progress note"]
    assert adding in shown.content.decode()
    editor.fill(adding, button="_continue", status="on_track", text_en="First cargo.")
    note = ProgressNote.objects.get(commitment=commitment)
    editor.fill(page("progressnote", "change", note.pk), button="_submit")
    note.refresh_from_db()
    assert note.state == NoteState.SUBMITTED
    assert status_now(commitment) == "no_report"

    assert desks("editor.ca").post(address(note, "approve")).status_code == 403
    assert desks("editor.jp").post(address(note, "approve")).status_code == 404
    assert desks("approver.jp").post(address(note, "approve")).status_code == 404
    note.refresh_from_db()
    assert note.state == NoteState.SUBMITTED

    approved = desks("approver.ca").fill(address(note, "approve"))
    assert "is public" in told(approved)
    note.refresh_from_db()
    assert note.released_at
    assert (note.reference, status_now(commitment)) == ("ES-01.1", "on_track")
    assert JournalEntry.objects.latest("number").kind == JournalKind.NOTE_RELEASED


def test_an_approver_cannot_approve_their_own_note(desks: Desks, commitment: Commitment) -> None:
    note = submitted_note(commitment, author=desks("approver.ca").official)
    assert "Approve" not in offered(desks, "approver.ca", note)
    refused = desks("approver.ca").post(address(note, "approve"))
    assert refused.status_code == 403
    assert "The author of a note cannot approve it." in refused.content.decode()
    note.refresh_from_db()
    assert note.state == NoteState.SUBMITTED


def test_self_approval_is_offered_where_the_operator_allows_it(desks: Desks, commitment: Commitment, settings) -> None:
    settings.FIP_SELF_APPROVAL = True
    note = submitted_note(commitment, author=desks("approver.ca").official)
    assert "Approve" in offered(desks, "approver.ca", note)
    desks("approver.ca").fill(address(note, "approve"))
    note.refresh_from_db()
    assert note.self_approved


def test_a_joint_note_needs_both_sides_and_names_the_one_that_is_missing(desks: Desks, commitment: Commitment) -> None:
    note = submitted_note(commitment, reporter=Reporter.JOINT)
    first = desks("approver.jp").fill(address(note, "approve"))
    assert "still needs an approver of Canada" in told(first)
    assert "Canada: awaited" in first.content.decode()
    assert "Approve" not in offered(desks, "approver.jp", note)
    again = desks("approver.jp").post(address(note, "approve"))
    assert (again.status_code, "already approved" in again.content.decode()) == (403, True)
    desks("approver.ca").fill(address(note, "approve"))
    note.refresh_from_db()
    assert note.released_at


def test_approving_for_later_sets_an_embargo(desks: Desks, commitment: Commitment) -> None:
    note = submitted_note(commitment)
    day = (now() + LATER).date()
    told_so = desks("approver.ca").fill(
        address(note, "approve"), release_at_day=str(day), release_at_time="09:00", release_at_zone="Asia/Tokyo"
    )
    note.refresh_from_db()
    assert note.released_at == datetime.combine(day, time(), UTC)
    assert f"{day} 09:00 in Tokyo" in told(told_so)
    assert status_now(commitment) == "no_report"


def test_an_approver_who_empties_the_release_of_a_note_makes_it_public_at_once(desks: Desks) -> None:
    note = submitted_note(published_commitment(), release_at=now() + timedelta(days=30))
    desks("approver.ca").fill(address(note, "approve"), release_at_day="", release_at_time="")
    note.refresh_from_db()
    assert note.released_at
    assert note.released_at <= now()


def test_a_release_in_the_past_is_refused(desks: Desks, commitment: Commitment) -> None:
    note = submitted_note(commitment)
    refused = desks("approver.ca").fill(
        address(note, "approve"), release_at_day="2024-01-01", release_at_time="09:00", release_at_zone="UTC"
    )
    assert "That moment has passed." in refused.content.decode()
    note.refresh_from_db()
    assert note.state == NoteState.SUBMITTED


def test_returning_needs_a_reason_that_the_author_then_reads(desks: Desks, commitment: Commitment) -> None:
    note = submitted_note(commitment, author=desks("editor.ca").official)
    refused = desks("approver.ca").fill(address(note, "return"), reason=" ")
    assert "Give the reason." in refused.content.decode()
    note.refresh_from_db()
    assert note.state == NoteState.SUBMITTED
    desks("approver.ca").fill(address(note, "return"), reason="Name the ship.")
    note.refresh_from_db()
    assert (note.state, note.return_reason) == (NoteState.RETURNED, "Name the ship.")
    assert "Name the ship." in desks("editor.ca").get(page("progressnote", "change", note.pk)).content.decode()


def test_withdrawing_needs_a_reason_and_is_for_good(desks: Desks, commitment: Commitment) -> None:
    note = released_note(commitment)
    desks("approver.ca").fill(address(note, "withdraw"), reason="")
    assert not NoteWithdrawal.objects.exists()
    desks("approver.ca").fill(address(note, "withdraw"), reason="Le navire n’est pas parti.", language="fr")
    withdrawal = NoteWithdrawal.objects.get()
    assert (withdrawal.reason, withdrawal.language) == ("Le navire n’est pas parti.", "fr")
    assert status_now(commitment) == "no_report"
    assert {"Withdraw", "Correct"}.isdisjoint(offered(desks, "approver.ca", note))
    assert desks("approver.ca").post(address(note, "withdraw"), {"reason": "x", "language": "en"}).status_code == 403


def test_correcting_starts_a_draft_that_names_the_note(desks: Desks, commitment: Commitment) -> None:
    note = released_note(commitment, text_en="Two ships.")
    opened = desks("editor.ca").fill(address(note, "correct"))
    correction = ProgressNote.objects.get(corrects=note)
    assert opened.redirect_chain == [(page("progressnote", "change", correction.pk), 302)]
    assert note.reference in opened.content.decode()
    desks("editor.ca").fill(
        page("progressnote", "change", correction.pk), button="_submit", text_en="Three ships.", status="completed"
    )
    desks("approver.ca").fill(address(correction, "approve"))
    assert status_now(commitment) == "completed"
    assert "Correct" not in offered(desks, "editor.ca", note)
    listed = desks("editor.ca").get(page("progressnote", "changelist"), situation="corrected")
    assert list(listed.context["cl"].result_list) == [note]


def test_a_correction_stays_with_its_commitment_and_reporter(desks: Desks, commitment: Commitment) -> None:
    note = released_note(commitment)
    desks("editor.ca").fill(address(note, "correct"))
    correction = ProgressNote.objects.get(corrects=note)
    change = page("progressnote", "change", correction.pk)
    values = filled(desks("editor.ca").get(change), text_en="Mended.")
    other = published_commitment()
    desks("editor.ca").post(change, {**values, "commitment": other.pk, "reporter": "joint", "_continue": "1"})
    correction.refresh_from_db()
    assert (correction.text_en, correction.commitment, correction.reporter) == ("Mended.", commitment, "canada")


def test_only_the_translations_of_a_released_note_are_mended(desks: Desks, commitment: Commitment) -> None:
    note = released_note(commitment, text_en="Two ships.")
    form = desks("editor.ca").get(address(note, "translate"))
    assert set(filled(form)) >= {"text_fr", "text_ja"}
    assert {"text_en", "challenges_fr"}.isdisjoint(filled(form)), "only what there is to translate"
    values = filled(form, text_fr="Deux navires.", text_ja="船二隻。")
    desks("editor.ca").post(address(note, "translate"), {**values, "text_en": "Rewritten.", "status": "completed"})
    note.refresh_from_db()
    assert (note.text_en, note.text_fr, note.text_ja) == ("Two ships.", "Deux navires.", "船二隻。")
    assert note.status == Status.ON_TRACK
    entry = JournalEntry.objects.filter(kind=JournalKind.TRANSLATION_MENDED).latest("number")
    assert json.loads(entry.payload)["translations"]["text"] == {"fr": "Deux navires.", "ja": "船二隻。"}


# Role × side, for each action


def _draft(commitment: Commitment) -> ProgressNote:
    note = submitted_note(commitment)
    ProgressNote.objects.filter(pk=note.pk).update(state=NoteState.DRAFT.value)
    return note


READY = {
    "submit": _draft,
    "approve": submitted_note,
    "return": submitted_note,
    "withdraw": released_note,
    "correct": released_note,
    "translate": released_note,
}
ANSWERS = {"reason": "Because.", "language": "en", "text_fr": "Fait."}
DOERS = {
    "submit": {"editor.ca", "approver.ca"},
    "approve": {"approver.ca"},
    "return": {"approver.ca"},
    "withdraw": {"approver.ca"},
    "correct": {"editor.ca", "approver.ca"},
    "translate": {"editor.ca", "approver.ca"},
}
LABELS = {
    "submit": "Submit",
    "approve": "Approve",
    "return": "Return",
    "withdraw": "Withdraw",
    "correct": "Correct",
    "translate": "Mend translation",
}


def _everything() -> list:
    """All that an action could write."""
    return [
        list(ProgressNote.objects.order_by("pk").values()),
        list(NoteWithdrawal.objects.values()),
        list(JournalEntry.objects.values("number")),
    ]


@pytest.mark.parametrize("username", ["editor.ca", "approver.ca", "editor.jp", "approver.jp", "admin"])
@pytest.mark.parametrize("action", READY)
def test_who_may_do_what_to_a_canadian_note(desks: Desks, commitment: Commitment, action: str, username: str) -> None:
    note = READY[action](commitment)
    desk = desks(username)
    visible = desk.client.get(page("progressnote", "change", note.pk)).status_code == 200
    before = _everything()
    allowed = username in DOERS[action]
    if visible:
        assert (LABELS[action] in offered(desks, username, note)) == allowed
    assert desk.get(address(note, action)).status_code == (200 if allowed else 403 if visible else 404)
    assert _everything() == before, "looking changes nothing"
    response = desk.post(address(note, action), ANSWERS)
    assert response.status_code == (200 if allowed else 403 if visible else 404)
    assert (_everything() != before) == allowed


@pytest.mark.parametrize("action", READY)
def test_an_action_needs_a_token_of_the_form(desks: Desks, commitment: Commitment, action: str) -> None:
    note = READY[action](commitment)
    before = _everything()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(desks("approver.ca").official)
    assert strict.post(address(note, action), ANSWERS).status_code == 403
    assert _everything() == before


@pytest.mark.parametrize("action", READY)
def test_a_visitor_is_sent_to_sign_in(client: Client, commitment: Commitment, action: str) -> None:
    note = READY[action](commitment)
    before = _everything()
    assert client.post(address(note, action), ANSWERS).headers["Location"].startswith("/admin/login/")
    assert _everything() == before


# Many at once


def choose(desks: Desks, username: str, action: str, *notes: ProgressNote):
    """The answer to an action on chosen notes, confirmed where it shows them first."""
    desk, url = desks(username), page("progressnote", "changelist")
    chosen = {"action": action, "_selected_action": [str(note.pk) for note in notes]}
    answer = desk.post(url, chosen)
    return (
        desk.post(url, {**filled(answer), **chosen, "_approve": "1"}) if "shown" in (answer.context or {}) else answer
    )


def test_chosen_notes_are_submitted_and_refusals_named(desks: Desks, commitment: Commitment) -> None:
    author = desks("editor.ca").official
    ready = NoteFactory.create(commitment=commitment, author=author)
    empty = NoteFactory.create(commitment=commitment, author=author, text_en="")
    response = choose(desks, "editor.ca", "submit_chosen", ready, empty)
    assert "1 note submitted." in told(response)
    assert f"{empty}: Write the text" in told(response)
    assert set(ProgressNote.objects.values_list("pk", "state")) == {(ready.pk, "submitted"), (empty.pk, "draft")}


def test_chosen_notes_are_approved_and_refusals_named(desks: Desks, commitment: Commitment) -> None:
    ready = submitted_note(commitment)
    own = submitted_note(commitment, author=desks("approver.ca").official)
    response = choose(desks, "approver.ca", "approve_chosen", ready, own)
    assert "1 note approved." in told(response)
    assert f"{own}: The author of a note cannot approve it." in told(response)
    assert list(ProgressNote.objects.released()) == [ready]


def test_approving_many_is_for_approvers(desks: Desks, commitment: Commitment) -> None:
    note = submitted_note(commitment)
    page_of_editor = desks("editor.ca").get(page("progressnote", "changelist"))
    assert "approve_chosen" not in page_of_editor.content.decode()
    choose(desks, "editor.ca", "approve_chosen", note)
    note.refresh_from_db()
    assert note.state == NoteState.SUBMITTED


def test_notes_of_the_other_side_cannot_be_chosen(desks: Desks, commitment: Commitment) -> None:
    note = submitted_note(commitment)
    choose(desks, "approver.jp", "approve_chosen", note)
    note.refresh_from_db()
    assert note.state == NoteState.SUBMITTED
