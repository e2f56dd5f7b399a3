"""Writing a made-up record in bulk, with everything that the actions would have written: journal, periods, approvals.

The rows are the same as those of the actions, so that `verify_record` passes; only the internal history is left out.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max

from priorities.actions.journal import next_entry
from priorities.actions.payloads import (
    commitment_columns,
    date_change_payload,
    milestone_columns,
    note_columns,
    note_translations_payload,
)
from priorities.actions.permissions import sides_of
from priorities.actions.search import batches, rebuild
from priorities.choices import JournalKind, Language, NoteKind, NoteState, OwnerRole, Reporter, Side
from priorities.clocks import day_of
from priorities.models import (
    Commitment,
    DateChange,
    JournalEntry,
    Milestone,
    NoteApproval,
    Ownership,
    ProgressNote,
    StatusPeriod,
)
from priorities.periods import NoteFacts, derive
from priorities.synthetic import words
from priorities.synthetic.cast import Cast
from priorities.synthetic.rows import insert
from priorities.synthetic.story import Plan, Report, Slip, Story

BATCH = 1000  # commitments written at once
NUMBERED: list[type[models.Model]] = [Commitment, ProgressNote]
Watch = Callable[[Iterable[int], int], Iterable[int]]


def plant(plan: Plan, cast: Cast, *, watch: Watch) -> None:
    """Write the record of a plan, all of it or nothing; `watch` may show progress over the batches."""
    with transaction.atomic():
        planter = _Planter(plan, cast)
        starts = range(0, plan.commitments, BATCH)
        rounds = [(wave, first) for wave in range(plan.notes + 2) for first in starts]
        for index in watch(range(len(rounds)), len(rounds)):
            wave, first = rounds[index]
            planter.write(wave, list(plan.stories(first, first + BATCH)))
        _advance_sequences()
        for keys in batches():
            rebuild(keys)


class _Planter:
    """Writes a plan in waves: all commitments, then the first note of each, the second, …, then all periods.

    Rows get their keys here, not from the database: the sources and approvals of a released note are fixed, so they
    have to be there before it.
    """

    def __init__(self, plan: Plan, cast: Cast) -> None:
        self.plan = plan
        self.cast = cast
        self.head = JournalEntry.objects.head()
        self.first = {model: _highest(model) + 1 for model in NUMBERED}

    def write(self, wave: int, stories: list[Story]) -> None:
        if wave == 0:
            self._write_commitments(stories)
        elif wave <= self.plan.notes:
            self._write_notes(stories, wave - 1)
        else:
            periods = [row for story in stories for row in self._periods(story)]
            insert(periods)

    def _write_commitments(self, stories: list[Story]) -> None:
        commitments = [self._commitment(story) for story in stories]
        pairs = list(zip(stories, commitments, strict=True))
        owners = [owner for story, commitment in pairs for owner in self._owners(story, commitment)]
        milestones = {story.number: _milestone(story, commitment) for story, commitment in pairs}
        insert(commitments)
        insert(owners)
        insert([milestone for milestone in milestones.values() if milestone])
        answering: dict[int, list[Ownership]] = {}
        for owner in owners:
            answering.setdefault(owner.commitment_id, []).append(owner)
        entries = []
        for story, row in pairs:
            told = sorted([owner.organization.code, owner.role, owner.basis] for owner in answering[row.pk])
            payload = {**commitment_columns(row), "owners": told, "provisions": [], "relations": []}
            at: dict[str, Any] = {"commitment": row, "recorded_at": story.published_at}
            entries.append(self._entry(kind=JournalKind.COMMITMENT_ADDED, data=payload, **at))
            if milestone := milestones[story.number]:
                payload = {**milestone_columns(milestone), "sources": []}
                entries.append(self._entry(kind=JournalKind.MILESTONE_ADDED, data=payload, **at))
        insert(entries)

    def _entry(self, **event: Any) -> JournalEntry:
        self.head = next_entry(self.head, **event)
        return self.head

    def _commitment(self, story: Story) -> Commitment:
        chance = self.plan.chance(story.number, "commitment")
        called = words.title(chance, story.number + 1)
        return Commitment(
            pk=self.first[Commitment] + story.number,
            code=story.code,
            area=self.cast.areas[story.number % len(self.cast.areas)],
            kind=story.kind,
            linkage=story.linkage,
            start_date=story.start,
            original_target_date=story.target,
            review_interval_months=story.review_months,
            published_at=story.published_at,
            **called.columns("title"),
            **words.description(chance, called).columns("description"),
        )

    def _owners(self, story: Story, commitment: Commitment) -> Iterator[Ownership]:
        chance = self.plan.chance(story.number, "owners")
        for side in (Side.CANADA, Side.JAPAN):
            lead, *others = chance.sample(self.cast.bodies[side], min(2, len(self.cast.bodies[side])))
            yield Ownership(commitment=commitment, organization=lead)
            if others and chance.random() < 0.4:
                yield Ownership(commitment=commitment, organization=others[0], role=OwnerRole.SUPPORTING.value)

    def _write_notes(self, stories: list[Story], position: int) -> None:
        told = [(story, story.reports[position]) for story in stories if story.reports]
        rows = _by_pk(Commitment, [self.first[Commitment] + story.number for story, _report in told])
        notes, links, approvals, moves, entries = [], [], [], [], []
        for story, report in told:
            note = self._note(story, report, rows[self.first[Commitment] + story.number])
            sources = self._sources(story, report)
            approved = list(self._approvals(note, report))
            notes.append(note)
            links += [ProgressNote.sources.through(progressnote_id=note.pk, source=source) for source in sources]
            approvals += approved
            entries.append(self._release(note, report, sources, approved))
            if story.slip and story.slip.position == position:
                moves.append(self._move(story, story.slip, report, note.commitment))
                entries.append(self._moving(moves[-1]))
        for children_first in (links, approvals, notes, moves, entries):
            insert(children_first)

    def _note(self, story: Story, report: Report, commitment: Commitment) -> ProgressNote:
        chance = self.plan.chance(story.number, f"note {report.position}")
        texts = words.report(chance).columns("text") if report.kind == NoteKind.PROGRESS else {}
        corrected = None
        if report.corrects is not None:
            corrected = ProgressNote(pk=self._note_pk(story, report.corrects), number=report.corrects + 1)
        return ProgressNote(
            pk=self._note_pk(story, report.position),
            commitment=commitment,
            number=report.position + 1,
            reporter=report.reporter,
            kind=report.kind,
            status=report.status,
            as_of=report.as_of,
            language=_language(report),
            author=self.cast.authors[_side(report)],
            state=NoteState.APPROVED.value,
            submitted_at=report.recorded_at,
            release_at=report.released_at if report.released_at > report.recorded_at else None,
            released_at=report.released_at,
            corrects=corrected,
            **texts,
        )

    def _note_pk(self, story: Story, position: int) -> int:
        return self.first[ProgressNote] + story.number * self.plan.notes + position

    def _sources(self, story: Story, report: Report) -> list[Any]:
        chance = self.plan.chance(story.number, f"sources {report.position}")
        return chance.sample(self.cast.sources, min(chance.choice([1, 1, 2]), len(self.cast.sources)))

    def _approvals(self, note: ProgressNote, report: Report) -> Iterator[NoteApproval]:
        for side in sides_of(report.reporter) or ("",):
            official = self.cast.approvers[side]
            yield NoteApproval(
                note_id=note.pk,
                side=side,
                official=official,
                office=official.organization,
                approved_at=report.recorded_at,
            )

    def _release(
        self, note: ProgressNote, report: Report, sources: list[Any], approved: list[NoteApproval]
    ) -> JournalEntry:
        data = {
            **note_columns(note),
            "sources": sorted(source.code for source in sources),
            "approved_by": sorted([row.side, row.office.code if row.office else ""] for row in approved),
            "translations": note_translations_payload(note),
        }
        return self._entry(
            kind=JournalKind.NOTE_CORRECTED if note.corrects else JournalKind.NOTE_RELEASED,
            data=data,
            commitment=note.commitment,
            note=note,
            recorded_at=report.recorded_at,
            public_from=report.released_at,
        )

    def _move(self, story: Story, slip: Slip, report: Report, commitment: Commitment) -> DateChange:
        assert story.target is not None  # noqa: S101  (only commitments with a target date slip)
        side = _side(report) or Side.CANADA.value
        return DateChange(
            commitment=commitment,
            old_date=story.target,
            new_date=story.target + timedelta(days=slip.days),
            agreed_by=side,
            decided_on=day_of(report.recorded_at),
            known_at=report.recorded_at,
            proposed_by=self.cast.authors[side],
            **words.reason(self.plan.chance(story.number, "slip")).columns("reason"),
        )

    def _moving(self, move: DateChange) -> JournalEntry:
        return self._entry(
            kind=JournalKind.DATE_MOVED,
            data=date_change_payload(move),
            commitment=move.commitment,
            recorded_at=move.known_at,
        )

    def _periods(self, story: Story) -> list[StatusPeriod]:
        facts = [self._facts(story, report) for report in story.reports]
        derived = derive(facts, review_interval_months=story.review_months)
        return [StatusPeriod.of(self.first[Commitment] + story.number, period) for period in derived]

    def _facts(self, story: Story, report: Report) -> NoteFacts:
        corrects = None if report.corrects is None else self._note_pk(story, report.corrects)
        return NoteFacts(
            id=self._note_pk(story, report.position),
            reporter=report.reporter,
            kind=report.kind,
            as_of=report.as_of,
            status=report.status or None,
            released_at=report.released_at,
            corrects=corrects,
        )


def _milestone(story: Story, commitment: Commitment) -> Milestone | None:
    if not story.has_milestone:
        return None
    due = story.start + timedelta(days=900 + story.number % 1500)
    title = words.DEEDS[story.number % len(words.DEEDS)]
    texts = dict(zip(("title_en", "title_fr", "title_ja"), title, strict=True))
    return Milestone(commitment=commitment, number=1, original_due_date=due, added_at=story.published_at, **texts)


def _side(report: Report) -> str:
    """The side whose official writes a report; none for public sources."""
    return "" if report.reporter == Reporter.PUBLIC_SOURCES else sides_of(report.reporter)[0]


def _language(report: Report) -> str:
    return (Language.JA if report.reporter == Reporter.JAPAN else Language.EN).value


def _by_pk(model: type[models.Model], keys: list[int]) -> dict[int, Any]:
    return dict(model._default_manager.in_bulk(keys))


def _highest(model: type[models.Model]) -> int:
    return model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0


def _advance_sequences() -> None:
    """Let the database number on after the keys that were given out here."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), NUMBERED):
            cursor.execute(statement)
