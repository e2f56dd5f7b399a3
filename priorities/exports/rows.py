"""The rows of each file: what the chosen commitments have of it, as told at a point on the two clocks."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext, override

from priorities.choices import Language
from priorities.clocks import Clocks
from priorities.exports.iso import InstantText
from priorities.exports.registry import Row
from priorities.models import (
    CommitmentQuerySet,
    DateChange,
    Milestone,
    Organization,
    ProgressNote,
    Source,
    StatusPeriod,
)
from priorities.models.commitment import counted
from priorities.models.summary import AreaCounts, summarise

Rows = QuerySet[Any]


def commitments(chosen: CommitmentQuerySet, clocks: Clocks) -> Rows:
    return chosen.with_milestone_counts(on=clocks.on, known_at=clocks.known_at).order_by("code")


def progress_notes(chosen: CommitmentQuerySet, clocks: Clocks) -> Rows:
    withdrawn = Q(withdrawal__withdrawn_at__lte=clocks.known_at)
    told: dict[str, Any] = {
        "shown_withdrawal_reason": Case(When(withdrawn, then=F("withdrawal__reason"))),
        "shown_withdrawal_language": Case(When(withdrawn, then=F("withdrawal__language"))),
    }
    notes = ProgressNote.objects.as_of(on=clocks.on, known_at=clocks.known_at).filter(commitment__in=_ids(chosen))
    return notes.annotate(**told).order_by("commitment__code", "number")


def status_periods(chosen: CommitmentQuerySet, clocks: Clocks) -> Rows:
    """The periods begun by then on both clocks; an end that was not known by then is open.

    Instants are told to the second, so a period that was replaced within its second is left out: it would be empty.
    """
    told: dict[str, Any] = {
        "shown_valid_to": Case(When(valid_to__lte=clocks.on, then=F("valid_to"))),
        "shown_known_to": Case(When(known_to__lte=clocks.known_at, then=F("known_to"))),
    }
    begun = StatusPeriod.objects.filter(
        commitment__in=_ids(chosen), valid_from__lte=clocks.on, known_from__lte=clocks.known_at
    )
    seconds: dict[str, Any] = {"from_second": InstantText("known_from"), "to_second": InstantText("known_to")}
    told_apart = begun.annotate(**told, **seconds).exclude(Q(from_second=F("to_second")))
    return told_apart.order_by("commitment__code", "valid_from", "known_from")


def milestones(chosen: CommitmentQuerySet, clocks: Clocks) -> Rows:
    public = Milestone.objects.public(clocks.known_at).as_of(on=clocks.on, known_at=clocks.known_at)
    return public.filter(commitment__in=_ids(chosen)).order_by("commitment__code", "number")


def date_changes(chosen: CommitmentQuerySet, clocks: Clocks) -> Rows:
    """The moves decided by then. Their numbers count all that are public, in the order in which they became so."""
    public = DateChange.objects.public(clocks.known_at)
    before = Q(known_at__lt=OuterRef("known_at")) | Q(known_at=OuterRef("known_at"), pk__lte=OuterRef("pk"))
    told: dict[str, Any] = {"number": counted(public.filter(before, commitment=OuterRef("commitment")))}
    decided = public.filter(commitment__in=_ids(chosen), decided_on__lte=clocks.on)
    return decided.annotate(**told).order_by("commitment__code", "known_at", "pk")


def sources(chosen: CommitmentQuerySet, clocks: Clocks) -> Rows:
    cited = Source.objects.cited_for(_ids(chosen), on=clocks.on, known_at=clocks.known_at)
    return cited.order_by("code")


def organizations(chosen: CommitmentQuerySet, clocks: Clocks) -> Rows:
    seen: dict[str, Any] = {"shown_url": Case(When(url_checked=True, then=F("url")))}
    return Organization.objects.answering_for(_ids(chosen)).annotate(**seen).order_by("code")


def _ids(chosen: CommitmentQuerySet) -> Any:
    return chosen.order_by().values("pk")


def summary(chosen: CommitmentQuerySet, clocks: Clocks) -> Iterator[Row]:
    """The areas in order, then their total."""
    counted = summarise(chosen)
    for counts in [*counted.areas, counted.total]:
        yield _summary_row(counts)


def _summary_row(counts: AreaCounts) -> Row:
    return {
        **_area_cells(counts),
        "total": counts.total,
        **counts.counts,
        "overdue": counts.overdue,
        "not_recently_verified": counts.not_recently_verified,
        "last_reported": _day_text(counts.last_reported),
    }


def _area_cells(counts: AreaCounts) -> Row:
    if counts.area:
        titles = {f"area_{language}": getattr(counts.area, f"title_{language}") for language in Language}
        return {"area_code": counts.area.code, **titles}
    return {"area_code": "ALL", **{f"area_{language}": _all_areas(language) for language in Language}}


def _all_areas(language: str) -> str:
    with override(language):
        return gettext("All areas")


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None
