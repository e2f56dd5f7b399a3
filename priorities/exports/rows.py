"""The rows of each file: plain values under the names of its columns."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override

from priorities.choices import Language, OwnerRole, Side
from priorities.clocks import Clocks
from priorities.exports.registry import Row
from priorities.models import CommitmentQuerySet, Ownership
from priorities.models.summary import AreaCounts, summarise
from priorities.progress import days_slipped

BATCH = 1000  # rows whose owners are read at once

COMMITMENT_VALUES = [
    "pk",
    "code",
    "title_en",
    "title_fr",
    "title_ja",
    "status",
    "status_as_of",
    "status_canada",
    "status_japan",
    "kind",
    "linkage",
    "start_date",
    "target_date",
    "original_target_date",
    "milestones_reached",
    "milestones_total",
    "last_reported",
    "next_update_due",
    "fresh",
]
RENAMED = {
    "area_code": "area__code",
    "area_en": "area__title_en",
    "area_fr": "area__title_fr",
    "area_ja": "area__title_ja",
    "status_basis": "basis",
    "last_note_en": "period__last_note__text_en",
    "last_note_fr": "period__last_note__text_fr",
    "last_note_ja": "period__last_note__text_ja",
}


def commitment_rows(commitments: CommitmentQuerySet, clocks: Clocks) -> Iterator[Row]:
    """The rows of commitments.csv, in order of code, for commitments that `as_of` has annotated."""
    ordered = commitments.with_milestone_counts(on=clocks.on, known_at=clocks.known_at).order_by("code")
    values = ordered.values(*COMMITMENT_VALUES, *RENAMED.values()).iterator(chunk_size=BATCH)
    while batch := list(islice(values, BATCH)):
        owners = _owners(row["pk"] for row in batch)
        for row in batch:
            yield _commitment_row(row, owners[row["pk"]])


def _commitment_row(row: Any, owners: Row) -> Row:
    renamed = {name: row[source] for name, source in RENAMED.items()}
    return {
        **row,
        **renamed,
        **owners,
        "days_slipped": days_slipped(row["original_target_date"], row["target_date"]),
        "url": f"{settings.BASE_URL}/en/commitments/{row['code']}/",
    }


def _owners(commitments: Iterable[int]) -> dict[int, Row]:
    """The owner columns of some commitments: the leads of either side, and everyone else."""
    codes: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Ownership.objects.filter(commitment__in=list(commitments)).in_order()
    for commitment, code, role, side in rows.values_list(
        "commitment", "organization__code", "role", "organization__side"
    ):
        leads = role == OwnerRole.LEAD and side != Side.INTERNATIONAL
        codes[commitment][f"lead_{side}" if leads else "supporting"].append(code)
    names = ("lead_canada", "lead_japan", "supporting")
    joined = {pk: {name: ";".join(found[name]) for name in names} for pk, found in codes.items()}
    return defaultdict(lambda: dict.fromkeys(names, ""), joined)


def summary_rows(commitments: CommitmentQuerySet) -> Iterator[Row]:
    """The rows of summary.csv: the areas in order, then their total."""
    summary = summarise(commitments)
    for counts in [*summary.areas, summary.total]:
        yield _summary_row(counts)


def _summary_row(counts: AreaCounts) -> Row:
    return {
        **_area_cells(counts),
        "total": counts.total,
        **counts.counts,
        "overdue": counts.overdue,
        "not_recently_verified": counts.not_recently_verified,
        "last_reported": counts.last_reported,
    }


def _area_cells(counts: AreaCounts) -> Row:
    if counts.area:
        titles = {f"area_{language}": getattr(counts.area, f"title_{language}") for language in Language}
        return {"area_code": counts.area.code, **titles}
    return {"area_code": "ALL", **{f"area_{language}": _all_areas(language) for language in Language}}


def _all_areas(language: str) -> str:
    with override(language):
        return gettext("All areas")
