from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.admin.base import RecordForm
from priorities.admin.display import NOTHING, label
from priorities.admin.object_actions import ActionsAdmin
from priorities.admin.scope import keeps_officials, official_of
from priorities.admin.second_factor import ResetSecondFactor, described
from priorities.choices import Role, Side
from priorities.models import Official

WRITING = {Role.EDITOR.value, Role.APPROVER.value}


class RolesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return label(Role, obj.name)


class RolesForm(RecordForm):
    """Roles and organization, which belong together."""

    groups = RolesField(
        label=gettext_lazy("Roles"),
        queryset=Group.objects.filter(name__in=[role.value for role in Role]).order_by("pk"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Who has no role cannot open the admin."),
    )
    by: Official

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        roles = {group.name for group in cleaned.get("groups", ())}
        active = cleaned.get("is_active", True)
        if active and roles & WRITING and "organization" in cleaned and not cleaned["organization"]:
            self.add_error("organization", _("Editors and approvers need an organization; it decides their side."))
        if self.instance == self.by and Role.ADMINISTRATOR in self.by.roles and Role.ADMINISTRATOR not in roles:
            self.add_error("groups", _("You cannot take the role of administrator from yourself; ask another one."))
        if self.instance == self.by and not active:
            self.add_error("is_active", _("You cannot close your own account."))
        return cleaned


PERSON_HELP = {
    "first_name": gettext_lazy("As colleagues know the person; the public never sees it."),
    "last_name": gettext_lazy("As colleagues know the person; the public never sees it."),
    "email": gettext_lazy("Where reminders go; without one, none are sent."),
}


class OfficialChangeForm(RolesForm, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = Official
        help_texts = PERSON_HELP


class OfficialCreationForm(RolesForm, AdminUserCreationForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The admin's script puts the cursor there already; browsers complain of a second claim.
        self.fields["username"].widget.attrs.pop("autofocus", None)

    class Meta(AdminUserCreationForm.Meta):
        model = Official
        help_texts = PERSON_HELP


@admin.register(Official)
class OfficialAdmin(ActionsAdmin, UserAdmin):
    object_actions = (ResetSecondFactor(),)
    form = OfficialChangeForm
    add_form = OfficialCreationForm
    add_form_template = "admin/priorities/official/add_form.html"
    list_display = ["username", "name", "organization", "side", "shown_roles", "is_active", "last_login"]
    list_filter = ["groups", "organization__side", "is_active"]
    search_fields = ["username", "first_name", "last_name", "email", "organization__code"]
    list_select_related = ["organization"]
    ordering = ["username"]
    filter_horizontal = ()
    autocomplete_fields = ["organization"]
    readonly_fields = ["last_login", "date_joined", "second_factor"]
    fieldsets = [
        (None, {"fields": ["username", "password", "is_active"]}),
        (gettext_lazy("Person"), {"fields": [("first_name", "last_name"), ("email", "language")]}),
        (gettext_lazy("Organization and roles"), {"fields": ["organization", "groups"]}),
        (gettext_lazy("Sign-in"), {"fields": ["second_factor", ("last_login", "date_joined")]}),
    ]
    add_fieldsets = (
        (None, {"fields": ["username", "usable_password", "password1", "password2"]}),
        (gettext_lazy("Person"), {"fields": [("first_name", "last_name"), ("email", "language")]}),
        (gettext_lazy("Organization and roles"), {"fields": ["organization", "groups"]}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=gettext_lazy("name"), ordering="last_name")
    def name(self, official: Official) -> str:
        return official.get_full_name() or NOTHING

    @admin.display(description=gettext_lazy("second factor"))
    def second_factor(self, official: Official) -> str:
        return described(official)

    @admin.display(description=gettext_lazy("side"), ordering="organization__side")
    def side(self, official: Official) -> str:
        return label(Side, official.side or "")

    @admin.display(description=gettext_lazy("roles"))
    def shown_roles(self, official: Official) -> str:
        held = {group.name for group in official.groups.all()}
        return ", ".join(label(Role, role) for role in Role if role in held) or NOTHING

    def get_form(self, request: HttpRequest, obj: Official | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.by = official_of(request)
        return form

    def has_module_permission(self, request: HttpRequest) -> bool:
        # The sign-in page asks too, for nobody in particular.
        return request.user.is_authenticated and keeps_officials(official_of(request))

    def has_view_permission(self, request: HttpRequest, obj: Official | None = None) -> bool:
        return keeps_officials(official_of(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return keeps_officials(official_of(request))

    def has_change_permission(self, request: HttpRequest, obj: Official | None = None) -> bool:
        by = official_of(request)
        # Setting the superuser's password would make anybody one.
        is_above = obj is not None and obj.is_superuser and not by.is_superuser
        return keeps_officials(by) and not is_above

    def has_delete_permission(self, request: HttpRequest, obj: Official | None = None) -> bool:
        return False  # what they wrote keeps their name; close the account instead

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        official: Official = form.instance
        official.is_staff = official.is_superuser or official.groups.exists()
        official.save(update_fields=["is_staff"])
