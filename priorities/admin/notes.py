from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from priorities.actions import notes
from priorities.actions.permissions import require_may_report, require_may_rewrite_note
from priorities.admin.base import REFUSALS, beside, sentences
from priorities.admin.display import NOTHING, badge, utc_minute
from priorities.admin.note_actions import NOTE_ACTIONS
from priorities.admin.note_filters import MineFilter, SituationFilter
from priorities.admin.note_form import NoteForm, chosen_commitment, prefilled
from priorities.admin.note_panel import note_panel
from priorities.admin.note_preview import PREVIEW, preview_url, previews, public_preview
from priorities.admin.note_release import EACH, TOGETHER, Way, approve_on_a_page
from priorities.admin.object_actions import ActionsAdmin, Offer, change_url
from priorities.admin.scope import is_allowed, may_edit_note, official_of, reporters_for, visible_notes
from priorities.admin.spreadsheets import SheetsAdmin
from priorities.admin.standing import standing
from priorities.choices import NoteState, Status
from priorities.clocks import now
from priorities.models import Commitment, ProgressNote


@admin.register(ProgressNote)
class ProgressNoteAdmin(SheetsAdmin, ActionsAdmin):
    form = NoteForm
    sheets = ("draft-notes",)
    object_actions = NOTE_ACTIONS
    list_display = ["reference", "title", "situation", "shown_status", "shown_as_of", "reporter", "release", "author"]
    list_display_links = ["reference", "title"]
    list_filter = [MineFilter, SituationFilter, "reporter", "kind", "status", "commitment__area"]
    search_fields = ["commitment__code", "commitment__title_en", "text_en", "text_fr", "text_ja"]
    search_help_text = gettext_lazy("Code or title of the commitment, or words of the note")
    ordering = ["-as_of", "-pk"]
    autocomplete_fields = ["commitment", "sources"]
    actions = ["submit_chosen", "approve_chosen", "release_together"]
    fieldsets = [
        (None, {"fields": ["commitment", ("reporter", "kind", "status"), ("as_of", "language", "withheld_for")]}),
        (gettext_lazy("What is reported"), {"fields": beside("text")}),
        (gettext_lazy("Challenges and next steps"), {"fields": beside("challenges", "next_steps")}),
        (gettext_lazy("Sources"), {"fields": ["sources"]}),
        (
            gettext_lazy("How the day is known, and release"),
            {"classes": ["collapse"], "fields": [*beside("date_basis"), "release_at"]},
        ),
    ]

    # What is shown

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("commitment", "author__organization", "withdrawal")
        corrections = Prefetch("corrections", ProgressNote.objects.public(now()))
        return visible_notes(rows.prefetch_related(corrections), official_of(request))

    @admin.display(description=gettext_lazy("note"), ordering="commitment__code")
    def reference(self, note: ProgressNote) -> str:
        return note.reference if note.number else note.commitment.code

    @admin.display(description=gettext_lazy("commitment"), ordering="commitment__title_en")
    def title(self, note: ProgressNote) -> str:
        return str(note.commitment.title)

    @admin.display(description=gettext_lazy("situation"), ordering="state")
    def situation(self, note: ProgressNote) -> SafeString | str:
        if note.released_at is None:
            return badge(NoteState, note.state)
        if hasattr(note, "withdrawal"):
            return _("Withdrawn")
        if note.corrections.all():
            return _("Corrected")
        return _("Under embargo") if note.released_at > now() else _("Public")

    @admin.display(description=gettext_lazy("as of"), ordering="as_of")
    def shown_as_of(self, note: ProgressNote) -> str:
        return str(note.as_of)

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def shown_status(self, note: ProgressNote) -> SafeString | str:
        return badge(Status, note.status)

    @admin.display(description=gettext_lazy("release"), ordering="released_at")
    def release(self, note: ProgressNote) -> str:
        instant = note.released_at or note.release_at
        return utc_minute(instant) if instant else NOTHING

    def beside_form(self, request: HttpRequest, row: ProgressNote | None) -> dict[str, Any]:
        by = official_of(request)
        commitment = row.commitment if row else chosen_commitment(request)
        return {
            **super().beside_form(request, row),
            "panel": note_panel(row, in_full=not may_edit_note(by, row)) if row else None,
            "standing": standing(commitment, by) if commitment else None,
        }

    def offers(self, request: HttpRequest, row: ProgressNote) -> list[Offer]:
        is_public = row.released_at is not None and row.released_at <= now()
        preview = Offer(_("Preview as the public will see it"), preview_url(row))
        return [*super().offers(request, row), *([] if is_public else [preview])]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        if form.is_bound and form.is_preview and not form.errors:
            context["previews"] = previews(form.instance, form.cleaned_data["sources"])
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        preview = self.admin_site.admin_view(self.public_preview_view)
        return [path("<int:pk>/preview/", preview, name=PREVIEW), *super().get_urls()]

    def public_preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        note = self.get_object(request, str(pk))
        if note is None:
            raise Http404
        if not self.has_view_permission(request, note):
            raise PermissionDenied
        return public_preview(request, note)

    def view_on_site(self, note: ProgressNote) -> str | None:
        is_public = note.released_at is not None and note.released_at <= now()
        return note.commitment.get_absolute_url() if is_public else None

    # A new note begins as the last report left it

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given: dict[str, Any] = super().get_changeform_initial_data(request)
        return {**prefilled(official_of(request), chosen_commitment(request)), **given}

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "reporter":
            kwargs["choices"] = reporters_for(official_of(request))
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.is_preview, form.by = "_preview" in request.POST, official_of(request)
        if "release_at" in form.base_fields:
            form.base_fields["release_at"].think_in(official_of(request).side)
        return form

    # What may be changed

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and official_of(request).may_write

    def has_change_permission(self, request: HttpRequest, obj: ProgressNote | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_edit_note(official_of(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: ProgressNote | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or may_edit_note(official_of(request), obj))

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return official_of(request).is_approver

    def get_fieldsets(self, request: HttpRequest, obj: ProgressNote | None = None) -> Any:
        """The form while there is something to write; afterwards the panel says it all."""
        is_open = obj is None or self.has_change_permission(request, obj)
        return super().get_fieldsets(request, obj) if is_open else []

    def get_readonly_fields(self, request: HttpRequest, obj: ProgressNote | None = None) -> Any:
        # A correction speaks of the same commitment with the same voice as the note that it corrects.
        fixed = ("commitment", "reporter") if obj and obj.corrects_id else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    # Saving

    def lock(self, object_id: str | None) -> None:
        if object_id and object_id.isdecimal():
            _lock_note(int(object_id))

    def save_model(self, request: HttpRequest, obj: ProgressNote, form: Any, change: bool) -> None:
        by = official_of(request)
        require_may_report(by, obj.reporter)
        if change:
            require_may_rewrite_note(by, ProgressNote.objects.get(pk=obj.pk))
        else:
            obj.author = by
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "_submit" in request.POST:
            notes.submit(note=form.instance, by=official_of(request))

    def delete_model(self, request: HttpRequest, obj: ProgressNote) -> None:
        note = _lock_note(obj.pk)
        if note is None or not is_allowed(require_may_rewrite_note, official_of(request), note):
            raise PermissionDenied
        super().delete_model(request, obj)

    def response_add(
        self, request: HttpRequest, obj: ProgressNote, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._submitted(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: ProgressNote) -> HttpResponse:
        return self._submitted(request, obj) or super().response_change(request, obj)

    def _submitted(self, request: HttpRequest, note: ProgressNote) -> HttpResponse | None:
        if "_submit" not in request.POST:
            return None
        messages.success(request, _("Submitted for approval."))
        return HttpResponseRedirect(change_url(note))

    # Many at once

    @admin.action(description=gettext_lazy("Submit the chosen notes"), permissions=["change"])
    def submit_chosen(self, request: HttpRequest, queryset: QuerySet) -> None:
        by = official_of(request)
        done = self.each(request, queryset, lambda note: notes.submit(note=note, by=by))
        self.tell(request, done, ngettext("%d note submitted.", "%d notes submitted.", done))

    @admin.action(description=gettext_lazy("Approve the chosen notes…"), permissions=["approve"])
    def approve_chosen(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._approve(request, queryset, EACH)

    @admin.action(description=gettext_lazy("Approve and release together…"), permissions=["approve"])
    def release_together(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._approve(request, queryset, TOGETHER)

    def _approve(self, request: HttpRequest, queryset: QuerySet, way: Way) -> HttpResponse | None:
        chosen = list(queryset.order_by("commitment__code", "pk"))
        return approve_on_a_page(self, request, chosen, way) if chosen else None

    def each(self, request: HttpRequest, chosen: Iterable[ProgressNote], act: Any) -> int:
        """Do something to each note, naming those where it was refused; how many it was done to."""
        done = 0
        for note in chosen:
            try:
                act(note)
            except REFUSALS as refusal:
                messages.error(request, f"{note}: {' '.join(sentences(refusal))}")
            else:
                done += 1
        return done

    def tell(self, request: HttpRequest, done: int, message: str) -> None:
        messages.add_message(request, messages.SUCCESS if done else messages.WARNING, message % done)


def _lock_note(pk: int) -> ProgressNote | None:
    """The note as it stands, held until the end of the transaction; its commitment first, as the actions do."""
    note = ProgressNote.objects.filter(pk=pk).first()
    if note is None:
        return None
    Commitment.objects.select_for_update().get(pk=note.commitment_id)
    return ProgressNote.objects.select_for_update(of=("self",)).get(pk=pk)
