"""Writing the journal: the one place where an entry is made."""

from datetime import datetime

from priorities import chain
from priorities.actions.payloads import Payload
from priorities.choices import JournalKind
from priorities.clocks import now
from priorities.models import Commitment, JournalEntry, ProgressNote
from priorities.models.journal import instant_text, previous_hash


def write_entry(
    *,
    kind: JournalKind,
    data: Payload,
    commitment: Commitment,
    note: ProgressNote | None = None,
    public_from: datetime | None = None,
) -> JournalEntry:
    """Append one entry to the journal, inside the transaction of the event it tells of.

    Its payload is public from `public_from` on (default: at once); its number and digest are public right away.
    """
    # Writers wait for each other on the first entry; SQLite has one writer at a time anyhow.
    JournalEntry.objects.select_for_update().filter(number=1).first()
    head = JournalEntry.objects.head()
    entry = next_entry(
        head, kind=kind, data=data, commitment=commitment, note=note, recorded_at=now(), public_from=public_from
    )
    entry.save(force_insert=True)
    return entry


def next_entry(
    head: JournalEntry | None,
    *,
    kind: JournalKind,
    data: Payload,
    commitment: Commitment,
    note: ProgressNote | None = None,
    recorded_at: datetime,
    public_from: datetime | None = None,
) -> JournalEntry:
    """The entry that follows the given one, not yet saved."""
    opens = public_from or recorded_at
    payload = chain.canonical(
        {"kind": kind.value, "commitment": commitment.code, "public_from": instant_text(opens), **data}
    )
    salt = chain.new_salt()
    entry = JournalEntry(
        number=head.number + 1 if head else 1,
        recorded_at=recorded_at,
        public_from=opens,
        kind=kind.value,
        payload=payload,
        salt=salt,
        digest=chain.payload_digest(salt, payload),
        previous=previous_hash(head),
        commitment=commitment,
        note=note,
    )
    entry.hash = entry.expected_hash()
    return entry
