"""Columns that many models share."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy

from priorities.choices import Labelled


def translated_pairs(vocabulary: type[Labelled]) -> list[tuple[str, Any]]:
    """The choices of a vocabulary, with labels in the language of the reader."""
    return [(code, gettext_lazy(label)) for code, label in vocabulary.pairs()]


def code_field(vocabulary: type[Labelled], *, default: Labelled | None = None, **options: Any) -> Any:
    """A column that holds one code of a vocabulary."""
    if default is not None:
        options["default"] = default.value  # migrations keep the code, not our class
    return models.CharField(max_length=24, choices=translated_pairs(vocabulary), **options)


def one_of(column: str, vocabulary: type[Labelled], *, blank: bool = False) -> models.Q:
    """The condition that a column holds a code of the vocabulary (or nothing, where `blank`)."""
    codes = [member.value for member in vocabulary]
    return models.Q(**{f"{column}__in": [*codes, ""] if blank else codes})
