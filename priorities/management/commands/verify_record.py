from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from priorities.models import Commitment, JournalEntry, ProgressNote
from priorities.verification import verify


class Command(BaseCommand):
    help = "Recompute the journal, the rows it tells of and the status periods, and say what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            differences = 0
            for sentence in verify():
                differences += 1
                self.stdout.write(sentence)
            head = JournalEntry.objects.head()
            notes = ProgressNote.objects.released().count()
            commitments = Commitment.objects.filter(published_at__isnull=False).count()
        if differences:
            raise CommandError(f"The record does not verify: {differences} differences.")
        entries = head.number if head else 0
        self.stdout.write(f"The record verifies: {entries} journal entries, {commitments} commitments, {notes} notes.")
        if head:
            self.stdout.write(f"Head of the journal: {head.number} {head.hash}")
