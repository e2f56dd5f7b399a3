import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from priorities.models import Commitment, JournalEntry, ProgressNote
from priorities.verification import verify


class Command(BaseCommand):
    help = "Recompute the journal, the rows it tells of and the status periods, and say what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            type=_head,
            default=[],
            metavar="NUMBER:HASH",
            help="a head of the journal that was published or noted before; may be repeated",
        )

    def handle(self, *args: Any, head: list[tuple[int, str]], **options: Any) -> None:
        with transaction.atomic():
            differences = 0
            for sentence in verify(dict(head)):
                differences += 1
                self.stdout.write(sentence)
            last = JournalEntry.objects.head()
            notes = ProgressNote.objects.released().count()
            commitments = Commitment.objects.filter(published_at__isnull=False).count()
        if differences:
            raise CommandError(f"The record does not verify: {differences} differences.")
        entries = last.number if last else 0
        self.stdout.write(f"The record verifies: {entries} journal entries, {commitments} commitments, {notes} notes.")
        if last:
            self.stdout.write(f"Head of the journal: {last.number} {last.hash}")


def _head(value: str) -> tuple[int, str]:
    match = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", value)
    if match is None:
        raise ArgumentTypeError(f"{value!r} is not a number, a colon and 64 hexadecimal digits")
    return int(match[1]), match[2]
