"""The counts that overview, area bars and summary file share: one query, one shape."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q

from priorities.choices import HeadlineStatus
from priorities.models.area import PriorityArea
from priorities.models.commitment import CommitmentQuerySet


@dataclass(frozen=True, slots=True)
class AreaCounts:
    """How the commitments of one area stand; of all areas where `area` is None."""

    area: PriorityArea | None
    total: int = 0
    counts: dict[str, int] = field(default_factory=lambda: {status.value: 0 for status in HeadlineStatus})
    overdue: int = 0
    not_recently_verified: int = 0
    last_reported: date | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The areas in order, each with its counts, and their total."""

    areas: list[AreaCounts]
    total: AreaCounts


def summarise(commitments: CommitmentQuerySet) -> Summary:
    """Count commitments that `as_of` has annotated, by area and status; areas without any are there with zeros."""
    counted: dict[Any, dict[str, Any]] = {
        row["area"]: dict(row) for row in commitments.order_by().values("area").annotate(**_COLUMNS)
    }
    areas = [_of(area, counted.get(area.pk)) for area in PriorityArea.objects.all()]
    return Summary(areas=areas, total=_total(areas))


_COLUMNS: dict[str, Any] = {
    "n_total": Count("pk"),
    **{f"n_{status}": Count("pk", filter=Q(status=status.value)) for status in HeadlineStatus},
    "n_overdue": Count("pk", filter=Q(overdue=True)),
    "n_unverified": Count("pk", filter=Q(fresh=False)),
    "newest": Max("last_reported"),
}


def _of(area: PriorityArea, row: dict[str, Any] | None) -> AreaCounts:
    if row is None:
        return AreaCounts(area)
    return AreaCounts(
        area=area,
        total=row["n_total"],
        counts={status.value: row[f"n_{status}"] for status in HeadlineStatus},
        overdue=row["n_overdue"],
        not_recently_verified=row["n_unverified"],
        last_reported=row["newest"],
    )


def _total(areas: Iterable[AreaCounts]) -> AreaCounts:
    rows = list(areas)
    return AreaCounts(
        area=None,
        total=sum(row.total for row in rows),
        counts={status.value: sum(row.counts[status] for row in rows) for status in HeadlineStatus},
        overdue=sum(row.overdue for row in rows),
        not_recently_verified=sum(row.not_recently_verified for row in rows),
        last_reported=max((row.last_reported for row in rows if row.last_reported), default=None),
    )
