from django.db import models
from django.utils.translation import gettext_lazy as _

from priorities.choices import Side, TextProvenance
from priorities.models.fields import code_field, one_of
from priorities.models.history import History
from priorities.models.text import Translated
from priorities.models.translation import TranslatedRow
from priorities.models.versions import VersionedRow


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def get_by_natural_key(self, code: str) -> "Organization":
        return self.get(code=code)


class Organization(VersionedRow, TranslatedRow):
    """A department or body of Canada, of Japan or international."""

    translated_texts = ("name",)

    code = models.SlugField(_("code"), max_length=20, unique=True, help_text=_("Short and stable, as in NRCAN."))
    side = code_field(Side, verbose_name=_("side"))
    name_en = models.CharField(_("name (English)"), max_length=200)
    name_fr = models.CharField(_("name (French)"), max_length=200, blank=True)
    name_ja = models.CharField(_("name (Japanese)"), max_length=200, blank=True)
    name_provenance_en = code_field(TextProvenance, default=TextProvenance.OFFICIAL)
    name_provenance_fr = code_field(TextProvenance, default=TextProvenance.OFFICIAL)
    name_provenance_ja = code_field(TextProvenance, default=TextProvenance.OFFICIAL)
    acronym_en = models.CharField(_("acronym (English)"), max_length=20, blank=True)
    acronym_fr = models.CharField(_("acronym (French)"), max_length=20, blank=True)
    acronym_ja = models.CharField(_("acronym (Japanese)"), max_length=20, blank=True)
    url = models.URLField(_("web site"), max_length=500, blank=True)
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
