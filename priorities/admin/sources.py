from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from priorities.admin.base import RecordAdmin, RecordForm
from priorities.admin.display import NOTHING
from priorities.guards import SOURCE_COLUMNS
from priorities.models import Source

DATED_AND_GRADED = [("published", "published_basis"), "language", "reliability"]
FIXED = _("A released note cites this source, so it stays as it is. Add another source, and correct the note with it.")


class SourceForm(RecordForm):
    constraint_fields = {"source_date_and_basis_agree": "published_basis", "source_reliability_known": "reliability"}


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    form = SourceForm
    fixed_once_saved = ("code",)
    list_display = ["code", "title", "publisher", "published_on", "language", "reliability", "address"]
    list_filter = ["reliability", "language", "published_basis"]
    search_fields = ["code", "title", "publisher", "url"]
    ordering = ["code"]

    def get_fieldsets(self, request: HttpRequest, obj: Source | None = None) -> Any:
        fixed = {"description": FIXED} if obj and obj.is_fixed else {}
        return [
            (None, {"fields": ["code", ("title", "title_basis"), "publisher", "url"], **fixed}),
            (_("Date, language and reliability"), {"fields": DATED_AND_GRADED}),
            (_("For officials"), {"fields": ["licence_note"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> Any:
        fixed = SOURCE_COLUMNS if obj and obj.is_fixed else ()
        return tuple(dict.fromkeys((*super().get_readonly_fields(request, obj), *fixed)))

    @admin.display(description=_("published on"), ordering="published")
    def published_on(self, source: Source) -> str:
        return str(source.published or NOTHING)

    @admin.display(description=_("address"))
    def address(self, source: Source) -> SafeString | str:
        if not source.link:
            return source.url or NOTHING
        return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', source.link, _("Open"))
