"""`verify_record` passes on an honest record and names what was rewritten behind its back."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from priorities import chain, guards
from priorities.actions.commitments import Rewording, save_milestone
from priorities.actions.dates import move_date
from priorities.actions.notes import mend_translation, withdraw
from priorities.choices import Reporter
from priorities.models import Commitment, JournalEntry, Milestone, Official, ProgressNote
from priorities.verification import verify
from tests.factories import (
    MilestoneFactory,
    OfficialFactory,
    OrganizationFactory,
    published_commitment,
    released_correction,
    released_note,
)


@pytest.fixture
def commitment(db: None) -> Commitment:
    """A commitment to which everything has happened that the journal can tell of a note or a date."""
    commitment = published_commitment(code="ES-90", original_target_date=date(2026, 1, 1))
    first = released_note(commitment, as_of=date(2024, 1, 1))
    released_note(commitment, as_of=date(2024, 6, 1), reporter=Reporter.JAPAN)
    released_correction(first, text_en="What was really done.")
    third = released_note(commitment, as_of=date(2024, 9, 1), reporter=Reporter.PUBLIC_SOURCES)
    approver = OfficialFactory.create(approver=True)
    mend_translation(note=third, by=approver, language="fr", texts={"text": "Ce qui a été fait."})
    withdraw(note=third, by=approver, reason="Said of another project.")
    move_date(
        commitment=commitment, new_date=date(2026, 4, 1), reason="Permits.", agreed_by=Reporter.CANADA, by=approver
    )
    released_note(commitment, as_of=date(2024, 10, 1), release_at=datetime.now(UTC) + timedelta(days=30))
    return commitment


def settle() -> None:
    """PostgreSQL alters no table while checks of its rows are still put off."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def raw(sql: str) -> None:
    """Change the database behind the record's back, as only someone with the database itself can."""
    settle()
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    guards.install(connection)


def test_an_honest_record_verifies(commitment: Commitment) -> None:
    assert list(verify()) == []


def test_the_command_reports_the_head_of_the_journal(commitment: Commitment) -> None:
    output = StringIO()
    call_command("verify_record", stdout=output)
    head = JournalEntry.objects.head()
    assert head is not None
    assert f"Head of the journal: {head.number} {head.hash}" in output.getvalue()


def test_a_changed_note_is_named_with_both_values_and_a_failing_exit(commitment: Commitment) -> None:
    note = ProgressNote.objects.get(reporter=Reporter.JAPAN)
    entry = JournalEntry.objects.get(note=note)
    raw(f"UPDATE priorities_progressnote SET status = 'completed' WHERE id = {note.pk}")
    output = StringIO()
    with pytest.raises(CommandError, match="does not verify"):
        call_command("verify_record", stdout=output)
    sentence = f'Entry {entry.number} (note ES-90.2): status is "completed" in the record, "on_track" in the journal.'
    assert sentence in output.getvalue()


TAMPERINGS: dict[str, tuple[str, str]] = {
    "text of a note": (
        "UPDATE priorities_progressnote SET text_en = 'Nothing.' WHERE number = 2",
        r"note ES-90\.2\): text is",
    ),
    "translation of a note": (
        "UPDATE priorities_progressnote SET text_fr = 'Rien.' WHERE number = 4",
        r"note ES-90\.4\): translations is",
    ),
    "day of a note": ("UPDATE priorities_progressnote SET as_of = '2023-01-01' WHERE number = 2", "as_of is"),
    "release of a note": (
        "UPDATE priorities_progressnote SET released_at = '2020-01-01 00:00:00+00:00' WHERE number = 2",
        "released_at is",
    ),
    "reason of a withdrawal": ("UPDATE priorities_notewithdrawal SET reason = 'None.'", "reason is"),
    "withdrawal gone": ("DELETE FROM priorities_notewithdrawal", "withdrawal of ES-90.4 is gone"),
    "date of a move": ("UPDATE priorities_datechange SET new_date = '2026-01-02'", "new_date is"),
    "move gone": ("DELETE FROM priorities_datechange", "move of a date of ES-90 is gone"),
    "first target date": (
        "UPDATE priorities_commitment SET original_target_date = '2027-01-01'",
        r"\(ES-90\): target_date is",
    ),
    "title": ("UPDATE priorities_commitment SET title_en = 'Another'", r"\(ES-90\): title is"),
    "owner": ("UPDATE priorities_ownership SET role = 'supporting'", r"\(ES-90\): owners is"),
    "commitment taken back": (
        "UPDATE priorities_commitment SET published_at = NULL",
        "Entry 1 tells of ES-90, which the record keeps from the public",
    ),
    "publication backdated": (
        "UPDATE priorities_commitment SET published_at = '2020-01-01 00:00:00+00:00'",
        "ES-90 was published at another moment than the journal tells",
    ),
    "entries of no commitment": (
        "UPDATE priorities_journalentry SET commitment_id = NULL, note_id = NULL WHERE number = 3",
        "Entry 3 tells of ES-90, but the record has it on None",
    ),
    "entry of another note": (
        """UPDATE priorities_journalentry SET note_id = (SELECT id FROM priorities_progressnote WHERE number = 5)
            WHERE number = 3""",
        "Entry 3 tells of note 2, but the record has it on note 5",
    ),
    "payload that is none": (
        "UPDATE priorities_journalentry SET payload = 'x' WHERE number = 2",
        "ES-90.1 is released, but no journal entry tells of it",
    ),
    "payload of an entry": (
        "UPDATE priorities_journalentry SET payload = '{}' WHERE number = 1",
        "Entry 1: its payload does not match its digest",
    ),
    "embargo opened early": (
        "UPDATE priorities_journalentry SET public_from = '2020-01-01 00:00:00+00:00' WHERE number = 9",
        r"Entry 9 \(its own columns\): public_from is",
    ),
    "kind of an entry": (
        "UPDATE priorities_journalentry SET kind = 'note_released' WHERE number = 1",
        r"Entry 1 \(its own columns\): kind is",
    ),
    "entry moved": (
        "UPDATE priorities_journalentry SET recorded_at = '2020-01-01 00:00:00+00:00' WHERE number = 2",
        "Entry 2: its hash does not match",
    ),
    "entry gone": ("DELETE FROM priorities_journalentry WHERE number = 2", "Entry 2 is missing"),
    "period edited": (
        "UPDATE priorities_statusperiod SET status = 'not_pursued'",
        "ES-90: .* stored status periods differ",
    ),
    "period gone": ("DELETE FROM priorities_statusperiod", "ES-90: .* stored status periods differ"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_every_tampering_is_found(commitment: Commitment, what: str) -> None:
    sql, sentence = TAMPERINGS[what]
    raw(sql)
    assert any(re.search(sentence, found) for found in verify()), list(verify())


@pytest.fixture
def mended(commitment: Commitment) -> Milestone:
    """A milestone whose day was mended, emptied and set anew."""
    step = MilestoneFactory.build(commitment=commitment, number=1, added_at=None)
    for day in (date(2024, 1, 1), date(2024, 1, 2), None, date(2024, 1, 3)):
        rewording = Rewording(commitment)
        step.reached_on = day
        save_milestone(milestone=step)
        rewording.record(by=OfficialFactory.create(administrator=True))
    return step


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM priorities_mendedday WHERE reached_on = '2024-01-02'",
        "UPDATE priorities_mendedday SET reached_on = '2024-01-05' WHERE reached_on = '2024-01-01'",
        "UPDATE priorities_mendedday SET known_to = '2150-01-01 00:00:00+00:00' WHERE reached_on = '2024-01-02'",
        """INSERT INTO priorities_mendedday (milestone_id, reached_on, known_from, known_to)
            SELECT id, reached_on, added_at, added_at FROM priorities_milestone""",
    ],
)
def test_what_was_told_of_a_mended_day_is_held_against_the_journal(mended: Milestone, sql: str) -> None:
    assert list(verify()) == []
    raw(sql)
    assert list(verify()) == ["The days on which milestone 1 of ES-90 was said to be reached differ from the journal."]


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("added_at", "The milestone 1 of ES-90 was added at another moment than the journal tells."),
        ("reached_known_at", "The days on which milestone 1 of ES-90 was said to be reached differ from the journal."),
    ],
)
def test_moments_of_a_milestone_are_held_against_the_journal(mended: Milestone, moment: str, sentence: str) -> None:
    raw(f"UPDATE priorities_milestone SET {moment} = '2150-01-01 00:00:00+00:00'")
    assert sentence in list(verify())


# Those who know how the journal is made can make its chain fit again; the record around it, or a head that others
# noted, still tells.


def rechain(first: int) -> None:
    """Compute the chain anew from an entry on, as a tamperer would."""
    earlier = JournalEntry.objects.filter(number__lt=first).order_by("-number").first()
    previous = earlier.hash if earlier else chain.GENESIS
    for entry in JournalEntry.objects.filter(number__gte=first).order_by("number"):
        entry.digest, entry.previous = chain.payload_digest(entry.salt, entry.payload), previous
        entry.hash = previous = entry.expected_hash()
        entry.save()


def reorder() -> None:
    second, third = JournalEntry.objects.filter(number__in=(2, 3)).order_by("number")
    second.number, third.number = 3, 2
    digests = second.hash, second.previous, third.hash, third.previous
    for place, entry in enumerate((second, third)):
        entry.hash, entry.previous = f"{place}", f"{place}"
        entry.save()
    second.hash, second.previous, third.hash, third.previous = digests
    for entry in (second, third):
        entry.save()


def rewrite_from_the_middle() -> None:
    entry = JournalEntry.objects.get(number=3)
    entry.payload = chain.canonical({**entry.data, "status": "completed"})
    entry.save()
    rechain(3)


def swap_a_sealed_payload() -> None:
    sealed = JournalEntry.objects.latest("number")
    sealed.payload = chain.canonical({**sealed.data, "status": "completed"})
    sealed.save()


def move_the_clock() -> None:
    entry = JournalEntry.objects.get(number=3)
    data = {**entry.data, "public_from": "2020-01-01T00:00:00.000000Z", "released_at": "2020-01-01T00:00:00.000000Z"}
    entry.payload, entry.public_from = chain.canonical(data), datetime(2020, 1, 1, tzinfo=UTC)
    entry.recorded_at = entry.public_from
    entry.save()
    rechain(3)


def insert_an_entry() -> None:
    last = JournalEntry.objects.latest("number")
    last.payload = chain.canonical({**last.data, "note": 77})
    append(last)


def release_once_more() -> None:
    """Rewrite a note, and tell of it in an entry at the end of the chain."""
    note = ProgressNote.objects.get(number=2)
    forged = JournalEntry.objects.get(note=note)
    forged.payload = chain.canonical({**forged.data, "status": "completed"})
    append(forged)
    ProgressNote.objects.filter(pk=note.pk).update(status="completed")


def tell_of_nothing() -> None:
    forged = JournalEntry.objects.get(number=1)
    forged.commitment = None
    append(forged)


def append(forged: JournalEntry) -> None:
    forged.number = JournalEntry.objects.latest("number").number + 1
    forged.hash = forged.previous = "new"
    forged.save(force_insert=True)
    rechain(forged.number)


SKILLED: dict[str, tuple[Callable[[], None], str]] = {
    "entries reordered": (reorder, "Entry 2: its hash does not match"),
    "chained anew from the middle": (rewrite_from_the_middle, r"note ES-90\.2\): status is"),
    "sealed payload swapped": (swap_a_sealed_payload, "Entry 9: its payload does not match its digest"),
    "clock of an entry moved and chained anew": (move_the_clock, r"note ES-90\.2\): released_at is"),
    "note released once more": (release_once_more, r"Entry 10 releases note ES-90\.2 once more"),
    "entry that tells of nothing": (tell_of_nothing, "Entry 10 tells of ES-90, but the record has it on None"),
    "entry inserted": (insert_an_entry, r"Entry 10: note ES-90\.77 is gone from the record"),
}


@pytest.mark.parametrize("what", SKILLED)
def test_tampering_by_someone_who_knows_the_chain_is_found(commitment: Commitment, what: str) -> None:
    tamper, sentence = SKILLED[what]
    settle()
    guards.remove(connection)
    tamper()
    guards.install(connection)
    assert any(re.search(sentence, found) for found in verify()), list(verify())


def test_a_record_and_journal_rewritten_together_are_found_by_a_head_noted_before(commitment: Commitment) -> None:
    head = JournalEntry.objects.latest("number")
    output = StringIO()
    call_command("verify_record", head=[(head.number, head.hash)], stdout=output)
    raw("UPDATE priorities_progressnote SET status = 'completed' WHERE number = 2")
    raw("UPDATE priorities_statusperiod SET status_japan = 'completed' WHERE status_japan <> ''")
    settle()
    guards.remove(connection)
    rewrite_from_the_middle()
    guards.install(connection)
    assert [found for found in verify() if not found.startswith("ES-90: ")] == []
    assert f"Entry {head.number} is not the one that was published: its hash was {head.hash}." in list(
        verify({head.number: head.hash})
    )


def test_a_head_is_a_number_and_a_hash() -> None:
    with pytest.raises(CommandError, match="is not a number, a colon and 64 hexadecimal digits"):
        call_command("verify_record", "--head", "9:abc")


def test_a_note_slipped_in_is_found(commitment: Commitment) -> None:
    raw("UPDATE priorities_journalentry SET note_id = NULL")
    raw("UPDATE priorities_progressnote SET number = 99 WHERE number = 2")
    assert "ES-90.99 is released, but no journal entry tells of it." in list(verify())


def test_a_changed_code_is_found(commitment: Commitment) -> None:
    raw("UPDATE priorities_commitment SET code = 'ES-91'")
    assert any("ES-91" in sentence and "ES-90" in sentence for sentence in verify())


def test_missing_guards_are_found(commitment: Commitment) -> None:
    settle()
    guards.remove(connection)
    try:
        found = list(verify())
    finally:
        guards.install(connection)
    assert len(found) == len(list(guards.guards(connection.vendor))) + (connection.vendor == "postgresql")
    assert all("lacks the guard" in sentence for sentence in found)


def test_officials_who_change_their_office_leave_what_they_decided_to_the_old_one(
    commitment: Commitment, client: Client
) -> None:
    page = client.get(commitment.get_absolute_url()).content.decode()
    other = OrganizationFactory.create(name_en="The other body")
    Official.objects.update(organization=other)
    assert list(verify()) == []
    assert client.get(commitment.get_absolute_url()).content.decode() == page
    assert "The other body" not in page
