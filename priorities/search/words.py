"""What a word is, for a text that is searched and for a query: the same on every engine, because it is decided here.

Case, accents and full or half width do not count. Chinese characters and kana are not spaced, so a run of them is
its overlapping pairs: 海洋安全 is 海洋, 洋安 and 安全.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_WORD = 60  # characters; an index refuses very long ones
SHORTEST_BEGINNING = 3  # letters; a shorter one would find nearly everything

ACCENTS = re.compile("[\u0300-\u036f]")
# Kana with their length mark but without the middle dot, the iteration marks, and the blocks of Chinese characters.
_UNSPACED = (
    "\u3005-\u3007\u303b\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(f"(?P<unspaced>[{_UNSPACED}]+)|[^\\W_{_UNSPACED}]+")
# Canada's commitment is found by canada; its s says nothing.
_POSSESSIVE = re.compile(r"(?<=\w)['\u2019]s\b")


@dataclass(frozen=True, slots=True)
class Term:
    """A word to look for, or the beginning of one."""

    word: str
    is_beginning: bool = False

    def fits(self, word: str) -> bool:
        return word.startswith(self.word) if self.is_beginning else word == self.word


@dataclass(frozen=True, slots=True)
class Query:
    """The words that a text must have, all of them, in any order."""

    terms: tuple[Term, ...]

    def fits(self, words: Iterable[str]) -> bool:
        """Whether a text with these words is found. The engines do the same; tests compare them with this."""
        have = set(words)
        return bool(self.terms) and all(
            any(map(term.fits, have)) if term.is_beginning else term.word in have for term in self.terms
        )


@dataclass(frozen=True, slots=True)
class Run:
    """A word as it stands in a folded text from `start` to `end`, or a run of unspaced characters."""

    text: str
    start: int
    end: int
    is_unspaced: bool


def folded(text: str) -> str:
    """The text without what does not count: case, accents, width."""
    if text.isascii():
        return text.lower()
    folded_case = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    # The voicing marks of kana are combining characters too, but they make another letter; so only Latin ones go.
    return unicodedata.normalize("NFC", ACCENTS.sub("", unicodedata.normalize("NFD", folded_case)))


def runs(text: str) -> Iterator[Run]:
    """The words of a folded text, in order."""
    for match in _RUN.finditer(_POSSESSIVE.sub("  ", text)):  # as long as what it replaces
        yield Run(match[0], match.start(), match.end(), is_unspaced=match["unspaced"] is not None)


def words_of(text: str) -> set[str]:
    """The words by which a text is found."""
    found: set[str] = set()
    for run in runs(folded(text)):
        # The last character alone too: every other one begins a pair, so each is found by itself.
        found.update([*_pairs(run.text), run.text[-1]] if run.is_unspaced else [run.text[:LONGEST_WORD]])
    return found


def query_of(text: str) -> Query:
    """What somebody looks for. The last word, if it is one of letters, may be the beginning of a longer one."""
    terms: list[Term] = []
    words = list(runs(folded(text)))
    for run in words:
        if run.is_unspaced:
            terms += [Term(pair) for pair in _pairs(run.text)] or [Term(run.text, is_beginning=True)]
        else:
            may_go_on = run is words[-1] and len(run.text) >= SHORTEST_BEGINNING and run.text.isalpha()
            terms.append(Term(run.text[:LONGEST_WORD], is_beginning=may_go_on))
    return Query(tuple(dict.fromkeys(terms)))


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]
