"""Codes of the vocabulary in the reader's language."""

from functools import cache

from django.utils.translation import gettext as _

from priorities.choices import Labelled
from priorities.models.text import Text, active_language


def word_for(vocabulary: type[Labelled], code: str) -> str:
    """The word that people read for a code."""
    return _(_labels(vocabulary)[code])


@cache
def _labels(vocabulary: type[Labelled]) -> dict[str, str]:
    return dict(vocabulary.pairs())


def in_page_language(words: str) -> Text:
    """Words of the site, which are in the reader's language, where a text of the record could stand as well."""
    return Text(words, active_language())
