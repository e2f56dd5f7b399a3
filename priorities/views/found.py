"""Where in a commitment a search found its words: the text that has most of them, marked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from priorities.choices import Language
from priorities.formatting import day
from priorities.models import Commitment, ProgressNote, SearchText
from priorities.models.text import Text, active_language
from priorities.search.marks import Piece, marked, plain, snippet, terms_in
from priorities.search.words import Query, Term
from priorities.views.moment import Moment

NOTE_TEXTS = ("text", "challenges", "next_steps")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text with the words that were looked for.

    `href` leads to the note that it is from, if it is; `language` is given where it is not that of the page.
    """

    where: str
    href: str
    language: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class _Candidate:
    where: str
    href: str
    language: str
    text: str

    def passage(self, query: Query) -> Passage:
        language = "" if self.language == active_language() else self.language
        return Passage(self.where, self.href, language, snippet(self.text, query))


def marked_title(title: Text, query: Query) -> list[Piece]:
    """The title with the words of the query marked; empty where it has none, or carries a mark of its own."""
    if title.is_fallback or title.is_outdated or not terms_in(title.value, query):
        return []
    return marked(title.value, query)


def passages(commitments: Iterable[Commitment], query: Query, moment: Moment) -> dict[int, Passage]:
    """By the key of a commitment the passage that shows why it was found; none where its title alone says so."""
    rows = {commitment.pk: commitment for commitment in commitments}
    notes = _notes_found(list(rows), query, moment)
    language = active_language()
    found = {}
    for key, commitment in rows.items():
        candidates = [*_own(commitment), *_of_notes(commitment, notes.get(key, []), moment)]
        best, terms = _best(candidates, query, language)
        if terms > terms_in(commitment.title.value, query):
            found[key] = best.passage(query)
    return found


def _best(candidates: Iterable[_Candidate], query: Query, language: str) -> tuple[_Candidate, frozenset[Term]]:
    """The text with the most of the query, and what it has of it; of several the one in the reader's language, then the
    first. The others are looked at only if none in the reader's language has all of the query.
    """
    ordered = sorted(candidates, key=lambda candidate: candidate.language != language)
    best, most = ordered[0], terms_in(ordered[0].text, query)
    for candidate in ordered[1:]:
        if len(most) == len(query.terms):
            break
        terms = terms_in(candidate.text, query)
        if len(terms) > len(most):
            best, most = candidate, terms
    return best, most


def _notes_found(keys: list[int], query: Query, moment: Moment) -> dict[int, list[ProgressNote]]:
    """The notes of these commitments that have all words of the query, the latest first."""
    # Of a page of commitments all texts are looked at: to ask the index would find those of all commitments first.
    texts = SearchText.objects.filter(commitment__in=keys).exclude(note=None).values_list("note", "words")
    held = [note for note, words in texts if query.fits(words.split())]
    notes = ProgressNote.objects.public(moment.known_at).filter(as_of__lte=moment.on, pk__in=held)
    found: dict[int, list[ProgressNote]] = {}
    for note in notes.order_by("-as_of", "-released_at"):
        found.setdefault(note.commitment_id, []).append(note)
    return found


def _own(commitment: Commitment) -> Iterator[_Candidate]:
    yield from _texts(commitment, ("title",), _("Title"), "")
    yield from _texts(commitment, ("description", "origin_note", "area_note"), _("What was committed"), "")
    for provision in commitment.provisions.all():
        yield _Candidate(_("Joint text"), "", provision.language, provision.excerpt)
    for ownership in commitment.ownerships.all():
        yield from _texts(ownership.organization, ("name", "acronym"), _("Owner"), "")


def _of_notes(commitment: Commitment, notes: list[ProgressNote], moment: Moment) -> Iterator[_Candidate]:
    address = reverse("commitment-detail", args=[commitment.code]) + moment.suffix
    for note in notes:
        where = _("Report as of %(day)s") % {"day": day(note.as_of, active_language())}
        yield from _texts(note, NOTE_TEXTS, where, f"{address}#note-{note.number}")


def _texts(row: Any, names: Iterable[str], where: str, href: str) -> Iterator[_Candidate]:
    for name in names:
        for language in Language:
            yield _Candidate(where, href, str(language), plain(getattr(row, f"{name}_{language}")))
