"""The parts of a commitment, edited on its page: owners, provisions, relations and milestones."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.admin.base import RecordForm, beside, explained, without_clearing
from priorities.admin.collisions import with_recorded_state
from priorities.admin.display import NOTHING
from priorities.admin.fields import SANE_DAYS
from priorities.admin.part_rows import PartFormSet
from priorities.admin.scope import may_edit_commitment
from priorities.clocks import now, today
from priorities.models import Commitment, CommitmentRelation, Milestone, Ownership, Provision
from priorities.progress import days_slipped


class Part(admin.options.InlineModelAdmin):
    """A part of a commitment is open to those who may edit the commitment."""

    extra = 0
    formset = PartFormSet
    formfield_overrides = SANE_DAYS
    related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("commitment", *self.related)
        return with_recorded_state(rows)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return explained(db_field, field) if field else None

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_clearing(super().formfield_for_manytomany(db_field, request, **kwargs))

    def has_add_permission(self, request: HttpRequest, obj: Commitment | None = None) -> bool:
        return super().has_add_permission(request, obj) and self._may_edit(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Commitment | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Commitment | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_edit(request, obj)

    def _may_edit(self, request: HttpRequest, commitment: Commitment | None) -> bool:
        return commitment is None or may_edit_commitment(request, commitment)


class PartTable(Part, admin.TabularInline):
    template = "admin/priorities/tabular.html"


class PartForm(RecordForm):
    """A form that also checks the constraints that name the commitment, which Django leaves out of a part's checks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # a table has its words in the head only
            box: Any = getattr(field.widget, "widget", field.widget)  # Django wraps one that has links beside it
            box.attrs.setdefault("aria-label", capfirst(field.label or ""))

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            try:
                self.instance.validate_constraints(exclude=self._get_validation_exclusions())  # type: ignore[attr-defined]
            except ValidationError as broken:
                self._update_errors(broken)  # type: ignore[attr-defined]
                self.move_to_fields()


class OwnershipInline(PartTable):
    model = Ownership
    form = PartForm
    related = ("organization",)
    fields = ["organization", "role", "basis"]
    autocomplete_fields = ["organization"]


class ProvisionForm(PartForm):
    constraint_fields = {"provision_rests_on_something": "document"}


class ProvisionInline(Part, admin.StackedInline):
    model = Provision
    form = ProvisionForm
    related = ("document", "source")
    fields = [("document", "source"), ("excerpt", "language", "locator")]
    autocomplete_fields = ["document", "source"]


class RelationForm(PartForm):
    constraint_fields = {"relation_to_another": "other"}


class RelationInline(PartTable):
    model = CommitmentRelation
    form = RelationForm
    fk_name = "commitment"
    related = ("other",)
    fields = ["kind", "other"]
    autocomplete_fields = ["other"]


class MilestoneForm(PartForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.commitment.published_at and "original_due_date" in self.fields:
            fixed = self.fields["original_due_date"]
            fixed.disabled, fixed.widget = True, forms.DateInput()


class MilestoneInline(Part, admin.StackedInline):
    model = Milestone
    form = MilestoneForm
    ordering = ["number"]
    fieldsets = [
        (None, {"fields": [*beside("title"), ("original_due_date", "due_in_force", "reached_on")]}),
        (
            gettext_lazy("How the date is known, sources"),
            {"classes": ["collapse"], "fields": [*beside("date_basis"), "sources"]},
        ),
    ]
    readonly_fields = ["due_in_force"]
    autocomplete_fields = ["sources"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).prefetch_related("sources")
        return rows.as_of(on=today(), known_at=now())  # type: ignore[attr-defined, no-any-return]

    def has_delete_permission(self, request: HttpRequest, obj: Commitment | None = None) -> bool:
        if obj is not None and obj.published_at is not None:
            return False
        return super().has_delete_permission(request, obj)

    @admin.display(description=gettext_lazy("due date in force"))
    def due_in_force(self, milestone: Milestone) -> str:
        due = getattr(milestone, "due_date", None)
        if due is None:
            return NOTHING
        slip = days_slipped(milestone.original_due_date, due)
        return _("%(day)s (%(days)+d days)") % {"day": due, "days": slip} if slip else str(due)


PARTS: list[type[admin.options.InlineModelAdmin]] = [
    OwnershipInline,
    MilestoneInline,
    ProvisionInline,
    RelationInline,
]
