"""Which texts are shown in a translation of our own, for the note that says so once a page."""

from typing import Any

from priorities.choices import TextProvenance
from priorities.models.text import Text, active_language


def is_own_name(row: Any, name: str) -> bool:
    """Whether the title or name of a row is shown in our own translation, as its provenance says."""
    provenance = getattr(row, f"{name}_provenance_{active_language()}")
    return provenance == TextProvenance.OWN_TRANSLATION and not getattr(row, name).is_fallback


def is_translated(text: Text, source_language: str) -> bool:
    """Whether a descriptive text is shown in another language than it was written in."""
    return bool(text) and text.language != source_language
