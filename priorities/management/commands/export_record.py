from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict
from tqdm import tqdm

from priorities.exports.release import files
from priorities.exports.snapshot import snapshot
from priorities.filters import BadParameters, Selection, selection_for_file


class Command(BaseCommand):
    help = "Write every public file into a folder, the same bytes that the site serves, with their checksums."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where to; made if it is not there")
        parser.add_argument("--query", default="", help="filters and clocks as in an address: as_of=2024-01-01&area=ES")
        parser.add_argument("--yes", action="store_true", help="write over files of an earlier export")

    def handle(self, *args: Any, folder: Path, query: str, yes: bool, **options: Any) -> None:
        try:
            chosen = selection_for_file(QueryDict(query))
        except BadParameters as error:
            raise CommandError(str(error)) from error
        if folder.is_dir() and any(folder.iterdir()) and not yes:
            raise CommandError(f"{folder} is not empty; add --yes to write over the files of an earlier export.")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            names = list(_written(chosen, folder))
        except OSError as error:
            raise CommandError(f"Nothing was exported: {error}") from error
        self.stdout.write(f"Exported {len(names)} files to {folder}; check them with: sha256sum --check SHA256SUMS")


def _written(chosen: Selection, folder: Path) -> Iterator[str]:
    """Write each file under another name, and give them theirs once all are whole."""
    waiting = []
    with snapshot(chosen.commitments.db):
        for name, pieces in tqdm(files(chosen.commitments, chosen.clocks), desc="Files", unit="", disable=None):
            unfinished = folder / f"{name}.part"
            with unfinished.open("wb") as file:
                file.writelines(pieces)
            waiting.append((unfinished, folder / name))
    for unfinished, file_path in waiting:
        unfinished.replace(file_path)
        yield file_path.name
