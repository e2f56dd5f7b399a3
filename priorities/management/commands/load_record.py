import ipaddress
import os
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from priorities import demo
from priorities.loading import Entry, WrongEntry, load


class Command(BaseCommand):
    help = "Load the starting record from fixtures/; adds what is missing and changes nothing that is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "fixtures", help="where the files are")
        parser.add_argument("--demo", action="store_true", help="add the demonstration officials (own machine only)")

    def handle(self, *args: Any, folder: Path, demo: bool, **options: Any) -> None:
        if demo and not _is_own_machine(settings.BASE_URL):
            raise CommandError(f"Demonstration officials are for your own machine only, not for {settings.BASE_URL}.")
        try:
            loaded = load(folder, watch=_with_progress)
        except (WrongEntry, OSError) as error:
            raise CommandError(f"Nothing of this entry was loaded: {error}") from error
        self.stdout.write(f"Loaded {loaded}." if str(loaded) else "The record is already loaded; nothing to add.")
        if demo:
            self._add_officials()

    def _add_officials(self) -> None:
        access = demo.add_officials(os.environ.get("FIP_DEMO_PASSWORD") or None)
        if access.password is None:
            self.stdout.write("The demonstration officials keep their password (FIP_DEMO_PASSWORD=… sets a new one).")
        elif os.environ.get("FIP_DEMO_PASSWORD"):
            self.stdout.write(f"Sign in at /admin/ as {' '.join(demo.OFFICIALS)} with your FIP_DEMO_PASSWORD.")
        else:
            self.stdout.write(f"Sign in at /admin/ as {' '.join(demo.OFFICIALS)}")
            self.stdout.write(f"with the password {access.password} (shown this once).")


def _with_progress(entries: Iterable[Entry]) -> Iterable[Entry]:
    return tqdm(entries, desc="Commitments", unit="", disable=None)


def _is_own_machine(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
