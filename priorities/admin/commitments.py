from typing import Any

from django.contrib import admin
from django.db.models import F, Prefetch, Q, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.actions.commitments import Rewording, save_milestone
from priorities.actions.errors import NotYourOrganization
from priorities.actions.permissions import require_may_edit_commitment
from priorities.admin.base import ConditionFilter, RecordForm, beside, with_provenance
from priorities.admin.commitment_actions import MoveDate, Publish, add_note_url
from priorities.admin.commitment_inlines import PARTS
from priorities.admin.display import NOTHING, badge
from priorities.admin.object_actions import ActionsAdmin, Offer
from priorities.admin.scope import is_allowed, may_edit_commitment, official_of
from priorities.admin.spreadsheets import SheetsAdmin
from priorities.admin.standing import standing
from priorities.choices import HeadlineStatus, OwnerRole, Side
from priorities.clocks import now, today
from priorities.models import Commitment, Milestone, Ownership
from priorities.models.fields import translated_pairs


class StatusFilter(ConditionFilter):
    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return translated_pairs(HeadlineStatus)

    def conditions(self) -> dict[str, Q]:
        return {status.value: Q(status=status.value) for status in HeadlineStatus}


class AttentionFilter(ConditionFilter):
    title = gettext_lazy("attention")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("stale", _("Not recently verified")),
            ("overdue", _("Target date passed")),
            ("unpublished", _("Not yet public")),
        ]

    def conditions(self) -> dict[str, Q]:
        return {
            "stale": Q(next_update_due__isnull=False, fresh=False),
            "overdue": Q(overdue=True),
            "unpublished": Q(published_at__isnull=True),
        }


class SideFilter(ConditionFilter):
    title = gettext_lazy("owned by")
    parameter_name = "owned_by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("mine", _("My organization")), *translated_pairs(Side)]

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.organization_id = official_of(request).organization_id
        super().__init__(request, *args)

    def conditions(self) -> dict[str, Q]:
        owned = {side.value: Ownership.objects.filter(organization__side=side.value) for side in Side}
        owned["mine"] = Ownership.objects.filter(organization=self.organization_id)
        return {code: Q(pk__in=rows.values("commitment")) for code, rows in owned.items()}


class CommitmentForm(RecordForm):
    constraint_fields = {
        "commitment_dates_in_order": "original_target_date",
        "commitment_kind_known": "kind",
        "commitment_linkage_known": "linkage",
        "commitment_review_interval_in_range": "review_interval_months",
    }
    rewording: Rewording | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "original_target_date" not in self.fields:  # fixed, so it is the start that can be mended
            self.constraint_fields = {**self.constraint_fields, "commitment_dates_in_order": "start_date"}


@admin.register(Commitment)
class CommitmentAdmin(SheetsAdmin, ActionsAdmin):
    form = CommitmentForm
    sheets = ("commitments", "milestones")
    object_actions = (Publish(), MoveDate())
    list_display = ["code", "title", "shown_status", "shown_due", "shown_fresh", "shown_target", "leads", "area_code"]
    list_display_links = ["code", "title"]
    list_filter = [StatusFilter, AttentionFilter, "area", SideFilter, "kind", "linkage"]
    search_fields = ["code", "title_en", "title_fr", "title_ja", "description_en", "description_fr", "description_ja"]
    search_help_text = gettext_lazy("Code, title or what was committed, in any language")
    ordering = ["code"]
    autocomplete_fields = ["area"]
    inlines = PARTS
    fieldsets = [
        (None, {"fields": [("code", "area"), ("kind", "linkage")]}),
        (gettext_lazy("Title"), {"fields": with_provenance("title")}),
        (gettext_lazy("What was committed"), {"fields": beside("description")}),
        (gettext_lazy("Dates"), {"fields": [("start_date", "original_target_date", "review_interval_months")]}),
        (
            gettext_lazy("Notes on its origin and its area"),
            {"classes": ["collapse"], "fields": beside("origin_note", "area_note")},
        ),
    ]

    # What is shown

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        leads = Ownership.objects.in_order().filter(role=OwnerRole.LEAD.value)
        return (
            Commitment.objects.as_of(on=today(), known_at=now())
            .select_related("area")
            .prefetch_related(Prefetch("ownerships", queryset=leads, to_attr="leading"))
        )

    @admin.display(description=gettext_lazy("title"), ordering="title_en")
    def title(self, commitment: Commitment) -> str:
        return str(commitment.title if commitment.published_at else _("%s (not yet public)") % commitment.title)

    @admin.display(description=gettext_lazy("area"), ordering="area__order")
    def area_code(self, commitment: Commitment) -> str:
        return commitment.area.code

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def shown_status(self, commitment: Commitment) -> SafeString | str:
        return badge(HeadlineStatus, commitment.status)

    @admin.display(description=gettext_lazy("led by"))
    def leads(self, commitment: Commitment) -> str:
        return ", ".join(owner.organization.code for owner in commitment.leading) or NOTHING  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("target date"), ordering=F("target_date").asc(nulls_last=True))
    def shown_target(self, commitment: Commitment) -> SafeString | str:
        if commitment.overdue:
            return format_html('<span class="late">{} {}</span>', commitment.target_date, _("(passed)"))
        return str(commitment.target_date or NOTHING)

    @admin.display(description=gettext_lazy("next update due"), ordering=F("next_update_due").asc(nulls_last=True))
    def shown_due(self, commitment: Commitment) -> str:
        return str(commitment.next_update_due or NOTHING)

    @admin.display(description=gettext_lazy("verified"), boolean=True)
    def shown_fresh(self, commitment: Commitment) -> bool | None:
        return commitment.fresh if commitment.next_update_due else None

    def view_on_site(self, commitment: Commitment) -> str | None:
        return commitment.get_absolute_url() if commitment.published_at else None

    def offers(self, request: HttpRequest, row: Commitment) -> list[Offer]:
        by = official_of(request)
        adding = [Offer(_("Add a progress note"), add_note_url(row), is_main=True)] if by.may_write else []
        return [*adding, *super().offers(request, row)]

    def beside_form(self, request: HttpRequest, row: Commitment | None) -> dict[str, Any]:
        shown = standing(row, official_of(request)) if row else None
        return {**super().beside_form(request, row), "standing": shown}

    # What may be changed

    def has_change_permission(self, request: HttpRequest, obj: Commitment | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_edit_commitment(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Commitment | None = None) -> Any:
        fixed = ("code", "original_target_date") if obj and obj.published_at else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    # Saving

    def save_model(self, request: HttpRequest, obj: Commitment, form: Any, change: bool) -> None:
        if change:
            form.rewording = Rewording(obj)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: BaseModelFormSet, change: bool) -> None:
        if formset.model is Milestone:
            _save_milestones(form.instance, formset)
        else:
            super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        by = official_of(request)
        if change:
            form.rewording.record(by=by)  # type: ignore[attr-defined]
        elif not is_allowed(require_may_edit_commitment, by, form.instance):
            raise NotYourOrganization(_("List your own organization as an owner, so that you can go on keeping this."))


def _save_milestones(commitment: Commitment, formset: BaseModelFormSet) -> None:
    """Save the milestones of a form, each with its moments; new ones get the numbers that follow."""
    milestones = formset.save(commit=False)
    for deleted in formset.deleted_objects:
        deleted.delete()
    last = commitment.milestones.order_by("-number").values_list("number", flat=True).first() or 0
    for milestone in milestones:
        if milestone.number is None:
            last += 1
            milestone.number = last
        save_milestone(milestone=milestone)
    formset.save_m2m()
