"""One public event as a line: what happened, by whom, and what it was before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from priorities.changes import Change
from priorities.choices import (
    JournalKind,
    Kind,
    Labelled,
    Language,
    Linkage,
    OwnerBasis,
    OwnerRole,
    RelationKind,
    Reporter,
    TextProvenance,
)
from priorities.formatting import day
from priorities.models import PriorityArea
from priorities.models.text import Text, active_language, pick
from priorities.views.dates import slip_in_words
from priorities.views.status import StatusWord, status_word
from priorities.views.words import in_page_language, word_for

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
    """A field that was reworded, with the parts of its values; `old` or `new` is empty where there was nothing."""

    name: str
    old: list[Text]
    new: list[Text]


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
        ChangedField(_(FIELDS[name]), *_both(name, old.get(name), new[name], change.areas))
        for name in new
        if old.get(name) != new[name]
    ]


def _both(name: str, old: Any, new: Any, areas: Mapping[str, PriorityArea]) -> tuple[list[Text], list[Text]]:
    """Two values of a field as they are shown; of one by language that of the page, if that is what changed."""
    if not isinstance(new, dict):
        return _value(name, old, areas), _value(name, new, areas)
    before = old or {}
    changed = [code for code in Language if before.get(code) != new.get(code)]
    code = active_language() if active_language() in changed else changed[0]
    shown = _provenance if name == "title_provenance" else _text
    return shown(before.get(code), code), shown(new.get(code), code)


def _text(value: str | None, language: str) -> list[Text]:
    return [Text(value, str(language), is_fallback=language != active_language())] if value else []


def _provenance(value: str | None, language: str) -> list[Text]:
    """Where the title in a language comes from."""
    if not value:
        return []
    told = {"filter": word_for(Language, language), "value": word_for(TextProvenance, value)}
    return [in_page_language(_("%(filter)s: %(value)s") % told)]


def _value(name: str, value: Any, areas: Mapping[str, PriorityArea]) -> list[Text]:
    if not value:
        return []
    if name == "provisions":
        return [part for passage in value for part in _passage(*passage)]
    if name == "area" and value in areas:
        return [areas[value].title]
    return [in_page_language(words) for words in _in_words(name, value)]


def _passage(document: str, source: str, locator: str, excerpt: str, language: str) -> list[Text]:
    """Where a passage stands, and its words, which nobody translates."""
    place = " · ".join(filter(None, (document, source, locator)))
    return [*([in_page_language(place)] if place else []), *_text(excerpt, language)]


def _in_words(name: str, value: Any) -> list[str]:
    """The parts of a value whose codes have words in each language."""
    if name in VOCABULARIES:
        return [word_for(VOCABULARIES[name], value)]
    if name in DAYS:
        return [day(date.fromisoformat(value), active_language())]
    if name == "owners":
        return [f"{body} · {word_for(OwnerRole, role)} · {word_for(OwnerBasis, basis)}" for body, role, basis in value]
    if name == "relations":
        return [f"{word_for(RelationKind, kind)} {other}" for kind, other in value]
    return [str(part) for part in (value if isinstance(value, list) else [value])]


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
