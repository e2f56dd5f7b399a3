"""How a note that is not public yet will look to the public: from its form, and on its commitment's page."""

import copy
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString

from priorities.admin.display import label
from priorities.admin.object_actions import change_url
from priorities.choices import Language
from priorities.clocks import FOREVER_DAY, now
from priorities.models import NoteApproval, ProgressNote, Source
from priorities.models.text import active_language
from priorities.views.timeline import Entry, timeline, with_details

PREVIEW = "priorities_progressnote_preview"


@dataclass(frozen=True, slots=True)
class Preview:
    """A note as readers of one language will see it."""

    language: str
    name: str
    html: SafeString


def preview_url(note: ProgressNote) -> str:
    return reverse(f"admin:{PREVIEW}", args=[note.pk])


def previews(note: ProgressNote, sources: QuerySet[Source]) -> list[Preview]:
    """A note as typed, saved or not, in each language."""
    released = _as_if_released(note, sources)
    return [_preview(released, number, language) for number, language in enumerate(Language, start=1)]


def _preview(note: ProgressNote, number: int, language: Language) -> Preview:
    name = label(Language, language)
    with translation.override(language.value):
        [entry] = [entry for entry in _entries(note) if entry.number == note.number]
        # The three stand on one page, so each needs a place of its own there.
        html = render_to_string("components/entry.html", {"entry": replace(entry, number=number)})
    return Preview(language.value, name, html)


def public_preview(request: HttpRequest, note: ProgressNote) -> HttpResponse:
    """The commitment's timeline with the note in it, as the public will see it; marked as not public."""
    chosen = request.GET.get("language", "")
    with translation.override(chosen if chosen in set(Language) else active_language()):
        released = _as_if_released(note, note.sources.all())
        context = {
            "commitment": note.commitment,
            "entries": _entries(released),
            "languages": [(language.value, name) for language, name in _names().items()],
            "language": active_language(),
            "back": change_url(note),
        }
        return HttpResponse(render_to_string("admin/priorities/progressnote/public_preview.html", context))


def _names() -> dict[Language, str]:
    return {Language.EN: "English", Language.FR: "Français", Language.JA: "日本語"}


def _as_if_released(note: ProgressNote, sources: QuerySet[Source]) -> ProgressNote:
    """A copy of the note with what its release will give it. It is never saved."""
    moment = now()
    numbers = ProgressNote.objects.filter(commitment=note.commitment, number__isnull=False).order_by("-number")
    released = copy.copy(note)
    approvals = NoteApproval.objects.filter(note=note.pk).select_related("office")
    released.pk = note.pk or 0  # a note that was never saved has no key to read its links by
    released.number = note.number or (numbers.values_list("number", flat=True).first() or 0) + 1
    released.released_at = note.released_at or max(note.release_at or moment, moment)
    released.translated_from = released._remembered()  # noqa: SLF001 - what saving it will note
    released.shown_withdrawn_at = released.shown_corrected_by = None
    released._prefetched_objects_cache = {"sources": sources, "approvals": approvals}  # type: ignore[attr-defined]  # noqa: SLF001
    return released


def _entries(note: ProgressNote) -> list[Entry]:
    """The public notes of the commitment, and this one among them, newest first."""
    rows = with_details(note.commitment.notes.as_of(on=FOREVER_DAY, known_at=now()))
    for row in rows:
        if row.pk == note.corrects_id:
            row.shown_corrected_by = note.number
    return timeline(sorted([note, *rows], key=_place, reverse=True))


def _place(note: ProgressNote) -> tuple[date, datetime]:
    return (note.as_of, note.released_at or now())
