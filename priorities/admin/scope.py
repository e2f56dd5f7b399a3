"""What an official sees and is offered in the admin. Whether they may do it, the actions decide."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from priorities.actions.errors import RuleBroken
from priorities.actions.permissions import (
    require_may_decide,
    require_may_edit_commitment,
    require_may_report,
    require_may_rewrite_note,
)
from priorities.choices import NoteState, Reporter, Role
from priorities.clocks import now
from priorities.models import Commitment, Official, ProgressNote
from priorities.models.fields import translated_pairs


def official_of(request: HttpRequest) -> Official:
    """The official at work; the admin lets nobody else in."""
    return cast(Official, request.user)


def is_allowed(require: Callable[..., None], *arguments: Any) -> bool:
    """Whether a rule of `actions.permissions` lets pass."""
    try:
        require(*arguments)
    except RuleBroken:
        return False
    return True


def keeps_officials(by: Official) -> bool:
    """Whether someone manages people: administrators, and the superuser who appoints the first of them."""
    return Role.ADMINISTRATOR in by.roles or (by.is_active and by.is_superuser)


def reporters_for(by: Official) -> list[tuple[str, Any]]:
    """The reporters that an official may write for, as choices."""
    return [(code, label) for code, label in translated_pairs(Reporter) if is_allowed(require_may_report, by, code)]


def may_edit_commitment(request: HttpRequest, commitment: Commitment) -> bool:
    """Whether the official may change a commitment as it is stored.

    The admin asks this for every part of a page, dozens of times; the answer is kept with the request.
    """
    kept: dict[int, bool] = request.__dict__.setdefault("editable_commitments", {})
    if commitment.pk not in kept:
        kept[commitment.pk] = is_allowed(require_may_edit_commitment, official_of(request), commitment)
    return kept[commitment.pk]


def may_edit_note(by: Official, note: ProgressNote) -> bool:
    """Whether a note is still being written, by the official's side."""
    return is_allowed(require_may_rewrite_note, by, note)


def visible_notes(notes: "QuerySet[ProgressNote]", by: Official) -> "QuerySet[ProgressNote]":
    """Public notes, those of the official's own side, and what awaits or has had an approver of either side."""
    seen = Q(pk__in=ProgressNote.objects.public(now()).values("pk")) | Q(author=by)
    if by.side:
        seen |= Q(author__organization__side=by.side)
    decides = [code for code in (Reporter.JOINT, Reporter.PUBLIC_SOURCES) if is_allowed(require_may_decide, by, code)]
    seen |= Q(reporter__in=decides, state__in=[NoteState.SUBMITTED.value, NoteState.APPROVED.value])
    return notes.filter(seen)


def awaiting(notes: "QuerySet[ProgressNote]", by: Official) -> "QuerySet[ProgressNote]":
    """Submitted notes that the official could approve now."""
    decides = [code for code in Reporter if is_allowed(require_may_decide, by, code)]
    waiting = notes.filter(state=NoteState.SUBMITTED.value, reporter__in=decides).exclude(approvals__side=by.side or "")
    return waiting if settings.FIP_SELF_APPROVAL else waiting.exclude(author=by)
