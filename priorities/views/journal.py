"""The journal as people see it: what it proves and how to check it, its head, and the latest entries."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from priorities.choices import JournalKind
from priorities.clocks import now
from priorities.exports.licences import licence
from priorities.models import Commitment, JournalEntry
from priorities.views.file_link import FileLink, in_rows
from priorities.views.page import public_page, refuse_parameters, render_page
from priorities.views.words import word_for

LATEST = 20


@dataclass(frozen=True, slots=True)
class Line:
    """An entry; `what` and `commitment` are empty while its payload is sealed."""

    number: int
    at: datetime
    hash: str
    what: str
    commitment: Commitment | None


@public_page
def journal(request: HttpRequest) -> HttpResponse:
    refuse_parameters(request.GET)
    lines = _latest()
    head = lines[0] if lines else None
    file = FileLink(reverse("journal-lines"), "JSON Lines", in_rows(head.number if head else 0), licence())
    return render_page(request, "priorities/journal.html", {"head": head, "lines": lines, "file": file})


def _latest() -> list[Line]:
    entries = list(JournalEntry.objects.select_related("commitment").order_by("-number")[:LATEST])
    numbers = [entry.number for entry in entries]
    opened = set(JournalEntry.objects.open_at(now()).filter(number__in=numbers).values_list("number", flat=True))
    return [_line(entry, is_open=entry.number in opened) for entry in entries]


def _line(entry: JournalEntry, *, is_open: bool) -> Line:
    return Line(
        number=entry.number,
        at=entry.recorded_at,
        hash=entry.hash,
        what=word_for(JournalKind, entry.kind) if is_open else "",
        commitment=entry.commitment if is_open else None,
    )
