"""The overview: how the six areas stand, what was reported lately and what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from priorities.choices import HeadlineStatus
from priorities.filters import read_clocks
from priorities.models.summary import AreaCounts
from priorities.models.text import Text
from priorities.views.area_line import area_line, summary_at
from priorities.views.chart import chart_of
from priorities.views.due import DueItem, promised_dates, reports_due
from priorities.views.file_link import csv_link
from priorities.views.moment import Moment, moment_of, revision_first
from priorities.views.organization import SideGroup, organizations_by_side
from priorities.views.page import public_page, render_page
from priorities.views.rows import ReportItem, latest_reports
from priorities.views.status import all_status_words

REPORTS = 6
DATES = 5
DONE = (HeadlineStatus.COMPLETED, HeadlineStatus.COMPLETED_MODIFIED)
IN_TROUBLE = (HeadlineStatus.FACING_CHALLENGES, HeadlineStatus.SIDES_DIFFER)


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline figure, with the list of what it counts."""

    count: int
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class TroubledArea:
    """An area with commitments that face challenges or that the sides report differently, and the list of them."""

    title: Text
    count: int
    href: str


@public_page
@revision_first
def overview(request: HttpRequest) -> HttpResponse:
    moment = moment_of(request, read_clocks(request.GET))
    summary = summary_at(moment)
    reports = latest_reports(moment, limit=REPORTS)
    dates = promised_dates(moment, limit=DATES)
    due = reports_due(moment, limit=DATES)
    sides = organizations_by_side(moment)
    context = {
        "moment": moment,
        "figures": _figures(summary.total, moment),
        "troubled": _troubled(summary.areas, moment),
        "all": area_line(summary.total, moment),
        "areas": [area_line(counts, moment) for counts in summary.areas],
        "statuses": all_status_words(),
        "chart": chart_of(summary.total, moment),
        "reports": reports,
        "dates": dates,
        "reports_due": due,
        "sides": sides,
        "summary_csv": csv_link("summary", moment.query(), rows=len(summary.areas) + 1),
        "commitments_csv": csv_link("commitments", moment.query(), rows=summary.total.total),
        "is_translated": _is_translated(reports, [*dates, *due], sides),
    }
    return render_page(request, "priorities/overview.html", context)


def _is_translated(reports: list[ReportItem], due: list[DueItem], sides: list[SideGroup]) -> bool:
    names = [body.is_translated for side in sides for body in side.organizations]
    return any([*names, *(item.is_translated for item in due), *(report.is_translated for report in reports)])


def _figures(total: AreaCounts, moment: Moment) -> list[Figure]:
    """How many there are, how many are done, in trouble, and not verified lately."""
    done, troubled, stale = _sum(total, DONE), _sum(total, IN_TROUBLE), total.not_recently_verified
    return [
        Figure(total.total, ngettext("commitment", "commitments", total.total), moment.listing()),
        Figure(done, ngettext("completed", "completed", done), moment.listing(status=DONE)),
        Figure(troubled, _("facing challenges, or reported differently"), moment.listing(status=IN_TROUBLE)),
        Figure(stale, ngettext("not recently verified", "not recently verified", stale), moment.listing(fresh="no")),
    ]


def _troubled(areas: Iterable[AreaCounts], moment: Moment) -> list[TroubledArea]:
    """The areas in trouble, the most troubled first."""
    found = [
        TroubledArea(counts.area.title, count, moment.listing(area=counts.area.slug, status=IN_TROUBLE))
        for counts in areas
        if counts.area and (count := _sum(counts, IN_TROUBLE))
    ]
    return sorted(found, key=lambda area: -area.count)


def _sum(counts: AreaCounts, statuses: Iterable[HeadlineStatus]) -> int:
    return sum(counts.counts[status] for status in statuses)
