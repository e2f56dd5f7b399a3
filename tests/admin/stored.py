"""What the record holds, to be compared before and after somebody has posted something."""

from typing import Any

from django.db import models, transaction
from django.test import Client
from zeal import zeal_ignore  # type: ignore[import-untyped]

from priorities import models as record_models

Rows = list[list[tuple[Any, ...]]]

WATCHED: list[type[models.Model]] = [
    getattr(record_models, name)
    for name in (
        "Commitment", "DateChange", "Document", "ImportBatch", "JournalEntry", "NoteApproval", "NoteWithdrawal",
        "Official", "Organization", "Ownership", "PendingImport", "PriorityArea", "ProgressNote", "Source",
    )
]  # fmt: skip


def stored() -> Rows:
    return [list(model._default_manager.order_by("pk").values_list()) for model in WATCHED]


def posted(clients: list[Client], url: str, values: Any) -> tuple[Rows, set[int]]:
    """What is stored once they have posted this, and the answers; then all is taken back, so that all begin alike."""
    with transaction.atomic(), zeal_ignore():
        answers = {client.post(url, values).status_code for client in clients}
        after = stored()
        transaction.set_rollback(True)
    return after, answers
