from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from priorities.workqueue.digest import Digest, MailRefused, digests, send


class Command(BaseCommand):
    help = "Mail each official what is due, overdue, returned and awaiting approval. Without --send, only shows it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--send", action="store_true", help="send the mails instead of showing them")

    def handle(self, *args: Any, send: bool, **options: Any) -> None:
        waiting = list(digests())
        if not waiting:
            self.stdout.write("Nothing waits for anybody with an address; no mail.")
        elif send:
            self._send(waiting)
        else:
            self._show(waiting)

    def _show(self, waiting: list[Digest]) -> None:
        for digest in waiting:
            self.stdout.write(f"To: {_recipient(digest)}\nSubject: {digest.subject}\n\n{digest.body}\n")
        self.stdout.write(f"{_mails(len(waiting))} would go. Nothing was sent; --send sends.")

    def _send(self, waiting: list[Digest]) -> None:
        refusals = []
        for digest in tqdm(waiting, desc="Mails", unit="", disable=None):
            try:
                send(digest)
            except MailRefused as refusal:
                refusals.append(f"Not sent to {_recipient(digest)}: {refusal}")
        for sentence in refusals:
            self.stderr.write(sentence)
        self.stdout.write(f"{_mails(len(waiting) - len(refusals))} sent.")
        if refusals:
            raise CommandError(f"{_mails(len(refusals))} could not be sent.")


def _recipient(digest: Digest) -> str:
    return f"{digest.official.get_username()} <{digest.official.email}>"


def _mails(count: int) -> str:
    return "1 mail" if count == 1 else f"{count} mails"
