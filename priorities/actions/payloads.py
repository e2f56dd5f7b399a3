"""What the journal says of a row: plain values, the same on every engine, so that `verify_record` can compare them."""

from datetime import date, datetime
from typing import Any

from priorities.choices import Language
from priorities.models import Commitment, DateChange, Milestone, NoteWithdrawal, Organization, ProgressNote
from priorities.models.journal import instant_text

Payload = dict[str, Any]
NOTE_TEXTS = ("text", "challenges", "next_steps", "date_basis")


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _instant(value: datetime | None) -> str | None:
    return instant_text(value) if value else None


def _texts(row: object, name: str) -> dict[str, str]:
    """The columns of one text by language, without the empty ones."""
    values = {language.value: getattr(row, f"{name}_{language}") for language in Language}
    return {language: value for language, value in values.items() if value}


def commitment_payload(commitment: Commitment) -> Payload:
    """All that is public of a commitment itself, as it stands."""
    owners = commitment.ownerships.select_related("organization")
    provisions = commitment.provisions.select_related("document", "source")
    return {
        **commitment_columns(commitment),
        "owners": sorted([owner.organization.code, owner.role, owner.basis] for owner in owners),
        "provisions": sorted(
            [
                provision.document.code if provision.document else "",
                provision.source.code if provision.source else "",
                provision.locator,
                provision.excerpt,
                provision.language,
            ]
            for provision in provisions
        ),
        "relations": sorted(
            [relation.kind, relation.other.code] for relation in commitment.relations.select_related("other")
        ),
    }


def commitment_columns(commitment: Commitment) -> Payload:
    """What a commitment's own row says, without owners, provisions and relations."""
    return {
        "area": commitment.area.code,
        "title": _texts(commitment, "title"),
        "title_provenance": _texts(commitment, "title_provenance"),
        "description": _texts(commitment, "description"),
        "origin_note": _texts(commitment, "origin_note"),
        "area_note": _texts(commitment, "area_note"),
        "commitment_kind": commitment.kind,
        "linkage": commitment.linkage,
        "start_date": _day(commitment.start_date),
        "target_date": _day(commitment.original_target_date),
        "review_interval_months": commitment.review_interval_months,
    }


def milestone_payload(milestone: Milestone) -> Payload:
    return {
        **milestone_columns(milestone),
        "sources": sorted(milestone.sources.values_list("code", flat=True)),
    }


def milestone_columns(milestone: Milestone) -> Payload:
    """What a milestone's own row says, without its sources."""
    return {
        "milestone": milestone.number,
        "title": _texts(milestone, "title"),
        "due_date": _day(milestone.original_due_date),
        "reached_on": _day(milestone.reached_on),
        "date_basis": _texts(milestone, "date_basis"),
    }


def note_facts_payload(note: ProgressNote) -> Payload:
    """What is fixed for good when a note is released: all but its translations."""
    return {
        **note_columns(note),
        "sources": sorted(note.sources.values_list("code", flat=True)),
        "approved_by": sorted(
            [approval.side, _code(approval.office)] for approval in note.approvals.select_related("office")
        ),
    }


def note_columns(note: ProgressNote) -> Payload:
    """The facts that a note's own row says, without its sources and approvals."""
    source_texts = {name: getattr(note, f"{name}_{note.language}") for name in NOTE_TEXTS}
    return {
        "note": note.number,
        "reporter": note.reporter,
        "note_kind": note.kind,
        "as_of": _day(note.as_of),
        "status": note.status,
        "language": note.language,
        **source_texts,
        "withheld_for": note.withheld_for,
        "corrects": note.corrects.number if note.corrects else None,
        "self_approved": note.self_approved,
        "released_at": _instant(note.released_at),
    }


def note_translations_payload(note: ProgressNote) -> Payload:
    """The translations of a note, by text and language, without the empty ones."""
    columns = {name: _texts(note, name) for name in NOTE_TEXTS}
    return {
        name: {language: value for language, value in texts.items() if language != note.language}
        for name, texts in columns.items()
    }


def withdrawal_payload(withdrawal: NoteWithdrawal) -> Payload:
    return {
        "note": withdrawal.note.number,
        "reason": withdrawal.reason,
        "language": withdrawal.language,
        "withdrawn_at": _instant(withdrawal.withdrawn_at),
        "withdrawn_by": _code(withdrawal.office),
    }


def date_change_payload(change: DateChange) -> Payload:
    return {
        "milestone": change.milestone.number if change.milestone else None,
        "old_date": _day(change.old_date),
        "new_date": _day(change.new_date),
        "days_slipped": change.days_slipped,
        "reason": _texts(change, "reason"),
        "language": change.language,
        "agreed_by": change.agreed_by,
        "decided_on": _day(change.decided_on),
        "known_at": _instant(change.known_at),
    }


def _code(office: Organization | None) -> str:
    """The office that decided; a person's name is nowhere in the public record."""
    return office.code if office else ""
