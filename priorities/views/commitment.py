"""One commitment: what was promised, who reports what, and everything that was said of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from priorities.choices import Kind, Linkage
from priorities.filters import read_clocks
from priorities.models import Commitment
from priorities.views.citation import citation
from priorities.views.contact import contact
from priorities.views.dates import dates_of, ledger_of, milestones_of
from priorities.views.embed import snippets
from priorities.views.file_link import csv_link
from priorities.views.moment import Moment, moment_of
from priorities.views.page import last_events, moved_for_good, public_page, render_page
from priorities.views.promise import neighbours_of, owners_of, provisions_of, relations_of
from priorities.views.rows import row_of
from priorities.views.sides import side_reports
from priorities.views.status import basis_in_words
from priorities.views.timeline import Entry, timeline, with_details
from priorities.views.translation import is_own_name, is_translated
from priorities.views.words import word_for


@public_page
def commitment_detail(request: HttpRequest, code: str) -> HttpResponse:
    moment = moment_of(request, read_clocks(request.GET))
    rows = Commitment.objects.public(moment.known_at).as_of(on=moment.on, known_at=moment.known_at)
    commitment = get_object_or_404(rows.select_related("area").coded(code.upper()))
    if commitment.code != code:
        return moved_for_good(request, commitment.get_absolute_url())
    entries = _entries(commitment, moment)
    ledger = ledger_of(commitment, moment)
    modified, last_of_all = last_events(commitment)
    context = {
        "moment": moment,
        "commitment": commitment,
        "row": row_of(commitment, moment),
        "kind": word_for(Kind, commitment.kind),
        "linkage": word_for(Linkage, commitment.linkage),
        "basis": basis_in_words(commitment.basis),
        "side_reports": side_reports(commitment, entries),
        "owners": owners_of(commitment, moment),
        "provisions": provisions_of(commitment),
        "relations": relations_of(commitment, moment),
        "dates": dates_of(commitment, ledger),
        "milestones": milestones_of(commitment, ledger, moment),
        "entries": entries,
        "modified": modified,
        "neighbours": neighbours_of(commitment, moment),
        "csv": csv_link("commitments", moment.query(commitment=commitment.code), rows=1),
        "snippets": snippets(commitment),
        "contact": contact(about=commitment.code),
        "citation": citation(commitment, moment, last_of_all),
        "is_translated": _is_translated(commitment, entries),
    }
    return render_page(request, "priorities/commitment.html", context)


def _is_translated(commitment: Commitment, entries: list[Entry]) -> bool:
    described = is_translated(commitment.description, commitment.source_language)
    return described or is_own_name(commitment, "title") or any(entry.is_translated for entry in entries)


def _entries(commitment: Commitment, moment: Moment) -> list[Entry]:
    return timeline(with_details(commitment.notes.as_of(on=moment.on, known_at=moment.known_at)))
