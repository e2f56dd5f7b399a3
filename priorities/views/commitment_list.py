"""The list of commitments: filtered, sorted, in pages, and to be taken away as a file."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from priorities.filters import BadParameters, commitments_for
from priorities.models import Commitment
from priorities.views.filter_panel import filter_panel
from priorities.views.moment import moment_of, without
from priorities.views.page import public_page, render_page
from priorities.views.rows import row_of

ROWS = 25
LONGEST_NUMBER = 9  # digits; more would not fit the database's numbers


@public_page
def commitment_list(request: HttpRequest) -> HttpResponse:
    selection = commitments_for(request.GET, also={"page"})
    moment = moment_of(request, selection.clocks)
    pages: Paginator[Commitment] = Paginator(selection.commitments.select_related("area"), ROWS)
    number = page_number(request.GET)
    if number > pages.num_pages:
        raise Http404
    page = pages.page(number)
    rows = [row_of(commitment, moment) for commitment in page]
    query = without(request.GET, "page", "sort").urlencode()
    context = {
        "moment": moment,
        "panel": filter_panel(request, selection.form, hidden=moment.given),
        "page": page,
        "pages": pages,
        "rows": rows,
        "csv": reverse("commitments-csv") + (f"?{query}" if query else ""),
        "is_translated": any(row.is_translated for row in rows),
    }
    return render_page(request, "priorities/commitment_list.html", context)


def page_number(query: QueryDict) -> int:
    """The number of the page asked for, from 1 on; raises BadParameters."""
    text = query.get("page") or "1"
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER and int(text)):
        raise BadParameters({"page": [_("Write the page as a whole number from 1 on.")]})
    return int(text)
