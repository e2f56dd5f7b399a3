"""What changed in the record, as a feed: Atom and JSON Feed 1.1 with the same entries, newest first.

An entry is an entry of the journal, so corrections and withdrawals are told too, and an embargo is not before its
moment. The filters are those of the list, and `commitment`.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from priorities.changes import Change, changes_of, entries_between
from priorities.choices import JournalKind
from priorities.clocks import Clocks
from priorities.filters import CLOCKS, FILTERS, BadParameters, commitments_for, narrowed
from priorities.formatting import writable
from priorities.models import JournalEntry
from priorities.models.journal import instant_text
from priorities.models.text import active_language
from priorities.views.change_line import ChangeLine, change_line
from priorities.views.plain import public_file

ENTRIES = 50
JOURNAL = "urn:fip-tracker:journal"  # the XML namespace of what a feed says of the journal
BEFORE_ANY = datetime(2021, 5, 3, tzinfo=UTC)
TOLD_IN_FULL = frozenset({JournalKind.NOTE_RELEASED, JournalKind.NOTE_CORRECTED})


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `id` comes from its hash in the journal, so it is the same in each language and on each host."""

    id: str
    title: str
    address: str
    at: datetime
    html: str
    area: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of the journal: what everything before it can be checked against."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class FeedHead:
    title: str
    about: str
    home: str
    address: str
    language: str
    journal: Head | None


@public_file
def changes_atom(request: HttpRequest) -> HttpResponse:
    head, entries = _head(request), _entries(request.GET)
    feed = JournalFeed(
        title=head.title,
        link=head.home,
        description="",
        subtitle=head.about,
        language=head.language,
        author_name="FIP Tracker",
        feed_url=head.address,
        feed_guid=head.address,
        journal=head.journal,
    )
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=entry.address,
            description=entry.html,
            unique_id=entry.id,
            pubdate=entry.at,
            updateddate=entry.at,
            categories=[entry.area],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


@public_file
def changes_json(request: HttpRequest) -> HttpResponse:
    head = _head(request)
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "description": head.about,
        "home_page_url": head.home,
        "feed_url": head.address,
        "language": head.language,
        "authors": [{"name": "FIP Tracker", "url": f"{settings.BASE_URL}/"}],
        "items": [
            {
                "id": entry.id,
                "url": entry.address,
                "title": entry.title,
                "content_html": entry.html,
                "date_published": instant_text(entry.at),
                "tags": [entry.area],
            }
            for entry in _entries(request.GET)
        ],
    }
    if head.journal:
        feed["_journal"] = {"about": JOURNAL, "number": head.journal.number, "hash": head.journal.hash}
    text = json.dumps(feed, ensure_ascii=False, indent=1)
    return HttpResponse(f"{text}\n", content_type="application/feed+json; charset=utf-8")


class JournalFeed(Atom1Feed):
    """An Atom feed that names the head of the journal, and whose bytes depend on its entries alone."""

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if head := self.feed["journal"]:
            about = {"xmlns": JOURNAL, "number": str(head.number), "hash": head.hash}
            handler.addQuickElement("journal", "", about)

    def latest_post_date(self) -> datetime:
        """The moment of the newest entry; Django would say “now” of a feed without any."""
        return max((item["updateddate"] for item in self.items), default=BEFORE_ANY)


def _head(request: HttpRequest) -> FeedHead:
    last = JournalEntry.objects.head()
    return FeedHead(
        title=_("FIP Tracker: what changed"),
        about=_("Reports, corrections, withdrawals, moved dates and milestones, as they become public."),
        home=settings.BASE_URL + reverse("changes"),
        address=_address(request),
        language=active_language(),
        journal=Head(last.number, last.hash) if last else None,
    )


def _address(request: HttpRequest) -> str:
    """The feed's own address, without what others add to links."""
    query = request.GET.copy()
    for name in set(query) - FILTERS - {"commitment"}:
        del query[name]
    return settings.BASE_URL + request.path + (f"?{query.urlencode()}" if query else "")


def _entries(query: QueryDict) -> list[Entry]:
    selection = commitments_for(query, also={"commitment"})
    ignored = [name for name in ("sort", *sorted(CLOCKS)) if query.get(name, "").strip()]
    if ignored:
        raise BadParameters({name: [_("A feed is always of now, the newest first.")] for name in ignored})
    newest = entries_between(None, None, clocks=Clocks.at(), commitments=narrowed(selection, query))[:ENTRIES]
    changes = changes_of(newest)
    numbers = [change.number for change in changes]
    hashes = dict(JournalEntry.objects.filter(number__in=numbers).values_list("number", "hash"))
    return [_entry(change, hashes[change.number]) for change in changes]


def _entry(change: Change, journal_hash: str) -> Entry:
    line = change_line(change)
    told = change.note if change.kind in TOLD_IN_FULL else None
    return Entry(
        id=uuid5(NAMESPACE_OID, journal_hash).urn,
        title=writable(_title(change, line)),
        address=settings.BASE_URL + (line.href or change.commitment.get_absolute_url()),
        at=change.at,
        html=writable(render_to_string("feeds/change.html", {"line": line, "note": told}).strip()),
        area=change.commitment.area.slug,
    )


def _title(change: Change, line: ChangeLine) -> str:
    event = _event(change, line)
    if line.by:
        event = _("%(event)s (%(by)s)") % {"event": event, "by": line.by}
    told = {"code": change.commitment.code, "title": change.commitment.title, "event": event}
    return _("%(code)s %(title)s: %(event)s") % told


def _event(change: Change, line: ChangeLine) -> str:
    if line.status is None or change.kind != JournalKind.NOTE_RELEASED:
        return line.kind
    return f"{line.status_before.label} → {line.status.label}" if line.status_before else line.status.label
