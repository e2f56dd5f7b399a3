"""What each door of the record lets through: on one day or another, as known at one moment or another."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from priorities.actions import dates, notes
from priorities.choices import HeadlineStatus, Reporter, Status
from priorities.clocks import day_of, now
from priorities.models import (
    Commitment,
    DateChange,
    Milestone,
    NoteWithdrawal,
    Official,
    ProgressNote,
    Source,
    StatusPeriod,
)
from priorities.periods import NoteFacts
from priorities.progress import is_fresh, is_overdue
from tests.clock import noon, stopped_at
from tests.core.replay import replay
from tests.factories import (
    AreaFactory,
    CommitmentFactory,
    DocumentFactory,
    MilestoneFactory,
    NoteFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    ProvisionFactory,
    SourceFactory,
    published_commitment,
    released_correction,
    released_note,
    submitted_note,
)

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
OPENING = noon(2024, 1, 10)
FEBRUARY, MARCH, APRIL = noon(2024, 2, 1), noon(2024, 3, 1), noon(2024, 4, 1)
LATER = noon(2100, 1, 1)


@pytest.fixture
def commitment() -> Commitment:
    with stopped_at(OPENING):
        return published_commitment(original_target_date=date(2025, 1, 1))


@pytest.fixture
def approver() -> Official:
    return OfficialFactory.create(canada=True, approver=True)


def shown(commitment: Commitment, *, on: date | datetime, known_at: datetime = LATER) -> Commitment:
    """The commitment as the record shows it on a day (or on the day of an instant)."""
    day = day_of(on) if isinstance(on, datetime) else on
    return Commitment.objects.as_of(on=day, known_at=known_at).get(pk=commitment.pk)


# Commitments


def test_commitment_in_preparation_is_not_public():
    CommitmentFactory.create()
    assert not Commitment.objects.public(LATER).exists()


def test_commitment_is_public_from_its_publication_on(commitment: Commitment):
    assert not Commitment.objects.public(OPENING - TICK).exists()
    assert Commitment.objects.public(OPENING).get() == commitment


def test_commitment_without_a_report_says_so(commitment: Commitment):
    NoteFactory.create(commitment=commitment)
    submitted_note(commitment)
    row = shown(commitment, on=MARCH)
    assert (row.status, row.basis, row.status_canada, row.status_japan) == ("no_report", "", "", "")
    assert (row.status_as_of, row.last_reported, row.next_update_due, row.last_note_id) == (None, None, None, None)
    assert (row.canada_as_of, row.japan_as_of) == (None, None)
    assert row.fresh is False


def test_commitment_shows_all_that_its_period_says(commitment: Commitment):
    with stopped_at(FEBRUARY):
        released_note(commitment, reporter="japan", status="completed", as_of=date(2024, 1, 20))
        last = released_note(commitment, reporter="canada", status="on_track", as_of=date(2024, 1, 31))
    row = shown(commitment, on=MARCH)
    assert (row.status, row.basis) == ("sides_differ", "both")
    assert (row.status_canada, row.canada_as_of) == ("on_track", date(2024, 1, 31))
    assert (row.status_japan, row.japan_as_of) == ("completed", date(2024, 1, 20))
    assert (row.status_as_of, row.last_reported) == (date(2024, 1, 31), date(2024, 1, 31))
    assert row.next_update_due == date(2025, 1, 31)
    assert row.last_note_id == last.pk


def test_day_and_knowledge_are_two_clocks(commitment: Commitment):
    """In March it is reported that the work was complete on 20 January."""
    with stopped_at(FEBRUARY):
        released_note(commitment, status="on_track", as_of=date(2024, 1, 10))
    with stopped_at(MARCH):
        released_note(commitment, status="completed", as_of=date(2024, 1, 20))
    assert shown(commitment, on=date(2024, 1, 9)).status == "no_report"
    assert shown(commitment, on=date(2024, 1, 10)).status == "on_track"
    assert shown(commitment, on=date(2024, 1, 19)).status == "on_track"
    assert shown(commitment, on=date(2024, 1, 20)).status == "completed"
    assert shown(commitment, on=date(2024, 1, 20), known_at=MARCH).status == "completed"
    assert shown(commitment, on=date(2024, 1, 20), known_at=MARCH - TICK).status == "on_track"
    assert shown(commitment, on=date(2024, 1, 20), known_at=FEBRUARY - TICK).status == "no_report"


def test_embargo_comes_due_without_any_write(commitment: Commitment):
    with stopped_at(FEBRUARY):
        released_note(commitment, status="completed", as_of=date(2024, 1, 31), release_at=MARCH)
    assert shown(commitment, on=APRIL, known_at=MARCH - TICK).status == "no_report"
    assert shown(commitment, on=APRIL, known_at=MARCH).status == "completed"


def test_now_the_past_and_an_embargo_are_one_query(commitment: Commitment):
    with stopped_at(FEBRUARY):
        released_note(commitment, release_at=MARCH)
    shapes = set()
    for on, known_at in [(date(2024, 4, 1), APRIL), (date(2020, 1, 1), APRIL), (date(2024, 4, 1), MARCH - TICK)]:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            list(Commitment.objects.public(known_at).as_of(on=on, known_at=known_at))
        [query] = captured.captured_queries
        shapes.add("".join(character for character in query["sql"] if character.isalpha()))
    assert len(shapes) == 1


@pytest.mark.parametrize("months", [1, 12])
def test_freshness_agrees_with_the_rule(months: int):
    with stopped_at(FEBRUARY):
        commitment = published_commitment(review_interval_months=months)
        released_note(commitment, as_of=date(2024, 1, 31))
    due = shown(commitment, on=MARCH).next_update_due
    assert due
    for on in (due - DAY, due, due + DAY):
        assert shown(commitment, on=on).fresh is is_fresh(due, on)


@pytest.mark.parametrize("status", Status)
def test_overdue_agrees_with_the_rule(commitment: Commitment, status: Status):
    with stopped_at(FEBRUARY):
        released_note(commitment, status=status, as_of=date(2024, 1, 31))
    target = date(2025, 1, 1)
    for on in (target - DAY, target, target + DAY):
        assert shown(commitment, on=on).overdue is is_overdue(status.value, target, on)


def test_commitment_without_a_report_can_be_overdue(commitment: Commitment):
    assert shown(commitment, on=date(2025, 1, 2)).overdue
    with stopped_at(OPENING):
        undated = published_commitment()
    assert not shown(undated, on=date(2025, 1, 2)).overdue


@pytest.mark.parametrize("status", HeadlineStatus)
def test_shown_status_can_be_filtered(commitment: Commitment, status: HeadlineStatus):
    with stopped_at(FEBRUARY):
        if status == HeadlineStatus.SIDES_DIFFER:
            released_note(commitment, reporter="japan", status="ongoing")
            released_note(commitment, reporter="canada", status="completed")
        elif status != HeadlineStatus.NO_REPORT:
            released_note(commitment, status=status.value)
    rows = Commitment.objects.as_of(on=date(2024, 3, 1), known_at=MARCH)
    wanted = Q(status=status.value)
    assert rows.filter(wanted).get() == commitment
    assert not rows.exclude(wanted).exists()


def test_moved_target_shows_on_both_clocks(commitment: Commitment):
    editor = OfficialFactory.create(editor=True)
    with stopped_at(MARCH):
        dates.move_date(
            commitment=commitment,
            new_date=date(2026, 1, 1),
            reason="Weather.",
            agreed_by="canada",
            by=editor,
            decided_on=date(2024, 2, 10),
        )
    first, moved = date(2025, 1, 1), date(2026, 1, 1)
    assert shown(commitment, on=date(2024, 2, 9)).target_date == first
    assert shown(commitment, on=date(2024, 2, 10)).target_date == moved
    assert shown(commitment, on=date(2024, 2, 10), known_at=MARCH - TICK).target_date == first
    assert shown(commitment, on=date(2024, 2, 10), known_at=MARCH).target_date == moved
    assert not shown(commitment, on=date(2025, 6, 1)).overdue
    assert shown(commitment, on=date(2025, 6, 1), known_at=MARCH - TICK).overdue


def test_last_of_several_moves_counts(commitment: Commitment):
    editor = OfficialFactory.create(editor=True)
    for year in (2026, 2027):
        dates.move_date(
            commitment=commitment, new_date=date(year, 1, 1), reason="Weather.", agreed_by="canada", by=editor
        )
    assert shown(commitment, on=date(2030, 1, 1)).target_date == date(2027, 1, 1)


def test_move_of_a_milestone_leaves_the_target(commitment: Commitment):
    step = MilestoneFactory.create(commitment=commitment, original_due_date=date(2024, 6, 1))
    other = MilestoneFactory.create(commitment=commitment, original_due_date=date(2024, 7, 1))
    dates.move_date(
        commitment=commitment,
        milestone=step,
        new_date=date(2024, 8, 1),
        reason="Weather.",
        agreed_by="canada",
        by=OfficialFactory.create(editor=True),
    )
    assert shown(commitment, on=date(2030, 1, 1)).target_date == date(2025, 1, 1)
    rows = Milestone.objects.as_of(on=date(2030, 1, 1), known_at=LATER)
    assert rows.get(pk=step.pk).due_date == date(2024, 8, 1)
    assert rows.get(pk=other.pk).due_date == date(2024, 7, 1)


def test_milestones_are_counted_on_both_clocks(commitment: Commitment):
    MilestoneFactory.create(commitment=commitment, added_at=FEBRUARY)
    MilestoneFactory.create(
        commitment=commitment, added_at=FEBRUARY, reached_on=date(2024, 2, 20), reached_known_at=MARCH
    )
    MilestoneFactory.create()  # another commitment's

    def counted(on: date, known_at: datetime) -> tuple[int, int]:
        row = Commitment.objects.with_milestone_counts(on=on, known_at=known_at).get(pk=commitment.pk)
        return row.milestones_reached, row.milestones_total

    assert counted(date(2024, 2, 20), FEBRUARY - TICK) == (0, 0)
    assert counted(date(2024, 2, 20), FEBRUARY) == (0, 2)
    assert counted(date(2024, 2, 20), MARCH - TICK) == (0, 2)
    assert counted(date(2024, 2, 20), MARCH) == (1, 2)
    assert counted(date(2024, 2, 19), MARCH) == (0, 2)


def test_commitments_of_a_side_are_those_with_an_owner_there():
    both, canadian = CommitmentFactory.create_batch(2)
    for row in (both, canadian):
        for body in OrganizationFactory.create_batch(2, canada=True):
            OwnershipFactory.create(commitment=row, organization=body)
    OwnershipFactory.create(commitment=both, japan=True, supporting=True)
    assert list(Commitment.objects.on_sides(["canada"])) == [both, canadian]
    assert list(Commitment.objects.on_sides(["japan"])) == [both]
    assert list(Commitment.objects.on_sides(["japan", "canada"])) == [both, canadian]
    assert list(Commitment.objects.on_sides([])) == []


def test_commitments_of_an_organization_are_those_that_it_answers_for():
    first, second, third = OrganizationFactory.create_batch(3)
    lead, support = OwnershipFactory.create(organization=first), OwnershipFactory.create(organization=second)
    OwnershipFactory.create(organization=third)
    codes = [lead.organization.code, support.organization.code]
    assert list(Commitment.objects.owned_by(codes[:1])) == [lead.commitment]
    assert list(Commitment.objects.owned_by(codes)) == [lead.commitment, support.commitment]


def test_leads_are_listed_before_supporters():
    supporter = OwnershipFactory.create(supporting=True)
    lead = OwnershipFactory.create(commitment=supporter.commitment)
    assert list(supporter.commitment.ownerships.in_order()) == [lead, supporter]


# Milestones, moves of dates


def test_milestone_is_public_with_its_commitment_from_the_moment_it_was_added(commitment: Commitment):
    step = MilestoneFactory.create(commitment=commitment, added_at=FEBRUARY)
    MilestoneFactory.create(added_at=FEBRUARY)  # of a commitment in preparation
    early = MilestoneFactory.create(commitment=commitment, added_at=OPENING - DAY)
    assert not Milestone.objects.public(OPENING - TICK).exists()
    assert Milestone.objects.public(OPENING).get() == early
    assert set(Milestone.objects.public(FEBRUARY)) == {early, step}


def test_milestone_shows_as_reached_on_both_clocks(commitment: Commitment):
    MilestoneFactory.create(commitment=commitment, reached_on=date(2024, 2, 20), reached_known_at=MARCH)

    def reached(on: date, known_at: datetime) -> date | None:
        return Milestone.objects.as_of(on=on, known_at=known_at).get().shown_reached_on

    assert reached(date(2024, 2, 20), MARCH) == date(2024, 2, 20)
    assert reached(date(2024, 2, 19), MARCH) is None
    assert reached(date(2024, 2, 20), MARCH - TICK) is None


def test_waiting_move_of_a_date_is_not_public(commitment: Commitment):
    editors = [OfficialFactory.create(canada=True, editor=True), OfficialFactory.create(japan=True, editor=True)]
    with stopped_at(FEBRUARY):
        change = dates.move_date(
            commitment=commitment, new_date=date(2026, 1, 1), reason="Weather.", agreed_by="joint", by=editors[0]
        )
    assert not DateChange.objects.public(LATER).exists()
    assert DateChange.objects.pending().get() == change
    assert shown(commitment, on=MARCH).target_date == date(2025, 1, 1)
    with stopped_at(MARCH):
        dates.confirm_date_change(change=change, by=editors[1])
    assert not DateChange.objects.pending().exists()
    assert not DateChange.objects.public(MARCH - TICK).exists()
    assert DateChange.objects.public(MARCH).get() == change
    assert shown(commitment, on=MARCH, known_at=MARCH).target_date == date(2026, 1, 1)


# Progress notes


def public_notes(known_at: datetime) -> list[ProgressNote]:
    return list(ProgressNote.objects.public(known_at))


def test_note_is_public_from_its_release_on(commitment: Commitment):
    NoteFactory.create(commitment=commitment)
    submitted_note(commitment)
    with stopped_at(FEBRUARY):
        note = released_note(commitment, release_at=MARCH)
    assert public_notes(MARCH - TICK) == []
    assert public_notes(MARCH) == [note]
    assert public_notes(LATER) == [note]


def test_withdrawn_note_stays_visible(commitment: Commitment, approver: Official):
    with stopped_at(FEBRUARY):
        note = released_note(commitment)
    with stopped_at(MARCH):
        notes.withdraw(note=note, by=approver, reason="A wrong page was read.")
    assert public_notes(APRIL) == [note]

    def withdrawn(known_at: datetime) -> datetime | None:
        return ProgressNote.objects.as_of(on=date(2024, 4, 1), known_at=known_at).get().shown_withdrawn_at

    assert withdrawn(MARCH - TICK) is None
    assert withdrawn(MARCH) == MARCH


def test_note_withdrawn_under_embargo_is_never_public(commitment: Commitment, approver: Official):
    with stopped_at(FEBRUARY):
        note = released_note(commitment, release_at=MARCH)
    with stopped_at(MARCH - TICK):
        notes.withdraw(note=note, by=approver, reason="A wrong page was read.")
    assert public_notes(LATER) == []
    assert not ProgressNote.objects.as_of(on=date(2024, 4, 1), known_at=LATER).exists()
    assert shown(commitment, on=APRIL).status == "no_report"


def test_corrected_note_names_its_correction_once_that_is_public(commitment: Commitment):
    with stopped_at(FEBRUARY):
        note = released_note(commitment)
    with stopped_at(MARCH):
        released_correction(note, status="completed", release_at=APRIL)

    def corrected_by(known_at: datetime) -> int | None:
        return ProgressNote.objects.as_of(on=date(2024, 4, 1), known_at=known_at).get(pk=note.pk).shown_corrected_by

    assert corrected_by(MARCH) is None
    assert corrected_by(APRIL - TICK) is None
    assert corrected_by(APRIL) == 2


def test_correction_that_was_never_public_is_never_named(commitment: Commitment, approver: Official):
    with stopped_at(FEBRUARY):
        note = released_note(commitment)
        correction = released_correction(note, status="completed", release_at=APRIL)
    with stopped_at(MARCH):
        notes.withdraw(note=correction, by=approver, reason="A wrong page was read.")
    [row] = ProgressNote.objects.as_of(on=date(2024, 4, 1), known_at=LATER)
    assert row == note
    assert row.shown_corrected_by is None


def test_drafted_correction_does_not_show(commitment: Commitment):
    note = released_note(commitment)
    notes.correct(note=note, by=note.author)
    assert ProgressNote.objects.as_of(on=date(2024, 4, 1), known_at=LATER).get().shown_corrected_by is None


def test_timeline_has_the_newest_day_first_and_no_day_to_come(commitment: Commitment):
    with stopped_at(FEBRUARY):
        newest = released_note(commitment, as_of=date(2024, 1, 20))
        first = released_note(commitment, as_of=date(2024, 1, 10))
    with stopped_at(MARCH):
        second = released_note(commitment, as_of=date(2024, 1, 10))
    timeline = ProgressNote.objects.as_of(on=date(2024, 1, 20), known_at=LATER)
    assert list(timeline) == [newest, second, first]
    assert list(timeline.as_of(on=date(2024, 1, 19), known_at=LATER)) == [second, first]


def test_secondary_sources_are_told_apart(commitment: Commitment):
    weak, strong = SourceFactory.create(secondary=True), SourceFactory.create()
    assert not NoteFactory.create().is_secondary
    assert released_note(commitment, sources=[weak]).is_secondary
    assert not released_note(commitment, sources=[weak, strong]).is_secondary


# Sources


def test_source_is_public_when_something_public_cites_it(commitment: Commitment):
    cited = SourceFactory.create_batch(5)
    AreaFactory.create().sources.add(cited[0])
    DocumentFactory.create().sources.add(cited[1])
    ProvisionFactory.create(commitment=commitment, source=cited[2])
    MilestoneFactory.create(commitment=commitment, added_at=OPENING).sources.add(cited[3])
    with stopped_at(OPENING):
        released_note(commitment, sources=[cited[4]])
    assert set(Source.objects.public(OPENING)) == set(cited)
    assert set(Source.objects.public(OPENING - TICK)) == {cited[0], cited[1]}


def test_source_is_not_public_for_what_is_not(commitment: Commitment, approver: Official):
    sources = SourceFactory.create_batch(6)
    ProvisionFactory.create(source=sources[0])  # of a commitment in preparation
    MilestoneFactory.create().sources.add(sources[1])
    NoteFactory.create(commitment=commitment).sources.add(sources[2])
    with stopped_at(FEBRUARY):
        released_note(commitment, sources=[sources[3]], release_at=APRIL)
        withdrawn = released_note(commitment, sources=[sources[4]], release_at=MARCH)
        notes.withdraw(note=withdrawn, by=approver, reason="A wrong page was read.")
    assert set(Source.objects.public(APRIL - TICK)) == set()
    assert set(Source.objects.public(APRIL)) == {sources[3]}


# Status periods


def test_periods_are_kept_where_nothing_changes(commitment: Commitment):
    with stopped_at(FEBRUARY):
        released_note(commitment, as_of=date(2024, 1, 15))
        released_note(commitment, as_of=date(2024, 1, 20))
    before = set(StatusPeriod.objects.values_list("pk", flat=True))
    notes.refresh_periods(commitment)
    assert set(StatusPeriod.objects.values_list("pk", flat=True)) == before
    with stopped_at(MARCH):
        released_note(commitment, status="completed", as_of=date(2024, 2, 20))
    after = set(StatusPeriod.objects.values_list("pk", flat=True))
    assert len(after & before) == 1  # the first days stay as they were told
    assert len(after) == 4


def test_periods_of_other_commitments_are_left_alone(commitment: Commitment):
    other = published_commitment()
    released_note(other)
    before = set(StatusPeriod.objects.values_list("pk", flat=True))
    released_note(commitment)
    assert before < set(StatusPeriod.objects.values_list("pk", flat=True))


def test_edited_period_is_put_right(commitment: Commitment):
    released_note(commitment)
    StatusPeriod.objects.update(status="completed")
    notes.refresh_periods(commitment)
    assert StatusPeriod.objects.get().status == "on_track"


# The whole way: notes through the actions, then the one query against the naive replay

STEPS = st.tuples(
    st.sampled_from(Reporter),
    st.sampled_from(["on_track", "completed", "nothing_to_report", "withheld"]),
    st.integers(0, 5),  # days back that the note speaks of
    st.integers(0, 3),  # days of embargo
    st.sampled_from(["keep", "correct", "withdraw"]),
)


@settings(max_examples=8)
@given(steps=st.lists(STEPS, min_size=1, max_size=4), months=st.sampled_from([1, 12]))
def test_what_the_database_says_is_what_a_naive_replay_says(
    steps: list[tuple[Reporter, str, int, int, str]], months: int
):
    with stopped_at(OPENING):
        commitment = published_commitment(review_interval_months=months)
    moment = FEBRUARY
    for reporter, says, back, embargo, then in steps:
        moment += DAY
        kind = {says: True} if says in {"nothing_to_report", "withheld"} else {"status": says}
        with stopped_at(moment):
            note = released_note(
                commitment,
                reporter=reporter,
                as_of=day_of(moment) - timedelta(days=back),
                release_at=moment + timedelta(days=embargo),
                **kind,
            )
        with stopped_at(moment + timedelta(hours=1)):
            if then == "withdraw":
                by = OfficialFactory.create(
                    organization__side="japan" if reporter == "japan" else "canada", approver=True
                )
                notes.withdraw(note=note, by=by, reason="A wrong page was read.")
            elif then == "correct" and not embargo:
                released_correction(note, as_of=day_of(moment) - timedelta(days=back + 1))
    facts = facts_of(commitment)
    for on, known_at in points(facts):
        row = shown(commitment, on=on, known_at=known_at)
        expected = replay(facts, on=on, known_at=known_at, months=months)
        if expected is None:
            assert row.last_note_id is None
            assert row.status == "no_report"
            continue
        assert (row.status, row.basis, row.last_note_id) == (expected.status, expected.basis, expected.last_note)
        assert (row.status_canada or None, row.canada_as_of) == (expected.status_canada, expected.canada_as_of)
        assert (row.status_japan or None, row.japan_as_of) == (expected.status_japan, expected.japan_as_of)
        assert (row.status_as_of, row.last_reported) == (expected.status_as_of, expected.last_reported)
        assert row.next_update_due == expected.next_update_due


def facts_of(commitment: Commitment) -> list[NoteFacts]:
    """The notes of a commitment, read row by row."""
    withdrawals = {row.note_id: row.withdrawn_at for row in NoteWithdrawal.objects.all()}
    return [
        NoteFacts(
            id=note.pk,
            reporter=note.reporter,
            kind=note.kind,
            as_of=note.as_of,
            status=note.status or None,
            released_at=note.released_at,
            withdrawn_at=withdrawals.get(note.pk),
            corrects=note.corrects_id,
        )
        for note in ProgressNote.objects.filter(commitment=commitment)
        if note.released_at
    ]


def points(facts: Sequence[NoteFacts]) -> list[tuple[date, datetime]]:
    moments = {moment for note in facts for moment in (note.released_at, note.withdrawn_at) if moment}
    days = {note.as_of + timedelta(days=shift) for note in facts for shift in (-1, 0)}
    instants = {moment + shift for moment in moments for shift in (-TICK, timedelta())}
    return [(on, known_at) for on in days for known_at in instants | {now()}]
