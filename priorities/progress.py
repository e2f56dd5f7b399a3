"""The rules of the record on plain values: headline status, freshness, slip. No Django, no clock of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from priorities.choices import FINISHED, Basis, HeadlineStatus, Reporter

Voice = Reporter  # canada, japan or public_sources; a joint note speaks with the first two


@dataclass(frozen=True, slots=True)
class Report:
    """What one voice says: its latest status with the day of it, and the day of its last report.

    `status` is None where the voice has reported without ever giving a status. `joint_note` is the number of the
    joint note that the status comes from, if it comes from one.
    """

    last_reported: date
    status: str | None = None
    status_as_of: date | None = None
    joint_note: int | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """The status that the record shows, on whose word, as of which day, and when it was last confirmed."""

    status: str = HeadlineStatus.NO_REPORT.value
    basis: str = ""
    status_as_of: date | None = None
    last_reported: date | None = None


def headline(canada: Report | None, japan: Report | None, public_sources: Report | None) -> Headline:
    """Combine the three voices into one headline.

    Both sides agree: that status. Both reported and differ: `sides_differ`. One reported: that one. None: public
    sources. Nothing: `no_report`. A report without a status does not speak for its side.
    """
    spoken_canada = canada if canada and canada.status else None
    spoken_japan = japan if japan and japan.status else None
    if spoken_canada and spoken_japan:
        return _of_both(spoken_canada, spoken_japan)
    if spoken_canada:
        return _resting_on([spoken_canada], Basis.CANADA)
    if spoken_japan:
        return _resting_on([spoken_japan], Basis.JAPAN)
    if public_sources and public_sources.status:
        return _resting_on([public_sources], Basis.PUBLIC_SOURCES)
    return Headline()


def _of_both(canada: Report, japan: Report) -> Headline:
    if canada.status != japan.status:
        differing = _resting_on([canada, japan], Basis.BOTH)
        return Headline(
            status=HeadlineStatus.SIDES_DIFFER.value,
            basis=differing.basis,
            status_as_of=differing.status_as_of,
            last_reported=differing.last_reported,
        )
    same_note = canada.joint_note is not None and canada.joint_note == japan.joint_note
    return _resting_on([canada, japan], Basis.JOINT if same_note else Basis.BOTH)


def _resting_on(reports: Iterable[Report], basis: Basis) -> Headline:
    chosen = list(reports)
    return Headline(
        status=chosen[0].status or HeadlineStatus.NO_REPORT.value,
        basis=basis.value,
        status_as_of=max(report.status_as_of for report in chosen if report.status_as_of),
        last_reported=max(report.last_reported for report in chosen),
    )


def next_update_due(last_reported: date | None, review_interval_months: int) -> date | None:
    """The day by which the next report is due; the last day of a shorter month where the day does not exist."""
    if last_reported is None:
        return None
    return last_reported + relativedelta(months=review_interval_months)


def is_fresh(next_due: date | None, on: date) -> bool:
    """Whether the status was verified within its review interval; never so without any report."""
    return next_due is not None and on <= next_due


def is_overdue(status: str, target: date | None, on: date) -> bool:
    """Whether a target date has passed on a commitment that is neither completed nor given up."""
    return target is not None and target < on and status not in FINISHED


def days_slipped(original: date | None, current: date | None) -> int | None:
    """Days from the first published date to the current one; negative when brought forward; None without dates."""
    if original is None or current is None:
        return None
    return (current - original).days
