"""The journal as JSON lines: each entry with what is public of it, in the form that its hashes are made of."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from priorities.chain import canonical
from priorities.models import JournalEntry
from priorities.models.journal import instant_text

CONTENT_TYPE = "application/jsonl; charset=utf-8"
BATCH = 500  # entries written at once
COLUMNS = ("number", "recorded_at", "digest", "previous", "hash")


def journal_file(known_at: datetime) -> Iterator[bytes]:
    """The entries recorded by an instant; those sealed then without salt and payload."""
    is_open = Exists(JournalEntry.objects.open_at(known_at).filter(pk=OuterRef("pk")))
    entries = JournalEntry.objects.recorded_by(known_at).annotate(is_open=is_open).order_by("number")
    lines: list[str] = []
    for row in entries.values(*COLUMNS, "salt", "payload", "is_open").iterator(chunk_size=BATCH):
        lines.append(json.dumps(_public(row), ensure_ascii=False, separators=(",", ":")) + "\n")
        if len(lines) >= BATCH:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()


def _public(row: Any) -> dict[str, Any]:
    entry = {name: row[name] for name in COLUMNS} | {"recorded_at": instant_text(row["recorded_at"])}
    return {**entry, "salt": row["salt"], "payload": json.loads(row["payload"])} if row["is_open"] else entry


def head_file(known_at: datetime) -> bytes:
    """The last entry recorded by an instant: whoever keeps it can tell later whether anything before was changed."""
    head = JournalEntry.objects.recorded_by(known_at).head()
    told = {"number": head.number, "recorded_at": instant_text(head.recorded_at), "hash": head.hash} if head else {}
    return f"{canonical(told)}\n".encode()
