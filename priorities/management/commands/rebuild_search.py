from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from priorities.actions.search import batches, rebuild


class Command(BaseCommand):
    help = (
        "Makes what a search looks through anew from the record. Needed only after texts were written past the tracker."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for keys in tqdm(batches(), disable=None, unit="batch"):
            rebuild(keys)
            found += len(keys)
        self.stdout.write(f"Made the words of {found} commitments and of their notes anew.")
