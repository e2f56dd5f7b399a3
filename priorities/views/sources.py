"""Sources as they are cited under what rests on them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from priorities.choices import Language, Reliability, TitleBasis
from priorities.models import Source
from priorities.views.words import word_for


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as one line; `link` is empty where the address is shown but not to be followed."""

    title: str
    title_language: str
    publisher: str
    link: str
    address: str
    published: date | None
    is_date_inferred: bool
    language: str
    grade: str
    grade_meaning: str


JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")  # kana and kanji


def source_lines(sources: Iterable[Source]) -> list[SourceLine]:
    return [source_line(source) for source in sources]


def source_line(source: Source) -> SourceLine:
    return SourceLine(
        title=source.title,
        title_language=_title_language(source),
        publisher=source.publisher,
        link=source.link,
        address=source.url,
        published=source.published,
        is_date_inferred=source.is_date_inferred,
        language=word_for(Language, source.language),
        grade=source.reliability,
        grade_meaning=word_for(Reliability, source.reliability),
    )


def _title_language(source: Source) -> str:
    """A title as on the page is in the page's language; a description of ours is in English, or quotes Japanese."""
    ours = source.title_basis == TitleBasis.DESCRIBED and not JAPANESE.search(source.title)
    return Language.EN.value if ours else source.language
