"""What is made of what the database reads, many rows at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext, override

from priorities.choices import Labelled, OwnerRole, Side
from priorities.models import Ownership
from priorities.models.translation import outdated_columns
from priorities.progress import days_slipped

Made = Callable[..., Iterable[Any]]


def label(member: Labelled, language: str) -> str:
    """The word for a code in one language."""
    with override(language):
        return gettext(member.label)


@cache
def _words(vocabulary: type[Labelled], language: str) -> dict[str, str]:
    """The word for each code in one language, and none for no code."""
    return {"": "", **{member.value: label(member, language) for member in vocabulary}}


def words(vocabulary: type[Labelled], language: str) -> Made:
    return lambda codes: map(_words(vocabulary, language).__getitem__, codes)


def slips(old: Sequence[str | None], new: Sequence[str | None]) -> list[int | None]:
    """Days from each old day to the new one."""
    return [
        days_slipped(date.fromisoformat(before), date.fromisoformat(after)) if before and after else None
        for before, after in zip(old, new, strict=True)
    ]


def page_addresses(codes: Sequence[str]) -> list[str]:
    start = f"{settings.BASE_URL}/en/commitments/"
    return [f"{start}{code}/" for code in codes]


def note_addresses(codes: Sequence[str], numbers: Sequence[int]) -> list[str]:
    pages = page_addresses(codes)
    return [f"{page}#note-{number}" for page, number in zip(pages, numbers, strict=True)]


def references(codes: Sequence[str], numbers: Sequence[int | None]) -> list[str | None]:
    """How notes are cited, as in ES-01.3; None where there is no such note."""
    return [f"{code}.{number}" if number else None for code, number in zip(codes, numbers, strict=True)]


def leads(side: Side) -> Made:
    """The codes of the leading bodies of one side, for commitments by their ids."""
    return lambda ids: _owners(ids, Q(role=OwnerRole.LEAD.value, organization__side=side.value))


def supporters(ids: Sequence[int]) -> Iterable[str]:
    """The codes of all bodies that answer for commitments without leading for a side."""
    return _owners(ids, ~Q(role=OwnerRole.LEAD.value) | Q(organization__side=Side.INTERNATIONAL.value))


def _owners(ids: Sequence[int], kind: Q) -> Iterable[str]:
    rows = Ownership.objects.filter(kind, commitment__in=ids).order_by("commitment", "role", "pk")
    return _joined(ids, rows.values_list("commitment", "organization__code"))


def cited_by(through: Any, owner: str) -> Made:
    """The codes of the sources that rows cite, by their ids; `through` is the table between, `owner` its column."""

    def cited(ids: Sequence[int]) -> Iterable[str]:
        rows = through.objects.filter(**{f"{owner}__in": ids}).order_by("source__code")
        return _joined(ids, rows.values_list(owner, "source__code"))

    return cited


def _joined(ids: Sequence[int], pairs: Iterable[tuple[int, str]]) -> Iterable[str]:
    codes: dict[int, list[str]] = defaultdict(list)
    for pk, code in pairs:
        codes[pk].append(code)
    return [";".join(codes[pk]) for pk in ids] if codes else [""] * len(ids)


def outdated(*names: str) -> Made:
    """The columns of these names whose translation is out of date.

    Takes where each row's translations came from, its source language, and the values of the columns.
    """

    def found(origins: Sequence[Any], languages: Sequence[str], *texts: Sequence[str]) -> Iterable[str]:
        for origin, language, *row in zip(origins, languages, *texts, strict=True):
            yield ";".join(outdated_columns(dict(zip(names, row, strict=True)), language, origin))

    return found
