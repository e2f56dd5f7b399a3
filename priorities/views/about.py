"""The pages about the record itself: its method and limits, its accessibility."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from priorities.choices import Basis, HeadlineStatus, Reliability
from priorities.filters import read_clocks
from priorities.models import Commitment, Document, ProgressNote
from priorities.models.text import Text
from priorities.views.contact import contact
from priorities.views.moment import moment_of
from priorities.views.page import public_page, refuse_parameters, render_page
from priorities.views.sources import SourceLine, source_lines
from priorities.views.status import all_status_words
from priorities.views.translation import is_own_name

# The day on which the statement was last held against the site; whoever does so again moves it.
ACCESSIBILITY_STATED_ON = date(2026, 11, 24)


@dataclass(frozen=True, slots=True)
class Grade:
    code: str
    meaning: str


@dataclass(frozen=True, slots=True)
class DocumentLine:
    title: Text
    date: date
    sources: list[SourceLine]


@public_page
def about(request: HttpRequest) -> HttpResponse:
    refuse_parameters(request.GET)
    moment = moment_of(request, read_clocks(request.GET))
    commitments = Commitment.objects.public(moment.known_at).as_of(on=moment.on, known_at=moment.known_at)
    newest = ProgressNote.objects.as_of(on=moment.on, known_at=moment.known_at).first()
    documents = list(Document.objects.prefetch_related("sources"))
    silent = list(commitments.filter(Q(status=HeadlineStatus.NO_REPORT.value)))
    context = {
        "statuses": all_status_words(),
        "bases": [_(basis.label) for basis in Basis],
        "grades": [Grade(grade.value, _(grade.label)) for grade in Reliability],
        "documents": [
            DocumentLine(document.title, document.date, source_lines(document.sources.all())) for document in documents
        ],
        "total": commitments.count(),
        "newest": newest.as_of if newest else None,
        "silent": silent,
        "is_translated": any(is_own_name(row, "title") for row in [*documents, *silent]),
        "contact": contact(),
    }
    return render_page(request, "priorities/about.html", context)


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    refuse_parameters(request.GET)
    context = {"stated_on": ACCESSIBILITY_STATED_ON, "contact": contact()}
    return render_page(request, "priorities/accessibility.html", context)
