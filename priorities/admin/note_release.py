"""Approving several notes so that all become public at one instant: what will happen, then all or nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from priorities.actions.notes import approve_together
from priorities.actions.permissions import sides_of
from priorities.admin.base import REFUSALS, sentences
from priorities.admin.collisions import recorded_state
from priorities.admin.display import badge, in_capitals, label
from priorities.admin.fields import InstantField
from priorities.admin.history import changes_between
from priorities.admin.object_actions import change_url
from priorities.admin.scope import official_of
from priorities.choices import Reporter, Side, Status
from priorities.clocks import now
from priorities.models import Official, ProgressNote
from priorities.models.history import recorded_once

if TYPE_CHECKING:
    from priorities.admin.notes import ProgressNoteAdmin


class ReleaseForm(forms.Form):
    """One instant for all, and in which state each note was shown."""

    release_at = InstantField(
        label=gettext_lazy("Release all at"),
        required=False,
        help_text=gettext_lazy("Leave empty to release now. Where the other side has still to approve, give a time."),
    )
    shown = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, notes: list[ProgressNote], by: Official, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["release_at"].think_in(by.side)  # type: ignore[attr-defined]
        self.notes, self.by = notes, by
        self.initial["shown"] = {str(note.pk): recorded_state(note) for note in notes}

    def clean_release_at(self) -> datetime | None:
        release_at: datetime | None = self.cleaned_data["release_at"]
        if release_at and release_at <= now():
            raise forms.ValidationError(_("That moment has passed. Leave it empty to release now."))
        return release_at

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        shown = self.cleaned_data.get("shown")
        if isinstance(shown, dict) and set(shown) != {str(note.pk) for note in self.notes}:
            self.add_error(None, _("A note that was shown to you is gone. These are left."))
        for note in self.notes:
            seen = shown.get(str(note.pk)) if isinstance(shown, dict) else None
            if not isinstance(seen, int) or changes_between(note, seen, recorded_state(note), self.by) != []:
                self.add_error(
                    None, _("%(note)s has changed since it was shown to you. Read it again.") % {"note": note}
                )
        return cleaned


@dataclass(frozen=True, slots=True)
class Line:
    """One of the notes to release; `awaited` says which side has still to approve after this."""

    title: str
    url: str
    reporter: str
    day: str
    status: SafeString | str
    text: Any
    awaited: str


def release_together(admin: "ProgressNoteAdmin", request: HttpRequest, chosen: list[ProgressNote]) -> HttpResponse:
    """The page that asks for the instant; posted from there, the release of all."""
    by = official_of(request)
    confirmed = "_release" in request.POST
    form = ReleaseForm(request.POST if confirmed else None, notes=chosen, by=by)
    if confirmed and form.is_valid():
        try:
            with transaction.atomic(), recorded_once():
                released = approve_together(notes=chosen, by=by, release_at=form.cleaned_data["release_at"])
                for note in released:
                    admin.log_change(request, note, _("Approved, to be released together."))
        except REFUSALS as refusal:
            form.add_error(None, sentences(refusal))
        else:
            messages.success(request, _told(released))
            return HttpResponseRedirect(request.get_full_path())
    return _page(admin, request, form)


def _told(released: list[ProgressNote]) -> str:
    count = len(released)
    [instant] = {note.release_at for note in released}
    words = ngettext("%(count)d note approved, public at %(at)s.", "%(count)d notes approved, public at %(at)s.", count)
    return words % {"count": count, "at": in_capitals(instant) if instant else ""}


def _page(admin: "ProgressNoteAdmin", request: HttpRequest, form: ReleaseForm) -> HttpResponse:
    fresh = ReleaseForm(notes=form.notes, by=form.by)
    instant = form.cleaned_data.get("release_at") if form.is_bound else None
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Approve and release together"),
        "opts": admin.opts,
        "form": form,
        "shown": fresh["shown"],
        "instant": in_capitals(instant) if instant else "",
        "now": in_capitals(now()),
        "lines": [_line(note, form.by) for note in form.notes],
        "checkbox": ACTION_CHECKBOX_NAME,
        "media": admin.media + form.media,
    }
    return TemplateResponse(request, "admin/priorities/progressnote/release.html", context)


def _line(note: ProgressNote, by: Official) -> Line:
    given = {approval.side for approval in note.approvals.all()} | {by.side}
    awaited = [label(Side, side) for side in sides_of(note.reporter) if side not in given]
    return Line(
        title=f"{note.commitment.code} {note.commitment.title}",
        url=change_url(note),
        reporter=label(Reporter, note.reporter),
        day=str(note.as_of),
        status=badge(Status, note.status),
        text=note.text,
        awaited=", ".join(awaited),
    )
