"""Where in a text the words of a query are, and the piece of the text to show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from priorities.search.words import LONGEST_WORD, Query, Run, Term, folded, runs

# A character with what changes it: accents, and the voicing marks of kana in full and in half width.
_CLUSTER = re.compile(".[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*", re.DOTALL)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKUP = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+]|\d+[.)])[ \t]+|[*`\\]", re.MULTILINE)

SHOWN = 170  # characters of a passage; half as many where they are as wide as Chinese ones
BEFORE = 50


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_hit: bool = False


def plain(markdown: str) -> str:
    """The words of a text without its Markdown, in one line."""
    return " ".join(_MARKUP.sub("", _LINK.sub(r"\1", markdown)).split())


def terms_in(text: str, query: Query) -> frozenset[Term]:
    """The terms of the query that the text holds."""
    whole = folded(text)
    terms = _possible(whole, query)
    if not terms:
        return frozenset()
    found = list(runs(whole))
    words = {run.text for run in found}
    return frozenset(term for term in terms if term.word in words or any(_has(run, term) for run in found))


def marked(text: str, query: Query) -> list[Piece]:
    """The whole text, cut where the words of the query begin and end."""
    return _pieces(text, _hits(text, query), 0, len(text))


def snippet(text: str, query: Query) -> list[Piece]:
    """The part of a text around its first hit, marked, with dots where something is left out."""
    hits = _hits(text, query)
    longest = SHOWN // 2 if _is_wide(text) else SHOWN
    first = hits[0][0] if hits else 0
    start = 0 if first <= BEFORE or len(text) <= longest else _next_word(text, first - BEFORE // 2, first)
    end = len(text) if len(text) - start <= longest else _last_word(text, start, start + longest)
    dots_before, dots_after = [Piece("… ")] if start else [], [Piece(" …")] if end < len(text) else []
    return [*dots_before, *_pieces(text, hits, start, end), *dots_after]


def _hits(text: str, query: Query) -> list[tuple[int, int]]:
    """From where to where in the text its hits are, in order, those that touch joined."""
    clusters = list(_CLUSTER.finditer(text))
    parts = [_folded_cluster(cluster[0]) for cluster in clusters]
    # The place in the text of each character of the folded one, which may be longer or shorter.
    origins = [cluster.span() for cluster, part in zip(clusters, parts, strict=True) for _ in part]
    whole = "".join(parts)
    terms = _possible(whole, query)
    joined: list[tuple[int, int]] = []
    spans = (span for run in runs(whole) for term in terms if term.word in run.text for span in _spans(run, term))
    for start, end in sorted(spans):
        first, last = origins[start][0], origins[end - 1][1]
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _possible(whole: str, query: Query) -> list[Term]:
    """The terms that a folded text can have as words: those that it has at all. Most texts have none."""
    return [term for term in query.terms if term.word in whole]


def _has(run: Run, term: Term) -> bool:
    return term.word in run.text if run.is_unspaced else term.fits(run.text[:LONGEST_WORD])


@lru_cache(maxsize=8192)
def _folded_cluster(characters: str) -> str:
    return folded(characters)


def _spans(run: Run, term: Term) -> list[tuple[int, int]]:
    """Where in the folded text a run has the term."""
    if run.is_unspaced:
        return [
            (run.start + match.start(), run.start + match.start() + len(term.word))
            for match in re.finditer(f"(?={re.escape(term.word)})", run.text)
        ]
    return [(run.start, run.end)] if _has(run, term) else []


def _pieces(text: str, hits: list[tuple[int, int]], start: int, end: int) -> list[Piece]:
    return list(_cut(text, hits, start, end))


def _cut(text: str, hits: list[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    place = start
    for first, last in hits:
        if first < start or last > end:
            continue
        if first > place:
            yield Piece(text[place:first])
        yield Piece(text[first:last], is_hit=True)
        place = last
    if place < end:
        yield Piece(text[place:end])


def _is_wide(text: str) -> bool:
    return sum(character >= "\u3000" for character in text) > len(text) // 2


def _next_word(text: str, start: int, end: int) -> int:
    """The beginning of the first word after a place, if there is one before `end`."""
    space = text.find(" ", start, end)
    return space + 1 if space >= 0 else start


def _last_word(text: str, start: int, end: int) -> int:
    """The end of the last word before a place."""
    space = text.rfind(" ", start, end)
    return space if space > (start + end) // 2 else end
