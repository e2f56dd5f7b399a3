"""One priority area: its official text, its bar, its commitments and the latest reports on them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from priorities.choices import Language
from priorities.filters import read_clocks
from priorities.models import PriorityArea
from priorities.models.text import Text, active_language
from priorities.views.area_line import area_line, summary_at
from priorities.views.chart import chart_of
from priorities.views.file_link import csv_link
from priorities.views.moment import moment_of, revision_first
from priorities.views.page import public_page, render_page
from priorities.views.rows import latest_reports, public_commitments, row_of
from priorities.views.sources import source_lines
from priorities.views.translation import is_translated

REPORTS = 5
ROWS = 100  # more of them are in the list, in pages


@public_page
@revision_first
def area_detail(request: HttpRequest, slug: str) -> HttpResponse:
    moment = moment_of(request, read_clocks(request.GET))
    area = get_object_or_404(PriorityArea, slug=slug)
    commitments = public_commitments(moment).filter(area=area)
    counts = next(row for row in summary_at(moment).areas if row.area == area)
    rows = [row_of(commitment, moment) for commitment in commitments.select_related("area")[:ROWS]]
    context = {
        "moment": moment,
        "area": area,
        "title_note": _title_note(area),
        "line": area_line(counts, moment),
        "chart": chart_of(counts, moment),
        "rows": rows,
        "is_cut": counts.total > len(rows),
        "csv": csv_link("commitments", moment.query(area=area.slug), rows=counts.total),
        "sources": source_lines(area.sources.all()),
        "reports": latest_reports(moment, limit=REPORTS, area=area),
        "others": PriorityArea.objects.exclude(pk=area.pk),
        "is_translated": is_translated(area.summary, area.source_language) or any(row.is_translated for row in rows),
    }
    return render_page(request, "priorities/area.html", context)


def _title_note(area: PriorityArea) -> Text:
    """Where the title shown was found, as it is told of the title in that language."""
    note, is_english = getattr(area, f"title_note_{area.title.language}"), active_language() == Language.EN
    return Text(note, Language.EN.value, is_fallback=bool(note) and not is_english)
