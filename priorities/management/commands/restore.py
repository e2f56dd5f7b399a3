from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from priorities.backups import WrongBackup, restore


class Command(BaseCommand):
    help = "Make the database what a backup holds, and verify the record. Stop the site first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, metavar="FILE", help="a file that `backup` has written")
        parser.add_argument("--yes", action="store_true", help="replace all that the database holds now")

    def handle(self, *args: Any, source: Path, yes: bool, **options: Any) -> None:
        try:
            restore(source, replace=yes)
        except (WrongBackup, OSError) as error:
            raise CommandError(f"Nothing was restored: {error}") from error
        self.stdout.write(f"Restored from {source}.")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("The backup is of an older version: run `migrate`, then `verify_record`.")
        else:
            call_command("verify_record", stdout=self.stdout)
