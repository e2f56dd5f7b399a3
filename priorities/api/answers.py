"""Putting an answer together: the rows of a file in parts, and the addresses of the parts around it."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from priorities.api.parameters import PAGING, Part, read_part
from priorities.clocks import Clocks
from priorities.exports.registry import PublicDataset, Row
from priorities.filters import BadParameters, commitments_for, narrowed
from priorities.models import CommitmentQuerySet
from priorities.models.journal import instant_text

Answer = dict[str, Any]


def page_of_rows(request: HttpRequest, dataset: PublicDataset) -> Answer:
    """A part of the rows that a file has of the commitments asked for, in the order of the file."""
    selection = commitments_for(request.GET, also=PAGING | {"commitment"})
    part = read_part(request.GET)
    refuse(request.GET, "sort", reason=_("These rows have one order."))
    rows = dataset.rows(narrowed(selection, request.GET), selection.clocks)
    assert isinstance(rows, QuerySet)  # noqa: S101 - all but the counts are
    count = rows.count()
    shown = replace(dataset, rows=lambda *_asked: part.of(rows, count))
    results = records_of(shown, selection.commitments, selection.clocks)
    return {**as_asked(request, selection.clocks), **page(request, part, count), "results": results}


def page_of_commitments(request: HttpRequest, dataset: PublicDataset) -> Answer:
    """A part of the commitments asked for, in the order asked for."""
    selection = commitments_for(request.GET, also=PAGING | {"commitment"})
    part = read_part(request.GET)
    commitments = narrowed(selection, request.GET)
    count = commitments.count()
    codes = part.cut(commitments.values_list("code", flat=True), count)
    # The file has an order of its own.
    rows = {row["code"]: row for row in dataset.records(commitments.filter(code__in=codes), selection.clocks)}
    results = [rows[code] for code in codes]
    return {**as_asked(request, selection.clocks), **page(request, part, count), "results": results}


def records_of(dataset: PublicDataset, commitments: CommitmentQuerySet, clocks: Clocks) -> list[Row]:
    return list(dataset.records(commitments, clocks))


def refuse(query: QueryDict, *names: str, reason: str) -> None:
    """Raise BadParameters where a query has one of these parameters, which nothing here would heed."""
    given = [name for name in names if query.get(name)]
    if given:
        raise BadParameters({name: [reason] for name in given})


def as_asked(request: HttpRequest, clocks: Clocks) -> Answer:
    """The clocks of an answer; `known_at` only where it was asked for, or no answer would equal the one before."""
    known_at = instant_text(clocks.known_at) if request.GET.get("known_at") else None
    return {"as_of": clocks.on.isoformat(), "known_at": known_at}


def page(request: HttpRequest, part: Part, count: int) -> Answer:
    before, after = part.offset - part.limit, part.offset + part.limit
    return {
        "count": count,
        "limit": part.limit,
        "offset": part.offset,
        "next": _address(request, after) if after < count else None,
        "previous": _address(request, max(before, 0)) if part.offset else None,
    }


def _address(request: HttpRequest, offset: int) -> str:
    query = request.GET.copy()
    query["offset"] = str(offset)
    return f"{settings.BASE_URL}{request.path}?{query.urlencode()}"
