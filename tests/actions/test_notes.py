"""The life of a progress note, from draft to public, corrected or withdrawn."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from pytest_django import Settings

from priorities.actions import errors, notes
from priorities.choices import NoteState
from priorities.clocks import day_of, today
from priorities.models import (
    Commitment,
    JournalEntry,
    NoteApproval,
    NoteWithdrawal,
    Official,
    ProgressNote,
    StatusPeriod,
)
from tests.clock import noon, stopped_at
from tests.factories import (
    CommitmentFactory,
    NoteFactory,
    OfficialFactory,
    SourceFactory,
    published_commitment,
    released_correction,
    released_note,
    submitted_note,
)

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)
OPENING, FEBRUARY, MARCH, APRIL = noon(2024, 1, 10), noon(2024, 2, 1), noon(2024, 3, 1), noon(2024, 4, 1)


@pytest.fixture
def opened() -> Commitment:
    """A commitment public since January 2024."""
    with stopped_at(OPENING):
        return published_commitment()


def status(commitment: Commitment, *, on: datetime, known_at: datetime) -> str:
    return Commitment.objects.as_of(on=day_of(on), known_at=known_at).get(pk=commitment.pk).status


def stored(note: ProgressNote) -> ProgressNote:
    return ProgressNote.objects.get(pk=note.pk)


def assert_unseen(note: ProgressNote, entries: int) -> None:
    """The public has not heard of the note."""
    assert stored(note).released_at is None
    assert not ProgressNote.objects.public(noon(2100, 1, 1)).filter(pk=note.pk).exists()
    assert not StatusPeriod.objects.filter(last_note=note).exists()
    assert JournalEntry.objects.count() == entries


# Submitting


@pytest.mark.parametrize("kind", [{}, {"withheld": True}, {"nothing_to_report": True}])
def test_draft_is_submitted(commitment: Commitment, kind: dict[str, bool]):
    entries = JournalEntry.objects.count()
    draft = NoteFactory.create(commitment=commitment, **kind)
    with stopped_at(MARCH):
        note = notes.submit(note=draft, by=draft.author)
    assert note.state == stored(note).state == "submitted"
    assert stored(note).submitted_at == MARCH
    assert_unseen(note, entries)


def test_colleague_may_submit(commitment: Commitment, editor_ca: Official):
    draft = NoteFactory.create(commitment=commitment)
    assert notes.submit(note=draft, by=editor_ca).state == "submitted"


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_only_a_draft_is_submitted(commitment: Commitment, state: str):
    note = submitted_note(commitment) if state == "submitted" else released_note(commitment)
    with pytest.raises(errors.WrongState):
        notes.submit(note=note, by=note.author)


@pytest.mark.parametrize(
    "texts",
    [
        {"text_en": ""},
        {"text_en": " \n"},
        {"language": "fr", "text_en": "Only in English."},
        {"withheld": True, "text_en": ""},
    ],
)
def test_text_is_needed_in_the_language_the_note_is_written_in(commitment: Commitment, texts: dict[str, Any]):
    draft = NoteFactory.create(commitment=commitment, **texts)
    with pytest.raises(errors.TextMissing):
        notes.submit(note=draft, by=draft.author)
    assert stored(draft).state == "draft"


def test_what_a_form_would_refuse_is_not_submitted(commitment: Commitment):
    draft = NoteFactory.create(commitment=commitment, nothing_to_report=True)
    ProgressNote.objects.update(language="xx")
    with pytest.raises(ValidationError):
        notes.submit(note=draft, by=draft.author)


def test_note_cannot_speak_of_a_day_to_come(commitment: Commitment):
    tomorrow = NoteFactory.create(commitment=commitment, as_of=today() + timedelta(days=1))
    with pytest.raises(errors.AsOfInTheFuture):
        notes.submit(note=tomorrow, by=tomorrow.author)
    of_today = NoteFactory.create(commitment=commitment, as_of=today())
    assert notes.submit(note=of_today, by=of_today.author).state == "submitted"


def test_day_begins_in_tokyo(commitment: Commitment):
    draft = NoteFactory.create(commitment=commitment, as_of=date(2024, 3, 2))
    with stopped_at(datetime(2024, 3, 1, 14, 59, tzinfo=UTC)), pytest.raises(errors.AsOfInTheFuture):
        notes.submit(note=draft, by=draft.author)
    with stopped_at(datetime(2024, 3, 1, 15, 0, tzinfo=UTC)):
        assert notes.submit(note=draft, by=draft.author).state == "submitted"


# Returning


def test_submitted_note_is_returned_with_a_reason_and_submitted_again(commitment: Commitment, approver_ca: Official):
    entries = JournalEntry.objects.count()
    note = submitted_note(commitment)
    notes.return_note(note=note, by=approver_ca, reason="  No source. ")
    assert (stored(note).state, stored(note).return_reason) == ("returned", "No source.")
    with pytest.raises(errors.WrongState):
        notes.approve(note=note, by=approver_ca)
    assert_unseen(note, entries)
    notes.submit(note=note, by=note.author)
    assert (stored(note).state, stored(note).return_reason) == ("submitted", "")


@pytest.mark.parametrize("reason", ["", " \n"])
def test_returning_needs_a_reason(commitment: Commitment, approver_ca: Official, reason: str):
    note = submitted_note(commitment)
    with pytest.raises(errors.ReasonMissing):
        notes.return_note(note=note, by=approver_ca, reason=reason)
    assert stored(note).state == "submitted"


def test_only_a_submitted_note_is_returned(commitment: Commitment, approver_ca: Official):
    for note in (NoteFactory.create(commitment=commitment), released_note(commitment)):
        with pytest.raises(errors.WrongState):
            notes.return_note(note=note, by=approver_ca, reason="No source.")


def test_returned_joint_note_is_approved_anew_by_both(
    commitment: Commitment, approver_ca: Official, approver_jp: Official
):
    note = submitted_note(commitment, reporter="joint")
    notes.approve(note=note, by=approver_ca)
    notes.return_note(note=note, by=approver_jp, reason="No source.")
    notes.submit(note=note, by=note.author)
    assert not NoteApproval.objects.exists()
    assert notes.approve(note=note, by=approver_jp).released_at is None
    assert notes.approve(note=note, by=approver_ca).released_at


# Approving


def test_approval_makes_a_note_public_at_once(opened: Commitment, approver_ca: Official):
    with stopped_at(FEBRUARY):
        note = submitted_note(opened, as_of=date(2024, 1, 31))
    with stopped_at(MARCH):
        notes.approve(note=note, by=approver_ca)
    note = stored(note)
    assert (note.state, note.number, note.released_at, note.self_approved) == ("approved", 1, MARCH, False)
    assert ProgressNote.objects.public(MARCH).get() == note
    assert not ProgressNote.objects.public(MARCH - TICK).exists()
    assert status(opened, on=FEBRUARY, known_at=MARCH) == "on_track"
    assert status(opened, on=FEBRUARY, known_at=MARCH - TICK) == "no_report"
    approval = NoteApproval.objects.get()
    assert (approval.side, approval.official, approval.approved_at) == ("canada", approver_ca, MARCH)


def test_released_notes_of_a_commitment_are_numbered(commitment: Commitment):
    assert [released_note(commitment).number for _ in range(3)] == [1, 2, 3]
    assert released_note(published_commitment()).number == 1
    assert str(released_note(commitment)).startswith(f"{commitment.code}.4 ")


@pytest.mark.parametrize("first", ["canada", "japan"])
def test_joint_note_needs_an_approver_of_each_side(commitment: Commitment, first: str):
    entries = JournalEntry.objects.count()
    note = submitted_note(commitment, reporter="joint")
    notes.approve(note=note, by=OfficialFactory.create(organization__side=first, approver=True))
    assert stored(note).state == "submitted"
    assert_unseen(note, entries)
    second = "japan" if first == "canada" else "canada"
    notes.approve(note=note, by=OfficialFactory.create(organization__side=second, approver=True))
    assert stored(note).released_at
    assert {approval.side for approval in note.approvals.all()} == {"canada", "japan"}
    shown = Commitment.objects.as_of(on=today(), known_at=noon(2100, 1, 1)).get(pk=commitment.pk)
    assert (shown.basis, shown.status_canada, shown.status_japan) == ("joint", "on_track", "on_track")


def test_one_side_cannot_approve_a_joint_note_twice(commitment: Commitment, approver_ca: Official):
    note = submitted_note(commitment, reporter="joint")
    notes.approve(note=note, by=approver_ca)
    for by in (approver_ca, OfficialFactory.create(canada=True, approver=True)):
        with pytest.raises(errors.SideAlreadyApproved):
            notes.approve(note=note, by=by)
    assert stored(note).released_at is None


@pytest.mark.parametrize("side", ["canada", "japan", "international"])
def test_public_sources_need_any_one_approver(commitment: Commitment, side: str):
    note = submitted_note(commitment, reporter="public_sources")
    assert notes.approve(note=note, by=OfficialFactory.create(organization__side=side, approver=True)).released_at


@pytest.mark.parametrize("state", ["draft", "approved"])
def test_only_a_submitted_note_is_approved(commitment: Commitment, approver_ca: Official, state: str):
    note = NoteFactory.create(commitment=commitment) if state == "draft" else released_note(commitment)
    with pytest.raises(errors.WrongState):
        notes.approve(note=note, by=approver_ca)


def test_note_waits_for_its_commitment_to_be_public(approver_ca: Official):
    note = submitted_note(CommitmentFactory.create())
    with pytest.raises(errors.CommitmentNotPublic):
        notes.approve(note=note, by=approver_ca)
    assert not NoteApproval.objects.exists()


def test_day_of_a_note_is_checked_again_at_its_release(commitment: Commitment, approver_ca: Official):
    note = submitted_note(commitment)
    ProgressNote.objects.filter(pk=note.pk).update(as_of=today() + timedelta(days=1))
    with pytest.raises(errors.AsOfInTheFuture):
        notes.approve(note=note, by=approver_ca)
    assert (stored(note).released_at, NoteApproval.objects.count()) == (None, 0)


# Approving one's own


@pytest.mark.parametrize("reporter", ["canada", "joint", "public_sources"])
def test_author_cannot_approve_their_own_note(commitment: Commitment, approver_ca: Official, reporter: str):
    note = submitted_note(commitment, reporter=reporter, author=approver_ca)
    with pytest.raises(errors.AuthorCannotApprove):
        notes.approve(note=note, by=approver_ca)
    assert not NoteApproval.objects.exists()


def test_team_of_one_may_be_allowed_to(commitment: Commitment, approver_ca: Official, settings: Settings):
    settings.FIP_SELF_APPROVAL = True
    note = submitted_note(commitment, author=approver_ca)
    notes.approve(note=note, by=approver_ca)
    assert stored(note).self_approved
    assert JournalEntry.objects.get(note=note).data["self_approved"] is True


def test_note_approved_by_another_is_not_self_approved(
    commitment: Commitment, approver_ca: Official, settings: Settings
):
    settings.FIP_SELF_APPROVAL = True
    note = submitted_note(commitment, author=OfficialFactory.create(approver=True))
    notes.approve(note=note, by=approver_ca)
    assert not stored(note).self_approved


def test_self_approval_does_not_speak_for_the_other_side(
    commitment: Commitment, approver_ca: Official, approver_jp: Official, settings: Settings
):
    settings.FIP_SELF_APPROVAL = True
    note = submitted_note(commitment, reporter="joint", author=approver_ca)
    assert notes.approve(note=note, by=approver_ca).released_at is None
    notes.approve(note=note, by=approver_jp)
    assert stored(note).self_approved


# Embargo


def test_embargo_given_on_approval_ends_by_itself(opened: Commitment, approver_ca: Official):
    with stopped_at(FEBRUARY):
        note = submitted_note(opened, status="completed")
        notes.approve(note=note, by=approver_ca, release_at=MARCH)
    assert stored(note).released_at == MARCH
    for known_at, public, said in [(FEBRUARY, 0, "no_report"), (MARCH - TICK, 0, "no_report"), (MARCH, 1, "completed")]:
        assert ProgressNote.objects.public(known_at).count() == public
        assert JournalEntry.objects.open_at(known_at).filter(note=note).count() == public
        assert status(opened, on=APRIL, known_at=known_at) == said


def test_embargo_asked_for_by_the_author_is_kept(opened: Commitment, approver_ca: Official):
    with stopped_at(FEBRUARY):
        note = submitted_note(opened, release_at=MARCH)
        assert notes.approve(note=note, by=approver_ca).released_at == MARCH


def test_approver_may_set_another_release(opened: Commitment, approver_ca: Official):
    with stopped_at(FEBRUARY):
        note = submitted_note(opened, release_at=MARCH)
        assert notes.approve(note=note, by=approver_ca, release_at=APRIL).released_at == APRIL


def test_release_asked_for_by_the_first_of_two_approvers_is_kept(
    opened: Commitment, approver_ca: Official, approver_jp: Official
):
    with stopped_at(FEBRUARY):
        note = submitted_note(opened, reporter="joint")
        notes.approve(note=note, by=approver_ca, release_at=MARCH)
        assert notes.approve(note=note, by=approver_jp).released_at == MARCH


def test_one_side_does_not_break_the_embargo_under_which_the_other_approved(
    opened: Commitment, approver_ca: Official, approver_jp: Official
):
    with stopped_at(FEBRUARY):
        note = submitted_note(opened, reporter="joint")
        notes.approve(note=note, by=approver_ca, release_at=APRIL)
        with pytest.raises(errors.EarlierThanAgreed):
            notes.approve(note=note, by=approver_jp, release_at=MARCH)
        with pytest.raises(errors.NotTogether, match="cannot be released before"):
            notes.approve_together(notes=[note], by=approver_jp)
        assert stored(note).released_at is None
        assert notes.approve(note=note, by=approver_jp, release_at=APRIL + TICK).released_at == APRIL + TICK


def test_release_is_never_before_the_approval(opened: Commitment, approver_ca: Official):
    with stopped_at(FEBRUARY):
        note = submitted_note(opened, release_at=OPENING)
    with stopped_at(MARCH):
        assert notes.approve(note=note, by=approver_ca).released_at == MARCH


# Withdrawing


def test_withdrawn_note_stays_visible_and_no_longer_counts(opened: Commitment, approver_ca: Official):
    with stopped_at(FEBRUARY):
        note = released_note(opened)
    with stopped_at(MARCH):
        withdrawal = notes.withdraw(note=note, by=approver_ca, reason=" Mauvaise page. ", language="fr")
    assert withdrawal == NoteWithdrawal.objects.get()
    assert (withdrawal.reason, withdrawal.language) == ("Mauvaise page.", "fr")
    assert (withdrawal.withdrawn_at, withdrawal.withdrawn_by) == (MARCH, approver_ca)
    assert ProgressNote.objects.public(APRIL).get() == note
    assert status(opened, on=MARCH, known_at=MARCH - TICK) == "on_track"
    assert status(opened, on=MARCH, known_at=MARCH) == "no_report"
    entry = JournalEntry.objects.get(kind="note_withdrawn")
    assert (entry.public_from, entry.data["reason"]) == (MARCH, "Mauvaise page.")


def test_note_before_stands_again_after_a_withdrawal(opened: Commitment, approver_ca: Official):
    with stopped_at(FEBRUARY):
        released_note(opened, status="on_track")
        note = released_note(opened, status="completed")
    with stopped_at(MARCH):
        notes.withdraw(note=note, by=approver_ca, reason="A wrong page was read.")
    assert status(opened, on=MARCH, known_at=MARCH - TICK) == "completed"
    assert status(opened, on=MARCH, known_at=MARCH) == "on_track"


def test_note_withdrawn_under_embargo_is_never_public_and_its_journal_stays_sealed(
    opened: Commitment, approver_ca: Official
):
    with stopped_at(FEBRUARY):
        note = released_note(opened, release_at=APRIL)
    with stopped_at(MARCH):
        notes.withdraw(note=note, by=approver_ca, reason="A wrong page was read.")
    for known_at in (MARCH, APRIL, noon(2100, 1, 1)):
        assert not ProgressNote.objects.public(known_at).exists()
        assert not JournalEntry.objects.open_at(known_at).filter(note=note).exists()
        assert status(opened, on=APRIL, known_at=known_at) == "no_report"
    assert [entry.public_from for entry in JournalEntry.objects.filter(note=note)] == [APRIL, APRIL]
    assert not StatusPeriod.objects.exists()


@pytest.mark.parametrize("reason", ["", " \n"])
def test_withdrawing_needs_a_reason(commitment: Commitment, approver_ca: Official, reason: str):
    note = released_note(commitment)
    with pytest.raises(errors.ReasonMissing):
        notes.withdraw(note=note, by=approver_ca, reason=reason)
    assert not NoteWithdrawal.objects.exists()


def test_note_is_withdrawn_once(commitment: Commitment, approver_ca: Official):
    note = released_note(commitment)
    notes.withdraw(note=note, by=approver_ca, reason="A wrong page was read.")
    entries = JournalEntry.objects.count()
    with pytest.raises(errors.AlreadyWithdrawn):
        notes.withdraw(note=note, by=approver_ca, reason="Again.")
    assert (NoteWithdrawal.objects.count(), JournalEntry.objects.count()) == (1, entries)


def test_only_a_released_note_is_withdrawn(commitment: Commitment, approver_ca: Official):
    for note in (NoteFactory.create(commitment=commitment), submitted_note(commitment)):
        with pytest.raises(errors.WrongState):
            notes.withdraw(note=note, by=approver_ca, reason="A wrong page was read.")


# Correcting


def test_correction_begins_as_a_copy_by_its_own_author(commitment: Commitment, editor_ca: Official):
    note = released_note(
        commitment,
        language="fr",
        text_fr="Ce qui a été fait.",
        challenges_fr="Le climat.",
        next_steps_en="Go on.",
        date_basis_fr="Date de la page.",
        sources=[SourceFactory.create()],
    )
    correction = notes.correct(note=note, by=editor_ca)
    copied = ["commitment", "reporter", "kind", "as_of", "status", "language", "withheld_for"]
    texts = [field.name for field in ProgressNote._meta.fields if field.name.endswith(("_en", "_fr", "_ja"))]
    for name in [*copied, *texts]:
        assert getattr(correction, name) == getattr(note, name), name
    assert list(correction.sources.all()) == list(note.sources.all())
    assert (correction.corrects, correction.author, correction.state) == (note, editor_ca, "draft")
    assert (correction.number, correction.released_at) == (None, None)


def test_withheld_note_can_be_corrected(commitment: Commitment):
    note = released_note(commitment, withheld=True)
    assert released_correction(note, withheld_for="Another body").withheld_for == "Another body"


def test_correction_counts_instead_of_the_corrected_note(opened: Commitment):
    with stopped_at(FEBRUARY):
        note = released_note(opened, status="completed")
    with stopped_at(MARCH):
        correction = released_correction(note, status="on_track")
    assert status(opened, on=APRIL, known_at=MARCH - TICK) == "completed"
    assert status(opened, on=APRIL, known_at=MARCH) == "on_track"
    assert set(ProgressNote.objects.public(MARCH)) == {note, correction}
    entry = JournalEntry.objects.get(note=correction)
    assert (entry.kind, entry.data["note"], entry.data["corrects"]) == ("note_corrected", 2, 1)


def test_drafted_correction_changes_nothing(commitment: Commitment, editor_ca: Official):
    note = released_note(commitment)
    entries = JournalEntry.objects.count()
    assert_unseen(notes.correct(note=note, by=editor_ca), entries)


def test_correction_can_be_corrected(opened: Commitment):
    with stopped_at(FEBRUARY):
        first = released_correction(released_note(opened, status="completed"), status="on_track")
    with stopped_at(MARCH):
        released_correction(first, status="facing_challenges")
    assert status(opened, on=APRIL, known_at=FEBRUARY) == "on_track"
    assert status(opened, on=APRIL, known_at=MARCH) == "facing_challenges"


def test_corrected_note_stays_corrected_when_its_correction_is_withdrawn(opened: Commitment, approver_ca: Official):
    with stopped_at(FEBRUARY):
        correction = released_correction(released_note(opened, status="completed"), status="on_track")
    with stopped_at(MARCH):
        notes.withdraw(note=correction, by=approver_ca, reason="A wrong page was read.")
    assert status(opened, on=APRIL, known_at=FEBRUARY) == "on_track"
    assert status(opened, on=APRIL, known_at=MARCH) == "no_report"


def test_correction_withdrawn_under_embargo_corrects_nothing(opened: Commitment, approver_ca: Official):
    with stopped_at(FEBRUARY):
        correction = released_correction(released_note(opened), status="completed", release_at=APRIL)
    with stopped_at(MARCH):
        notes.withdraw(note=correction, by=approver_ca, reason="A wrong page was read.")
    assert status(opened, on=APRIL, known_at=noon(2100, 1, 1)) == "on_track"


@pytest.mark.parametrize("case", ["draft", "submitted", "embargoed", "corrected", "withdrawn"])
def test_only_a_standing_public_note_is_corrected(commitment: Commitment, approver_ca: Official, case: str):
    if case in {"corrected", "withdrawn"}:
        note = released_note(commitment)
    if case == "corrected":
        released_correction(note, status="completed")
    elif case == "withdrawn":
        notes.withdraw(note=note, by=approver_ca, reason="A wrong page was read.")
    elif case == "draft":
        note = NoteFactory.create(commitment=commitment)
    elif case == "submitted":
        note = submitted_note(commitment)
    else:
        note = released_note(commitment, release_at=noon(2100, 1, 1))
    before = ProgressNote.objects.count()
    with pytest.raises(errors.CannotCorrect):
        notes.correct(note=note, by=note.author)
    assert ProgressNote.objects.count() == before


def test_of_two_corrections_the_second_is_refused_at_its_release(
    commitment: Commitment, editor_ca: Official, approver_ca: Official
):
    note = released_note(commitment)
    first, second = (notes.correct(note=note, by=editor_ca) for _ in range(2))
    for correction in (first, second):
        notes.submit(note=correction, by=editor_ca)
    notes.approve(note=first, by=approver_ca)
    with pytest.raises(errors.CannotCorrect):
        notes.approve(note=second, by=approver_ca)
    assert stored(second).state == "submitted"


def test_a_note_whose_correction_was_withdrawn_unseen_is_corrected_anew(opened: Commitment, approver_ca: Official):
    with stopped_at(FEBRUARY):
        note = released_note(opened)
        unseen = released_correction(note, release_at=APRIL, status="completed")
    with stopped_at(MARCH):
        notes.withdraw(note=unseen, by=approver_ca, reason="A wrong page was read.")
        seen = released_correction(note, status="facing_challenges")
    told = ProgressNote.objects.as_of(on=day_of(MARCH), known_at=noon(2100, 1, 1))
    assert {row.pk: row.shown_corrected_by for row in told} == {note.pk: seen.number, seen.pk: None}
    assert status(opened, on=MARCH, known_at=noon(2100, 1, 1)) == "facing_challenges"


@pytest.mark.parametrize("changed", ["reporter", "commitment"])
def test_a_correction_keeps_its_commitment_and_reporter(
    commitment: Commitment, editor_ca: Official, approver_ca: Official, changed: str
):
    correction = notes.correct(note=released_note(commitment), by=editor_ca)
    other = {"reporter": "public_sources", "commitment": published_commitment()}
    setattr(correction, changed, other[changed])
    correction.save()
    notes.submit(note=correction, by=editor_ca)
    with pytest.raises(errors.CannotCorrect, match="by the same reporter"):
        notes.approve(note=correction, by=approver_ca)
    assert stored(correction).state == "submitted"


def test_correction_of_a_note_withdrawn_meanwhile_is_refused(
    commitment: Commitment, editor_ca: Official, approver_ca: Official
):
    note = released_note(commitment)
    correction = notes.submit(note=notes.correct(note=note, by=editor_ca), by=editor_ca)
    notes.withdraw(note=note, by=approver_ca, reason="A wrong page was read.")
    with pytest.raises(errors.CannotCorrect):
        notes.approve(note=correction, by=approver_ca)


# Late notes


def test_late_note_about_an_earlier_day_changes_that_day_and_not_today(opened: Commitment):
    with stopped_at(FEBRUARY):
        released_note(opened, status="completed", as_of=date(2024, 1, 31))
    with stopped_at(MARCH):
        released_note(opened, status="on_track", as_of=date(2024, 1, 15))
    assert status(opened, on=OPENING + timedelta(days=10), known_at=FEBRUARY) == "no_report"
    assert status(opened, on=OPENING + timedelta(days=10), known_at=MARCH) == "on_track"
    assert status(opened, on=MARCH, known_at=MARCH) == "completed"


# Translations


def test_translation_is_added_and_mended(commitment: Commitment, editor_ca: Official):
    note = released_note(commitment, challenges_en="Weather.")
    notes.mend_translation(note=note, by=editor_ca, language="fr", texts={"text": " Ce qui a été fait. "})
    notes.mend_translation(note=note, by=editor_ca, language="fr", texts={"text": "Fait.", "challenges": "Météo."})
    assert (stored(note).text_fr, stored(note).challenges_fr) == ("Fait.", "Météo.")
    first, second = JournalEntry.objects.filter(kind="translation_mended")
    assert first.data["old"]["text"] == {}
    assert first.data["translations"]["text"] == second.data["old"]["text"] == {"fr": "Ce qui a été fait."}
    assert second.data["translations"] == {
        "text": {"fr": "Fait."},
        "challenges": {"fr": "Météo."},
        "next_steps": {},
        "date_basis": {},
    }


def test_a_translation_too_long_for_its_column_is_refused(commitment: Commitment, editor_ca: Official):
    note = released_note(commitment)
    with pytest.raises(ValidationError):
        notes.mend_translation(note=note, by=editor_ca, language="fr", texts={"date_basis": "x" * 400})
    assert stored(note).date_basis_fr == ""


def test_translation_that_changes_nothing_is_not_journaled(commitment: Commitment, editor_ca: Official):
    note = released_note(commitment, text_fr="Fait.")
    entries = JournalEntry.objects.count()
    notes.mend_translation(note=note, by=editor_ca, language="fr", texts={"text": "Fait. "})
    assert JournalEntry.objects.count() == entries


@pytest.mark.parametrize(("language", "texts"), [("en", {"text": "Other."}), ("fr", {"status": "completed"})])
def test_only_translations_can_be_mended(
    commitment: Commitment, editor_ca: Official, language: str, texts: dict[str, str]
):
    note = released_note(commitment)
    with pytest.raises(errors.NotATranslation):
        notes.mend_translation(note=note, by=editor_ca, language=language, texts=texts)
    assert stored(note).status == "on_track"
    assert stored(note).text_en == note.text_en


def test_translations_of_a_draft_are_not_mended_but_edited(commitment: Commitment, editor_ca: Official):
    note = submitted_note(commitment)
    with pytest.raises(errors.WrongState):
        notes.mend_translation(note=note, by=editor_ca, language="fr", texts={"text": "Fait."})


def test_translation_mended_under_embargo_stays_sealed_until_the_release(opened: Commitment, editor_ca: Official):
    with stopped_at(FEBRUARY):
        note = released_note(opened, release_at=APRIL)
    with stopped_at(MARCH):
        notes.mend_translation(note=note, by=editor_ca, language="fr", texts={"text": "Fait."})
    mended = JournalEntry.objects.filter(kind="translation_mended")
    assert not (mended & JournalEntry.objects.open_at(APRIL - TICK)).exists()
    assert (mended & JournalEntry.objects.open_at(APRIL)).exists()


def test_translation_of_a_withdrawn_note_is_told(opened: Commitment, editor_ca: Official, approver_ca: Official):
    """The note is still in the timeline, so its translation still matters."""
    with stopped_at(FEBRUARY):
        note = released_note(opened)
        notes.withdraw(note=note, by=approver_ca, reason="A wrong page was read.")
    with stopped_at(MARCH):
        notes.mend_translation(note=note, by=editor_ca, language="fr", texts={"text": "Fait."})
    kinds = [entry.kind for entry in JournalEntry.objects.open_at(MARCH).filter(note=note)]
    assert kinds == ["note_released", "note_withdrawn", "translation_mended"]


# All or nothing


class LightsOut(Exception):  # noqa: N818
    """The process dies at this point."""


@pytest.fixture
def dies_while_deriving(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deriving the periods is the last step of a release, after all rows and the journal are written."""

    def die(*arguments: Any, **options: Any) -> None:
        raise LightsOut

    monkeypatch.setattr(notes, "derive", die)


def test_release_is_all_or_nothing(commitment: Commitment, approver_ca: Official, dies_while_deriving: None):
    entries = JournalEntry.objects.count()
    note = submitted_note(commitment)
    with pytest.raises(LightsOut):
        notes.approve(note=note, by=approver_ca)
    assert stored(note).state == NoteState.SUBMITTED
    assert not NoteApproval.objects.exists()
    assert_unseen(note, entries)


def test_withdrawal_is_all_or_nothing(commitment: Commitment, approver_ca: Official, request: pytest.FixtureRequest):
    note = released_note(commitment)
    entries = JournalEntry.objects.count()
    request.getfixturevalue("dies_while_deriving")
    with pytest.raises(LightsOut):
        notes.withdraw(note=note, by=approver_ca, reason="A wrong page was read.")
    assert not NoteWithdrawal.objects.exists()
    assert JournalEntry.objects.count() == entries
    assert StatusPeriod.objects.get().last_note == note


def test_refused_release_undoes_the_approval_that_led_to_it(
    commitment: Commitment, approver_ca: Official, approver_jp: Official
):
    note = submitted_note(commitment, reporter="joint")
    notes.approve(note=note, by=approver_ca)
    ProgressNote.objects.filter(pk=note.pk).update(text_en="")
    entries = JournalEntry.objects.count()
    with pytest.raises(IntegrityError, match="note_released_with_text"):
        notes.approve(note=note, by=approver_jp)
    assert NoteApproval.objects.get().side == "canada"
    assert_unseen(note, entries)
