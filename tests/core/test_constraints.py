"""What the database refuses by itself, each constraint with rows that it accepts and rows that it refuses."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any, TypeVar

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import CheckConstraint, Model

from priorities.clocks import FIRST_MOMENT, FOREVER, FOREVER_DAY, LAST_MOMENT
from priorities.models import (
    Commitment,
    CommitmentRelation,
    DateChange,
    ImportBatch,
    ImportedRow,
    JournalEntry,
    MendedDay,
    Milestone,
    NoteApproval,
    NoteWithdrawal,
    Ownership,
    PendingImport,
    ProgressNote,
    Provision,
    SearchText,
    SecondFactorEvent,
    StatusPeriod,
)
from tests.clock import noon
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
)

pytestmark = pytest.mark.django_db

JANUARY, MARCH = date(2024, 1, 1), date(2024, 3, 1)
MOMENT = noon(2024, 3, 1)
numbers = count(1)
Row = TypeVar("Row", bound=Model)


# Rows not yet saved, in everything but the given fields as they should be


def commitment(**fields: Any) -> Commitment:
    return CommitmentFactory.build(area=AreaFactory.create(), **fields)


def ownership(**fields: Any) -> Ownership:
    return Ownership(
        **{"commitment": CommitmentFactory.create(), "organization": OrganizationFactory.create(), **fields}
    )


def relation(**fields: Any) -> CommitmentRelation:
    return CommitmentRelation(
        **{"commitment": CommitmentFactory.create(), "other": CommitmentFactory.create(), **fields}
    )


def provision(**fields: Any) -> Provision:
    return Provision(**{"commitment": CommitmentFactory.create(), "document": DocumentFactory.create(), **fields})


def milestone(**fields: Any) -> Milestone:
    return MilestoneFactory.build(**{"commitment": CommitmentFactory.create(), **fields})


def mended_day(**fields: Any) -> MendedDay:
    told = {"reached_on": JANUARY, "known_from": MOMENT, "known_to": MOMENT}
    return MendedDay(**{"milestone": MilestoneFactory.create(), **told, **fields})


def note(**fields: Any) -> ProgressNote:
    parents = {"commitment": CommitmentFactory.create(), "author": OfficialFactory.create(editor=True)}
    return NoteFactory.build(**{**parents, **fields})


def released(**fields: Any) -> ProgressNote:
    """A note as the actions leave it, written past them."""
    return note(**{"state": "approved", "number": next(numbers), "released_at": MOMENT, **fields})


def saved(row: Row) -> Row:
    row.save()
    return row


def correcting_itself() -> ProgressNote:
    row = saved(note())
    row.corrects = row
    return row


def move(**fields: Any) -> DateChange:
    shared = {"proposed_by": OfficialFactory.create(), "old_date": JANUARY, "new_date": MARCH, "reason_en": "Weather."}
    told = {"agreed_by": "canada", "decided_on": JANUARY, "known_at": MOMENT}
    parents = {} if "commitment" in fields else {"commitment": CommitmentFactory.create()}
    return DateChange(**{**shared, **told, **parents, **fields})


def approval(**fields: Any) -> NoteApproval:
    parents = {"note": saved(note()), "official": OfficialFactory.create(approver=True)}
    return NoteApproval(**{**parents, "side": "canada", "approved_at": MOMENT, **fields})


def withdrawal(**fields: Any) -> NoteWithdrawal:
    parents = {"note": saved(released()), "withdrawn_by": OfficialFactory.create(approver=True)}
    return NoteWithdrawal(**{**parents, "withdrawn_at": MOMENT, "reason": "A wrong page was read.", **fields})


def entry(**fields: Any) -> JournalEntry:
    texts = {"kind": "note_released", "payload": "{}", "salt": "0" * 32, "digest": "1" * 64}
    links = {"number": 1, "previous": "2" * 64, "hash": "3" * 64}
    about = {"commitment": CommitmentFactory.create(), "note": saved(released())}
    return JournalEntry(**{"recorded_at": MOMENT, "public_from": MOMENT, **texts, **links, **about, **fields})


def period(**fields: Any) -> StatusPeriod:
    last_note = saved(released())
    clocks = {"valid_from": JANUARY, "valid_to": FOREVER_DAY, "known_from": MOMENT, "known_to": FOREVER}
    said = {"status": "on_track", "basis": "canada", "status_as_of": JANUARY, "last_reported": JANUARY}
    more = {"next_update_due": MARCH, "status_canada": "on_track", "canada_as_of": JANUARY, "status_japan": "on_track"}
    of = {"commitment": last_note.commitment, "last_note": last_note, "japan_as_of": JANUARY}
    return StatusPeriod(**{**clocks, **said, **more, **of, **fields})


def pending_import(**fields: Any) -> PendingImport:
    told = {"dataset": "commitments", "filename": "a.csv", "content": b"code\r\n", "uploaded_at": MOMENT}
    parents = {} if "official" in fields else {"official": OfficialFactory.create()}
    return PendingImport(**{**told, **parents, **fields})


def import_batch(**fields: Any) -> ImportBatch:
    told = {"dataset": "commitments", "filename": "a.csv", "sha256": "0" * 64, "applied_at": MOMENT}
    counted = {"added": 1, "changed": 0, "unchanged": 0}
    return ImportBatch(**{**told, **counted, "applied_by": OfficialFactory.create(), **fields})


def imported_row(**fields: Any) -> ImportedRow:
    parents = {} if "batch" in fields else {"batch": saved(import_batch())}
    told = {"number": 1, "key": ["ES-01"], "version": 1, "before": {"kind": "one_off"}, "after": {"kind": "ongoing"}}
    return ImportedRow(**{**told, **parents, **fields})


def second_factor_event(**fields: Any) -> SecondFactorEvent:
    official = OfficialFactory.create()
    told = {"official": official, "by": official, "happened_at": MOMENT, "change": "app_added"}
    return SecondFactorEvent(**{**told, **fields})


def beside(make: Callable[..., Row], *, here: dict[str, Any], there: dict[str, Any]) -> Callable[[], Row]:
    """A row like `there`, stored beside one like `here`; where `there` says `...` it shares the other's value."""

    def second() -> Row:
        first = saved(make(**here))
        shared = {name: getattr(first, name) for name, value in there.items() if value is ...}
        return make(**{**there, **shared})

    return second


def relation_to_itself() -> CommitmentRelation:
    one = CommitmentFactory.create()
    return relation(commitment=one, other=one)


def closed_move(**fields: Any) -> DateChange:
    """A proposed move that was taken back before the other side agreed to it."""
    closed = {"closed_at": MOMENT, "closed_by": OfficialFactory.create(), "closing_reason": "A slip of the pen."}
    return move(**{"known_at": None, **closed, **fields})


def search_text_beside(*, of_note: bool) -> SearchText:
    """The words of a note, or once more of the commitment itself, beside those of the commitment."""
    told = saved(note())
    saved(SearchText(commitment=told.commitment, words="gas"))
    return SearchText(commitment=told.commitment, note=told if of_note else None, words="gas")


def pending_step_beside(*, pending_target: bool) -> DateChange:
    """A waiting move of a milestone, beside a waiting one of the target date, or of the same milestone."""
    step = saved(milestone())
    saved(move(commitment=step.commitment, milestone=None if pending_target else step, known_at=None))
    return move(commitment=step.commitment, milestone=step, known_at=None)


ACCEPTED: list[tuple[str, Callable[[], Model]]] = [
    ("organization_side_known", lambda: OrganizationFactory.build(side="international")),
    ("commitment_kind_known", lambda: commitment(kind="ongoing")),
    ("commitment_linkage_known", lambda: commitment(linkage="parallel_national")),
    ("commitment_dates_in_order", lambda: commitment(start_date=JANUARY, original_target_date=JANUARY)),
    ("commitment_dates_in_order", lambda: commitment(start_date=MARCH)),
    ("commitment_dates_in_order", lambda: commitment(original_target_date=JANUARY)),
    ("commitment_review_interval_in_range", lambda: commitment(review_interval_months=1)),
    ("commitment_review_interval_in_range", lambda: commitment(review_interval_months=60)),
    (
        "ownership_once",
        beside(ownership, here={"role": "lead"}, there={"role": "supporting", "commitment": ..., "organization": ...}),
    ),
    ("ownership_once", beside(ownership, here={}, there={"commitment": ...})),
    ("ownership_role_known", lambda: ownership(role="supporting")),
    (
        "relation_once",
        beside(relation, here={"kind": "related"}, there={"kind": "supersedes", "commitment": ..., "other": ...}),
    ),
    ("relation_to_another", relation),
    ("provision_rests_on_something", lambda: provision(document=None, source=SourceFactory.create())),
    (
        "provision_once",
        beside(provision, here={"locator": "§1"}, there={"locator": "§2", "commitment": ..., "document": ...}),
    ),
    ("provision_once", beside(provision, here={}, there={"document": ...})),
    ("milestone_number_once", beside(milestone, here={}, there={"number": ...})),
    ("milestone_reached_is_known", lambda: milestone(reached_on=JANUARY, reached_known_at=MOMENT)),
    ("milestone_reached_is_known", milestone),
    ("mended_day_known_in_order", mended_day),
    ("source_reliability_known", lambda: SourceFactory.build(reliability="D")),
    ("source_date_and_basis_agree", lambda: SourceFactory.build(published=JANUARY, published_basis="url")),
    ("source_date_and_basis_agree", lambda: SourceFactory.build(published=None, published_basis="none")),
    ("date_change_moves", lambda: move(old_date=None)),
    ("date_change_moves", move),
    ("date_change_gives_a_reason", lambda: move(language="ja", reason_en="", reason_ja="天候のため")),
    ("date_change_gives_a_reason", lambda: move(language="fr", reason_en="", reason_fr="Météo.")),
    ("date_change_agreed_by_known", lambda: move(agreed_by="public_sources")),
    ("date_change_one_pending_target", beside(move, here={}, there={"known_at": None, "commitment": ...})),
    ("date_change_one_pending_target", beside(move, here={"known_at": None}, there={"known_at": None})),
    ("date_change_one_pending_milestone", lambda: pending_step_beside(pending_target=True)),
    ("date_change_closed_unseen_with_reason", closed_move),
    ("search_text_once_a_commitment", lambda: search_text_beside(of_note=True)),
    ("note_number_once", beside(released, here={}, there={"number": ...})),
    ("note_number_once", beside(note, here={}, there={"commitment": ...})),
    ("note_reporter_known", lambda: note(reporter="joint")),
    ("note_status_goes_with_kind", lambda: note(nothing_to_report=True)),
    ("note_status_goes_with_kind", lambda: note(withheld=True)),
    ("note_status_goes_with_kind", lambda: note(status="not_pursued")),
    ("note_withheld_says_who_asked", lambda: note(withheld=True)),
    ("note_withheld_says_who_asked", note),
    ("note_released_when_approved", released),
    ("note_released_when_approved", lambda: note(state="submitted")),
    ("note_released_with_text", lambda: released(nothing_to_report=True)),
    ("note_released_with_text", lambda: released(language="ja", text_en="", text_ja="進展")),
    ("note_released_with_text", lambda: released(language="fr", text_en="", text_fr="Progrès.")),
    ("note_released_with_text", lambda: note(text_en="")),
    ("note_returned_with_reason", lambda: note(state="returned", return_reason="No source.")),
    ("note_corrects_another", lambda: note(corrects=saved(released()))),
    ("note_release_can_be_meant", note),
    ("note_release_can_be_meant", lambda: note(release_at=FIRST_MOMENT)),
    ("note_release_can_be_meant", lambda: note(release_at=LAST_MOMENT - timedelta(microseconds=1))),
    ("approval_once_a_side", beside(approval, here={"side": "canada"}, there={"side": "japan", "note": ...})),
    ("approval_once_a_side", beside(approval, here={}, there={})),
    ("withdrawal_gives_a_reason", withdrawal),
    ("journal_kind_known", entry),
    ("period_valid_in_order", lambda: period(valid_to=JANUARY + timedelta(days=1))),
    ("period_known_in_order", lambda: period(known_to=MOMENT + timedelta(microseconds=1))),
    ("period_status_known", lambda: period(status="sides_differ")),
    ("period_status_known", lambda: period(status="no_report", basis="")),
    ("pending_import_once", beside(pending_import, here={}, there={"official": ..., "dataset": "notes"})),
    ("pending_import_once", beside(pending_import, here={}, there={})),
    ("import_undone_by_someone", import_batch),
    (
        "import_undone_by_someone",
        lambda: import_batch(undone_at=MOMENT, undone_by=OfficialFactory.create()),
    ),
    ("imported_row_once", beside(imported_row, here={}, there={"batch": ..., "number": 2})),
    ("imported_row_once", beside(imported_row, here={}, there={})),
    ("second_factor_change_known", second_factor_event),
    ("second_factor_reset_has_reason", second_factor_event),
    ("second_factor_reset_has_reason", lambda: second_factor_event(change="reset", reason="A lost telephone.")),
]

REFUSED: list[tuple[str, Callable[[], Model]]] = [
    ("organization_side_known", lambda: OrganizationFactory.build(side="atlantis")),
    ("commitment_kind_known", lambda: commitment(kind="yearly")),
    ("commitment_linkage_known", lambda: commitment(linkage="loose")),
    ("commitment_dates_in_order", lambda: commitment(start_date=MARCH, original_target_date=JANUARY)),
    ("commitment_review_interval_in_range", lambda: commitment(review_interval_months=0)),
    ("commitment_review_interval_in_range", lambda: commitment(review_interval_months=61)),
    ("ownership_once", beside(ownership, here={}, there={"commitment": ..., "organization": ...})),
    ("ownership_role_known", lambda: ownership(role="owner")),
    ("relation_once", beside(relation, here={}, there={"commitment": ..., "other": ...})),
    ("relation_to_another", relation_to_itself),
    ("provision_rests_on_something", lambda: provision(document=None)),
    ("provision_once", beside(provision, here={}, there={"commitment": ..., "document": ...})),
    ("milestone_number_once", beside(milestone, here={}, there={"commitment": ..., "number": ...})),
    ("milestone_reached_is_known", lambda: milestone(reached_on=JANUARY)),
    ("milestone_reached_is_known", lambda: milestone(reached_known_at=MOMENT)),
    ("mended_day_known_in_order", lambda: mended_day(known_to=MOMENT - timedelta(microseconds=1))),
    ("source_reliability_known", lambda: SourceFactory.build(reliability="E")),
    ("source_date_and_basis_agree", lambda: SourceFactory.build(published=JANUARY, published_basis="none")),
    ("source_date_and_basis_agree", lambda: SourceFactory.build(published=None, published_basis="stated")),
    ("date_change_moves", lambda: move(new_date=JANUARY)),
    ("date_change_gives_a_reason", lambda: move(reason_en="")),
    ("date_change_gives_a_reason", lambda: move(language="fr")),
    ("date_change_agreed_by_known", lambda: move(agreed_by="nobody")),
    (
        "date_change_one_pending_target",
        beside(move, here={"known_at": None}, there={"known_at": None, "commitment": ...}),
    ),
    ("date_change_one_pending_milestone", lambda: pending_step_beside(pending_target=False)),
    ("date_change_closed_unseen_with_reason", lambda: closed_move(known_at=MOMENT)),
    ("date_change_closed_unseen_with_reason", lambda: closed_move(closing_reason="")),
    ("search_text_once_a_commitment", lambda: search_text_beside(of_note=False)),
    ("note_number_once", beside(released, here={}, there={"commitment": ..., "number": ...})),
    ("note_reporter_known", lambda: note(reporter="press")),
    ("note_status_goes_with_kind", lambda: note(status="")),
    ("note_status_goes_with_kind", lambda: note(nothing_to_report=True, status="on_track")),
    ("note_status_goes_with_kind", lambda: note(withheld=True, status="on_track")),
    ("note_status_goes_with_kind", lambda: note(status="sides_differ")),
    ("note_withheld_says_who_asked", lambda: note(withheld=True, withheld_for="")),
    ("note_withheld_says_who_asked", lambda: note(withheld_for="Body")),
    ("note_released_when_approved", lambda: released(released_at=None)),
    ("note_released_when_approved", lambda: released(number=None)),
    ("note_released_when_approved", lambda: released(state="submitted")),
    ("note_released_when_approved", lambda: note(number=1)),
    ("note_released_with_text", lambda: released(text_en="")),
    ("note_released_with_text", lambda: released(language="fr")),
    ("note_released_with_text", lambda: released(withheld=True, text_en="")),
    ("note_returned_with_reason", lambda: note(state="returned")),
    ("note_corrects_another", correcting_itself),
    ("note_release_can_be_meant", lambda: note(release_at=FIRST_MOMENT - timedelta(microseconds=1))),
    ("note_release_can_be_meant", lambda: note(release_at=LAST_MOMENT)),
    ("approval_once_a_side", beside(approval, here={}, there={"note": ..., "side": "canada"})),
    ("withdrawal_gives_a_reason", lambda: withdrawal(reason="")),
    ("journal_kind_known", lambda: entry(kind="rumour")),
    ("period_valid_in_order", lambda: period(valid_to=JANUARY)),
    ("period_known_in_order", lambda: period(known_to=MOMENT)),
    ("period_status_known", lambda: period(status="fine")),
    ("pending_import_once", beside(pending_import, here={}, there={"official": ...})),
    ("import_undone_by_someone", lambda: import_batch(undone_at=MOMENT)),
    ("import_undone_by_someone", lambda: import_batch(undone_by=OfficialFactory.create())),
    ("imported_row_once", beside(imported_row, here={}, there={"batch": ...})),
    ("second_factor_change_known", lambda: second_factor_event(change="lost")),
    ("second_factor_reset_has_reason", lambda: second_factor_event(change="reset")),
]


ALL: dict[str, models.BaseConstraint] = {
    constraint.name: constraint
    for model in apps.get_app_config("priorities").get_models()
    for constraint in model._meta.constraints
}


@pytest.mark.parametrize(("name", "make"), ACCEPTED, ids=[name for name, _make in ACCEPTED])
def test_sound_row_is_accepted(name: str, make: Callable[[], Model]):
    row = make()
    row.full_clean()
    row.save()
    assert type(row)._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize(("name", "make"), REFUSED, ids=[name for name, _make in REFUSED])
def test_database_refuses_the_row(name: str, make: Callable[[], Model]):
    row = make()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save()
    # SQLite names the columns of a plain unique constraint instead of it, if no guard speaks before.
    named = connection.vendor == "postgresql" or isinstance(ALL[name], CheckConstraint)
    assert re.search(name if named else "UNIQUE|is not replaced", str(refused.value))


@pytest.mark.parametrize(("name", "make"), REFUSED, ids=[name for name, _make in REFUSED])
def test_person_reads_a_sentence(name: str, make: Callable[[], Model]):
    row = make()
    with pytest.raises(ValidationError):
        row.full_clean()
    # Asked by itself, because a field that knows its choices may have refused the value before.
    with pytest.raises(ValidationError) as refused:
        row.validate_constraints()
    sentence = ALL[name].violation_error_message
    assert sentence != models.BaseConstraint.default_violation_error_message
    assert str(sentence) in refused.value.messages


def test_every_constraint_has_rows_that_it_accepts_and_refuses():
    assert {name for name, _make in ACCEPTED} == set(ALL)
    assert {name for name, _make in REFUSED} == set(ALL)


UNIQUE = [
    (AreaFactory, "code"),
    (AreaFactory, "slug"),
    (AreaFactory, "order"),
    (OrganizationFactory, "code"),
    (DocumentFactory, "code"),
    (SourceFactory, "code"),
    (SourceFactory, "url"),
    (CommitmentFactory, "code"),
]


@pytest.mark.parametrize(("factory", "field"), UNIQUE)
def test_codes_and_addresses_are_given_once(factory: Any, field: str):
    first, second = factory.create(), factory.create()
    setattr(second, field, getattr(first, field))
    with pytest.raises(ValidationError, match="already"):
        second.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


@pytest.mark.parametrize("code", ["ES-01", "RL-1234"])
def test_commitment_code_is_two_letters_and_digits(code: str):
    commitment(code=code).full_clean()


@pytest.mark.parametrize("code", ["es-01", "ES01", "ES-1", "ESS-01", "ES-01\n", "ES-12345", "Ω-01"])
def test_commitment_code_of_another_form_is_refused(code: str):
    with pytest.raises(ValidationError) as refused:
        commitment(code=code).full_clean()
    assert "code" in refused.value.error_dict


@pytest.mark.parametrize("excerpt", ["word " * 15, "海" * 60, ""])
def test_excerpt_of_fifteen_words_is_accepted(excerpt: str):
    provision(excerpt=excerpt).full_clean()


@pytest.mark.parametrize("excerpt", ["word " * 16, "海" * 61])
def test_longer_excerpt_is_refused(excerpt: str):
    with pytest.raises(ValidationError, match="at most 15 words"):
        provision(excerpt=excerpt).full_clean()


@pytest.mark.parametrize("make", [OwnershipFactory, ProvisionFactory])
def test_what_belongs_to_a_commitment_in_preparation_goes_with_it(make: Any):
    row = make.create()
    row.commitment.delete()
    assert not type(row).objects.exists()
