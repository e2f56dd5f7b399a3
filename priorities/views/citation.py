"""How to cite a commitment: an address that will always show what it shows now."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from priorities.models import Commitment
from priorities.views.moment import Moment
from priorities.views.page import Event
from priorities.views.status import StatusWord, basis_in_brief, status_word


@dataclass(frozen=True, slots=True)
class Citation:
    """The parts of a citation; `entry` is the number of the last public entry of the journal, None in the past."""

    address: str
    known_at: datetime
    entry: int | None
    status: StatusWord
    basis: str


def citation(commitment: Commitment, moment: Moment, last_event: Event | None) -> Citation:
    """How to cite a commitment that `as_of` has annotated.

    Nothing has changed since the last public event, so the record as known then is the record as known now.
    """
    event = None if moment.is_known_then else last_event
    known_at = event.at if event else moment.known_at
    return Citation(
        address=f"{settings.BASE_URL}{commitment.get_absolute_url()}?as_of={moment.on}&known_at={_written(known_at)}",
        known_at=known_at,
        entry=event.number if event else None,
        status=status_word(commitment.status),
        basis=basis_in_brief(commitment.basis),
    )


def _written(instant: datetime) -> str:
    """An instant so that an address can hold it as it is: in UTC, with Z instead of an offset."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
