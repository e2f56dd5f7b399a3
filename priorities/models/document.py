from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from priorities.choices import Language, TextProvenance
from priorities.models.fields import code_field
from priorities.models.history import History
from priorities.models.text import Translated
from priorities.models.translation import TranslatedRow
from priorities.models.versions import VersionedRow

if TYPE_CHECKING:
    from priorities.models.source import Source

LONGEST_EXCERPT = 15  # words; more would be copying


class DocumentQuerySet(models.QuerySet["Document"]):
    def get_by_natural_key(self, code: str) -> "Document":
        return self.get(code=code)


class Document(VersionedRow, TranslatedRow):
    """A joint text of both governments, such as the 2021 backgrounder."""

    translated_texts = ("title",)

    code = models.SlugField(_("code"), max_length=20, unique=True, help_text=_("Short and stable, as in ap-2022."))
    title_en = models.CharField(_("title (English)"), max_length=300, help_text=_("As the document itself is headed."))
    title_fr = models.CharField(_("title (French)"), max_length=300, blank=True)
    title_ja = models.CharField(_("title (Japanese)"), max_length=300, blank=True)
    title_provenance_en = code_field(TextProvenance, default=TextProvenance.OFFICIAL)
    title_provenance_fr = code_field(TextProvenance, default=TextProvenance.OFFICIAL)
    title_provenance_ja = code_field(TextProvenance, default=TextProvenance.OFFICIAL)
    date = models.DateField(_("date"), help_text=_("The day on which it was issued."))
    sources: "models.ManyToManyField[Source, Any]" = models.ManyToManyField(
        "Source", verbose_name=_("sources"), blank=True, help_text=_("The pages on which its text was read.")
    )

    title = Translated()

    objects = DocumentQuerySet.as_manager()
    history = History(m2m_fields=[sources])

    class Meta:
        ordering = ["date", "code"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return f"{self.title}"

    def natural_key(self) -> tuple[str]:
        return (self.code,)


def check_excerpt(excerpt: str) -> None:
    """Refuse an excerpt of more than fifteen words (of more than 60 characters where words are not spaced)."""
    if len(excerpt.split()) > LONGEST_EXCERPT or (" " not in excerpt and len(excerpt) > 4 * LONGEST_EXCERPT):
        raise ValidationError(_("An excerpt has at most 15 words."), code="excerpt_too_long")


class Provision(models.Model):
    """The passage that a commitment rests on: in a joint document, or, where no joint text has it, in a source."""

    commitment = models.ForeignKey("Commitment", on_delete=models.CASCADE, related_name="provisions")
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="provisions",
        verbose_name=_("document"),
        help_text=_("The joint document that has the passage; empty where none has it."),
    )
    source = models.ForeignKey(
        "Source",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("read in"),
        related_name="provisions",
        help_text=_("The page on which it was read; needed where no document is named."),
    )
    locator = models.CharField(_("locator"), max_length=100, blank=True, help_text=_("Chapter, paragraph or page."))
    excerpt = models.CharField(
        _("excerpt"),
        max_length=300,
        blank=True,
        validators=[check_excerpt],
        help_text=_("At most 15 words, exactly as written."),
    )
    language = code_field(
        Language,
        verbose_name=_("language of the excerpt"),
        default=Language.EN,
        help_text=_("In which it is written."),
    )

    history = History()

    class Meta:
        ordering = ["document__date", "pk"]
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        constraints = [
            models.CheckConstraint(
                name="provision_rests_on_something",
                condition=Q(document__isnull=False) | Q(source__isnull=False),
                violation_error_message=_("Name the document, or the source where no joint document has the passage."),
            ),
            models.UniqueConstraint(
                "commitment",
                Coalesce("document", 0),
                Coalesce("source", 0),
                "locator",
                "excerpt",
                name="provision_once",
                violation_error_message=_("This passage is already listed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment.code}: {self.document or self.source}"
