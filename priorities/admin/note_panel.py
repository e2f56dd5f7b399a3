"""How a note stands and what it says, as shown beside the things that can be done to it."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from priorities.actions.permissions import sides_of
from priorities.admin.display import badge, in_capitals, label
from priorities.admin.object_actions import change_url
from priorities.choices import Language, NoteKind, NoteState, Reporter, Side, Status
from priorities.clocks import now
from priorities.markdown import to_html
from priorities.models import NoteWithdrawal, ProgressNote, Source


@dataclass(frozen=True, slots=True)
class TextBlock:
    title: str
    language: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class NotePanel:
    """All that a reader of a note needs to decide on it."""

    note: ProgressNote
    commitment_url: str
    facts: list[tuple[str, object]]
    texts: list[TextBlock]
    sources: list[Source]
    alert: str


def note_panel(note: ProgressNote, *, in_full: bool = True) -> NotePanel:
    """How a note stands; `in_full` with what it says, where no form beside it does."""
    return NotePanel(
        note=note,
        commitment_url=change_url(note.commitment),
        facts=[(word, value) for word, value in [*_way(note), *(_facts(note) if in_full else [])] if value],
        texts=_texts(note) if in_full else [],
        sources=list(note.sources.all()) if in_full else [],
        alert=_("Returned: %(reason)s") % {"reason": note.return_reason} if note.return_reason else "",
    )


def situation(note: ProgressNote) -> str:
    """In one phrase, where a note is on its way, and since or until when."""
    withdrawal = NoteWithdrawal.objects.filter(note=note).first() if note.released_at else None
    if withdrawal:
        return _("Withdrawn: %(reason)s") % {"reason": withdrawal.reason}
    if note.released_at is None:
        return label(NoteState, note.state)
    if note.released_at > now():
        return _("Under embargo until %(instant)s") % {"instant": in_capitals(note.released_at)}
    return _("Public since %(instant)s") % {"instant": in_capitals(note.released_at)}


def approvals(note: ProgressNote) -> str:
    """Who has approved, and which side still has to."""
    given = {approval.side: approval.official for approval in note.approvals.select_related("official")}
    words = [f"{label(Side, side)}: {official}" if side else str(official) for side, official in given.items()]
    if note.state == NoteState.SUBMITTED:
        words += [
            _("%(side)s: awaited") % {"side": label(Side, side)}
            for side in sides_of(note.reporter)
            if side not in given
        ]
    return "; ".join(words)


def _way(note: ProgressNote) -> list[tuple[str, object]]:
    """Where it is on its way, and who has had it in hand."""
    return [
        (_("Situation"), situation(note)),
        (_("Corrects"), note.corrects.reference if note.corrects else ""),
        (_("Author"), note.author),
        (_("Approvals"), approvals(note)),
        (_("Release not before"), in_capitals(note.release_at) if note.release_at and not note.released_at else ""),
    ]


def _facts(note: ProgressNote) -> list[tuple[str, object]]:
    return [
        (_("Reporter"), label(Reporter, note.reporter)),
        (_("Kind"), label(NoteKind, note.kind)),
        (_("As of"), str(note.as_of)),
        (_("Status"), badge(Status, note.status) if note.status else ""),
        (_("Withheld at the request of"), note.withheld_for),
    ]


def _texts(note: ProgressNote) -> list[TextBlock]:
    names = {
        "text": _("Text"),
        "challenges": _("Challenges"),
        "next_steps": _("Next steps"),
        "date_basis": _("How the day is known"),
    }
    # The language that it was written in comes first.
    languages = sorted(Language, key=lambda language: language.value != note.language)
    return [
        TextBlock(f"{word} ({label(Language, language)})", language.value, mark_safe(to_html(text)))  # noqa: S308
        for language in languages
        for name, word in names.items()
        if (text := getattr(note, f"{name}_{language}"))
    ]
