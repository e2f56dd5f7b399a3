from typing import Any

from django.core.management.base import BaseCommand, CommandError

from priorities.models import JournalEntry
from priorities.models.journal import instant_text


class Command(BaseCommand):
    help = "Print the last entry of the journal (NUMBER:HASH TIME). Keep it elsewhere: verify_record --head takes it."

    def handle(self, *args: Any, **options: Any) -> None:
        head = JournalEntry.objects.head()
        if head is None:
            raise CommandError("The journal is empty.")
        self.stdout.write(f"{head.number}:{head.hash} {instant_text(head.recorded_at)}")
