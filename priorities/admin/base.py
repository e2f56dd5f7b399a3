"""What all admin pages of the record share: refusals on the form, errors beside their field, languages in rows."""

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import NON_FIELD_ERRORS, BadRequest, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from priorities.actions.errors import RuleBroken
from priorities.admin.collisions import (
    SAVE_OVER,
    SHOWN,
    Collision,
    StateField,
    collision_of,
    deletion,
    key_in,
    recorded_state,
    show_newer,
    typed,
)
from priorities.admin.deletion import DeletionAdmin
from priorities.admin.fields import SANE_DAYS
from priorities.admin.history import HistoryAdmin, deletion_of
from priorities.admin.scope import official_of
from priorities.choices import Language
from priorities.models.history import recorded_once

REFUSALS = (RuleBroken, ValidationError, IntegrityError)
Refusal = RuleBroken | ValidationError | IntegrityError
GONE = 410
Row = str | list[str] | tuple[str, ...] | tuple[()]


def sentences(refusal: Refusal) -> list[str]:
    """What a refusal says to the person, one sentence a fault."""
    if isinstance(refusal, ValidationError):
        return list(refusal.messages)
    return [_of_the_database(refusal) if isinstance(refusal, IntegrityError) else str(refusal)]


def _of_the_database(refusal: IntegrityError) -> str:
    """The prose of the constraint that the database names: forms check before, but someone may have been faster."""
    for model in apps.get_app_config("priorities").get_models():
        for constraint in model._meta.constraints:
            if constraint.name in str(refusal):
                return str(constraint.violation_error_message)
    return gettext("Someone has just saved what this would contradict. Look at it again before you save.")


def beside(*names: str) -> list[Row]:
    """Form rows that show each text in its three languages side by side."""
    return [tuple(f"{name}_{language}" for language in Language) for name in names]


def with_provenance(name: str) -> list[Row]:
    """Form rows that show each language of a text with where it comes from."""
    return [(f"{name}_{language}", f"{name}_provenance_{language}") for language in Language]


class RecordForm(forms.ModelForm):
    """A form that puts a broken constraint, and what an action refused, beside the field to mend."""

    constraint_fields: dict[str, str] = {}
    refusal_fields: dict[type[RuleBroken], str] = {}
    refusal: Refusal | None = None
    collision: Collision | None = None
    shown_state = StateField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[SHOWN] = recorded_state(self.instance)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.collision = collision_of(self)
        if self.collision is not None:
            show_newer(self)
            self.add_error(None, _("Somebody else has saved this since you opened it. Nothing is saved yet."))
        if self.refusal is not None:
            self.add_error(self.field_to_mend(self.refusal), sentences(self.refusal))
        return cleaned

    def field_to_mend(self, refusal: Refusal) -> str | None:
        name = self.refusal_fields.get(type(refusal))  # type: ignore[arg-type]
        return name if name in self.fields else None

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.move_to_fields()

    def move_to_fields(self) -> None:
        """Take broken constraints from the top of the form to the field that they are about."""
        fields = {
            str(constraint.violation_error_message): self.constraint_fields[constraint.name]
            for constraint in self.instance._meta.constraints
            if constraint.name in self.constraint_fields
        }
        broken = self.errors.pop(NON_FIELD_ERRORS, None)
        for error in broken.as_data() if broken else []:
            name = fields.get(error.messages[0], "")
            self.add_error(name if name in self.fields else None, error)


PROVENANCE_HELP = _("Official, where a government published this very text; else who worded or translated it.")
TRANSLATION_HELP = {
    Language.EN.value: _("In English. Left empty, readers of English get the source text, marked as such."),
    Language.FR.value: _("In French. Left empty, readers of French get the source text, marked as such."),
    Language.JA.value: _("In Japanese. Left empty, readers of Japanese get the source text, marked as such."),
}


def explained(db_field: Any, field: forms.Field) -> forms.Field:
    """A form field of a text with what is the same for all texts: help, the language it is in, a handy height."""
    name, _underscore, language = db_field.name.rpartition("_")
    if not field.help_text and name in getattr(db_field.model, "translated_texts", ()):
        field.help_text = TRANSLATION_HELP[language]
    return _in_its_language(db_field, field)


def _in_its_language(db_field: Any, field: forms.Field) -> forms.Field:
    """Tell browsers the language of a text, for spelling and fonts, and keep long texts to a handy height."""
    language = db_field.name.rpartition("_")[2]
    if language in set(Language) and isinstance(field, forms.CharField):
        field.widget.attrs["lang"] = language
    if isinstance(db_field, models.TextField):
        field.widget.attrs["rows"] = 5
    return field


def without_clearing(field: Any) -> Any:
    """A field for several rows whose box has no button to empty it: Select2 puts that into its list, where
    screen readers expect rows alone, and each row has a button of its own."""
    if field is not None:
        field.widget.is_required = True  # all that Django reads this for in such a box
    return field


def _is_readable(field: forms.Field, value: Any) -> bool:
    try:
        field.clean(value)
    except ValidationError:
        return False
    return True


class RecordAdmin(DeletionAdmin, HistoryAdmin):
    """An admin whose saves are all or nothing: what an action refuses is shown on the form, with all that was typed."""

    form = RecordForm
    formfield_overrides = SANE_DAYS
    list_per_page = 50
    show_full_result_count = False  # it would count the whole table for the sake of one number
    save_on_top = False
    # Codes are cited in the journal and in files.
    fixed_once_saved: tuple[str, ...] = ()
    provenance_label: str | Promise = _("Where it comes from")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = self.fixed_once_saved if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if "_provenance_" in db_field.name:
            kwargs |= {"label": self.provenance_label, "help_text": PROVENANCE_HELP}
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return explained(db_field, field) if field else None

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_clearing(super().formfield_for_manytomany(db_field, request, **kwargs))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address gives for a new row, without what the fields of its form cannot read."""
        given: dict[str, Any] = super().get_changeform_initial_data(request)
        fields = self.get_form(request).base_fields
        return {name: value for name, value in given.items() if name in fields and _is_readable(fields[name], value)}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        gone = self.gone_view(request, object_id) if object_id else None
        if gone is not None:
            return gone
        try:
            with transaction.atomic(), recorded_once():
                self.lock(object_id)
                return super().changeform_view(request, object_id, form_url, extra_context)
        except REFUSALS as refusal:
            # Nothing was written. The same post is read again, and the form now says why.
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def response_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        if not all(map(key_in, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest(ACTION_CHECKBOX_NAME)  # no box of a list is ticked for such a row
        answer: HttpResponse | None = super().response_action(request, *args, **kwargs)
        return answer

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except REFUSALS as refusal:  # of the database: what forbids it has come since Django looked
            messages.error(request, " ".join(sentences(refusal)))
            return HttpResponseRedirect(request.get_full_path())

    def lock(self, object_id: str | None) -> None:
        """Hold the row from here to the end of the save, so that nobody saves in between."""
        if object_id and object_id.isdecimal():
            self.model._default_manager.select_for_update(of=("self",)).filter(pk=object_id).first()

    def beside_form(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What the page of a row, or of one to be added, shows above its form."""
        return {}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        forms_shown = [context["adminform"].form, *(form for formset in formsets for form in formset.initial_forms)]
        gone = [collision for formset in formsets for collision in getattr(formset, "gone", ())]
        collisions = [form.collision for form in forms_shown if getattr(form, "collision", None)]
        context.update(
            states=[form[SHOWN] for form in forms_shown if SHOWN in form.fields],
            collisions=[*collisions, *gone],
            save_over=SAVE_OVER if collisions else "",
            **self.beside_form(request, context["original"]),
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def gone_view(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """For a post to a row that has been deleted: that it is gone, and all that was typed."""
        row_id = unquote(object_id)
        state = deletion_of(self.model, row_id, official_of(request)) if row_id.isdecimal() else None
        if state is None or not self.has_change_permission(request):
            return None
        form = self.get_form(request, change=True)(request.POST, request.FILES, instance=self.model())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Deleted meanwhile"),
            "subtitle": str(state.instance),
            "opts": self.opts,
            "gone": deletion(state, typed(form)),
        }
        return TemplateResponse(request, "admin/priorities/gone.html", context, status=GONE)


class ReadOnlyAdmin(admin.ModelAdmin):
    """A ledger: written by the actions, here only looked at."""

    list_per_page = 50
    show_full_result_count = False  # it would count the whole table for the sake of one number
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ConditionFilter(admin.SimpleListFilter):
    """A filter of a list by a condition on its rows: `conditions` by code, with labels in `lookups`."""

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        conditions: dict[str, models.Q] = self.conditions()
        chosen = conditions.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)

    def conditions(self) -> dict[str, models.Q]:
        raise NotImplementedError
