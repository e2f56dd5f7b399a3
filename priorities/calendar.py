"""The dates of the record as an iCalendar file: target dates, milestones, and the days when a report falls due.

What stands in it follows from the record alone, so the same request twice gives the same bytes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from priorities.clocks import Clocks
from priorities.filters import BadParameters, commitments_for, narrowed
from priorities.formatting import writable
from priorities.models import Commitment, JournalEntry, Milestone
from priorities.models.text import Text
from priorities.views.plain import public_file
from priorities.views.status import basis_in_brief, status_word

MOST = 2000  # commitments: calendars read a file whole, and nobody follows more
REFRESH = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day with what falls on it. `uid` never changes, whatever the day; `changed_at` is when the record last did.

    The languages are those of the record's texts in title and words; empty where words are in two.
    """

    uid: str
    day: date
    title: str
    title_language: str
    words: str
    words_language: str
    address: str
    changed_at: datetime


@public_file
def calendar(request: HttpRequest) -> HttpResponse:
    selection = commitments_for(request.GET, also={"commitment"})
    if "sort" in request.GET:
        raise BadParameters({"sort": [_("A calendar is in the order of its days.")]})
    commitments = list(narrowed(selection, request.GET).order_by("code")[: MOST + 1])
    if len(commitments) > MOST:
        raise BadParameters({"area": [_("These are too many commitments for a calendar. Choose fewer.")]})
    body = written(sorted(_occasions(commitments, selection.clocks), key=lambda found: (found.day, found.uid)))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="fip-tracker.ics"'
    return response


def _occasions(commitments: list[Commitment], clocks: Clocks) -> Iterator[Occasion]:
    by_id = {commitment.pk: commitment for commitment in commitments}
    changed = _last_changes(by_id, clocks.known_at)
    for commitment in commitments:
        yield from _of_commitment(commitment, changed.get(commitment.pk) or _published(commitment))
    steps = Milestone.objects.public(clocks.known_at).as_of(on=clocks.on, known_at=clocks.known_at)
    for step in steps.filter(commitment__in=by_id):
        commitment = by_id[step.commitment_id]
        yield from _of_step(step, commitment, changed.get(commitment.pk) or _published(commitment))


def _last_changes(commitments: Iterable[int], known_at: datetime) -> dict[int, datetime]:
    """When the record last changed for each commitment, as known at an instant."""
    entries = JournalEntry.objects.open_at(known_at).filter(commitment__in=commitments)
    last = entries.order_by().values("commitment").annotate(last=Max("public_from"))
    return dict(last.values_list("commitment", "last"))


def _published(commitment: Commitment) -> datetime:
    if commitment.published_at is None:
        raise ValueError(commitment.code)
    return commitment.published_at


def _of_commitment(commitment: Commitment, changed_at: datetime) -> Iterator[Occasion]:
    days = {
        "target": (commitment.target_date, _("%(code)s %(title)s: target date")),
        "update": (commitment.next_update_due, _("%(code)s %(title)s: next report due")),
    }
    for name, (day, title) in days.items():
        if day is not None:
            yield _occasion(commitment, name, day, title, changed_at)


def _of_step(step: Milestone, commitment: Commitment, changed_at: datetime) -> Iterator[Occasion]:
    day = step.shown_reached_on or step.due_date
    if day is None:
        return
    title = _("%(code)s %(step)s (reached)") if step.shown_reached_on else _("%(code)s %(step)s (milestone)")
    yield _occasion(commitment, f"milestone-{step.number}", day, title, changed_at, step=step.title)


def _occasion(
    commitment: Commitment, name: str, day: date, title: str, changed_at: datetime, *, step: Text | None = None
) -> Occasion:
    about = commitment.title
    return Occasion(
        uid=f"{commitment.code}-{name}@fip-tracker",
        day=day,
        title=title % {"code": commitment.code, "title": about, "step": step},
        title_language=(step or about).language,
        words=f"{about}\n{_standing(commitment)}",
        words_language="" if about.is_fallback else about.language,
        address=settings.BASE_URL + commitment.get_absolute_url(),
        changed_at=changed_at,
    )


def _standing(commitment: Commitment) -> str:
    told = {"status": status_word(commitment.status).label, "basis": basis_in_brief(commitment.basis)}
    return _("Status: %(status)s (%(basis)s).") % told if told["basis"] else _("Status: %(status)s.") % told


def written(occasions: Iterable[Occasion]) -> bytes:
    """The file: CRLF, folded at 75 octets, as the library writes it."""
    file = Calendar()
    file.add("prodid", "-//FIP Tracker//FIP Tracker//EN")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("name", _("FIP Tracker: dates"))
    file.add("x-wr-calname", _("FIP Tracker: dates"))
    file.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for occasion in occasions:
        file.add_component(_event(occasion))
    written: bytes = file.to_ical()
    return written


def _event(occasion: Occasion) -> Event:
    event = Event()
    event.add("uid", occasion.uid)
    event.add("dtstamp", occasion.changed_at)
    event.add("last-modified", occasion.changed_at)
    event.add("dtstart", occasion.day)
    if occasion.day < date.max:  # no day comes after it; an event without an end lasts its day
        event.add("dtend", occasion.day + timedelta(days=1))
    event.add("summary", writable(occasion.title), parameters=_in_language(occasion.title_language))
    event.add("description", writable(occasion.words), parameters=_in_language(occasion.words_language))
    event.add("url", occasion.address)
    event.add("transp", "TRANSPARENT")
    return event


def _in_language(language: str) -> dict[str, str]:
    return {"LANGUAGE": language} if language else {}
