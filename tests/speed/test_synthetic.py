"""A made-up record is a whole record: it verifies, and it never gets among a real one unasked."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from priorities.choices import JournalKind, NoteKind, Reporter
from priorities.clocks import now
from priorities.models import Commitment, DateChange, JournalEntry, ProgressNote
from priorities.synthetic.story import LARGEST, Plan, code
from priorities.verification import verify
from tests.factories import CommitmentFactory, submitted_note

UNTIL = datetime(2026, 6, 1, tzinfo=UTC)


def test_a_story_follows_from_its_number_and_the_seed():
    plan = Plan(commitments=50, notes=4, seed=7, until=UNTIL)
    assert list(plan.stories(0, 50)) == list(plan.stories(0, 50))
    assert plan.story(3) != Plan(commitments=50, notes=4, seed=8, until=UNTIL).story(3)


def test_moments_rise_from_wave_to_wave_as_the_journal_needs_them():
    plan = Plan(commitments=40, notes=3, seed=1, until=UNTIL)
    stories = list(plan.stories(0, 40))
    waves = [[story.published_at for story in stories]]
    waves += [[story.reports[n].recorded_at for story in stories if story.reports] for n in range(3)]
    moments = [moment for wave in waves for moment in wave]
    assert moments == sorted(moments)
    assert moments[-1] < UNTIL


def test_codes_are_none_of_the_real_ones_and_never_meet():
    assert [code(0), code(9_998), code(9_999), code(LARGEST - 1)] == ["XA-0001", "XA-9999", "XB-0001", "XZ-9999"]


@pytest.mark.django_db
def test_it_verifies_and_has_everything_in_it():
    call_command("seed_synthetic", commitments=60, notes=3, verbosity=0)
    assert list(verify()) == []
    notes = ProgressNote.objects.all()
    assert notes.count() == 58 * 3  # of two of them nothing is reported
    assert set(notes.values_list("reporter", flat=True)) == {str(reporter) for reporter in Reporter}
    assert notes.filter(kind=NoteKind.NOTHING_TO_REPORT).exists()
    assert notes.filter(corrects__isnull=False).exists()
    assert notes.filter(released_at__gt=now()).count() == 1
    assert DateChange.objects.public(now()).exists()
    assert JournalEntry.objects.filter(kind=JournalKind.MILESTONE_ADDED).exists()
    row = Commitment.objects.first()
    assert row
    assert row.missing_translations() == row.outdated_translations() == []
    assert submitted_note(row).pk > notes.order_by("pk").values_list("pk", flat=True)[0]


@pytest.mark.django_db
def test_it_is_not_mixed_with_a_record_unasked():
    CommitmentFactory.create(code="ES-99")
    with pytest.raises(CommandError, match="There is a record in this database"):
        call_command("seed_synthetic", commitments=1, notes=1)
    call_command("seed_synthetic", commitments=1, notes=1, yes=True, verbosity=0)
    with pytest.raises(CommandError, match="made-up record in this database already"):
        call_command("seed_synthetic", commitments=1, notes=1, yes=True)
