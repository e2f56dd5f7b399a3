"""Things that can be done to a row beyond editing it: a page that says what will happen, and a POST that does it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from priorities.actions.errors import RuleBroken
from priorities.admin.base import REFUSALS, RecordAdmin, sentences
from priorities.admin.collisions import SHOWN, Collision, StateField, changed_since_shown, recorded_state, show_newer
from priorities.admin.scope import official_of
from priorities.models import Official
from priorities.models.history import recorded_once

REFUSED = 403
CHANGED = 409


def change_url(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


@dataclass(frozen=True, slots=True)
class Offer:
    """A button on a page of the admin."""

    label: str | Promise
    url: str
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What an action tells when it is done, and where it leads."""

    message: str
    url: str


class ActionForm(forms.Form):
    """What an action asks. Made for a row and an official, so that it offers only what is open to them."""

    required_css_class = "required"
    shown_state = StateField()

    def __init__(self, *args: Any, row: Any, by: Official, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.by = by
        self.initial[SHOWN] = recorded_state(row)

    @property
    def instance(self) -> Any:
        """The row, as a form of a model names it."""
        return self.row

    @property
    def answers(self) -> dict[str, Any]:
        return {name: answer for name, answer in self.cleaned_data.items() if name != SHOWN}


class ObjectAction:
    """One thing that can be done to a row. `offered` decides on the button; `run` calls the action, which decides."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    explanation: ClassVar[str | Promise]
    form: ClassVar[type[ActionForm]] = ActionForm
    template: ClassVar[str] = "admin/priorities/object_action.html"
    refusal_fields: ClassVar[dict[type[RuleBroken], str]] = {}
    is_main: ClassVar[bool] = False

    def offered(self, row: Any, by: Official) -> bool:
        raise NotImplementedError

    def run(self, row: Any, by: Official, answers: dict[str, Any]) -> Done:
        raise NotImplementedError

    def context(self, row: Any, by: Official) -> dict[str, Any]:
        """What the page shows above the form."""
        return {}

    def url(self, row: models.Model) -> str:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{self.name}", args=[row.pk])


class ActionsAdmin(RecordAdmin):
    """An admin whose rows have object actions; its pages show them as buttons above the form."""

    object_actions: tuple[ObjectAction, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<int:pk>/{action.name}/",
                self.admin_site.admin_view(self.view_of(action)),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{action.name}",
            )
            for action in self.object_actions
        ]
        return [*own, *super().get_urls()]

    def offers(self, request: HttpRequest, row: Any) -> list[Offer]:
        by = official_of(request)
        return [
            Offer(action.label, action.url(row), action.is_main)
            for action in self.object_actions
            if action.offered(row, by)
        ]

    def beside_form(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {**super().beside_form(request, row), "offers": self.offers(request, row) if row else []}

    def view_of(self, action: ObjectAction) -> Any:
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            return self.object_action_view(request, pk, action)

        return view

    def object_action_view(self, request: HttpRequest, pk: int, action: ObjectAction) -> HttpResponse:
        row, by = self.get_object(request, str(pk)), official_of(request)
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if request.method != "POST":
            if not action.offered(row, by):
                raise PermissionDenied
            return self.action_page(request, row, action, action.form(initial=request.GET.dict(), row=row, by=by))
        form = action.form(request.POST, row=row, by=by)
        if not form.is_valid():
            return self.action_page(request, row, action, form)
        return self.run_action(request, row, action, form)

    def run_action(self, request: HttpRequest, row: Any, action: ObjectAction, form: ActionForm) -> HttpResponse:
        try:
            with transaction.atomic(), recorded_once():
                self.lock(str(row.pk))
                collision = changed_since_shown(form, row, official_of(request))
                if collision is not None:
                    return self.changed_page(request, row, action, form, collision)
                done = action.run(row, official_of(request), form.answers)
                self.log_change(request, row, done.message)
        except REFUSALS as refusal:
            name = action.refusal_fields.get(type(refusal))  # type: ignore[arg-type]
            form.add_error(name, sentences(refusal))
            return self.action_page(request, row, action, form, status=REFUSED)
        messages.success(request, done.message)
        return HttpResponseRedirect(done.url)

    def changed_page(
        self, request: HttpRequest, row: Any, action: ObjectAction, form: ActionForm, collision: Collision
    ) -> HttpResponse:
        """The page again, with the row as it is now and what has changed; doing it then is a choice."""
        show_newer(form, only=True)
        fresh = self.get_object(request, str(row.pk))
        return self.action_page(request, fresh, action, form, status=CHANGED, collision=collision)

    def action_page(
        self,
        request: HttpRequest,
        row: Any,
        action: ObjectAction,
        form: ActionForm,
        *,
        status: int = 200,
        collision: Collision | None = None,
    ) -> HttpResponse:
        context = {
            "collision": collision,
            **self.admin_site.each_context(request),
            **action.context(row, official_of(request)),
            "opts": self.opts,
            "title": action.label,
            "subtitle": str(row),
            "action": action,
            "original": row,
            "row_url": change_url(row),
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, action.template, context, status=status)


class ReasonForm(ActionForm):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        error_messages={"required": _("Give the reason.")},
    )
