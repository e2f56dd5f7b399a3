from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from priorities.backups import SUFFIXES, WrongBackup, back_up
from priorities.clocks import now
from priorities.models import JournalEntry


class Command(BaseCommand):
    help = "Copy the whole database to a file, with a checksum beside it, while the site goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, metavar="FILE|DIR", help="a new file, or a folder to name one in")

    def handle(self, *args: Any, target: Path, **options: Any) -> None:
        if target.is_dir():
            target /= f"fip-tracker-{now():%Y%m%dT%H%M%S%fZ}{SUFFIXES[connection.vendor]}"
        # Noted before, so that the backup has at least this entry.
        head = JournalEntry.objects.head()
        try:
            checksum = back_up(target)
        except (WrongBackup, OSError) as error:
            raise CommandError(f"There is no new backup: {error}") from error
        self.stdout.write(f"{checksum}  {target}")
        if head:
            self.stdout.write(f"Head of the journal: {head.number}:{head.hash}")
