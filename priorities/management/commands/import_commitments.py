from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from priorities.importing.applying import apply
from priorities.importing.errors import NotApplied, WrongFile
from priorities.importing.plan import Outcome, Plan, PlannedRow
from priorities.importing.planning import plan
from priorities.models import Official

KEEPER = "record.author"  # the account that `load_record` writes the starting record with
Row = TypeVar("Row")


class Command(BaseCommand):
    help = "Show what a spreadsheet of commitments (CSV or XLSX) would change; with --apply, change it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a file as officials download it")
        parser.add_argument("--apply", action="store_true", help="write the changes; all of them, or none")
        parser.add_argument("--by", metavar="USERNAME", default=KEEPER, help=f"who does it (default: {KEEPER})")

    def handle(self, *args: Any, file: Path, apply: bool, by: str, **options: Any) -> None:
        official = Official.objects.filter(username=by, is_active=True).first()
        if official is None:
            raise CommandError(f"There is no official {by}. Say who does it: --by USERNAME.")
        try:
            made = plan(file.read_bytes(), file.name, "commitments", official, watch=_with_progress)
        except (WrongFile, OSError) as error:
            raise CommandError(f"{file.name}: {error}") from error
        for line in _told(made):
            self.stdout.write(line)
        if made.is_blocked:
            raise CommandError("Nothing was written: mend these rows first.")
        self._write(made, official, apply=apply)

    def _write(self, made: Plan, official: Official, *, apply: bool) -> None:
        if not made.changes_anything:
            self.stdout.write("There is nothing to change.")
        elif not apply:
            self.stdout.write("Nothing was written. To write it: --apply.")
        else:
            self._apply(made, official)

    def _apply(self, made: Plan, official: Official) -> None:
        try:
            batch = apply(made, official, watch=_with_progress)
        except NotApplied as refusal:
            raise CommandError(f"Nothing was written: {refusal}") from refusal
        self.stdout.write(f"Written, as import {batch.pk}.")


def _told(made: Plan) -> Iterator[str]:
    yield ", ".join(f"{number} {outcome.value}" for outcome, number in made.counts.items())
    for row in made.rows:
        yield from _told_of_row(row)


def _told_of_row(row: PlannedRow) -> Iterator[str]:
    where = f"Row {row.number} {row.name}".rstrip()
    if row.outcome == Outcome.WRONG:
        for fault in row.faults:
            yield f"{where}: {fault.column + ': ' if fault.column else ''}{fault.reason}"
    elif row.outcome == Outcome.CONFLICTING:
        for change in row.changes:
            told = f"it says {change.old!r}, the file {change.new!r}"
            yield f"{where}: {change.column}: edited since the download; {told}"


def _with_progress(rows: Iterable[Row]) -> Iterable[Row]:
    return tqdm(rows, desc="Rows", unit="", disable=None)
