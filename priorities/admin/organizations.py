from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from priorities.actions.search import index_organization
from priorities.admin.base import RecordAdmin, beside, with_provenance
from priorities.models import Organization


@admin.register(Organization)
class OrganizationAdmin(RecordAdmin):
    fixed_once_saved = ("code",)
    list_display = ["code", "side", "name_en", "name_fr", "name_ja"]
    list_display_links = ["code", "name_en"]
    list_filter = ["side"]
    search_fields = ["code", "name_en", "name_fr", "name_ja", "acronym_en", "acronym_fr", "acronym_ja"]
    ordering = ["code"]
    fieldsets = [
        (None, {"fields": ["code", "side"]}),
        (_("Name"), {"fields": [*with_provenance("name"), *beside("acronym")]}),
        (_("Web site"), {"fields": ["url", "url_checked"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        index_organization(obj)
