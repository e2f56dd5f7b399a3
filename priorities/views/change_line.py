"""One public event as a line: what happened, by whom, and what it was before."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from priorities.changes import Change
from priorities.choices import JournalKind, Kind, Labelled, Language, Linkage, Reporter
from priorities.formatting import day
from priorities.models.text import Text, active_language, pick
from priorities.views.dates import slip_in_words
from priorities.views.status import StatusWord, status_word
from priorities.views.words import word_for

FIELDS: dict[str, str] = {
    "area": gettext_noop("priority area"),
    "title": gettext_noop("title"),
    "title_provenance": gettext_noop("where the title comes from"),
    "description": gettext_noop("what was committed"),
    "origin_note": gettext_noop("note on its origin"),
    "area_note": gettext_noop("note on its area"),
    "commitment_kind": gettext_noop("kind"),
    "linkage": gettext_noop("linkage"),
    "start_date": gettext_noop("start date"),
    "target_date": gettext_noop("target date"),
    "review_interval_months": gettext_noop("review interval (months)"),
    "owners": gettext_noop("owners"),
    "provisions": gettext_noop("passages"),
    "relations": gettext_noop("relations"),
    "due_date": gettext_noop("due date"),
    "reached_on": gettext_noop("reached on"),
    "date_basis": gettext_noop("how the day is known"),
    "sources": gettext_noop("sources"),
    "text": gettext_noop("text"),
    "challenges": gettext_noop("challenges"),
    "next_steps": gettext_noop("next steps"),
}
VOCABULARIES: dict[str, type[Labelled]] = {"commitment_kind": Kind, "linkage": Linkage}
DAYS = frozenset({"start_date", "target_date", "due_date", "reached_on"})
REWORDED = frozenset({JournalKind.COMMITMENT_REWORDED, JournalKind.MILESTONE_REWORDED, JournalKind.TRANSLATION_MENDED})


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A field that was reworded; `old` or `new` is empty where there was nothing."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Move:
    """A move of a date; `slip` says by how much, in words."""

    old: date | None
    new: date
    slip: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One event. `href` leads to the note it is about, `by` names who reported or agreed, `subject` the milestone."""

    number: int
    kind: str
    href: str
    reference: str
    by: str
    status: StatusWord | None
    status_before: StatusWord | None
    as_of: date | None
    subject: Text | None
    move: Move | None
    reached_on: date | None
    reason: Text | None
    fields: list[ChangedField]


def change_line(change: Change) -> ChangeLine:
    return ChangeLine(
        number=change.number,
        kind=word_for(JournalKind, change.kind),
        href=f"{change.commitment.get_absolute_url()}#note-{change.note.number}" if change.note else "",
        reference=change.note.reference if change.note else "",
        by=_by(change),
        status=status_word(change.status) if change.status else None,
        status_before=status_word(change.status_before) if change.moves_status else None,
        as_of=change.note.as_of if change.note else None,
        subject=change.milestone.title if change.milestone else None,
        move=_move(change),
        reached_on=_reached_on(change),
        reason=_reason(change),
        fields=_fields(change) if change.kind in REWORDED else [],
    )


def _by(change: Change) -> str:
    code = change.note.reporter if change.note else change.data.get("agreed_by", "")
    return word_for(Reporter, code) if code else ""


def _move(change: Change) -> Move | None:
    if change.kind != JournalKind.DATE_MOVED:
        return None
    data = change.data
    return Move(_day(data["old_date"]), date.fromisoformat(data["new_date"]), slip_in_words(data["days_slipped"]))


def _reached_on(change: Change) -> date | None:
    return _day(change.data["new"]["reached_on"]) if change.kind == JournalKind.MILESTONE_REACHED else None


def _reason(change: Change) -> Text | None:
    reason = change.data.get("reason")
    if not reason:
        return None
    language = change.data["language"]
    texts = reason if isinstance(reason, dict) else {language: reason}
    return pick(texts, language=active_language(), source_language=language)


def _fields(change: Change) -> list[ChangedField]:
    old, new = change.data["old"], change.data.get("new", change.data.get("translations", {}))
    return [
        ChangedField(_(FIELDS[name]), *_in_words(name, old.get(name), new[name]))
        for name in new
        if old.get(name) != new[name]
    ]


def _in_words(name: str, old: Any, new: Any) -> tuple[str, str]:
    """Two values of a field as they are shown; of a text the language of the page, if that is what changed."""
    if isinstance(new, dict):
        before = old or {}
        changed = [code for code in Language if before.get(code) != new.get(code)]
        code = active_language() if active_language() in changed else changed[0]
        old, new = before.get(code), new.get(code)
    return _value(name, old), _value(name, new)


def _value(name: str, value: Any) -> str:
    if not value:
        return ""
    if name in VOCABULARIES:
        return word_for(VOCABULARIES[name], value)
    if name in DAYS:
        return day(date.fromisoformat(value), active_language())
    if isinstance(value, list):
        return "; ".join(" ".join(filter(None, part)) if isinstance(part, list) else str(part) for part in value)
    return str(value)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
