"""Imports that were applied: what they did, and how to take them back."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.admin.base import ReadOnlyAdmin
from priorities.admin.display import NOTHING, utc_minute
from priorities.admin.object_actions import ActionsAdmin, Done, ObjectAction, change_url
from priorities.admin.scope import official_of
from priorities.admin.spreadsheet_preview import SHOWN_ROWS, ShownRow, shown_cell
from priorities.admin.spreadsheets import TITLES
from priorities.choices import Role
from priorities.importing.applying import undo
from priorities.models import ImportBatch, ImportedRow, Official

DRAFTS = "draft-notes"


class Undo(ObjectAction):
    name = "undo"
    label = gettext_lazy("Undo this import")
    explanation = gettext_lazy(
        "Every row goes back to what it was before; what was added is removed. What is public is not forgotten: the "
        "journal tells of the import and of this. It works as long as nothing else has touched the rows."
    )

    def offered(self, row: ImportBatch, by: Official) -> bool:
        return row.undone_at is None and (by.may_write or Role.ADMINISTRATOR in by.roles)

    def run(self, row: ImportBatch, by: Official, answers: dict[str, Any]) -> Done:
        batch = undo(row, by)
        return Done(_("The import is undone."), change_url(batch))


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin, ActionsAdmin):
    object_actions = (Undo(),)
    list_display = ["filename", "kind", "applied", "applied_by", "added", "changed", "situation"]
    list_filter = ["dataset", "applied_at"]
    list_select_related = ["applied_by", "undone_by"]
    search_fields = ["filename", "applied_by__username"]
    fields = ["kind", "applied", "applied_by", "added", "changed", "unchanged", "situation", "sha256", "content"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Drafts are seen by the side that writes them alone."""
        by = official_of(request)
        seen = ~Q(dataset=DRAFTS) | Q(applied_by=by)
        if by.side:
            seen |= Q(applied_by__organization__side=by.side)
        return super().get_queryset(request).filter(seen)

    @admin.display(description=gettext_lazy("kind of file"), ordering="dataset")
    def kind(self, batch: ImportBatch) -> str:
        return str(TITLES[batch.dataset])

    @admin.display(description=gettext_lazy("applied at"), ordering="applied_at")
    def applied(self, batch: ImportBatch) -> str:
        return utc_minute(batch.applied_at)

    @admin.display(description=gettext_lazy("situation"), ordering="undone_at")
    def situation(self, batch: ImportBatch) -> str:
        if batch.undone_at is None:
            return _("Applied")
        return _("Undone by %(who)s, %(when)s") % {"who": batch.undone_by, "when": utc_minute(batch.undone_at)}

    @admin.display(description=gettext_lazy("rows"))
    def content(self, batch: ImportBatch) -> SafeString:
        rows = [_shown(row) for row in batch.rows.order_by("number")[:SHOWN_ROWS]]
        more = max(0, batch.added + batch.changed - SHOWN_ROWS)
        return render_to_string("admin/spreadsheets/_changes.html", {"rows": rows, "more": more, "caption": _("Rows")})


def _shown(row: ImportedRow) -> ShownRow:
    before = row.before or {}
    cells = [shown_cell(name, before.get(name), value) for name, value in row.after.items()]
    return ShownRow(row.number, " · ".join(row.key) or NOTHING, cells, is_public=False)
