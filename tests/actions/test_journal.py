"""The journal: an entry for every public event, chained, sealed until its release, and checkable by anyone."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from priorities import chain
from priorities.actions import commitments, dates, notes
from priorities.actions.journal import write_entry
from priorities.choices import JournalKind
from priorities.models import Commitment, JournalEntry, Official, ProgressNote
from priorities.models.journal import instant_text
from tests.clock import noon, stopped_at
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    NoteFactory,
    OfficialFactory,
    OwnershipFactory,
    SourceFactory,
    published_commitment,
    released_correction,
    released_note,
    submitted_note,
)

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)
OPENING, FEBRUARY, MARCH, APRIL = noon(2024, 1, 10), noon(2024, 2, 1), noon(2024, 3, 1), noon(2024, 4, 1)
FAR = noon(2100, 1, 1)


@pytest.fixture
def opened() -> Commitment:
    """A commitment public since January 2024."""
    with stopped_at(OPENING):
        return published_commitment()


# What anyone can check with nothing but a standard library


def broken(entries: Sequence[dict[str, Any]]) -> list[int]:
    """The numbers of the entries that do not hold; a sealed one comes without salt and payload."""
    found, previous = [], "0" * 64
    for place, entry in enumerate(entries, start=1):
        linked = {name: entry[name] for name in ("number", "recorded_at", "digest", "previous")}
        text = json.dumps(linked, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        holds = entry["number"] == place and entry["previous"] == previous
        holds = holds and hashlib.sha256(text.encode()).hexdigest() == entry["hash"]
        if "payload" in entry:
            holds = holds and hashlib.sha256((entry["salt"] + entry["payload"]).encode()).hexdigest() == entry["digest"]
        if not holds:
            found.append(entry["number"])
        previous = entry["hash"]
    return found


def published_at(instant: Any) -> list[dict[str, Any]]:
    """The journal as it can be read at an instant."""
    opened = set(JournalEntry.objects.open_at(instant).values_list("number", flat=True))
    lines = []
    for entry in JournalEntry.objects.order_by("number"):
        line = {"number": entry.number, "recorded_at": instant_text(entry.recorded_at), "digest": entry.digest}
        line |= {"previous": entry.previous, "hash": entry.hash}
        lines.append(line | ({"salt": entry.salt, "payload": entry.payload} if entry.number in opened else {}))
    return lines


@pytest.fixture
def busy(opened: Commitment, editor_ca: Official, approver_ca: Official) -> list[dict[str, Any]]:
    """A journal with an entry still sealed, one sealed for good, and open ones, as it reads in March."""
    with stopped_at(FEBRUARY):
        note = released_note(opened, text_en="Été – 進展")
        released_correction(note, status="completed")
        released_note(opened, release_at=APRIL)
        withdrawn = released_note(opened, release_at=APRIL)
        notes.withdraw(note=withdrawn, by=approver_ca, reason="A wrong page was read.")
        dates.move_date(commitment=opened, new_date=date(2028, 1, 1), reason="嵐", agreed_by="canada", by=editor_ca)
    return published_at(MARCH)


def test_chain_holds_with_entries_sealed_and_opened(busy: list[dict[str, Any]]):
    assert [line["number"] for line in busy if "payload" not in line] == [4, 5, 6]
    assert broken(busy) == []
    later = published_at(APRIL)
    assert [line["number"] for line in later if "payload" not in line] == [5, 6]
    assert broken(later) == []


@pytest.mark.parametrize("column", ["payload", "salt", "digest", "previous", "recorded_at", "hash"])
def test_chain_tells_of_any_rewriting(busy: list[dict[str, Any]], column: str):
    busy[1][column] = busy[2][column].replace("correct", "releas") if column == "payload" else "0" + busy[2][column][1:]
    assert 2 in broken(busy)


def test_chain_tells_of_a_missing_and_of_a_moved_entry(busy: list[dict[str, Any]]):
    assert broken(busy[:2] + busy[3:])
    assert broken([busy[1], busy[0], *busy[2:]])


def test_plain_functions_agree_with_the_stored_entries(busy: list[dict[str, Any]]):
    previous = chain.GENESIS
    for entry in JournalEntry.objects.order_by("number"):
        assert entry.previous == previous
        assert entry.digest == chain.payload_digest(entry.salt, entry.payload)
        assert entry.hash == entry.expected_hash()
        assert entry.payload == chain.canonical(json.loads(entry.payload))
        previous = entry.hash


def test_digest_and_hash_are_as_published():
    """Worked by hand with sha256sum, so that the form of the journal cannot drift unseen."""
    payload = chain.canonical({"text": "進展", "note": 1})
    assert payload == '{"note":1,"text":"進展"}'
    digest = chain.payload_digest("00", payload)
    assert digest == "2109aaa0b25721a2cacb68fcfe4ddf73d89becc77754fb6b686cd4e6041d4829"
    linked = chain.entry_hash(number=1, recorded_at="2024-01-01T00:00:00.000000Z", digest=digest, previous="")
    assert linked == "ddd6f636f605b4cde5e3e5559df4bba9dd20409d0567039aa8a451507f77f198"


def test_same_payload_twice_has_two_digests():
    """Otherwise a sealed payload could be guessed."""
    first, second = chain.new_salt(), chain.new_salt()
    assert len(first) == len(second) == 32
    assert chain.payload_digest(first, "{}") != chain.payload_digest(second, "{}")


def test_instants_are_told_in_utc_to_the_microsecond():
    assert instant_text(noon(2024, 1, 1)) == "2024-01-01T12:00:00.000000Z"
    assert instant_text(noon(2024, 1, 1) + TICK) == "2024-01-01T12:00:00.000001Z"


# Which events have an entry


def publish(commitment: Commitment) -> None:
    preparing = CommitmentFactory.create(bilingual=True)
    OwnershipFactory.create(commitment=preparing)
    commitments.publish(commitment=preparing, by=OfficialFactory.create(editor=True))


def release(commitment: Commitment) -> None:
    released_note(commitment)


def release_jointly(commitment: Commitment) -> None:
    released_note(commitment, reporter="joint")


def draft(commitment: Commitment) -> None:
    NoteFactory.create(commitment=commitment)


def submit_and_return(commitment: Commitment) -> None:
    by = OfficialFactory.create(approver=True)
    notes.return_note(note=submitted_note(commitment), by=by, reason="No source.")


def approve_for_one_side(commitment: Commitment) -> None:
    notes.approve(note=submitted_note(commitment, reporter="joint"), by=OfficialFactory.create(approver=True))


def correct(commitment: Commitment) -> None:
    released_correction(released_note(commitment), status="completed")


def withdraw(commitment: Commitment) -> None:
    by = OfficialFactory.create(approver=True)
    notes.withdraw(note=released_note(commitment), by=by, reason="A wrong page was read.")


def mend(commitment: Commitment) -> None:
    by = OfficialFactory.create(editor=True)
    notes.mend_translation(note=released_note(commitment), by=by, language="ja", texts={"text": "進展"})


def move(commitment: Commitment, agreed_by: str = "canada") -> None:
    by = OfficialFactory.create(editor=True)
    dates.move_date(commitment=commitment, new_date=date(2028, 1, 1), reason="Storm.", agreed_by=agreed_by, by=by)


def propose(commitment: Commitment) -> None:
    move(commitment, "joint")


def propose_and_confirm(commitment: Commitment) -> None:
    propose(commitment)
    change = commitment.date_changes.get()
    dates.confirm_date_change(change=change, by=OfficialFactory.create(japan=True, editor=True))


def reword(commitment: Commitment) -> None:
    rewording = commitments.Rewording(commitment)
    commitment.title_en = "Another title"
    commitment.save()
    rewording.record(by=OfficialFactory.create(editor=True))


def add_and_reach_a_milestone(commitment: Commitment) -> None:
    by = OfficialFactory.create(editor=True)
    rewording = commitments.Rewording(commitment)
    step = commitments.save_milestone(milestone=MilestoneFactory.build(commitment=commitment))
    rewording.record(by=by)
    rewording = commitments.Rewording(commitment)
    step.reached_on = date(2024, 1, 1)
    commitments.save_milestone(milestone=step)
    rewording.record(by=by)


EVENTS: dict[Callable[[Commitment], None], list[str]] = {
    publish: ["commitment_added"],
    draft: [],
    submit_and_return: [],
    approve_for_one_side: [],
    release: ["note_released"],
    release_jointly: ["note_released"],
    correct: ["note_released", "note_corrected"],
    withdraw: ["note_released", "note_withdrawn"],
    mend: ["note_released", "translation_mended"],
    move: ["date_moved"],
    propose: [],
    propose_and_confirm: ["date_moved"],
    reword: ["commitment_reworded"],
    add_and_reach_a_milestone: ["milestone_added", "milestone_reached"],
}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_every_public_event_has_one_entry_and_nothing_else_has(
    commitment: Commitment, event: Callable[[Commitment], None]
):
    before = JournalEntry.objects.count()
    event(commitment)
    entries = list(JournalEntry.objects.filter(number__gt=before).order_by("number"))
    assert [entry.kind for entry in entries] == EVENTS[event]
    assert [entry.data["kind"] for entry in entries] == EVENTS[event]
    assert all(entry.data["commitment"] == entry.commitment.code for entry in entries if entry.commitment)
    assert all(entry.data["public_from"] == instant_text(entry.public_from) for entry in entries)
    assert broken(published_at(FAR)) == []


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_entry_is_written_in_the_transaction_of_its_event(commitment: Commitment, event: Callable[[Commitment], None]):
    before = JournalEntry.objects.count()
    with transaction.atomic():
        event(commitment)
        transaction.set_rollback(True)
    assert JournalEntry.objects.count() == before
    assert not ProgressNote.objects.exists()


@pytest.mark.parametrize("event", [publish, release, correct, withdraw, mend, move])
def test_event_without_its_entry_does_not_happen(
    commitment: Commitment, event: Callable[[Commitment], None], monkeypatch: pytest.MonkeyPatch
):
    """The last entry cannot be written, because another already follows the one before it."""
    last = {"correct": 2, "withdraw": 2, "mend": 2}.get(event.__name__, 1)
    written = []
    save = JournalEntry.save

    def save_but_the_last(entry: JournalEntry, **options: Any) -> None:
        written.append(entry)
        if len(written) == last:
            entry.previous = chain.GENESIS
        save(entry, **options)

    monkeypatch.setattr(JournalEntry, "save", save_but_the_last)
    with pytest.raises(IntegrityError):
        event(commitment)
    assert len(written) == last
    assert ProgressNote.objects.public(FAR).count() == last - 1
    assert not commitment.date_changes.exists()
    assert Commitment.objects.public(FAR).get() == commitment
    for note in ProgressNote.objects.released():
        assert (note.text_ja, hasattr(note, "withdrawal")) == ("", False)


# What an entry says, and when


def test_entry_of_a_release_tells_all_that_is_fixed_and_no_person(opened: Commitment):
    author = OfficialFactory.create(editor=True, username="jane.doe", first_name="Jane", last_name="Doe")
    approvers = [
        OfficialFactory.create(organization__side=side, organization__code=code, approver=True)
        for side, code in (("canada", "NRCAN"), ("japan", "METI"))
    ]
    sources = [SourceFactory.create(code="b-page"), SourceFactory.create(code="a-page")]
    with stopped_at(MARCH):
        note = submitted_note(
            opened, reporter="joint", author=author, sources=sources, as_of=date(2024, 2, 20), text_ja="進展"
        )
        for approver in approvers:
            notes.approve(note=note, by=approver)
    entry = JournalEntry.objects.get(note=note)
    assert entry.data == {
        "kind": "note_released",
        "commitment": opened.code,
        "public_from": "2024-03-01T12:00:00.000000Z",
        "note": 1,
        "reporter": "joint",
        "note_kind": "progress",
        "as_of": "2024-02-20",
        "status": "on_track",
        "language": "en",
        "text": "What was done.",
        "challenges": "",
        "next_steps": "",
        "date_basis": "",
        "withheld_for": "",
        "sources": ["a-page", "b-page"],
        "corrects": None,
        "approved_by": [["canada", "NRCAN"], ["japan", "METI"]],
        "self_approved": False,
        "released_at": "2024-03-01T12:00:00.000000Z",
        "translations": {"text": {"ja": "進展"}, "challenges": {}, "next_steps": {}, "date_basis": {}},
    }
    for name in ("jane", "doe", *(approver.username for approver in approvers)):
        assert name not in entry.payload.lower()


def test_entries_are_numbered_from_one_without_a_gap(opened: Commitment):
    published_commitment()
    for _ in range(3):
        released_note(opened)
    assert list(JournalEntry.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert JournalEntry.objects.head() == JournalEntry.objects.get(number=5)


def test_first_entry_follows_nothing():
    assert JournalEntry.objects.head() is None
    published_commitment()
    assert JournalEntry.objects.get().previous == "0" * 64


def test_entry_is_recorded_now_and_sealed_until_it_is_public(opened: Commitment):
    with stopped_at(FEBRUARY):
        note = released_note(opened, release_at=MARCH)
    entry = JournalEntry.objects.get(note=note)
    assert (entry.recorded_at, entry.public_from) == (FEBRUARY, MARCH)
    assert entry not in JournalEntry.objects.open_at(MARCH - TICK)
    assert entry in JournalEntry.objects.open_at(MARCH)


def test_entry_is_open_at_once_unless_said_otherwise(commitment: Commitment):
    with stopped_at(MARCH):
        entry = write_entry(kind=JournalKind.COMMITMENT_REWORDED, data={}, commitment=commitment)
    assert entry.public_from == MARCH
    assert entry in JournalEntry.objects.open_at(MARCH)


def test_release_and_withdrawal_of_a_public_note_are_both_open(opened: Commitment, approver_ca: Official):
    with stopped_at(FEBRUARY):
        note = released_note(opened)
    with stopped_at(MARCH):
        notes.withdraw(note=note, by=approver_ca, reason="A wrong page was read.")
    assert JournalEntry.objects.open_at(MARCH - TICK).filter(note=note).count() == 1
    assert JournalEntry.objects.open_at(MARCH).filter(note=note).count() == 2


def test_release_withdrawn_under_embargo_stays_sealed_with_its_withdrawal(opened: Commitment, approver_ca: Official):
    with stopped_at(FEBRUARY):
        note = released_note(opened, release_at=APRIL)
    with stopped_at(MARCH):
        notes.mend_translation(
            note=note, by=OfficialFactory.create(editor=True), language="fr", texts={"text": "Fait."}
        )
        notes.withdraw(note=note, by=approver_ca, reason="A wrong page was read.")
    assert JournalEntry.objects.filter(note=note).count() == 3
    assert not JournalEntry.objects.open_at(FAR).filter(note=note).exists()
    assert broken(published_at(FAR)) == []
