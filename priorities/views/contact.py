"""Whom to tell of an error: the address that this installation has named, if it has."""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings

MAIL = "mailto:"


@dataclass(frozen=True, slots=True)
class Contact:
    """An address that can be followed, and as it is read."""

    href: str
    words: str


def contact(about: str = "") -> Contact | None:
    """The address of the installation, None where it names none; mail to it has what it is `about` in its subject."""
    address: str = settings.FIP_CONTACT
    if not address:
        return None
    if not address.startswith(MAIL):
        return Contact(address, address)
    joint = "&" if "?" in address else "?"
    subject = f"{joint}subject={quote(f'FIP Tracker: {about}')}" if about else ""
    return Contact(address + subject, address.removeprefix(MAIL).partition("?")[0])
