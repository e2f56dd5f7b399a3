"""What waits for an official, as one mail in plain text."""

from collections.abc import Iterator
from dataclasses import dataclass
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from priorities.models import Official
from priorities.workqueue.lines import Line, Section
from priorities.workqueue.queue import reminders

LINES = 20  # of a section; the rest is on the queue itself
PATIENCE = 30  # seconds for a mail server to answer


@dataclass(frozen=True, slots=True)
class Digest:
    """A mail that tells an official what waits for them."""

    official: Official
    subject: str
    body: str


class MailRefused(Exception):  # noqa: N818 - named for what happened
    """A mail could not be handed to the mail server; its text says why."""


def digests() -> Iterator[Digest]:
    """One digest for each active official with an address for whom something waits."""
    officials = Official.objects.filter(is_active=True).exclude(email="").select_related("organization")
    for official in officials.order_by("username"):
        digest = compose(official)
        if digest is not None:
            yield digest


def compose(official: Official) -> Digest | None:
    """The digest for one official, in their language; None where nothing waits for them."""
    with translation.override(official.mail_language):
        sections = reminders(official, limit=LINES).waiting
        if not sections:
            return None
        total = sum(section.total for section in sections)
        subject = ngettext("FIP Tracker: %d thing waits for you", "FIP Tracker: %d things wait for you", total) % total
        return Digest(official, subject, "\n\n".join([*map(_section, sections), _end()]))


def send(digest: Digest) -> None:
    """Hand one digest to the mail server, over a connection of its own, so that one failure spoils no other."""
    message = EmailMessage(
        digest.subject,
        digest.body,
        to=[digest.official.email],
        headers={"Auto-Submitted": "auto-generated"},
        connection=get_connection(timeout=PATIENCE),
    )
    try:
        message.send()
    except (SMTPException, OSError, ValueError) as error:  # ValueError: the address is none
        raise MailRefused(str(error)) from error


def _section(section: Section) -> str:
    heading = f"{section.title} ({section.total})"
    rest = ngettext("and %d more", "and %d more", section.hidden) % section.hidden
    more = [f"{rest}\n{_address(section.all_url)}"] if section.hidden else []
    return "\n\n".join([f"{heading}\n{'=' * len(heading)}", *map(_line, section.lines), *more])


def _line(line: Line) -> str:
    return f"* {line.title}\n  {line.detail}\n  {_address(line.url)}"


def _end() -> str:
    lines = [
        _("The whole queue: %s") % _address(reverse("admin:index")),
        _("Sent by FIP Tracker to the address of your account. An administrator can change it."),
    ]
    return "-- \n" + "\n".join(lines) + "\n"


def _address(url: str) -> str:
    return f"{settings.BASE_URL}{url}"
