"""The database itself refuses to rewrite what is public, also to raw SQL."""

import functools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Field

from priorities import edits, guards
from priorities.actions import dates, notes
from priorities.actions.commitments import save_milestone
from priorities.choices import Language
from priorities.clocks import now
from priorities.models import (
    Commitment,
    DateChange,
    JournalEntry,
    MendedDay,
    Milestone,
    NoteApproval,
    NoteWithdrawal,
    ProgressNote,
    StatusPeriod,
)
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    NoteFactory,
    OfficialFactory,
    SourceFactory,
    approved_by_all,
    published_commitment,
    released_correction,
    released_note,
    submitted_note,
)

pytestmark = pytest.mark.django_db


def execute(sql: str, *parameters: Any) -> int:
    """Run raw SQL past every model; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        yield


def set_column(table: str, pk: int, column: str, value: object, *, key: str = "id") -> int:
    return execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", value, pk)


NOTES, LINKS = "priorities_progressnote", "priorities_progressnote_sources"
NOTE_REWRITTEN = "A released note is corrected or withdrawn, never changed."
TEXTS = ("text", "challenges", "next_steps", "date_basis")


@pytest.fixture
def commitment() -> Commitment:
    return published_commitment(original_target_date=date(2027, 1, 1))


@pytest.fixture
def note(commitment: Commitment) -> ProgressNote:
    return released_note(commitment, sources=[SourceFactory.create()])


@pytest.fixture
def draft(commitment: Commitment) -> ProgressNote:
    draft = NoteFactory.create(commitment=commitment)
    draft.sources.add(SourceFactory.create())
    return draft


# Which guards there are


def test_migrations_install_every_guard():
    assert guards.missing(connection) == []


def test_removing_the_guards_lets_go_and_installing_them_holds_again(note: ProgressNote):
    connection.check_constraints()  # PostgreSQL alters no table while checks on it are still to come
    names = guards.missing(connection)
    guards.remove(connection)
    expected = {guard.name for guard in guards.guards(connection.vendor)}
    assert set(guards.missing(connection)) - {"period_no_overlap"} == expected
    assert set_column(NOTES, note.pk, "status", "completed") == 1
    connection.check_constraints()
    guards.install(connection)
    assert guards.missing(connection) == names == []
    with refused(NOTE_REWRITTEN):
        set_column(NOTES, note.pk, "status", "on_track")


def test_installing_again_changes_nothing():
    guards.install(connection)
    assert guards.missing(connection) == []


def test_lost_guard_is_named():
    drop = {
        "sqlite": "DROP TRIGGER guard_priorities_journalentry_update",
        "postgresql": "DROP TRIGGER guard_priorities_journalentry_update ON priorities_journalentry",
    }
    execute(drop[connection.vendor])
    assert guards.missing(connection) == ["guard_priorities_journalentry_update"]


def test_guard_that_says_something_else_is_named_and_put_right(note: ProgressNote):
    connection.check_constraints()
    name = "guard_priorities_journalentry_delete"
    tamed = {
        "sqlite": f"DROP TRIGGER {name}; CREATE TRIGGER {name} BEFORE DELETE ON priorities_journalentry "
        "BEGIN SELECT 1; END",
        "postgresql": f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN OLD; END $$",
    }
    for statement in re.split("; (?=CREATE)", tamed[connection.vendor]):
        execute(statement)
    assert guards.missing(connection) == [name]
    guards.install(connection)
    assert guards.missing(connection) == []
    with refused("A journal entry is never deleted."):
        execute("DELETE FROM priorities_journalentry")


@pytest.mark.postgresql
def test_guard_told_not_to_fire_is_named():
    execute("ALTER TABLE priorities_journalentry DISABLE TRIGGER guard_priorities_journalentry_delete")
    assert guards.missing(connection) == ["guard_priorities_journalentry_delete"]


@pytest.mark.postgresql
def test_lost_exclusion_of_overlaps_is_named():
    execute("ALTER TABLE priorities_statusperiod DROP CONSTRAINT period_no_overlap")
    assert guards.missing(connection) == ["period_no_overlap"]


# The journal


@pytest.mark.parametrize(
    "change",
    ["payload = '{}'", "salt = ''", "hash = 'x'", "public_from = recorded_at", "note_id = NULL", "number = 99"],
)
def test_journal_entry_is_never_changed(commitment: Commitment, change: str):
    with refused("A journal entry is never changed."):
        execute(f"UPDATE priorities_journalentry SET {change}")


def test_journal_entry_is_never_deleted(commitment: Commitment):
    with refused("A journal entry is never deleted."):
        execute("DELETE FROM priorities_journalentry")
    with refused("A journal entry is never deleted."):
        JournalEntry.objects.all().delete()


# Released notes

BOOKKEEPING = {"version", "translated_from"}  # move along with every mended translation
TRANSLATABLE = tuple(f"{name}_" for name in TEXTS)
BOOKKEEPING = {"version", "translated_from"}  # of saves and of translations; they say nothing of the matter
FIXED = [
    field
    for field in ProgressNote._meta.concrete_fields
    if not field.primary_key
    and field.name not in BOOKKEEPING
    and not field.name.startswith(tuple(f"{name}_" for name in TEXTS))
]
VALUES = {
    "CharField": "withheld",
    "TextField": "Other words.",
    "DateField": date(2020, 1, 1),
    "PositiveIntegerField": 77,
    "BooleanField": True,
}


def other_value(field: "Field[Any, Any]", note: ProgressNote) -> object:
    """A value for the column that the released note does not hold."""
    kind = field.get_internal_type()
    if kind == "DateTimeField":
        return now()
    if kind == "ForeignKey":
        other: dict[str, Any] = {"commitment": CommitmentFactory, "author": OfficialFactory, "corrects": NoteFactory}
        return other[field.name].create().pk
    return VALUES[kind]


@pytest.mark.parametrize("field", FIXED, ids=lambda field: field.name)
def test_released_note_keeps_every_fact(note: ProgressNote, field: "Field[Any, Any]"):
    with refused(NOTE_REWRITTEN):
        set_column(NOTES, note.pk, field.attname, other_value(field, note))


@pytest.mark.parametrize("field", [field for field in FIXED if field.null], ids=lambda field: field.name)
def test_released_note_keeps_every_fact_from_being_emptied(commitment: Commitment, field: "Field[Any, Any]"):
    first = released_note(commitment)
    correction = notes.correct(note=first, by=first.author)
    correction.release_at = now()
    correction.save()
    notes.submit(note=correction, by=first.author)
    notes.approve(note=correction, by=OfficialFactory.create(approver=True))
    with refused(NOTE_REWRITTEN):
        set_column(NOTES, correction.pk, field.attname, None)


@pytest.mark.parametrize("language", Language)
def test_source_text_of_a_released_note_is_fixed_and_its_translations_are_not(
    commitment: Commitment, language: Language
):
    texts: dict[str, Any] = {f"text_{language}": "語"}
    note = released_note(commitment, language=language.value, **texts)
    for name in TEXTS:
        with refused(NOTE_REWRITTEN):
            set_column(NOTES, note.pk, f"{name}_{language}", "Other words.")
        for other in set(Language) - {language}:
            assert set_column(NOTES, note.pk, f"{name}_{other}", "Other words.") == 1


def test_note_under_embargo_is_fixed_too(commitment: Commitment):
    note = released_note(commitment, release_at=now().replace(year=2100))
    for value in ("2100-01-02 00:00:00+00:00", None):
        with refused(NOTE_REWRITTEN):
            set_column(NOTES, note.pk, "released_at", value)


def test_released_note_is_never_deleted(note: ProgressNote):
    with refused("A released note is withdrawn, never deleted."):
        execute(f"DELETE FROM {NOTES} WHERE id = %s", note.pk)


def test_draft_can_be_edited_and_deleted(draft: ProgressNote):
    changes = {"status": "completed", "as_of": date(2020, 1, 1), "author_id": OfficialFactory.create().pk}
    for column, value in changes.items():
        assert set_column(NOTES, draft.pk, column, value) == 1
    assert set_column(NOTES, draft.pk, "text_en", "Other words.") == 1
    draft.delete()
    assert not ProgressNote.objects.exists()


def test_submitted_note_can_be_returned_and_deleted(commitment: Commitment):
    note = submitted_note(commitment)
    assert execute(f"UPDATE {NOTES} SET state = 'returned', return_reason = 'No source.' WHERE id = %s", note.pk) == 1
    note.delete()
    assert not ProgressNote.objects.exists()


CORRECTED_ALREADY = "This note has already been corrected; correct the correction."


def test_a_note_is_corrected_once(note: ProgressNote):
    draft = notes.correct(note=note, by=note.author)
    first = released_correction(note)
    released = f"state = 'approved', number = 9, released_at = '{now():%Y-%m-%d %H:%M:%S}+00:00'"  # as raw SQL would
    with refused(CORRECTED_ALREADY):
        execute(f"UPDATE {NOTES} SET {released} WHERE id = %s", draft.pk)
    first.pk, first.number = None, 9
    with refused(CORRECTED_ALREADY):
        first.save(force_insert=True)


def test_a_correction_that_nobody_saw_bars_no_other(note: ProgressNote):
    unseen = released_correction(note, release_at=now().replace(year=2100))
    notes.withdraw(note=unseen, by=OfficialFactory.create(approver=True), reason="A wrong page was read.")
    assert released_correction(note).corrects == note
    # What stays sealed may still be touched where any released note may.
    assert set_column(NOTES, unseen.pk, "text_fr", "Autre chose.") == 1


# Their sources, approvals and withdrawals


def insert_link(note: ProgressNote) -> int:
    return execute(
        f"INSERT INTO {LINKS} (progressnote_id, source_id) VALUES (%s, %s)", note.pk, SourceFactory.create().pk
    )


def test_sources_of_a_released_note_are_fixed(note: ProgressNote, draft: ProgressNote):
    sentence = "The sources of a released note are fixed."
    with refused(sentence):
        insert_link(note)
    with refused(sentence):
        set_column(LINKS, note.pk, "source_id", SourceFactory.create().pk, key="progressnote_id")
    with refused(sentence):
        set_column(LINKS, note.pk, "progressnote_id", draft.pk, key="progressnote_id")
    with refused(sentence):
        set_column(LINKS, draft.pk, "progressnote_id", note.pk, key="progressnote_id")
    with refused(sentence):
        execute(f"DELETE FROM {LINKS} WHERE progressnote_id = %s", note.pk)


def test_sources_of_a_draft_can_change(draft: ProgressNote):
    assert set_column(LINKS, draft.pk, "source_id", SourceFactory.create().pk, key="progressnote_id") == 1
    assert insert_link(draft) == 1
    assert execute(f"DELETE FROM {LINKS} WHERE progressnote_id = %s", draft.pk) == 2


CITATION = {
    "code": "another-page",
    "title": "Other words",
    "publisher": "Another",
    "url": "https://example.org/other",
    "language": "fr",
    "reliability": "D",
}


@pytest.mark.parametrize("column", CITATION)
def test_a_source_that_a_released_note_cites_is_fixed(note: ProgressNote, column: str):
    with refused("A source that a released note cites is fixed"):
        set_column("priorities_source", note.sources.get().pk, column, CITATION[column])


def test_a_cited_source_keeps_its_internal_remarks_free_and_others_stay_free_altogether(
    note: ProgressNote, draft: ProgressNote
):
    assert set_column("priorities_source", note.sources.get().pk, "licence_note", "Ask them.") == 1
    assert set_column("priorities_source", draft.sources.get().pk, "title", "Other words") == 1


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "table", [guard.table for guard in guards.guards("postgresql") if guard.operation == "TRUNCATE"]
)
def test_no_table_of_the_record_can_be_emptied(note: ProgressNote, table: str):
    connection.check_constraints()
    with refused("The public record is never emptied."):
        execute(f"TRUNCATE {table} CASCADE")


def insert_approval(note: ProgressNote, side: str) -> int:
    sql = "INSERT INTO priorities_noteapproval (note_id, side, official_id, approved_at) VALUES (%s, %s, %s, %s)"
    return execute(sql, note.pk, side, OfficialFactory.create().pk, now())


def test_approvals_of_a_released_note_are_fixed(note: ProgressNote):
    sentence = "The approvals of a released note are fixed."
    with refused(sentence):
        insert_approval(note, "japan")
    with refused(sentence):
        execute("UPDATE priorities_noteapproval SET side = 'japan'")
    with refused(sentence):
        execute("DELETE FROM priorities_noteapproval")
    assert NoteApproval.objects.count() == 1


def test_approval_still_waiting_can_be_dropped_and_not_changed(commitment: Commitment):
    insert_approval(submitted_note(commitment, reporter="joint"), "japan")
    with refused("The approvals of a released note are fixed."):
        execute("UPDATE priorities_noteapproval SET side = 'canada'")
    assert execute("DELETE FROM priorities_noteapproval") == 1


def test_withdrawal_is_final(note: ProgressNote):
    notes.withdraw(note=note, by=OfficialFactory.create(approver=True), reason="A wrong page was read.")
    with refused("A withdrawal is never changed."):
        execute("UPDATE priorities_notewithdrawal SET reason = 'Another.'")
    with refused("A withdrawal is never deleted."):
        execute("DELETE FROM priorities_notewithdrawal")
    assert NoteWithdrawal.objects.count() == 1


# Commitments, their milestones and dates


def moved(commitment: Commitment, agreed_by: str) -> DateChange:
    by = OfficialFactory.create(editor=True)
    return dates.move_date(
        commitment=commitment, new_date=date(2028, 1, 1), reason="Weather.", agreed_by=agreed_by, by=by
    )


@pytest.mark.parametrize("change", ["new_date = '2029-01-01'", "reason_en = 'Other.'", "known_at = NULL"])
def test_public_move_of_a_date_is_fixed(commitment: Commitment, change: str):
    moved(commitment, "canada")
    with refused("A public move of a date is never changed or deleted."):
        execute(f"UPDATE priorities_datechange SET {change}")


def test_public_move_of_a_date_is_never_deleted(commitment: Commitment):
    moved(commitment, "canada")
    with refused("A public move of a date is never changed or deleted."):
        execute("DELETE FROM priorities_datechange")


def test_waiting_move_of_a_date_can_be_confirmed_or_dropped(commitment: Commitment):
    change = moved(commitment, "joint")
    assert set_column("priorities_datechange", change.pk, "reason_en", "Other.") == 1
    assert execute("DELETE FROM priorities_datechange") == 1


def test_start_and_target_date_in_force_stay_in_order(commitment: Commitment):
    start = functools.partial(set_column, "priorities_commitment", commitment.pk, "start_date")
    change = moved(commitment, "joint")
    set_column("priorities_datechange", change.pk, "new_date", date(2025, 1, 1))
    assert start(date(2025, 1, 2)) == 1, "a move that waits is not in force"
    with refused("The target date of a commitment is not moved to before its start."):
        set_column("priorities_datechange", change.pk, "known_at", now())
    assert start(date(2025, 1, 1)) == 1
    assert set_column("priorities_datechange", change.pk, "known_at", now()) == 1
    with refused("A commitment does not start after its target date."):
        start(date(2025, 1, 2))
    change.pk, change.known_at, change.new_date = None, now(), date(2024, 12, 31)
    with refused("The target date of a commitment is not moved to before its start."):
        change.save(force_insert=True)
    moved(commitment, "canada")
    assert start(date(2026, 1, 2)) == 1, "the last move counts"
    assert set_column("priorities_commitment", commitment.pk, "start_date", None) == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("code", "ZZ-99"),
        ("published_at", None),
        ("published_at", "2020-01-01 00:00:00+00:00"),
        ("original_target_date", date(2030, 1, 1)),
        ("original_target_date", None),
    ],
)
def test_public_commitment_keeps_code_first_target_and_publicity(commitment: Commitment, column: str, value: object):
    with refused("The code and the first target date of a public commitment are fixed; move the date instead."):
        set_column("priorities_commitment", commitment.pk, column, value)


def test_public_commitment_can_be_reworded(commitment: Commitment):
    assert set_column("priorities_commitment", commitment.pk, "title_en", "Another title") == 1


def test_public_commitment_is_never_deleted(commitment: Commitment):
    commitment.ownerships.all().delete()
    with refused("A public commitment is never deleted."):
        execute("DELETE FROM priorities_commitment WHERE id = %s", commitment.pk)


def test_commitment_in_preparation_can_change_and_go():
    preparing = CommitmentFactory.create()
    assert set_column("priorities_commitment", preparing.pk, "code", "ZZ-99") == 1
    assert set_column("priorities_commitment", preparing.pk, "original_target_date", date(2030, 1, 1)) == 1
    assert execute("DELETE FROM priorities_commitment WHERE id = %s", preparing.pk) == 1


@pytest.mark.parametrize(
    ("column", "value"), [("number", 99), ("original_due_date", date(2030, 1, 1)), ("original_due_date", None)]
)
def test_public_milestone_keeps_number_and_first_date(commitment: Commitment, column: str, value: object):
    step = MilestoneFactory.create(commitment=commitment, original_due_date=date(2026, 1, 1))
    with refused("The number and the first due date of a public milestone are fixed; move the date instead."):
        set_column("priorities_milestone", step.pk, column, value)


def test_public_milestone_can_be_reworded_and_is_never_deleted(commitment: Commitment):
    step = MilestoneFactory.create(commitment=commitment)
    assert set_column("priorities_milestone", step.pk, "title_en", "Another title") == 1
    with refused("A milestone of a public commitment is never deleted."):
        execute("DELETE FROM priorities_milestone")


def reached(commitment: Commitment) -> Milestone:
    step = MilestoneFactory.create(commitment=commitment)
    step.reached_on = date(2024, 1, 1)
    return save_milestone(milestone=step)


@pytest.mark.parametrize(("column", "value"), [("reached_on", date(2024, 1, 2)), ("reached_known_at", now())])
def test_what_was_told_of_a_reached_milestone_is_not_overwritten(commitment: Commitment, column: str, value: object):
    step = reached(commitment)
    sentence = "The day on which a public milestone was reached is kept before it is mended."
    with refused(sentence):
        set_column("priorities_milestone", step.pk, column, value)
    with refused(sentence):
        execute("UPDATE priorities_milestone SET reached_on = NULL, reached_known_at = NULL")
    step.reached_on = date(2024, 1, 2)
    save_milestone(milestone=step)
    long_ago = now() - timedelta(days=9)
    with refused(sentence):
        set_column("priorities_milestone", step.pk, "reached_known_at", long_ago)


def test_new_day_is_not_told_before_the_old_one_ended(commitment: Commitment):
    step = reached(commitment)
    told: dict[str, Any] = {"reached_on": step.reached_on, "known_from": step.reached_known_at}
    MendedDay.objects.create(milestone=step, known_to=now(), **told)
    with refused("The day on which a public milestone was reached is kept before it is mended."):
        set_column("priorities_milestone", step.pk, "reached_known_at", now() - timedelta(days=9))
    assert set_column("priorities_milestone", step.pk, "reached_known_at", now()) == 1


def test_mended_day_is_never_changed_or_deleted(commitment: Commitment):
    step = reached(commitment)
    step.reached_on = None
    save_milestone(milestone=step)
    with refused("A mended day is never changed."):
        execute("UPDATE priorities_mendedday SET reached_on = '2020-01-01'")
    with refused("A mended day is never deleted."):
        execute("DELETE FROM priorities_mendedday")


def test_milestone_in_preparation_can_change_and_go():
    step = MilestoneFactory.create()
    assert set_column("priorities_milestone", step.pk, "number", 99) == 1
    assert set_column("priorities_milestone", step.pk, "original_due_date", date(2030, 1, 1)) == 1
    reached(step.commitment)
    assert execute("UPDATE priorities_milestone SET reached_on = NULL, reached_known_at = NULL") == 2
    Milestone.objects.exclude(pk=step.pk).delete()
    step.delete()
    assert not Milestone.objects.exists()


# Status periods

SPANS = {
    "valid_from": date(2024, 1, 1),
    "valid_to": date(2024, 3, 1),
    "known_from": "2024-01-01 00:00:00+00:00",
    "known_to": "2024-03-01 00:00:00+00:00",
}
LATER = {"known_from": "2024-03-01 00:00:00+00:00", "known_to": "2024-04-01 00:00:00+00:00"}
AFTER = {"valid_from": date(2024, 3, 1), "valid_to": date(2024, 4, 1)}
INSIDE = {"valid_from": date(2024, 2, 1), "valid_to": date(2024, 2, 2)}
AROUND = {"valid_from": date(2023, 1, 1), "known_to": "2025-01-01 00:00:00+00:00"}
INTO_ITS_END = {"valid_from": date(2024, 2, 29), "valid_to": date(2024, 4, 1)}


@pytest.fixture
def insert_period(commitment: Commitment) -> Callable[..., int]:
    """Writes a period over `SPANS`, unless said otherwise, past the derivation."""
    last_note = released_note(commitment)
    StatusPeriod.objects.all().delete()

    def insert(of: Commitment = commitment, **spans: object) -> int:
        row = {
            "commitment_id": of.pk,
            **SPANS,
            "status": "on_track",
            "basis": "canada",
            "status_canada": "on_track",
            "status_japan": "",
            "last_note_id": last_note.pk,
            **spans,
        }
        places = ", ".join(["%s"] * len(row))
        return execute(f"INSERT INTO priorities_statusperiod ({', '.join(row)}) VALUES ({places})", *row.values())

    return insert


@pytest.mark.parametrize("spans", [{}, INSIDE, AROUND, INTO_ITS_END], ids=["same", "inside", "around", "into its end"])
def test_periods_of_one_commitment_do_not_overlap(insert_period: Callable[..., int], spans: dict[str, object]):
    insert_period()
    with refused("period_no_overlap|Status periods of one commitment do not overlap."):
        insert_period(**spans)


@pytest.mark.parametrize("spans", [LATER, AFTER, {**LATER, **AFTER}], ids=["known later", "days after", "both"])
def test_periods_may_touch(insert_period: Callable[..., int], spans: dict[str, object]):
    assert insert_period() == 1
    assert insert_period(**spans) == 1


@pytest.mark.parametrize("spans", [LATER, AFTER, {**LATER, **AFTER}], ids=["known later", "days after", "both"])
def test_periods_may_touch_in_whatever_order_they_come(insert_period: Callable[..., int], spans: dict[str, object]):
    assert insert_period(**spans) == 1
    assert insert_period() == 1


def test_periods_of_two_commitments_may_overlap(insert_period: Callable[..., int]):
    assert insert_period() == 1
    assert insert_period(of=CommitmentFactory.create()) == 1


def test_period_cannot_be_stretched_over_another(insert_period: Callable[..., int]):
    insert_period()
    insert_period(**AFTER)
    stretch = "UPDATE priorities_statusperiod SET valid_to = %s WHERE valid_from = %s"
    assert execute(stretch, date(2024, 2, 1), date(2024, 1, 1)) == 1
    with refused("period_no_overlap|Status periods of one commitment do not overlap."):
        execute(stretch, date(2024, 3, 2), date(2024, 1, 1))


# What takes a guard's place, or goes around it


@pytest.fixture
def plain_client(db: None) -> Iterator[None]:
    """The connection as any program has it: on ours a row that is replaced meets the guards of deletion too."""
    execute("PRAGMA recursive_triggers = OFF")
    yield
    execute("PRAGMA recursive_triggers = ON")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has OR REPLACE")
@pytest.mark.usefixtures("plain_client")
@pytest.mark.parametrize(
    "sql",
    [
        "INSERT OR REPLACE INTO priorities_journalentry SELECT * FROM priorities_journalentry",
        "INSERT OR REPLACE INTO priorities_progressnote SELECT * FROM priorities_progressnote WHERE number = 1",
        "INSERT OR REPLACE INTO priorities_progressnote_sources SELECT * FROM priorities_progressnote_sources",
        "INSERT OR REPLACE INTO priorities_noteapproval SELECT * FROM priorities_noteapproval",
        "INSERT OR REPLACE INTO priorities_notewithdrawal SELECT * FROM priorities_notewithdrawal",
        "INSERT OR REPLACE INTO priorities_datechange SELECT * FROM priorities_datechange",
        "INSERT OR REPLACE INTO priorities_commitment SELECT * FROM priorities_commitment",
        "INSERT OR REPLACE INTO priorities_milestone SELECT * FROM priorities_milestone",
        "INSERT OR REPLACE INTO priorities_mendedday SELECT * FROM priorities_mendedday",
        "INSERT OR REPLACE INTO priorities_source SELECT * FROM priorities_source",
        "UPDATE OR REPLACE priorities_progressnote SET number = 1 WHERE number IS NULL",
    ],
)
def test_nothing_that_stays_is_replaced(sql: str) -> None:
    commitment = published_commitment(original_target_date=date(2026, 1, 1))
    step = MilestoneFactory.create(commitment=commitment)
    MendedDay.objects.create(milestone=step, reached_on=date(2024, 1, 1), known_from=now(), known_to=now())
    note = submitted_note(commitment)
    note.sources.add(SourceFactory.create())
    note = approved_by_all(note)
    approver = OfficialFactory.create(approver=True)
    notes.withdraw(note=note, by=approver, reason="Wrong.")
    dates.move_date(commitment=commitment, new_date=date(2026, 4, 1), reason="Ice.", agreed_by="canada", by=approver)
    NoteFactory.create(commitment=commitment)
    with refused("is not replaced|are fixed"):
        execute(sql)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE priorities_progressnote ENABLE REPLICA TRIGGER guard_priorities_progressnote_update",
        """CREATE OR REPLACE TRIGGER guard_priorities_progressnote_update BEFORE UPDATE ON priorities_progressnote
            FOR EACH ROW WHEN (false) EXECUTE FUNCTION guard_priorities_progressnote_update()""",
        """CREATE OR REPLACE FUNCTION guard_priorities_progressnote_update() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RETURN NEW; END $$""",
    ],
)
def test_a_guard_that_does_not_fire_is_missing(sql: str) -> None:
    execute(sql)
    assert guards.missing(connection) == ["guard_priorities_progressnote_update"]
    guards.install(connection)
    assert guards.missing(connection) == []


def test_a_count_of_edits_that_does_not_count_is_missing() -> None:
    edits.remove(connection)
    assert len(edits.missing(connection)) == len(list(edits.counters()))
    edits.install(connection)
    assert edits.missing(connection) == []
