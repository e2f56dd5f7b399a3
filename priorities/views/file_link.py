"""Links to files on the pages: each says of which kind the file is, how large, and under which licence.

A page that has counted what a file holds says the rows; to know the bytes it would have to write the file.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext

from priorities.exports.licences import Licence, licence
from priorities.formatting import number
from priorities.models.text import active_language


@dataclass(frozen=True, slots=True)
class FileLink:
    """Where a file is, its kind, its size in words, and its licence."""

    href: str
    kind: str
    size: str
    licence: Licence


def csv_link(name: str, query: str, *, rows: int) -> FileLink:
    """The CSV file of this name for a query, which has so many rows."""
    address = reverse(f"{name}-csv") + (f"?{query}" if query else "")
    return FileLink(address, "CSV", in_rows(rows), licence())


def in_rows(count: int) -> str:
    return ngettext("%(shown)s row", "%(shown)s rows", count) % {"shown": number(count, active_language())}
