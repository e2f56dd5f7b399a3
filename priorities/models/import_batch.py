from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

KEPT_FOR = timedelta(days=1)


class PendingImportQuerySet(models.QuerySet["PendingImport"]):
    def forgotten(self, moment: datetime) -> "PendingImportQuerySet":
        """Files that nobody has applied for a day."""
        return self.filter(uploaded_at__lt=moment - KEPT_FOR)


class PendingImport(models.Model):
    """A file that an official has uploaded and not yet applied: one for each official and kind of file."""

    official = models.ForeignKey("Official", on_delete=models.CASCADE, related_name="+")
    dataset = models.CharField(max_length=24)
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    uploaded_at = models.DateTimeField()

    objects = PendingImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        constraints = [
            models.UniqueConstraint(
                fields=["official", "dataset"],
                name="pending_import_once",
                violation_error_message=_("A file of this kind already waits to be applied."),
            )
        ]

    def __str__(self) -> str:
        return self.filename


class ImportBatch(models.Model):
    """A spreadsheet that was applied: who, when, which file, and how much it changed."""

    dataset = models.CharField(_("kind of file"), max_length=24)
    filename = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    applied_by = models.ForeignKey("Official", on_delete=models.PROTECT, related_name="+", verbose_name=_("applied by"))
    applied_at = models.DateTimeField(_("applied at"))
    added = models.PositiveIntegerField(_("rows added"))
    changed = models.PositiveIntegerField(_("rows changed"))
    unchanged = models.PositiveIntegerField(_("rows unchanged"))
    undone_by = models.ForeignKey(
        "Official", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        ordering = ["-applied_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                name="import_undone_by_someone",
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                violation_error_message=_("An import that was undone says when and by whom."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.filename} ({self.applied_at:%Y-%m-%d %H:%M} UTC)"


class ImportedRow(models.Model):
    """What an import did to one row: its cells before and after, by column, and the version that it left.

    A row that the import added has no `before`.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row of the file"))
    key: "models.JSONField[Any, Any]" = models.JSONField(_("row of the record"))
    version = models.PositiveIntegerField()
    before: "models.JSONField[Any, Any]" = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after: "models.JSONField[Any, Any]" = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["batch", "number"]
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "number"],
                name="imported_row_once",
                violation_error_message=_("This row of the file is already listed."),
            )
        ]

    def __str__(self) -> str:
        return f"{' · '.join(self.key)} ({self.number})"
