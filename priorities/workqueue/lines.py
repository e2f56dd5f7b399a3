"""What a work queue is made of: sections of lines, each leading to the screen that settles it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from priorities.choices import Labelled
from priorities.clocks import OTTAWA, TOKYO, Clocks
from priorities.models import Commitment, Official, ProgressNote
from priorities.models.text import Text

LINES = 8  # of a section; the rest is one click away
LONGEST_QUOTE = 240  # characters of a reason


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to settle: what it is about (with the language of that), what is the matter, and where to go."""

    title: Text
    detail: str
    url: str
    group: str = ""  # lines with the same words stand together under them


@dataclass(frozen=True, slots=True)
class Section:
    """The first lines of one kind, with how many there are; `when_empty` says what to do where there are none."""

    code: str
    title: str
    lines: tuple[Line, ...]
    total: int
    when_empty: str
    all_url: str = ""
    remark: str = ""

    @property
    def hidden(self) -> int:
        """How many lines are not shown."""
        return self.total - len(self.lines)


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose queue it is, on which day and at which moment, and how many lines a section shows."""

    by: Official
    clocks: Clocks
    limit: int = LINES

    @property
    def side(self) -> str:
        return self.by.side or ""

    def first_of(self, rows: "QuerySet[Any]", line: Callable[[Any], Line]) -> tuple[tuple[Line, ...], int]:
        """The lines of the first rows, and the number of all."""
        return tuple(line(row) for row in rows[: self.limit]), rows.count()


def commitment_title(commitment: Commitment) -> Text:
    return coded(commitment.code, commitment.title)


def note_title(note: ProgressNote) -> Text:
    return coded(
        f"{note.commitment.code}.{note.number}" if note.number else note.commitment.code, note.commitment.title
    )


def coded(code: str, text: Text) -> Text:
    """A text with a code before it; it keeps its language."""
    return Text(f"{code} {text}", text.language, text.is_fallback)


def change_url(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def list_url(model: type[Model], query: str) -> str:
    return f"{reverse(f'admin:{model._meta.app_label}_{model._meta.model_name}_changelist')}?{query}"


def label(vocabulary: type[Labelled], code: str) -> str:
    """The label of a code, in the language of the reader."""
    return _(dict(vocabulary.pairs())[code])


def quoted(reason: str) -> str:
    """The beginning of what somebody wrote, on one line."""
    return Truncator(" ".join(reason.split())).chars(LONGEST_QUOTE)


def in_capitals(instant: datetime) -> str:
    """An instant as the clocks of both capitals show it."""
    ottawa, tokyo = (f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" for zone in (OTTAWA, TOKYO))
    return _("%(ottawa)s in Ottawa, %(tokyo)s in Tokyo") % {"ottawa": ottawa, "tokyo": tokyo}
