"""Canada's and Japan's reports side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from priorities.choices import Side
from priorities.models import Commitment
from priorities.views.status import StatusWord, status_word
from priorities.views.timeline import Entry, has_spoken, spoke_last


@dataclass(frozen=True, slots=True)
class SideReport:
    """What one government says; where it has given no status, `silence` says so. `note` is the entry it is in."""

    code: str
    side: str
    status: StatusWord | None
    as_of: date | None
    silence: str
    note: Entry | None


def side_reports(commitment: Commitment, entries: Sequence[Entry]) -> list[SideReport]:
    """Both sides' reports on a commitment that `as_of` has annotated, Canada's first."""
    return [
        _report(Side.CANADA, commitment.status_canada, commitment.canada_as_of, entries),
        _report(Side.JAPAN, commitment.status_japan, commitment.japan_as_of, entries),
    ]


def _report(side: Side, status: str, as_of: date | None, entries: Sequence[Entry]) -> SideReport:
    name = _(side.label)
    return SideReport(
        code=side.value,
        side=name,
        status=status_word(status) if status else None,
        as_of=as_of,
        silence="" if status else _silence(entries, side),
        note=spoke_last(entries, side),
    )


def _silence(entries: Sequence[Entry], side: Side) -> str:
    spoken = _("%(side)s has reported without giving a status.")
    return (spoken if has_spoken(entries, side) else _("%(side)s has not reported.")) % {"side": _(side.label)}
