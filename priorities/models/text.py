"""Texts in three languages: plain columns `title_en title_fr title_ja`, and which of them a reader gets."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language

from priorities.choices import Language


@dataclass(frozen=True, slots=True)
class Text:
    """A text with the language it is in.

    `is_fallback` where that is not the language asked for, `is_outdated` where it is a translation whose source text
    has changed since.
    """

    value: str
    language: str
    is_fallback: bool = False
    is_outdated: bool = False

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)


def pick(texts: dict[str, str], *, language: str, source_language: str) -> Text:
    """The text in `language`, else in its source language, else in any; empty where there is none."""
    for candidate in (language, source_language, *Language):
        if texts.get(candidate):
            return Text(texts[candidate], str(candidate), is_fallback=candidate != language)
    return Text("", language)


def active_language() -> str:
    return (get_language() or Language.EN)[:2]


class Translated:
    """Reads `<name>_en`, `<name>_fr`, `<name>_ja` of a row as the one text for the active language."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, row: Any, owner: type) -> Text:
        texts = {language.value: getattr(row, f"{self.name}_{language}") for language in Language}
        text = pick(texts, language=active_language(), source_language=row.source_language)
        return replace(text, is_outdated=True) if row.is_outdated(self.name, text.language) else text
