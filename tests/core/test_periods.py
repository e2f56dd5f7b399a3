"""Status periods: each point on the two clocks says what a naive replay of the notes says there."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from priorities.choices import NoteKind, Reporter, Status
from priorities.clocks import FOREVER, FOREVER_DAY
from priorities.periods import NoteFacts, Period, derive
from tests.core.replay import Told, replay

FIRST_DAY = date(2024, 1, 29)  # near the end of a month, so that review intervals meet short months
FIRST_HOUR = datetime(2024, 2, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def day(n: int) -> date:
    return FIRST_DAY + timedelta(days=n)


def hour(n: int) -> datetime:
    return FIRST_HOUR + timedelta(hours=n)


def note(
    id: int,  # noqa: A002
    reporter: str = "canada",
    status: str | None = "on_track",
    *,
    as_of: int = 0,
    released: int = 0,
    withdrawn: int | None = None,
    corrects: int | None = None,
    kind: str = "progress",
) -> NoteFacts:
    """A note in small numbers: the day that it speaks of, the hours of its release and of its withdrawal."""
    return NoteFacts(
        id=id,
        reporter=reporter,
        kind=kind,
        as_of=day(as_of),
        status=status if kind == "progress" else None,
        released_at=hour(released),
        withdrawn_at=None if withdrawn is None else hour(withdrawn),
        corrects=corrects,
    )


@st.composite
def histories(draw: st.DrawFn) -> list[NoteFacts]:
    """Notes of one commitment as the actions could have made them, crowded into few days and hours.

    Late notes, embargoes and withdrawals before and after release come from the hours being drawn freely; each
    correction is of a public note that nobody has corrected yet, be it itself a correction or not.
    """
    notes: list[NoteFacts] = []
    numbers = draw(st.permutations(range(1, draw(st.integers(0, 8)) + 1)))
    for number in numbers:
        kind = draw(st.sampled_from(NoteKind))
        corrected = {earlier.corrects for earlier in notes}
        correctable = [earlier for earlier in notes if earlier.id not in corrected]
        corrects = draw(st.none() | st.sampled_from(correctable)) if correctable else None
        released = draw(st.integers(0, 12))
        if corrects:
            released = max(released, round((corrects.released_at - FIRST_HOUR) / timedelta(hours=1)))
        notes.append(
            note(
                number,
                draw(st.sampled_from(Reporter)).value if corrects is None else corrects.reporter,
                draw(st.sampled_from(list(Status)[:3])).value,
                kind=kind.value,
                as_of=draw(st.integers(0, 6)),
                released=released,
                withdrawn=draw(st.none() | st.integers(0, 14)),
                corrects=corrects.id if corrects else None,
            )
        )
    return draw(st.permutations(notes))


def points(notes: Sequence[NoteFacts]) -> list[tuple[date, datetime]]:
    """Every point at which something could change, with the points just before and after it."""
    moments = {moment for one in notes for moment in (one.released_at, one.withdrawn_at) if moment}
    instants = {moment + shift for moment in moments for shift in (-TICK, timedelta(), TICK)}
    days = {one.as_of + timedelta(days=shift) for one in notes for shift in (-1, 0, 1)}
    return [(on, known_at) for on in days | {day(1000)} for known_at in instants | {hour(100_000)}]


def periods_at(periods: Sequence[Period], on: date, known_at: datetime) -> list[Period]:
    return [
        period
        for period in periods
        if period.valid_from <= on < period.valid_to and period.known_from <= known_at < period.known_to
    ]


def told(periods: Sequence[Period], on: date, known_at: datetime) -> Told | None:
    """What the periods say at a point, in the words of the replay."""
    found = periods_at(periods, on, known_at)
    assert len(found) <= 1
    if not found:
        return None
    state = found[0].state
    return Told(
        status=state.headline.status,
        basis=state.headline.basis,
        status_as_of=state.headline.status_as_of,
        last_reported=state.headline.last_reported,
        next_update_due=state.next_update_due,
        status_canada=state.status_canada,
        canada_as_of=state.canada_as_of,
        status_japan=state.status_japan,
        japan_as_of=state.japan_as_of,
        last_note=state.last_note,
    )


def surely(found: Told | None) -> Told:
    assert found
    return found


def status(periods: Sequence[Period], on: int, known_at: int) -> str:
    found = told(periods, day(on), hour(known_at))
    return found.status if found else "no_report"


@settings(max_examples=200)
@given(histories(), st.integers(1, 60))
@example([note(1, released=5, withdrawn=3), note(2, released=5, withdrawn=5)], 12)
@example([note(1), note(2, released=4, withdrawn=2, corrects=1)], 12)
@example([note(1), note(2, released=4, withdrawn=6, corrects=1)], 12)
@example([note(1), note(2, as_of=1, released=2, corrects=1), note(3, released=3, corrects=2)], 12)
@example([note(1, "joint"), note(2, "joint", as_of=1, released=1, kind="nothing_to_report")], 1)
def test_every_point_says_what_a_naive_replay_says(notes: list[NoteFacts], months: int):
    periods = derive(notes, review_interval_months=months)
    for on, known_at in points(notes):
        assert told(periods, on, known_at) == replay(notes, on=on, known_at=known_at, months=months)


@settings(max_examples=200)
@given(histories())
def test_no_two_periods_overlap(notes: list[NoteFacts]):
    periods = derive(notes, review_interval_months=12)
    for one, other in combinations(periods, 2):
        days_meet = one.valid_from < other.valid_to and other.valid_from < one.valid_to
        instants_meet = one.known_from < other.known_to and other.known_from < one.known_to
        assert not (days_meet and instants_meet)


@settings(max_examples=200)
@given(histories())
def test_periods_run_forwards_and_are_not_cut_in_vain(notes: list[NoteFacts]):
    periods = derive(notes, review_interval_months=12)
    for period in periods:
        assert period.valid_from < period.valid_to <= FOREVER_DAY
        assert period.known_from < period.known_to <= FOREVER
    assert periods == sorted(periods, key=lambda period: (period.valid_from, period.known_from))
    starts = {(period.valid_from, period.valid_to, period.known_from, period.state) for period in periods}
    ends = {(period.valid_from, period.valid_to, period.known_to, period.state) for period in periods}
    assert not starts & ends  # else one period would go on where the other stops, saying the same


@settings(max_examples=200)
@given(histories(), st.data())
def test_a_note_released_later_never_changes_what_was_told_before(notes: list[NoteFacts], data: st.DataObject):
    latest = max((one.released_at for one in notes), default=hour(0))
    released = round((latest - FIRST_HOUR) / timedelta(hours=1)) + data.draw(st.integers(0, 2))
    corrects = data.draw(st.none() | st.sampled_from(notes)) if notes else None
    later = note(
        99,
        data.draw(st.sampled_from(Reporter)).value,
        "completed",
        as_of=data.draw(st.integers(0, 6)),
        released=released,
        corrects=corrects.id if corrects else None,
    )
    before = derive(notes, review_interval_months=12)
    after = derive([*notes, later], review_interval_months=12)
    for on, known_at in points([*notes, later]):
        if known_at < later.released_at:
            assert told(after, on, known_at) == told(before, on, known_at)


@settings(max_examples=100)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_notes_are_read_does_not_matter(notes: list[NoteFacts], random):
    shuffled = random.sample(notes, len(notes))
    assert derive(shuffled, review_interval_months=12) == derive(notes, review_interval_months=12)


# By hand: the life of a large plant, as each of its readers saw it


def test_no_notes_make_no_periods():
    assert derive([], review_interval_months=12) == []


def test_one_note_makes_one_open_period():
    [period] = derive([note(1, as_of=2, released=3)], review_interval_months=12)
    assert (period.valid_from, period.valid_to) == (day(2), FOREVER_DAY)
    assert (period.known_from, period.known_to) == (hour(3), FOREVER)
    assert period.state.next_update_due == date(2025, 1, 31)


def test_each_day_keeps_the_status_it_had():
    """On track, then facing challenges, then completed, each reported on its day."""
    history = [
        note(1, "public_sources", "on_track", as_of=1, released=1),
        note(2, "public_sources", "facing_challenges", as_of=3, released=3),
        note(3, "public_sources", "completed", as_of=5, released=5),
    ]
    periods = derive(history, review_interval_months=12)
    assert [status(periods, on, 100) for on in range(7)] == [
        "no_report",
        "on_track",
        "on_track",
        "facing_challenges",
        "facing_challenges",
        "completed",
        "completed",
    ]
    assert [status(periods, 6, known_at) for known_at in range(7)] == [
        "no_report",
        "on_track",
        "on_track",
        "facing_challenges",
        "facing_challenges",
        "completed",
        "completed",
    ]


def test_late_note_about_an_earlier_day_fills_that_day_only():
    """Completion is known; only later comes the report of the trouble on the way."""
    history = [
        note(1, status="on_track", as_of=1, released=1),
        note(2, status="completed", as_of=5, released=5),
        note(3, status="facing_challenges", as_of=3, released=9),
    ]
    periods = derive(history, review_interval_months=12)
    assert status(periods, 4, 8) == "on_track"
    assert status(periods, 4, 9) == "facing_challenges"
    assert status(periods, 6, 8) == status(periods, 6, 9) == "completed"


def test_late_note_leaves_the_next_due_date_with_the_newest_day():
    periods = derive([note(1, as_of=5, released=5), note(2, as_of=0, released=9)], review_interval_months=12)
    now = surely(told(periods, day(6), hour(10)))
    assert now.last_reported == day(5)
    assert now.last_note == 1


def test_embargoed_note_says_nothing_before_its_release():
    periods = derive(
        [note(1, as_of=1, released=1), note(2, status="completed", as_of=2, released=8)], review_interval_months=12
    )
    at_release = hour(8)
    assert surely(told(periods, day(3), at_release - TICK)).status == "on_track"
    assert surely(told(periods, day(3), at_release)).status == "completed"


def test_correction_replaces_the_note_from_its_release_on():
    history = [
        note(1, status="completed", as_of=2, released=1),
        note(2, status="on_track", as_of=3, released=5, corrects=1),
    ]
    periods = derive(history, review_interval_months=12)
    assert status(periods, 2, 4) == "completed"
    assert status(periods, 2, 5) == "no_report"  # the corrected day has moved as well
    assert status(periods, 3, 5) == "on_track"


def test_correction_of_a_correction():
    history = [
        note(1, status="completed", released=1),
        note(2, status="on_track", released=3, corrects=1),
        note(3, status="facing_challenges", released=5, corrects=2),
    ]
    periods = derive(history, review_interval_months=12)
    assert [status(periods, 0, known_at) for known_at in (1, 3, 5)] == ["completed", "on_track", "facing_challenges"]


def test_corrected_note_does_not_come_back_when_its_correction_is_withdrawn():
    history = [note(1, status="completed", released=1), note(2, released=3, withdrawn=5, corrects=1)]
    periods = derive(history, review_interval_months=12)
    assert status(periods, 0, 4) == "on_track"
    assert status(periods, 0, 5) == "no_report"


def test_correction_withdrawn_under_embargo_corrects_nothing():
    history = [note(1, status="completed", released=1), note(2, released=6, withdrawn=4, corrects=1)]
    periods = derive(history, review_interval_months=12)
    assert [status(periods, 0, known_at) for known_at in (2, 5, 7)] == ["completed"] * 3


def test_withdrawn_note_stops_counting_and_the_one_before_stands():
    history = [
        note(1, status="on_track", as_of=1, released=1),
        note(2, status="completed", as_of=2, released=2, withdrawn=6),
    ]
    periods = derive(history, review_interval_months=12)
    assert status(periods, 3, 5) == "completed"
    assert status(periods, 3, 6) == "on_track"


@pytest.mark.parametrize("withdrawn", [4, 6], ids=["before", "at the instant of release"])
def test_note_withdrawn_by_its_release_never_counts(withdrawn: int):
    assert derive([note(1, released=6, withdrawn=withdrawn)], review_interval_months=12) == []


def test_correction_withdrawn_at_the_instant_of_its_release_was_public_and_corrects():
    history = [note(1, status="completed", released=1), note(2, released=6, withdrawn=6, corrects=1)]
    periods = derive(history, review_interval_months=12)
    assert [status(periods, 0, known_at) for known_at in (5, 6)] == ["completed", "no_report"]


def test_sides_speak_for_themselves_and_then_agree():
    history = [
        note(1, "public_sources", "ongoing", as_of=0, released=0),
        note(2, "canada", "on_track", as_of=1, released=1),
        note(3, "japan", "facing_challenges", as_of=2, released=2),
        note(4, "joint", "on_track", as_of=3, released=3),
        note(5, "japan", "on_track", as_of=4, released=4),
    ]
    periods = derive(history, review_interval_months=12)
    told_each_day = [surely(told(periods, day(on), hour(100))) for on in range(5)]
    assert [(one.status, one.basis) for one in told_each_day] == [
        ("ongoing", "public_sources"),
        ("on_track", "canada"),
        ("sides_differ", "both"),
        ("on_track", "joint"),
        ("on_track", "both"),
    ]
    assert (told_each_day[2].status_canada, told_each_day[2].status_japan) == ("on_track", "facing_challenges")


def test_nothing_to_report_confirms_the_status_without_changing_it():
    history = [note(1, as_of=1, released=1), note(2, kind="nothing_to_report", as_of=4, released=4)]
    now = surely(told(derive(history, review_interval_months=12), day(5), hour(5)))
    assert (now.status, now.status_as_of, now.last_reported) == ("on_track", day(1), day(4))
    assert now.last_note == 2


def test_joint_nothing_to_report_confirms_for_both_sides():
    history = [
        note(1, "joint", as_of=1, released=1),
        note(2, "joint", kind="nothing_to_report", as_of=4, released=4),
    ]
    now = surely(told(derive(history, review_interval_months=12), day(5), hour(5)))
    assert (now.status, now.basis, now.last_reported) == ("on_track", "joint", day(4))


def test_withheld_note_is_listed_and_says_nothing():
    history = [note(1, as_of=1, released=1), note(2, kind="withheld", as_of=4, released=4)]
    now = surely(told(derive(history, review_interval_months=12), day(5), hour(5)))
    assert (now.status, now.last_reported, now.last_note) == ("on_track", day(1), 2)


def test_on_one_day_the_note_released_last_prevails():
    history = [note(2, status="on_track", released=1), note(1, status="completed", released=5)]
    assert status(derive(history, review_interval_months=12), 0, 6) == "completed"


@pytest.mark.parametrize("months", [1, 12, 60])
def test_next_update_is_due_one_review_interval_after_the_last_report(months: int):
    [period] = derive([note(1, as_of=0)], review_interval_months=months)
    expected = {1: date(2024, 2, 29), 12: date(2025, 1, 29), 60: date(2029, 1, 29)}
    assert period.state.next_update_due == expected[months]
