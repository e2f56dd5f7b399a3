from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from priorities.admin.base import RecordAdmin, RecordForm
from priorities.admin.display import NOTHING
from priorities.models import Source


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
    fieldsets = [
        (None, {"fields": ["code", ("title", "title_basis"), "publisher", "url"]}),
        (
            _("Date, language and reliability"),
            {"fields": [("published", "published_basis"), "language", "reliability"]},
        ),
        (_("For officials"), {"fields": ["licence_note"]}),
    ]

    @admin.display(description=_("published on"), ordering="published")
    def published_on(self, source: Source) -> str:
        return str(source.published or NOTHING)

    @admin.display(description=_("address"))
    def address(self, source: Source) -> SafeString | str:
        if not source.link:
            return source.url or NOTHING
        return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', source.link, _("Open"))
