"""Proving that nothing was rewritten: recompute the journal's chain, every row it tells of, and the status periods."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise, zip_longest
from typing import Any

from django.db import connection
from django.db.models import F

from priorities import chain, edits, guards
from priorities.actions.payloads import (
    Payload,
    commitment_payload,
    date_change_payload,
    milestone_payload,
    note_facts_payload,
    note_translations_payload,
    withdrawal_payload,
)
from priorities.choices import JournalKind
from priorities.clocks import FOREVER
from priorities.models import Commitment, JournalEntry, Milestone, NoteWithdrawal, ProgressNote, StatusPeriod
from priorities.models.journal import instant_text
from priorities.periods import derive

RELEASES = {JournalKind.NOTE_RELEASED.value, JournalKind.NOTE_CORRECTED.value}
WRITING = timedelta(hours=1)
"""How long before its entry a row may have been saved: a large import is one transaction, and takes minutes."""


def verify(published_heads: Mapping[int, str] | None = None) -> Iterator[str]:
    """Sentences on what differs between the record, its journal and what follows from them; none where all agree.

    `published_heads` are hashes by entry number as others once noted them: only they tell of a journal whose end was
    written anew, with all that follows from it.
    """
    for name in guards.missing(connection):
        yield f"The database lacks the guard {name}, or has another in its place, so it would not refuse a rewriting."
    for name in edits.missing(connection):
        yield f"The database lacks {name}, or has another in its place, so a page could be served that is out of date."
    yield from _chain_breaks()
    yield from _lost_heads(published_heads or {})
    for commitment in Commitment.objects.filter(published_at__isnull=False).order_by("code").iterator(chunk_size=500):
        yield from _rewritings(commitment)
        yield from _wrong_periods(commitment)


def _chain_breaks() -> Iterator[str]:
    previous, number = chain.GENESIS, 0
    entries = JournalEntry.objects.annotate(
        of_code=F("commitment__code"), of_public=F("commitment__published_at"), of_note=F("note__number")
    )
    for entry in entries.order_by("number").iterator(chunk_size=1000):
        number += 1
        if entry.number != number:
            yield f"Entry {number} is missing: entry {entry.number} follows entry {number - 1}."
            number = entry.number
        if entry.previous != previous:
            yield f"Entry {entry.number} does not follow the entry before it."
        if chain.payload_digest(entry.salt, entry.payload) != entry.digest:
            yield f"Entry {entry.number}: its payload does not match its digest."
        if entry.expected_hash() != entry.hash:
            yield f"Entry {entry.number}: its hash does not match what it holds."
        yield from _misplaced(entry)
        previous = entry.hash


def _misplaced(entry: Any) -> Iterator[str]:
    """Where an entry hangs on other rows than those that its payload tells of, or says something else beside it."""
    told = _data(entry)
    if entry.of_code != told.get("commitment"):
        yield f"Entry {entry.number} tells of {told.get('commitment')}, but the record has it on {entry.of_code}."
    elif entry.of_public is None:
        yield f"Entry {entry.number} tells of {entry.of_code}, which the record keeps from the public."
    if entry.of_note != told.get("note"):
        yield f"Entry {entry.number} tells of note {told.get('note')}, but the record has it on note {entry.of_note}."
    yield from _differences(entry, "its own columns", _columns(entry), told)


def _data(entry: JournalEntry) -> Payload:
    """The payload of an entry; nothing if it was overwritten by something else, which its digest tells."""
    try:
        data = json.loads(entry.payload)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _lost_heads(published: Mapping[int, str]) -> Iterator[str]:
    held = dict(JournalEntry.objects.filter(number__in=published).values_list("number", "hash"))
    for number, noted in sorted(published.items()):
        if held.get(number) != noted:
            yield f"Entry {number} is not the one that was published: its hash was {noted}."


def _rewritings(commitment: Commitment) -> Iterator[str]:
    """Where the rows of a commitment differ from what the journal says of them."""
    entries = [(entry, _data(entry)) for entry in commitment.journal.order_by("number")]
    by_kind: Entries = defaultdict(list)
    for entry, data in entries:
        by_kind[data.get("kind", "")].append((entry, data))
    yield from _commitment_rewritings(commitment, by_kind)
    yield from _milestone_rewritings(commitment, by_kind)
    yield from _wrong_moments(commitment, by_kind)
    yield from _note_rewritings(commitment, by_kind)
    yield from _date_rewritings(commitment, by_kind)


Entries = dict[str, list[tuple[JournalEntry, Payload]]]


def _columns(entry: JournalEntry) -> Payload:
    """What an entry repeats of its payload outside it: an embargo could be opened early by changing just that."""
    return {"kind": entry.kind, "public_from": instant_text(entry.public_from)}


def _commitment_rewritings(commitment: Commitment, by_kind: Entries) -> Iterator[str]:
    added = by_kind[JournalKind.COMMITMENT_ADDED]
    if not added:
        yield f"{commitment.code} is public, but no journal entry tells of it."
        return
    entry, told = added[0]
    for later, change in by_kind[JournalKind.COMMITMENT_REWORDED]:
        entry, told = later, {**told, **change["new"]}
    yield from _differences(entry, commitment.code, commitment_payload(commitment), told)


def _milestone_rewritings(commitment: Commitment, by_kind: Entries) -> Iterator[str]:
    told = {data["milestone"]: (entry, data) for entry, data in by_kind[JournalKind.MILESTONE_ADDED]}
    changes = [*by_kind[JournalKind.MILESTONE_REACHED], *by_kind[JournalKind.MILESTONE_REWORDED]]
    for entry, change in sorted(changes, key=lambda pair: pair[0].number):
        told[change["milestone"]] = (entry, {**told[change["milestone"]][1], **change["new"]})
    for milestone in commitment.milestones.all():
        name = f"milestone {milestone.number} of {commitment.code}"
        if milestone.number not in told:
            yield f"The {name} is public, but no journal entry tells of it."
            continue
        entry, payload = told.pop(milestone.number)
        yield from _differences(entry, name, milestone_payload(milestone), payload)
    for number, (entry, _payload) in told.items():
        yield f"Entry {entry.number}: milestone {number} of {commitment.code} is gone from the record."


Told = tuple[str, datetime, datetime]
"""A day on which a milestone was said to be reached, and the moments between which that was told."""


def _wrong_moments(commitment: Commitment, by_kind: Entries) -> Iterator[str]:
    """Where rows say since when something was known, and the journal says otherwise: past answers follow from that."""
    published = commitment.published_at
    publication = by_kind[JournalKind.COMMITMENT_ADDED]
    if published is None or not publication:
        return
    if not _is_moment(published, publication[0][0].recorded_at):
        yield f"{commitment.code} was published at another moment than the journal tells."
    added = {data["milestone"]: entry.recorded_at for entry, data in by_kind[JournalKind.MILESTONE_ADDED]}
    told = _days_told(by_kind)
    for milestone in commitment.milestones.prefetch_related("mended_days"):
        name = f"milestone {milestone.number} of {commitment.code}"
        if milestone.number in added and not _is_moment(max(milestone.added_at, published), added[milestone.number]):
            yield f"The {name} was added at another moment than the journal tells."
        pairs = zip_longest(_days_kept(milestone, published), told[milestone.number])
        if not all(row and entries and _is_as_told(row, entries) for row, entries in pairs):
            yield f"The days on which {name} was said to be reached differ from the journal."


def _is_moment(saved: datetime, recorded: datetime) -> bool:
    """A row is saved before its entry is written, in one transaction."""
    return recorded - WRITING <= saved <= recorded


def _days_kept(milestone: Milestone, published: datetime) -> list[Told]:
    """The days on which the record has a milestone reached, the present one last; none was told before publication."""
    kept = [(row.reached_on, row.known_from, row.known_to) for row in milestone.mended_days.all()]
    if milestone.reached_on and milestone.reached_known_at:
        kept.append((milestone.reached_on, milestone.reached_known_at, FOREVER))
    kept.sort(key=lambda day: day[1:])
    return [(day.isoformat(), max(since, published), until) for day, since, until in kept]


def _days_told(by_kind: Entries) -> dict[int, list[Told]]:
    """By the number of the milestone: the days of which the journal tells."""
    days: dict[int, list[tuple[str | None, datetime]]] = defaultdict(list)
    for entry, data in _of_milestones(by_kind):
        new = data.get("new", data)
        if "reached_on" in new:
            days[data["milestone"]].append((new["reached_on"], entry.recorded_at))
    told: dict[int, list[Told]] = defaultdict(list)
    for number, changes in days.items():
        followed = pairwise([*changes, (None, FOREVER)])
        told[number] = [(day, since, until) for (day, since), (_next, until) in followed if day]
    return told


def _is_as_told(row: Told, entries: Told) -> bool:
    return row[0] == entries[0] and _is_moment(row[1], entries[1]) and _is_moment(row[2], entries[2])


def _of_milestones(by_kind: Entries) -> list[tuple[JournalEntry, Payload]]:
    kinds = (JournalKind.MILESTONE_ADDED, JournalKind.MILESTONE_REACHED, JournalKind.MILESTONE_REWORDED)
    pairs = [pair for kind in kinds for pair in by_kind[kind]]
    return sorted(pairs, key=lambda pair: pair[0].number)


def _note_rewritings(commitment: Commitment, by_kind: Entries) -> Iterator[str]:
    released = sorted((pair for kind in RELEASES for pair in by_kind[kind]), key=lambda pair: pair[0].number)
    told: dict[int, tuple[JournalEntry, Payload]] = {}
    for entry, data in released:
        if data["note"] in told:
            yield f"Entry {entry.number} releases note {commitment.code}.{data['note']} once more."
        told.setdefault(data["note"], (entry, data))
    mended = {data["note"]: (entry, data) for entry, data in by_kind[JournalKind.TRANSLATION_MENDED]}
    withdrawn = {data["note"]: (entry, data) for entry, data in by_kind[JournalKind.NOTE_WITHDRAWN]}
    notes = ProgressNote.objects.filter(commitment=commitment).released().select_related("commitment", "corrects")
    for note in notes.order_by("number"):
        if note.number not in told:
            yield f"{note.reference} is released, but no journal entry tells of it."
            continue
        entry, data = told.pop(note.number)
        name = f"note {note.reference}"
        yield from _differences(entry, name, note_facts_payload(note), data)
        entry, data = mended.get(note.number, (entry, data))
        yield from _differences(entry, name, {"translations": note_translations_payload(note)}, data)
        yield from _withdrawal_rewritings(note, withdrawn.get(note.number))
    for number, (entry, _payload) in told.items():
        yield f"Entry {entry.number}: note {commitment.code}.{number} is gone from the record."


def _withdrawal_rewritings(note: ProgressNote, told: tuple[JournalEntry, Payload] | None) -> Iterator[str]:
    withdrawal = NoteWithdrawal.objects.filter(note=note).first()
    if withdrawal is not None and told is None:
        yield f"{note.reference} is withdrawn, but no journal entry tells of it."
    elif withdrawal is None and told is not None:
        yield f"Entry {told[0].number}: the withdrawal of {note.reference} is gone from the record."
    elif withdrawal is not None and told is not None:
        yield from _differences(told[0], f"withdrawal of {note.reference}", withdrawal_payload(withdrawal), told[1])


def _date_rewritings(commitment: Commitment, by_kind: Entries) -> Iterator[str]:
    told = by_kind[JournalKind.DATE_MOVED]
    changes = list(commitment.date_changes.filter(known_at__isnull=False).order_by("known_at", "pk"))
    for (entry, data), change in zip(told, changes, strict=False):
        yield from _differences(entry, f"move of a date of {commitment.code}", date_change_payload(change), data)
    for entry, _data in told[len(changes) :]:
        yield f"Entry {entry.number}: the move of a date of {commitment.code} is gone from the record."
    for change in changes[len(told) :]:
        yield f"The move of a date {change} is public, but no journal entry tells of it."


def _differences(entry: JournalEntry, what: str, record: Payload, told: Payload) -> Iterator[str]:
    for name, value in record.items():
        if told.get(name) != value:
            yield (
                f"Entry {entry.number} ({what}): {name} is {_shown(value)} in the record, "
                f"{_shown(told.get(name))} in the journal."
            )


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _wrong_periods(commitment: Commitment) -> Iterator[str]:
    notes = ProgressNote.objects.filter(commitment=commitment).facts()
    derived = derive(notes, review_interval_months=commitment.review_interval_months)
    wanted = {StatusPeriod.of(commitment.pk, period).content() for period in derived}
    stored = {row.content() for row in commitment.status_periods.all()}
    if wanted != stored:
        count = len(wanted ^ stored)
        yield f"{commitment.code}: {count} stored status periods differ from those that its notes call for."
