"""Keeping what a search looks through in step with the texts, in the transaction that changes them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction

from priorities.actions.payloads import NOTE_TEXTS
from priorities.choices import Language
from priorities.models import Commitment, Organization, ProgressNote, SearchText
from priorities.search.marks import plain
from priorities.search.words import words_of

COMMITMENT_TEXTS = ("title", "description", "origin_note", "area_note")
BATCH = 500


def index_commitment(commitment: Commitment) -> None:
    """Look at a commitment's own texts, excerpts and owners anew."""
    _replace([commitment.pk])


def index_note(note: ProgressNote) -> None:
    SearchText.objects.update_or_create(
        note=note, defaults={"commitment_id": note.commitment_id, "words": _words(_texts_of_note(note))}
    )


def index_organization(organization: Organization) -> None:
    """Look anew at every commitment that an organization answers for: its name is among their words."""
    _replace(list(organization.ownerships.values_list("commitment", flat=True).distinct()))


def rebuild(keys: list[int]) -> None:
    """Make the words of these commitments and of their released notes anew."""
    with transaction.atomic():
        _replace(keys)
        SearchText.objects.filter(commitment__in=keys).exclude(note=None).delete()
        notes = ProgressNote.objects.filter(commitment__in=keys, released_at__isnull=False)
        SearchText.objects.bulk_create(
            SearchText(commitment_id=note.commitment_id, note=note, words=_words(_texts_of_note(note)))
            for note in notes
        )


def batches() -> list[list[int]]:
    """The keys of all public commitments, by as many as are rebuilt at once."""
    keys = list(Commitment.objects.exclude(published_at=None).order_by("pk").values_list("pk", flat=True))
    return [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]


def _replace(keys: list[int]) -> None:
    """The rows of these commitments' own texts; one that is still in preparation has none."""
    SearchText.objects.filter(commitment__in=keys, note=None).delete()
    rows = Commitment.objects.filter(pk__in=keys).exclude(published_at=None)
    SearchText.objects.bulk_create(
        SearchText(commitment=row, words=_words(_texts_of_commitment(row)))
        for row in rows.prefetch_related("provisions", "ownerships__organization")
    )


def _texts_of_commitment(commitment: Commitment) -> Iterator[str]:
    yield commitment.code
    yield from _in_all_languages(commitment, COMMITMENT_TEXTS)
    for provision in commitment.provisions.all():
        yield provision.excerpt
    for ownership in commitment.ownerships.all():
        yield ownership.organization.code
        yield from _in_all_languages(ownership.organization, ("name", "acronym"))


def _texts_of_note(note: ProgressNote) -> Iterator[str]:
    return _in_all_languages(note, NOTE_TEXTS)


def _in_all_languages(row: Any, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        for language in Language:
            yield plain(getattr(row, f"{name}_{language}"))


def _words(texts: Iterable[str]) -> str:
    return " ".join(sorted(words_of("\n".join(texts))))
