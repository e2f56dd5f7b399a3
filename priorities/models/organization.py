from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from priorities.choices import Side, TextProvenance
from priorities.models.fields import code_field, one_of
from priorities.models.history import History
from priorities.models.ownership import Ownership
from priorities.models.text import Translated
from priorities.models.translation import TranslatedRow
from priorities.models.versions import VersionedRow


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def public(self, known_at: datetime) -> "OrganizationQuerySet":
        """Bodies that answer for a commitment that is public at an instant; of each the first such is looked for."""
        owned = Ownership.objects.filter(organization=OuterRef("pk"), commitment__published_at__lte=known_at)
        return self.filter(Exists(owned))

    def answering_for(self, commitments: Any) -> "OrganizationQuerySet":
        """Bodies that answer for one of some commitments, given as a query for their ids."""
        return self.filter(Exists(Ownership.objects.filter(organization=OuterRef("pk"), commitment__in=commitments)))

    def get_by_natural_key(self, code: str) -> "Organization":
        return self.get(code=code)


class Organization(VersionedRow, TranslatedRow):
    """A department or body of Canada, of Japan or international."""

    translated_texts = ("name",)

    code = models.SlugField(_("code"), max_length=20, unique=True, help_text=_("Short and stable, as in NRCAN."))
    side = code_field(
        Side,
        verbose_name=_("side"),
        help_text=_("Canada, Japan or international. It decides for whom its officials write."),
    )
    name_en = models.CharField(_("name (English)"), max_length=200, help_text=_("The body’s own name for itself."))
    name_fr = models.CharField(_("name (French)"), max_length=200, blank=True)
    name_ja = models.CharField(_("name (Japanese)"), max_length=200, blank=True)
    name_provenance_en = code_field(TextProvenance, default=TextProvenance.OFFICIAL)
    name_provenance_fr = code_field(TextProvenance, default=TextProvenance.OFFICIAL)
    name_provenance_ja = code_field(TextProvenance, default=TextProvenance.OFFICIAL)
    acronym_en = models.CharField(
        _("acronym (English)"), max_length=20, blank=True, help_text=_("Only if the body uses it in this language.")
    )
    acronym_fr = models.CharField(
        _("acronym (French)"), max_length=20, blank=True, help_text=_("Only if the body uses it in this language.")
    )
    acronym_ja = models.CharField(
        _("acronym (Japanese)"), max_length=20, blank=True, help_text=_("Only if the body uses it in this language.")
    )
    url = models.URLField(_("web site"), max_length=500, blank=True, help_text=_("The body’s own home page."))
    url_checked = models.BooleanField(
        _("web site checked"),
        default=False,
        help_text=_("Someone has opened the address and seen that it is the body's own. Only then is it shown."),
    )

    name = Translated()
    acronym = Translated()

    objects = OrganizationQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["code"]
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints = [
            models.CheckConstraint(
                name="organization_side_known",
                condition=one_of("side", Side),
                violation_error_message=_("The side is Canada, Japan or international."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def natural_key(self) -> tuple[str]:
        return (self.code,)
