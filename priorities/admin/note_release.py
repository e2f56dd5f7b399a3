"""Approving several notes: first a page that shows each, then the approval of what it showed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from priorities.actions.notes import approve, approve_together, hold
from priorities.actions.permissions import sides_of
from priorities.admin.base import REFUSALS, sentences
from priorities.admin.collisions import key_in, recorded_state
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


class ChosenForm(forms.Form):
    """Several notes, and in which state each was shown."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, notes: list[ProgressNote], by: Official, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notes, self.by = notes, by
        self.initial["shown"] = " ".join(f"{note.pk}:{recorded_state(note)}" for note in notes)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        pairs = [pair.partition(":") for pair in self.cleaned_data.get("shown", "").split()]
        shown = {key_in(note): key_in(state) for note, _colon, state in pairs}
        if set(shown) - {note.pk for note in self.notes}:
            self.add_error(None, _("A note that was shown to you is gone. These are left."))
        for note in self.notes:
            if changes_between(note, shown.get(note.pk, 0), recorded_state(note), self.by) != []:
                told = {"note": note}
                self.add_error(None, _("%(note)s has changed since it was shown to you. Read it again.") % told)
        return cleaned


class ReleaseForm(ChosenForm):
    """One instant for all."""

    release_at = InstantField(
        label=gettext_lazy("Release all at"),
        required=False,
        help_text=gettext_lazy(
            "Leave empty to release now. Where the other side has still to approve, give a time; where it has approved "
            "for a later moment, one that is not before theirs."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["release_at"].think_in(self.by.side)  # type: ignore[attr-defined]

    def clean_release_at(self) -> datetime | None:
        release_at: datetime | None = self.cleaned_data["release_at"]
        if release_at and release_at <= now():
            raise forms.ValidationError(_("That moment has passed. Leave it empty to release now."))
        return release_at


@dataclass(frozen=True, slots=True)
class Line:
    """One of the notes to approve: the earliest release asked for or agreed, which side has still to approve after."""

    title: str
    url: str
    reporter: str
    day: str
    status: SafeString | str
    text: Any
    release: str
    awaited: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way to approve several notes, as the list offers it under the name `action`. `run` does it and tells of it."""

    action: str
    title: str | Promise
    explanation: str | Promise
    form: type[ChosenForm]
    run: "Callable[[ProgressNoteAdmin, HttpRequest, Any], None]"


def approve_on_a_page(
    admin: "ProgressNoteAdmin", request: HttpRequest, chosen: list[ProgressNote], way: Way
) -> HttpResponse:
    """The page that shows the notes; posted from there, the approval of what it showed."""
    form = way.form(request.POST if "_approve" in request.POST else None, notes=chosen, by=official_of(request))
    try:
        with transaction.atomic():
            hold(chosen)
            if form.is_valid():
                way.run(admin, request, form)
                return HttpResponseRedirect(request.get_full_path())
    except REFUSALS as refusal:
        form.add_error(None, sentences(refusal))
    return _page(admin, request, form, way)


def _each(admin: "ProgressNoteAdmin", request: HttpRequest, form: ChosenForm) -> None:
    done = admin.each(request, form.notes, lambda note: approve(note=note, by=form.by))
    admin.tell(request, done, ngettext("%d note approved.", "%d notes approved.", done))


def _together(admin: "ProgressNoteAdmin", request: HttpRequest, form: ReleaseForm) -> None:
    with recorded_once():
        released = approve_together(notes=form.notes, by=form.by, release_at=form.cleaned_data["release_at"])
        for note in released:
            admin.log_change(request, note, _("Approved, to be released together."))
    count = len(released)
    [instant] = {note.release_at for note in released}
    words = ngettext("%(count)d note approved, public at %(at)s.", "%(count)d notes approved, public at %(at)s.", count)
    messages.success(request, words % {"count": count, "at": in_capitals(instant) if instant else ""})


EACH = Way(
    "approve_chosen",
    gettext_lazy("Approve the chosen notes"),
    gettext_lazy(
        "You approve each of these notes that you may. With the last approval it needs, a note becomes public, for "
        "good: it can then be corrected by a new note or withdrawn with a reason, but not edited or deleted."
    ),
    ChosenForm,
    _each,
)
TOGETHER = Way(
    "release_together",
    gettext_lazy("Approve and release together"),
    gettext_lazy(
        "You approve these notes, all or none. All become public at one instant, for good: each can then be corrected "
        "by a new note or withdrawn with a reason, but not edited or deleted."
    ),
    ReleaseForm,
    _together,
)


def _page(admin: "ProgressNoteAdmin", request: HttpRequest, form: ChosenForm, way: Way) -> HttpResponse:
    fresh = way.form(notes=form.notes, by=form.by)
    instant = form.cleaned_data.get("release_at") if form.is_bound else None
    context = {
        **admin.admin_site.each_context(request),
        "title": way.title,
        "way": way,
        "opts": admin.opts,
        "form": form,
        "asks_when": "release_at" in form.fields,
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
        release=in_capitals(note.release_at) if note.release_at else "",
        awaited=", ".join(awaited),
    )
