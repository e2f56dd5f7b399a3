from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from priorities.choices import Language, PublicationBasis, Reliability, TitleBasis
from priorities.models.area import PriorityArea
from priorities.models.document import Document, Provision
from priorities.models.fields import code_field, one_of
from priorities.models.history import History
from priorities.models.milestone import Milestone
from priorities.models.note import ProgressNote
from priorities.models.versions import VersionedRow


class SourceQuerySet(models.QuerySet["Source"]):
    def public(self, known_at: datetime) -> "SourceQuerySet":
        """Sources that something public cites: an area, a document, a provision, a milestone or a released note."""
        citing = [
            PriorityArea.sources.through.objects.values("source_id"),
            Document.sources.through.objects.values("source_id"),
            Provision.objects.filter(commitment__published_at__lte=known_at, source__isnull=False).values("source_id"),
            Milestone.sources.through.objects.filter(milestone__in=Milestone.objects.public(known_at)).values(
                "source_id"
            ),
            ProgressNote.sources.through.objects.filter(progressnote__in=ProgressNote.objects.public(known_at)).values(
                "source_id"
            ),
        ]
        return self.filter(reduce(or_, (Q(pk__in=cited) for cited in citing)))

    def cited_for(self, commitments: Any, *, on: date, known_at: datetime) -> "SourceQuerySet":
        """Sources that some commitments, given as a query for their ids, rest on for the days up to `on`.

        That is what their milestones, public notes and passages cite, their areas, and the documents of the passages.
        """
        notes = ProgressNote.objects.public(known_at).filter(commitment__in=commitments, as_of__lte=on)
        milestones = Milestone.objects.public(known_at).filter(commitment__in=commitments)
        provisions = Provision.objects.filter(commitment__in=commitments)
        areas = PriorityArea.objects.filter(commitments__in=commitments)
        documents = Document.objects.filter(provisions__in=provisions)
        citing = [
            PriorityArea.sources.through.objects.filter(priorityarea__in=areas).values("source_id"),
            Document.sources.through.objects.filter(document__in=documents).values("source_id"),
            provisions.filter(source__isnull=False).values("source_id"),
            Milestone.sources.through.objects.filter(milestone__in=milestones).values("source_id"),
            ProgressNote.sources.through.objects.filter(progressnote__in=notes).values("source_id"),
        ]
        return self.filter(reduce(or_, (Q(pk__in=cited) for cited in citing)))

    def get_by_natural_key(self, code: str) -> "Source":
        return self.get(code=code)


class Source(VersionedRow):
    """A citable page or document."""

    code = models.SlugField(_("code"), max_length=60, unique=True, help_text=_("Short and stable, as in ca-bg-2021."))
    title = models.CharField(_("title"), max_length=400, help_text=_("As the page is headed."))
    title_basis = code_field(
        TitleBasis,
        verbose_name=_("title is"),
        default=TitleBasis.PAGE,
        help_text=_("Our description, where the page has no heading of its own."),
    )
    publisher = models.CharField(_("publisher"), max_length=200, help_text=_("The body or paper that published it."))
    url = models.URLField(
        _("address"),
        max_length=600,
        unique=True,
        help_text=_("The address at which it was read; https where there is one."),
    )
    published = models.DateField(
        _("published on"), null=True, blank=True, help_text=_("Leave empty where the page gives no day.")
    )
    published_basis = code_field(
        PublicationBasis,
        verbose_name=_("how that date is known"),
        default=PublicationBasis.STATED,
        help_text=_("A date that the page does not state is shown as inferred."),
    )
    language = code_field(Language, verbose_name=_("language"), help_text=_("In which it is written."))
    reliability = code_field(
        Reliability,
        verbose_name=_("reliability"),
        help_text=_("A: official or primary. B: established press. C: a copy or secondary. D: weak."),
    )
    licence_note = models.TextField(_("licence note"), blank=True, help_text=_("For officials; not published."))

    objects = SourceQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["code"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.CheckConstraint(
                name="source_reliability_known",
                condition=one_of("reliability", Reliability),
                violation_error_message=_("The reliability is A, B, C or D."),
            ),
            models.CheckConstraint(
                name="source_date_and_basis_agree",
                condition=Q(published__isnull=True, published_basis=PublicationBasis.NONE.value)
                | (Q(published__isnull=False) & ~Q(published_basis=PublicationBasis.NONE.value)),
                violation_error_message=_("Say how the date is known; “not known” goes with an empty date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.publisher})"

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    @property
    def link(self) -> str:
        """The address where it may be followed; addresses without encryption are shown, not linked."""
        return self.url if self.url.startswith("https://") else ""

    @property
    def is_fixed(self) -> bool:
        """Whether a released note rests on it, so that the database lets nobody change what it says."""
        return ProgressNote.objects.released().filter(sources=self).exists()

    @property
    def is_date_inferred(self) -> bool:
        return self.published_basis in {PublicationBasis.INFERRED, PublicationBasis.URL}
