from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from priorities.admin.base import RecordAdmin, beside, with_provenance
from priorities.models import PriorityArea


@admin.register(PriorityArea)
class PriorityAreaAdmin(RecordAdmin):
    fixed_once_saved = ("code",)
    list_display = ["code", "title_en", "title_fr", "title_ja", "slug", "order"]
    list_display_links = ["code", "title_en"]
    search_fields = ["code", "title_en", "title_fr", "title_ja"]
    autocomplete_fields = ["sources"]
    fieldsets = [
        (None, {"fields": ["code", "slug", "order"]}),
        (_("Title"), {"fields": [*with_provenance("title"), *beside("title_note")]}),
        (_("Summary and official text"), {"fields": beside("summary", "official_text")}),
        (_("Sources"), {"fields": ["sources"]}),
    ]
