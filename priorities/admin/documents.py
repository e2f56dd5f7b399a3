from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from priorities.admin.base import RecordAdmin, with_provenance
from priorities.models import Document


@admin.register(Document)
class DocumentAdmin(RecordAdmin):
    fixed_once_saved = ("code",)
    list_display = ["code", "title_en", "dated"]
    list_display_links = ["code", "title_en"]
    search_fields = ["code", "title_en", "title_fr", "title_ja"]
    autocomplete_fields = ["sources"]
    fieldsets = [(None, {"fields": ["code", "date", *with_provenance("title"), "sources"]})]

    @admin.display(description=_("date"), ordering="date")
    def dated(self, document: Document) -> str:
        return str(document.date)
