"""What is made of what the database reads, many rows at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override

from priorities.choices import Labelled, OwnerRole, Side
from priorities.exports.iso import Ids
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


Owners = Mapping[str, str]
SUPPORTING = ""  # where the codes of those stand who lead for neither side
_LEAD, _SIDES = OwnerRole.LEAD.value, {Side.CANADA.value, Side.JAPAN.value}


def owners(ids: Sequence[int]) -> list[Owners]:
    """The codes of the bodies that answer for commitments, by the side that they lead for."""
    rows = Ownership.objects.filter(commitment__in=Ids(ids)).order_by("role", "pk")
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for pk, role, side, code in rows.values_list("commitment", "role", "organization__side", "organization__code"):
        leads_for = side if role == _LEAD and side in _SIDES else SUPPORTING
        own = found[pk]
        own[leads_for] = f"{own[leads_for]};{code}" if leads_for in own else code
    return [found[pk] for pk in ids]


def leads(side: Side) -> Made:
    """The codes of the leading bodies of one side."""
    leads_for = side.value
    return lambda owned: [codes.get(leads_for, "") for codes in owned]


def supporters(owned: Sequence[Owners]) -> list[str]:
    """The codes of all bodies that answer for commitments without leading for a side."""
    return [codes.get(SUPPORTING, "") for codes in owned]


def cited_by(through: Any, owner: str) -> Callable[[Sequence[int]], list[str]]:
    """The codes of the sources that rows cite, by their ids; `through` is the table between, `owner` its column."""

    def cited(ids: Sequence[int]) -> list[str]:
        rows = through.objects.filter(**{f"{owner}__in": Ids(ids)}).order_by("source__code")
        codes: dict[int, list[str]] = defaultdict(list)
        for pk, code in rows.values_list(owner, "source__code"):
            codes[pk].append(code)
        return [";".join(codes[pk]) if pk in codes else "" for pk in ids]

    return cited


def outdated(*names: str) -> Made:
    """The columns of these names whose translation is out of date.

    Takes where each row's translations came from, its source language, and the values of the columns.
    """

    def found(origins: Sequence[Any], languages: Sequence[str], *texts: Sequence[str]) -> Iterable[str]:
        for origin, language, *row in zip(origins, languages, *texts, strict=True):
            yield ";".join(outdated_columns(dict(zip(names, row, strict=True)), language, origin))

    return found
