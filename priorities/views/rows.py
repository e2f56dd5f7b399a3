"""Commitments as rows of a table, and reports as items of a list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.urls import reverse

from priorities.choices import NoteKind, Reporter
from priorities.models import Commitment, CommitmentQuerySet, PriorityArea, ProgressNote
from priorities.models.note import ProgressNoteQuerySet
from priorities.models.text import Text
from priorities.revision import remembered
from priorities.search.marks import Piece
from priorities.views.found import Passage
from priorities.views.moment import Moment
from priorities.views.status import Freshness, StatusWord, basis_in_brief, freshness_of, status_word
from priorities.views.translation import is_own_name, is_translated
from priorities.views.words import word_for

Row = TypeVar("Row", bound=Model)
WINDOW = 300  # notes looked through at first for the newest reports


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """What a table says of one commitment."""

    code: str
    href: str
    title: Text
    area: Text
    area_href: str
    status: StatusWord
    status_as_of: date | None
    basis: str
    freshness: Freshness
    target_date: date | None
    is_overdue: bool
    is_translated: bool
    marked_title: list[Piece] = field(default_factory=list)
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class ReportItem:
    """What a list of recent reports says of one note."""

    href: str
    code: str
    title: Text
    reporter: str
    status: StatusWord | None
    moved_from: StatusWord | None
    kind: str
    as_of: date
    text: Text
    is_translated: bool


def row_of(commitment: Commitment, moment: Moment) -> CommitmentRow:
    """The row of a commitment that `as_of` has annotated, with its area at hand."""
    area = commitment.area
    return CommitmentRow(
        code=commitment.code,
        href=commitment.get_absolute_url() + moment.suffix,
        title=commitment.title,
        area=area.title,
        area_href=reverse("area-detail", args=[area.slug]) + moment.suffix,
        status=status_word(commitment.status),
        status_as_of=commitment.status_as_of,
        basis=basis_in_brief(commitment.basis),
        freshness=freshness_of(commitment),
        target_date=commitment.target_date,
        is_overdue=commitment.overdue,
        is_translated=is_own_name(commitment, "title"),
    )


def public_commitments(moment: Moment) -> CommitmentQuerySet:
    return Commitment.objects.public(moment.known_at).as_of(on=moment.on, known_at=moment.known_at)


def latest_reports(moment: Moment, *, limit: int, area: PriorityArea | None = None) -> list[ReportItem]:
    """The newest report on each public commitment, or on each of an area, by the day it speaks of."""

    def look() -> tuple[list[ProgressNote], dict[int, str]]:
        commitments = public_commitments(moment)
        return _newest(commitments.filter(area=area) if area else commitments, moment, limit)

    asked = (limit, area.code if area else "", *moment.asked)
    chosen, before = remembered("latest reports", *asked, compute=look)
    return [_item(note, before.get(note.pk), moment) for note in chosen]


def first_of(rows: QuerySet[Row], limit: int) -> list[Row]:
    """The first rows, of which only the keys are sorted: to sort whole texts takes most of the time."""
    keys = list(rows.values_list("pk", flat=True)[:limit])
    found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)}
    return [found[key] for key in keys]


def _newest(commitments: CommitmentQuerySet, moment: Moment, limit: int) -> tuple[list[ProgressNote], dict[int, str]]:
    """The newest notes, one a commitment, and for each the status that its reporter gave before, if it was another."""
    notes = ProgressNote.objects.as_of(on=moment.on, known_at=moment.known_at)
    spoken_of = commitments.order_by().filter(Q(last_note_id=OuterRef("pk")), pk=OuterRef("commitment"))
    chosen = _newest_of(notes.filter(Exists(spoken_of)).select_related("commitment"), moment, limit)
    return chosen, _earlier_statuses(chosen, moment)


def _newest_of(notes: ProgressNoteQuerySet, moment: Moment, limit: int) -> list[ProgressNote]:
    """The first of some notes, looked for among the newest of all before they are looked for among all."""
    released = ProgressNote.objects.filter(released_at__lte=moment.known_at, as_of__lte=moment.on)
    newest = released.order_by("-as_of", "-released_at", "-pk").values_list("pk", flat=True)
    keys = list(newest[:WINDOW])
    chosen = list(notes.filter(pk__in=keys)[:limit])
    return chosen if len(chosen) == limit or len(keys) < WINDOW else list(notes[:limit])


def _earlier_statuses(chosen: list[ProgressNote], moment: Moment) -> dict[int, str]:
    """For each of these notes the status that its reporter gave before it, where that was another one."""
    notes = ProgressNote.objects.as_of(on=moment.on, known_at=moment.known_at)
    standing = notes.filter(
        Q(shown_withdrawn_at=None, shown_corrected_by=None),
        commitment__in={note.commitment_id for note in chosen},
        kind=NoteKind.PROGRESS.value,
    )
    return status_moves(standing.reverse().values_list("pk", "commitment_id", "reporter", "status"))


def status_moves(notes: Iterable[tuple[int, int, str, str]]) -> dict[int, str]:
    """By the id of a note the status it moved on from, for notes given as (id, commitment, reporter, status),
    oldest first."""
    latest: dict[tuple[int, str], str] = {}
    moves: dict[int, str] = {}
    for pk, commitment, reporter, status in notes:
        before = latest.get((commitment, reporter), status)
        if before != status:
            moves[pk] = before
        latest[commitment, reporter] = status
    return moves


def _item(note: ProgressNote, moved_from: str | None, moment: Moment) -> ReportItem:
    return ReportItem(
        href=f"{note.commitment.get_absolute_url()}{moment.suffix}#note-{note.number}",
        code=note.commitment.code,
        title=note.commitment.title,
        reporter=word_for(Reporter, note.reporter),
        status=status_word(note.status) if note.status else None,
        moved_from=status_word(moved_from) if moved_from else None,
        kind=word_for(NoteKind, note.kind),
        as_of=note.as_of,
        text=note.text,
        is_translated=is_own_name(note.commitment, "title") or is_translated(note.text, note.source_language),
    )
