"""What each translation was made from, so that one whose source text has changed since can say so."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.db import models

from priorities.choices import Language


class TranslatedRow(models.Model):
    """A row whose texts come in three languages, one of them the source of the others.

    `translated_from` holds, by column, the digests of a translation and of the source text that it was made from.
    """

    translated_texts: ClassVar[tuple[str, ...]] = ()
    source_language: Any = Language.EN.value

    translated_from = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True

    def save(self, *, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Save, remembering for each translation that is new or was mended the source text of now."""
        self.remember_sources()
        update_fields = None if update_fields is None else {*update_fields, "translated_from"}
        super().save(update_fields=update_fields, **options)

    def outdated_translations(self) -> list[str]:
        """The columns whose translation was made from another source text than that of now."""
        return [column for column, source in self._translations() if self._differs(column, source)]

    def is_outdated(self, text: str, language: str) -> bool:
        """Whether the text of this name, in this language, was translated from another source text than that of now."""
        source = getattr(self, f"{text}_{self.source_language}")
        return language != self.source_language and self._differs(f"{text}_{language}", source)

    def missing_translations(self) -> list[str]:
        """The columns that lack a translation of a text that exists."""
        return [column for column, source in self._translations() if source and not getattr(self, column)]

    def confirm_translations(self) -> None:
        """Take every translation as one of the source text of now, as a translator has found it to be."""
        self.translated_from = {}

    def remember_sources(self) -> None:
        """Note which source text each translation was made from, as `save` does, for rows that are saved in bulk."""
        self.translated_from = self._remembered()

    def _differs(self, column: str, source: str) -> bool:
        return bool(getattr(self, column)) and self.translated_from.get(column, [None, None])[1] != _digest(source)

    def _remembered(self) -> dict[str, list[str]]:
        kept = {}
        for column, source in self._translations():
            translation = getattr(self, column)
            if not translation:
                continue
            before = self.translated_from.get(column)
            mended = before is None or before[0] != _digest(translation)
            kept[column] = [_digest(translation), _digest(source)] if mended else before
        return kept

    def _translations(self) -> Iterator[tuple[str, str]]:
        """Each column of a translation, with its source text."""
        for text in self.translated_texts:
            source = getattr(self, f"{text}_{self.source_language}")
            for language in Language:
                if language != self.source_language:
                    yield f"{text}_{language}", source


def outdated_columns(texts: dict[str, str], source_language: str, translated_from: dict[str, list[str]]) -> list[str]:
    """As `outdated_translations`, for columns that were read without their row."""
    found = []
    for column, text in texts.items():
        source = texts[f"{column[:-2]}{source_language}"]
        is_translation = bool(text) and not column.endswith(source_language)
        if is_translation and translated_from.get(column, ["", ""])[1] != _digest(source):
            found.append(column)
    return found


def _digest(text: str) -> str:
    """A short digest that tells texts apart; nothing rests on its strength."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
