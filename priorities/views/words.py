"""Codes of the vocabulary in the reader's language."""

from django.utils.translation import gettext as _

from priorities.choices import Labelled


def word_for(vocabulary: type[Labelled], code: str) -> str:
    """The word that people read for a code."""
    return _(dict(vocabulary.pairs())[code])
