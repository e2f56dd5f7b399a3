from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from priorities.choices import TextProvenance
from priorities.models.fields import code_field
from priorities.models.history import History
from priorities.models.text import Translated
from priorities.models.translation import TranslatedRow
from priorities.models.versions import VersionedRow

if TYPE_CHECKING:
    from priorities.models.source import Source

TITLE_NOTE = _("The page shows it after “Title as in:”, for example the joint document that has this title.")


class PriorityAreaQuerySet(models.QuerySet["PriorityArea"]):
    def get_by_natural_key(self, code: str) -> "PriorityArea":
        return self.get(code=code)


class PriorityArea(VersionedRow, TranslatedRow):
    """One of the six areas that the foreign ministers named in May 2021."""

    translated_texts = ("title", "summary", "official_text")

    code = models.CharField(_("code"), max_length=2, unique=True, help_text=_("Two letters, as in RL."))
    slug = models.SlugField(_("address"), unique=True, help_text=_("The last part of the page's address."))
    order = models.PositiveSmallIntegerField(
        _("order"), unique=True, help_text=_("Where the area stands among the six.")
    )
    title_en = models.CharField(_("title (English)"), max_length=300, help_text=_("As the joint documents name it."))
    title_fr = models.CharField(_("title (French)"), max_length=300, blank=True)
    title_ja = models.CharField(_("title (Japanese)"), max_length=300, blank=True)
    title_provenance_en = code_field(TextProvenance, default=TextProvenance.OFFICIAL)
    title_provenance_fr = code_field(TextProvenance, default=TextProvenance.OFFICIAL)
    title_provenance_ja = code_field(TextProvenance, default=TextProvenance.OFFICIAL)
    title_note_en = models.CharField(
        _("where the English title comes from"), max_length=300, blank=True, help_text=TITLE_NOTE
    )
    title_note_fr = models.CharField(
        _("where the French title comes from"), max_length=300, blank=True, help_text=TITLE_NOTE
    )
    title_note_ja = models.CharField(
        _("where the Japanese title comes from"), max_length=300, blank=True, help_text=TITLE_NOTE
    )
    summary_en = models.TextField(
        _("summary (English)"), help_text=_("One or two sentences at the top of the area’s page.")
    )
    summary_fr = models.TextField(_("summary (French)"), blank=True)
    summary_ja = models.TextField(_("summary (Japanese)"), blank=True)
    official_text_en = models.TextField(
        _("official text (English)"), help_text=_("Word for word as published; the sources say where.")
    )
    official_text_fr = models.TextField(_("official text (French)"), blank=True)
    official_text_ja = models.TextField(_("official text (Japanese)"), blank=True)
    sources: "models.ManyToManyField[Source, Any]" = models.ManyToManyField(
        "Source", verbose_name=_("sources"), blank=True, help_text=_("Where the official text was read.")
    )

    title = Translated()
    summary = Translated()
    official_text = Translated()

    objects = PriorityAreaQuerySet.as_manager()
    history = History(m2m_fields=[sources])

    class Meta:
        ordering = ["order"]
        verbose_name = _("priority area")
        verbose_name_plural = _("priority areas")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def natural_key(self) -> tuple[str]:
        return (self.code,)
