"""Publishing a commitment, and telling of every change to what was published."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from priorities.actions import errors
from priorities.actions.commitments import Rewording, publish, save_milestone
from priorities.models import (
    Commitment,
    CommitmentRelation,
    JournalEntry,
    MendedDay,
    Milestone,
    Official,
    StatusPeriod,
)
from priorities.verification import verify
from tests.clock import noon, stopped_at
from tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    MilestoneFactory,
    OwnershipFactory,
    ProvisionFactory,
    SourceFactory,
    published_commitment,
    released_note,
)

pytestmark = pytest.mark.django_db

FEBRUARY, MARCH, APRIL = noon(2024, 2, 1), noon(2024, 3, 1), noon(2024, 4, 1)


@pytest.fixture
def preparing() -> Commitment:
    commitment = CommitmentFactory.create(bilingual=True, code="XA-01", title_en="Gas", title_ja="ガス")
    OwnershipFactory.create(commitment=commitment, canada=True)
    return commitment


def last_entry() -> JournalEntry:
    return JournalEntry.objects.latest("number")


def kinds() -> list[str]:
    return [entry.kind for entry in JournalEntry.objects.all()]


# Publishing


def test_commitment_is_published_for_good(preparing: Commitment, editor_ca: Official):
    with stopped_at(FEBRUARY):
        publish(commitment=preparing, by=editor_ca)
    with stopped_at(MARCH):
        publish(commitment=preparing, by=editor_ca)
    assert Commitment.objects.get().published_at == FEBRUARY
    assert kinds() == ["commitment_added"]


def test_journal_tells_all_that_is_published(preparing: Commitment, editor_ca: Official):
    document, source = DocumentFactory.create(), SourceFactory.create()
    ProvisionFactory.create(
        commitment=preparing, document=document, source=source, locator="§2", excerpt="to cooperate"
    )
    OwnershipFactory.create(commitment=preparing, organization__code="METI", supporting=True)
    other = CommitmentFactory.create(code="XB-01")
    CommitmentRelation.objects.create(commitment=preparing, kind="supersedes", other=other)
    Commitment.objects.filter(pk=preparing.pk).update(
        start_date=date(2021, 5, 3), original_target_date=date(2025, 1, 1)
    )
    with stopped_at(FEBRUARY):
        publish(commitment=preparing, by=editor_ca)
    assert JournalEntry.objects.get().data == {
        "kind": "commitment_added",
        "commitment": "XA-01",
        "public_from": "2024-02-01T12:00:00.000000Z",
        "area": preparing.area.code,
        "title": {"en": "Gas", "fr": "Un engagement", "ja": "ガス"},
        "title_provenance": {"en": "own_wording", "fr": "own_translation", "ja": "own_translation"},
        "description": {"en": "What was committed.", "fr": "Ce qui a été promis."},
        "origin_note": {},
        "area_note": {},
        "commitment_kind": "one_off",
        "linkage": "bilateral",
        "start_date": "2021-05-03",
        "target_date": "2025-01-01",
        "review_interval_months": 12,
        "owners": [["METI", "supporting", "stated"], ["OWN-CANADA", "lead", "stated"]],
        "provisions": [[document.code, source.code, "§2", "to cooperate", "en"]],
        "relations": [["supersedes", "XB-01"]],
    }


def test_milestones_are_published_with_their_commitment(preparing: Commitment, editor_ca: Official):
    step = MilestoneFactory.create(commitment=preparing, original_due_date=date(2025, 1, 1))
    step.sources.add(SourceFactory.create())
    publish(commitment=preparing, by=editor_ca)
    assert kinds() == ["commitment_added", "milestone_added"]
    told = JournalEntry.objects.get(kind="milestone_added").data
    assert (told["milestone"], told["title"], told["due_date"]) == (step.number, {"en": step.title_en}, "2025-01-01")
    assert told["sources"] == [step.sources.get().code]


def test_commitment_that_nobody_answers_for_is_not_published(administrator: Official):
    ownerless = CommitmentFactory.create()
    with pytest.raises(errors.CannotPublish):
        publish(commitment=ownerless, by=administrator)
    assert Commitment.objects.get().published_at is None
    assert kinds() == []


def test_commitment_that_a_form_would_refuse_is_not_published(preparing: Commitment, editor_ca: Official):
    Commitment.objects.filter(pk=preparing.pk).update(code="gas")
    with pytest.raises(ValidationError):
        publish(commitment=preparing, by=editor_ca)
    assert Commitment.objects.get().published_at is None
    assert kinds() == []


def test_commitment_lacking_french_or_english_is_not_published_and_the_fields_are_named(
    preparing: Commitment, editor_ca: Official
):
    Commitment.objects.filter(pk=preparing.pk).update(title_en="", title_ja="", description_fr=" ")
    with pytest.raises(errors.CannotPublish) as refused:
        publish(commitment=preparing, by=editor_ca)
    assert str(refused.value) == "Write these first: title (English), what was committed (French)."
    assert Commitment.objects.get().published_at is None
    assert kinds() == []


# Rewording


def retitle(commitment: Commitment) -> None:
    commitment.title_ja = "ガス"
    commitment.save()


def add_owner(commitment: Commitment) -> None:
    OwnershipFactory.create(commitment=commitment, supporting=True)


def add_provision(commitment: Commitment) -> None:
    ProvisionFactory.create(commitment=commitment)


def add_relation(commitment: Commitment) -> None:
    CommitmentRelation.objects.create(commitment=commitment, kind="related", other=CommitmentFactory.create())


@pytest.mark.parametrize(
    ("edit", "part"),
    [(retitle, "title"), (add_owner, "owners"), (add_provision, "provisions"), (add_relation, "relations")],
)
def test_change_of_what_is_public_is_told_with_old_and_new(
    commitment: Commitment, editor_ca: Official, edit: Callable[[Commitment], None], part: str
):
    before = JournalEntry.objects.get(kind="commitment_added").data[part]
    rewording = Rewording(commitment)
    edit(commitment)
    rewording.record(by=editor_ca)
    told = JournalEntry.objects.get(kind="commitment_reworded").data
    assert set(told["old"]) == set(told["new"]) == {part}
    assert told["old"][part] == before
    assert len(told["new"][part]) == len(before) + 1


def test_edit_that_changes_nothing_is_not_told(commitment: Commitment, editor_ca: Official):
    MilestoneFactory.create(commitment=commitment)
    entries = JournalEntry.objects.count()
    rewording = Rewording(commitment)
    commitment.save()
    rewording.record(by=editor_ca)
    assert JournalEntry.objects.count() == entries


def test_commitment_in_preparation_changes_in_silence(preparing: Commitment, editor_ca: Official):
    rewording = Rewording(preparing)
    retitle(preparing)
    MilestoneFactory.create(commitment=preparing)
    rewording.record(by=editor_ca)
    assert kinds() == []


def test_another_review_interval_moves_what_is_due(commitment: Commitment, editor_ca: Official):
    released_note(commitment, as_of=date(2024, 1, 1))
    assert StatusPeriod.objects.get().next_update_due == date(2025, 1, 1)
    rewording = Rewording(commitment)
    commitment.review_interval_months = 6
    commitment.save()
    rewording.record(by=editor_ca)
    assert StatusPeriod.objects.get().next_update_due == date(2024, 7, 1)
    assert last_entry().data["new"] == {"review_interval_months": 6}


# Milestones of a public commitment


def edited(milestone: Milestone, by: Official, **fields: Any) -> JournalEntry:
    """The last entry after an edit of a milestone."""
    rewording = Rewording(milestone.commitment)
    for name, value in fields.items():
        setattr(milestone, name, value)
    save_milestone(milestone=milestone)
    rewording.record(by=by)
    return last_entry()


@pytest.fixture
def step(commitment: Commitment) -> Milestone:
    return MilestoneFactory.create(commitment=commitment, original_due_date=date(2025, 1, 1))


def test_new_milestone_is_told(commitment: Commitment, editor_ca: Official):
    entry = edited(MilestoneFactory.build(commitment=commitment, number=7), editor_ca)
    assert (entry.kind, entry.data["milestone"]) == ("milestone_added", 7)


def test_reached_milestone_is_told(step: Milestone, editor_ca: Official):
    entry = edited(step, editor_ca, reached_on=date(2024, 2, 20))
    assert (entry.kind, entry.data["milestone"]) == ("milestone_reached", step.number)
    assert (entry.data["old"], entry.data["new"]) == ({"reached_on": None}, {"reached_on": "2024-02-20"})


@pytest.mark.parametrize(
    "fields", [{"title_en": "Another step"}, {"reached_on": None}, {"reached_on": date(2024, 3, 1)}]
)
def test_reworded_milestone_is_told(step: Milestone, editor_ca: Official, fields: dict[str, Any]):
    edited(step, editor_ca, reached_on=date(2024, 2, 20))
    assert edited(step, editor_ca, **fields).kind == "milestone_reworded"


def test_rewording_a_milestone_does_not_reach_it(step: Milestone, editor_ca: Official):
    assert edited(step, editor_ca, title_en="Another step").kind == "milestone_reworded"


def test_milestone_tells_since_when_it_is_known(preparing: Commitment):
    step = MilestoneFactory.build(commitment=preparing, added_at=None)
    with stopped_at(FEBRUARY):
        save_milestone(milestone=step)
    assert (step.added_at, step.reached_known_at) == (FEBRUARY, None)
    with stopped_at(MARCH):
        step.reached_on = date(2024, 2, 20)
        save_milestone(milestone=step)
    assert (step.added_at, step.reached_known_at) == (FEBRUARY, MARCH)
    with stopped_at(APRIL):
        step.title_en = "Another step"
        save_milestone(milestone=step)
    assert (step.added_at, step.reached_known_at) == (FEBRUARY, MARCH)
    step.reached_on = date(2150, 1, 1)
    with pytest.raises(ValidationError, match="in the future"):
        save_milestone(milestone=step)
    step.reached_on = None
    save_milestone(milestone=step)
    assert Milestone.objects.get().reached_known_at is None
    assert not MendedDay.objects.exists(), "nobody has seen it"


def test_what_was_told_of_a_day_is_told_of_that_time_for_good(editor_ca: Official):
    first, second, third = date(2024, 1, 20), date(2024, 1, 21), date(2024, 1, 19)
    moments = [FEBRUARY, MARCH, APRIL, noon(2024, 5, 1), noon(2024, 6, 1)]
    with stopped_at(noon(2024, 1, 1)):
        step = MilestoneFactory.build(commitment=published_commitment(), added_at=None)
        edited(step, editor_ca)
    for moment, day in zip(moments, [first, second, None, third, first], strict=True):
        with stopped_at(moment):
            edited(step, editor_ca, reached_on=day)

    def told(known_at: datetime, on: date = date(2024, 7, 1)) -> date | None:
        counted = Commitment.objects.with_milestone_counts(on=on, known_at=known_at).get().milestones_reached
        shown = Milestone.objects.as_of(on=on, known_at=known_at).get().shown_reached_on
        assert counted == (shown is not None)
        return shown

    tick = timedelta(microseconds=1)
    assert [told(moment) for moment in moments] == [first, second, None, third, first]
    assert [told(moment - tick) for moment in moments] == [None, first, second, None, third]
    assert (told(MARCH - tick, on=first), told(MARCH, on=first)) == (first, None)
    assert not list(verify())


def test_milestone_added_as_reached_is_known_as_such(preparing: Commitment):
    with stopped_at(FEBRUARY):
        step = save_milestone(
            milestone=MilestoneFactory.build(commitment=preparing, added_at=None, reached_on=date(2024, 1, 1))
        )
    assert (step.added_at, step.reached_known_at) == (FEBRUARY, FEBRUARY)
