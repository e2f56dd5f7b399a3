"""The officials' side of the record: one module a subject. It shows and asks; the rules are in `actions`."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from priorities.admin import areas, commitments, documents, imports, ledgers, notes, officials, organizations, sources

__all__ = ["areas", "commitments", "documents", "imports", "ledgers", "notes", "officials", "organizations", "sources"]

admin.site.site_header = _("FIP Tracker")
admin.site.site_title = _("FIP Tracker")
admin.site.index_title = _("The record")
# Nothing of the record goes away in bulk; and the roles are made by a migration.
admin.site.disable_action("delete_selected")
admin.site.unregister(Group)
