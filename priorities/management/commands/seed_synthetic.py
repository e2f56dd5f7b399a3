from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from priorities.clocks import now
from priorities.loading import load_reference
from priorities.models import Commitment
from priorities.synthetic.cast import NothingToReferTo, cast
from priorities.synthetic.planting import plant
from priorities.synthetic.story import LARGEST, Plan


class Command(BaseCommand):
    help = "Fill a database with a made-up record, to measure and to rehearse with. Never where the public reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--commitments", type=int, required=True, help=f"how many, up to {LARGEST}")
        parser.add_argument("--notes", type=int, required=True, help="how many progress notes for each")
        parser.add_argument("--seed", type=int, default=1, help="another number makes another record")
        parser.add_argument("--yes", action="store_true", help="also where there is a record already; for good")

    def handle(self, *args: Any, commitments: int, notes: int, seed: int, yes: bool, **options: Any) -> None:
        if not (1 <= commitments <= LARGEST and 0 <= notes <= 100):
            raise CommandError(f"Give 1 to {LARGEST} commitments and 0 to 100 notes for each.")
        if Commitment.objects.filter(code__regex=r"^X[A-Z]-").exists():
            raise CommandError("There is a made-up record in this database already.")
        if Commitment.objects.exists() and not yes:
            raise CommandError(
                "There is a record in this database. What is public is never deleted, so made-up commitments would "
                "stay in it for good; --yes adds them nevertheless."
            )
        load_reference(settings.BASE_DIR / "fixtures")
        try:
            plant(Plan(commitments, notes, seed, now()), cast(), watch=_with_progress)
        except NothingToReferTo as error:
            raise CommandError("There are no areas, organizations or sources to refer to.") from error
        self.stdout.write(f"Made up {commitments} commitments with {notes} notes each.")


def _with_progress(rounds: Iterable[int], total: int) -> Iterable[int]:
    return tqdm(rounds, total=total, desc="Batches", unit="", disable=None)
