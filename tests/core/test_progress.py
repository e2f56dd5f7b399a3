"""The rules on plain values: whose word makes the headline, how long it stands, how far a date has slipped."""

from datetime import date

import pytest

from priorities.choices import FINISHED, Basis, HeadlineStatus, Status
from priorities.progress import (
    Headline,
    Report,
    days_slipped,
    headline,
    is_fresh,
    is_overdue,
    next_update_due,
)

MARCH, JUNE, SEPTEMBER = date(2024, 3, 1), date(2024, 6, 1), date(2024, 9, 1)


def report(status: str | None, on: date = MARCH, *, heard: date | None = None, joint: int | None = None) -> Report:
    """A status given on a day and last confirmed on another (`heard`)."""
    return Report(last_reported=heard or on, status=status, status_as_of=on if status else None, joint_note=joint)


SILENT = report(None, SEPTEMBER)  # has reported, and never given a status
ON_TRACK = report("on_track", MARCH)
COMPLETED = report("completed", JUNE)

HEADLINES = {
    "nothing at all": ((None, None, None), Headline("no_report", "", None, None)),
    "both sides agree": (
        (ON_TRACK, report("on_track", JUNE), None),
        Headline("on_track", "both", JUNE, JUNE),
    ),
    "both sides agree and the newer is Canada's": (
        (report("on_track", JUNE), ON_TRACK, None),
        Headline("on_track", "both", JUNE, JUNE),
    ),
    "one joint note": (
        (report("on_track", joint=7), report("on_track", joint=7), None),
        Headline("on_track", "joint", MARCH, MARCH),
    ),
    "two joint notes are not one word": (
        (report("on_track", joint=7), report("on_track", JUNE, joint=8), None),
        Headline("on_track", "both", JUNE, JUNE),
    ),
    "a joint note that one side has repeated alone": (
        (report("on_track", JUNE), report("on_track", joint=7), None),
        Headline("on_track", "both", JUNE, JUNE),
    ),
    "both reported and differ": (
        (ON_TRACK, COMPLETED, None),
        Headline("sides_differ", "both", JUNE, JUNE),
    ),
    "one side has moved on from the joint note": (
        (COMPLETED, report("on_track", joint=7), None),
        Headline("sides_differ", "both", JUNE, JUNE),
    ),
    "only Canada reported": ((ON_TRACK, None, None), Headline("on_track", "canada", MARCH, MARCH)),
    "only Japan reported": ((None, COMPLETED, None), Headline("completed", "japan", JUNE, JUNE)),
    "only public sources": ((None, None, ON_TRACK), Headline("on_track", "public_sources", MARCH, MARCH)),
    "a side outweighs newer public sources": (
        (ON_TRACK, None, COMPLETED),
        Headline("on_track", "canada", MARCH, MARCH),
    ),
    "so does Japan": ((None, ON_TRACK, COMPLETED), Headline("on_track", "japan", MARCH, MARCH)),
    "two sides outweigh newer public sources": (
        (ON_TRACK, ON_TRACK, COMPLETED),
        Headline("on_track", "both", MARCH, MARCH),
    ),
    "a side without a status does not speak": (
        (ON_TRACK, SILENT, None),
        Headline("on_track", "canada", MARCH, MARCH),
    ),
    "a side without a status leaves the word to public sources": (
        (SILENT, None, ON_TRACK),
        Headline("on_track", "public_sources", MARCH, MARCH),
    ),
    "nobody has given a status": ((SILENT, SILENT, SILENT), Headline("no_report", "", None, None)),
    "a status confirmed later keeps its day": (
        (report("on_track", MARCH, heard=SEPTEMBER), None, None),
        Headline("on_track", "canada", MARCH, SEPTEMBER),
    ),
    "either side's confirmation counts": (
        (report("on_track", JUNE), report("on_track", MARCH, heard=SEPTEMBER), None),
        Headline("on_track", "both", JUNE, SEPTEMBER),
    ),
}


@pytest.mark.parametrize(("voices", "shown"), HEADLINES.values(), ids=HEADLINES)
def test_headline(voices: tuple[Report | None, ...], shown: Headline):
    assert headline(*voices) == shown


@pytest.mark.parametrize("status", Status)
def test_every_status_can_be_the_headline(status: Status):
    assert headline(report(status.value), None, None).status == status.value


@pytest.mark.parametrize("case", HEADLINES)
def test_headline_speaks_in_codes_of_the_record(case: str):
    voices, _shown = HEADLINES[case]
    told = headline(*voices)
    assert told.status in set(HeadlineStatus)
    assert told.basis in {"", *Basis}
    assert (told.basis == "") == (told.status == HeadlineStatus.NO_REPORT)


@pytest.mark.parametrize(
    ("last_reported", "months", "due"),
    [
        (None, 12, None),
        (date(2024, 1, 15), 12, date(2025, 1, 15)),
        (date(2024, 1, 15), 1, date(2024, 2, 15)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),  # no 31 February
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 11, 30), 60, date(2029, 11, 30)),
    ],
)
def test_next_update_is_due_one_review_interval_after_the_last_report(
    last_reported: date | None, months: int, due: date | None
):
    assert next_update_due(last_reported, months) == due


@pytest.mark.parametrize(
    ("due", "on", "fresh"),
    [
        (JUNE, date(2024, 5, 31), True),
        (JUNE, JUNE, True),  # the day it is due is still in time
        (JUNE, date(2024, 6, 2), False),
        (None, JUNE, False),
    ],
)
def test_status_is_fresh_until_the_next_update_is_due(due: date | None, on: date, fresh: bool):
    assert is_fresh(due, on) is fresh


@pytest.mark.parametrize("status", HeadlineStatus)
def test_only_an_unfinished_commitment_can_miss_its_target(status: HeadlineStatus):
    finished = {"completed", "completed_modified", "not_pursued"}
    assert is_overdue(status.value, JUNE, date(2024, 6, 2)) is (status.value not in finished)


def test_finished_statuses():
    assert {status.value for status in FINISHED} == {"completed", "completed_modified", "not_pursued"}


@pytest.mark.parametrize(
    ("target", "on", "overdue"),
    [
        (JUNE, date(2024, 5, 31), False),
        (JUNE, JUNE, False),  # the target day itself is in time
        (JUNE, date(2024, 6, 2), True),
        (None, SEPTEMBER, False),
    ],
)
def test_commitment_is_overdue_from_the_day_after_its_target(target: date | None, on: date, overdue: bool):
    assert is_overdue("on_track", target, on) is overdue


@pytest.mark.parametrize(
    ("original", "current", "days"),
    [
        (date(2024, 1, 31), date(2024, 3, 1), 30),  # over a leap day
        (date(2024, 3, 1), date(2024, 1, 31), -30),
        (JUNE, JUNE, 0),
        (None, JUNE, None),
        (JUNE, None, None),
        (None, None, None),
    ],
)
def test_slip_is_counted_in_days_from_the_first_date(original: date | None, current: date | None, days: int | None):
    assert days_slipped(original, current) == days
