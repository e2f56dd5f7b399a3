"""The life of a progress note: draft, submitted, returned, approved, public at its release, corrected or withdrawn."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from priorities.actions import errors
from priorities.actions.journal import write_entry
from priorities.actions.payloads import (
    NOTE_TEXTS,
    note_facts_payload,
    note_translations_payload,
    withdrawal_payload,
)
from priorities.actions.permissions import require_may_decide, require_may_edit_note, require_may_report, sides_of
from priorities.actions.search import index_note
from priorities.choices import JournalKind, NoteKind, NoteState
from priorities.clocks import day_of, now, today
from priorities.models import Commitment, NoteApproval, NoteWithdrawal, Official, ProgressNote, StatusPeriod
from priorities.periods import derive


@transaction.atomic
def submit(*, note: ProgressNote, by: Official) -> ProgressNote:
    """Hand a draft, or a returned note, to the approvers."""
    note = _locked(note)
    require_may_edit_note(by, note)
    if not note.is_under_work:
        raise errors.WrongState
    _require_complete(note)
    if note.as_of > today():
        raise errors.AsOfInTheFuture
    note.state = NoteState.SUBMITTED.value
    note.submitted_at = now()
    note.return_reason = ""
    note.approvals.all().delete()  # a note that was mended is approved anew
    note.save(update_fields=["state", "submitted_at", "return_reason"])
    return note


@transaction.atomic
def return_note(*, note: ProgressNote, by: Official, reason: str) -> ProgressNote:
    """Send a submitted note back to its author, with the reason."""
    note = _locked(note)
    require_may_decide(by, note.reporter)
    if note.state != NoteState.SUBMITTED:
        raise errors.WrongState
    if not reason.strip():
        raise errors.ReasonMissing
    note.state = NoteState.RETURNED.value
    note.return_reason = reason.strip()
    note.save(update_fields=["state", "return_reason"])
    return note


@transaction.atomic
def approve(*, note: ProgressNote, by: Official, release_at: datetime | None = None) -> ProgressNote:
    """Approve a submitted note; with the last approval it needs it is released, at `release_at` or at once.

    A joint note needs an approver of each side; until both have approved it stays submitted.
    """
    return _approve(note, by=by, release_at=release_at)


@transaction.atomic
def approve_together(
    *, notes: Iterable[ProgressNote], by: Official, release_at: datetime | None = None
) -> list[ProgressNote]:
    """Approve submitted notes, all or none, so that all become public at one instant: `release_at`, or now.

    Where a joint note still needs the other side, that instant has to be in the future.
    """
    chosen = list(notes)
    hold(chosen)
    moment = now()
    approved = []
    for note in chosen:
        try:
            done = _approve(note, by=by, release_at=release_at or moment, moment=moment)
        except errors.RuleBroken as refusal:
            raise errors.NotTogether(f"{note}: {refusal}") from refusal
        if done.released_at is None and release_at is None:
            told = {"note": note}
            raise errors.NotTogether(_("%(note)s: the other side has still to approve it. Give a later time.") % told)
        approved.append(done)
    return approved


def hold(notes: Iterable[ProgressNote]) -> None:
    """Let nobody else decide on any of these notes until the transaction ends."""
    commitments = Commitment.objects.filter(pk__in=[note.commitment_id for note in notes])
    list(commitments.select_for_update().order_by("pk"))  # always in the same order, so that nobody waits for ever


def _approve(
    note: ProgressNote, *, by: Official, release_at: datetime | None, moment: datetime | None = None
) -> ProgressNote:
    note = _locked(note)
    require_may_decide(by, note.reporter)
    if note.state != NoteState.SUBMITTED:
        raise errors.WrongState
    if by == note.author and not settings.FIP_SELF_APPROVAL:
        raise errors.AuthorCannotApprove
    if note.commitment.published_at is None:
        raise errors.CommitmentNotPublic
    side = by.side or ""
    if note.approvals.filter(side=side).exists():
        raise errors.SideAlreadyApproved
    if release_at is not None:
        _set_release(note, release_at)
    NoteApproval.objects.create(note=note, side=side, official=by, office=by.organization, approved_at=now())
    approved = set(note.approvals.values_list("side", flat=True))
    if set(sides_of(note.reporter)) <= approved:
        _release(note, moment)
    return note


def _set_release(note: ProgressNote, release_at: datetime) -> None:
    """Set the embargo; where the other side has approved under one already, not to an earlier instant than theirs."""
    if note.release_at is not None and release_at < note.release_at and note.approvals.exists():
        raise errors.EarlierThanAgreed
    note.release_at = release_at
    note.save(update_fields=["release_at"])


@transaction.atomic
def withdraw(*, note: ProgressNote, by: Official, reason: str, language: str = "en") -> NoteWithdrawal:
    """Withdraw a released note. A public one stays visible with the reason; one under embargo is never shown."""
    note = _locked(note)
    require_may_decide(by, note.reporter)
    if note.released_at is None:
        raise errors.WrongState
    if not reason.strip():
        raise errors.ReasonMissing
    if NoteWithdrawal.objects.filter(note=note).exists():
        raise errors.AlreadyWithdrawn
    withdrawal = NoteWithdrawal.objects.create(
        note=note,
        withdrawn_at=now(),
        withdrawn_by=by,
        office=by.organization,
        reason=reason.strip(),
        language=language,
    )
    # The withdrawal of an unseen note is sealed with it: it would otherwise tell of what was never public.
    write_entry(
        kind=JournalKind.NOTE_WITHDRAWN,
        data=withdrawal_payload(withdrawal),
        commitment=note.commitment,
        note=note,
        public_from=max(withdrawal.withdrawn_at, note.released_at),
    )
    refresh_periods(note.commitment)
    return withdrawal


@transaction.atomic
def correct(*, note: ProgressNote, by: Official) -> ProgressNote:
    """Start a correction: a draft by `by` that names the note and begins as its copy.

    It takes the way of every note; the moment it is released, the corrected note no longer counts.
    """
    note = _locked(note)
    require_may_report(by, note.reporter)
    _require_correctable(note)
    texts = {
        f"{name}_{language}": getattr(note, f"{name}_{language}") for name in NOTE_TEXTS for language in _LANGUAGES
    }
    correction = ProgressNote.objects.create(
        commitment=note.commitment,
        reporter=note.reporter,
        kind=note.kind,
        as_of=note.as_of,
        status=note.status,
        language=note.language,
        withheld_for=note.withheld_for,
        corrects=note,
        author=by,
        **texts,
    )
    correction.sources.set(note.sources.all())
    return correction


@transaction.atomic
def mend_translation(*, note: ProgressNote, by: Official, language: str, texts: dict[str, str]) -> ProgressNote:
    """Add or mend a translation of a released note: `texts` by name (text, challenges, next_steps, date_basis).

    Raises ValidationError for a text that is too long.
    """
    note = _locked(note)
    require_may_report(by, note.reporter)
    if note.released_at is None:
        raise errors.WrongState
    if language == note.language or not set(texts) <= set(NOTE_TEXTS):
        raise errors.NotATranslation
    old = note_translations_payload(note)
    for name, text in texts.items():
        setattr(note, f"{name}_{language}", text.strip())
    new = note_translations_payload(note)
    if new == old:
        return note
    mended = [f"{name}_{language}" for name in texts]
    note.clean_fields(exclude={field.name for field in note._meta.fields} - set(mended))
    note.save(update_fields=mended)
    index_note(note)
    write_entry(
        kind=JournalKind.TRANSLATION_MENDED,
        data={"note": note.number, "old": old, "translations": new},
        commitment=note.commitment,
        note=note,
        public_from=max(now(), note.released_at),
    )
    return note


def refresh_periods(commitment: Commitment) -> None:
    """Store the status periods that the released notes of a commitment call for."""
    notes = ProgressNote.objects.filter(commitment=commitment).facts()
    periods = derive(notes, review_interval_months=commitment.review_interval_months)
    StatusPeriod.objects.replace_for(commitment.pk, periods)


_LANGUAGES = ("en", "fr", "ja")


def _locked(note: ProgressNote) -> ProgressNote:
    """The note as it stands, with its commitment held until the end: what follows depends on its other notes too."""
    commitment = Commitment.objects.select_for_update().get(pk=note.commitment_id)
    current = (
        ProgressNote.objects.select_for_update(of=("self",)).select_related("author__organization").get(pk=note.pk)
    )
    current.commitment = commitment
    return current


def _require_complete(note: ProgressNote) -> None:
    if note.kind != NoteKind.NOTHING_TO_REPORT and not getattr(note, f"text_{note.language}").strip():
        raise errors.TextMissing
    note.clean_fields()


def _require_correctable(note: ProgressNote) -> None:
    corrected = note.corrections.effective().exists()
    withdrawn = NoteWithdrawal.objects.filter(note=note).exists()
    if note.released_at is None or note.released_at > now() or corrected or withdrawn:
        raise errors.CannotCorrect


def _release(note: ProgressNote, moment: datetime | None) -> None:
    """Give an approved note its number and its moment, derive what follows from it, and journal it."""
    if note.corrects:
        _require_correctable(note.corrects)
        if (note.corrects.commitment_id, note.corrects.reporter) != (note.commitment_id, note.reporter):
            raise errors.CannotCorrect(_("A correction is of the same commitment, by the same reporter."))
    moment = moment or now()
    released_at = max(note.release_at or moment, moment)
    if note.as_of > day_of(released_at):
        raise errors.AsOfInTheFuture
    numbers = ProgressNote.objects.filter(commitment=note.commitment, number__isnull=False)
    note.number = (numbers.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    note.state = NoteState.APPROVED.value
    note.released_at = released_at
    note.self_approved = note.approvals.filter(official=note.author).exists()
    note.save(update_fields=["number", "state", "released_at", "self_approved"])
    write_entry(
        kind=JournalKind.NOTE_CORRECTED if note.corrects else JournalKind.NOTE_RELEASED,
        data={**note_facts_payload(note), "translations": note_translations_payload(note)},
        commitment=note.commitment,
        note=note,
        public_from=released_at,
    )
    index_note(note)
    refresh_periods(note.commitment)
