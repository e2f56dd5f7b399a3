from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from priorities.choices import (
    FINISHED,
    HeadlineStatus,
    Kind,
    Linkage,
    TextProvenance,
)
from priorities.clocks import FOREVER, FOREVER_DAY
from priorities.models.date_change import DateChange
from priorities.models.fields import code_field, one_of
from priorities.models.history import History
from priorities.models.milestone import Milestone
from priorities.models.note import is_public
from priorities.models.ownership import Ownership
from priorities.models.search_text import SearchText
from priorities.models.text import Translated
from priorities.models.translation import TranslatedRow
from priorities.models.versions import VersionedRow
from priorities.search.words import Query

if TYPE_CHECKING:
    from priorities.models.organization import Organization


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def public(self, known_at: datetime) -> "CommitmentQuerySet":
        """Commitments that the public could see at an instant: the one door for pages, files and feeds."""
        return self.filter(published_at__lte=known_at)

    def coded(self, code: str) -> "CommitmentQuerySet":
        """The one with a code that came from outside; PostgreSQL does not even compare with a text that has a NUL."""
        return self.none() if "\0" in code else self.filter(code=code)

    def as_of(self, *, on: date, known_at: datetime) -> "CommitmentQuerySet":
        """With what the record says of the day `on`, as known at the instant `known_at`.

        Adds status, basis, status_as_of, last_reported, next_update_due, fresh, status_canada, canada_as_of,
        status_japan, japan_as_of, last_note_id, target_date and overdue. Today, a day in the past and an embargo
        that has just come due are this one query with other arguments.
        """
        period = FilteredRelation(
            "status_periods",
            condition=Q(
                status_periods__valid_from__lte=on,
                status_periods__valid_to__gt=on,
                status_periods__known_from__lte=known_at,
                status_periods__known_to__gt=known_at,
            ),
        )
        told: dict[str, Any] = {
            "status": Coalesce("period__status", Value(HeadlineStatus.NO_REPORT.value)),
            "basis": Coalesce("period__basis", Value("")),
            "status_as_of": F("period__status_as_of"),
            "last_reported": F("period__last_reported"),
            "next_update_due": F("period__next_update_due"),
            "fresh": Case(When(period__next_update_due__gte=on, then=True), default=False),
            "status_canada": Coalesce("period__status_canada", Value("")),
            "canada_as_of": F("period__canada_as_of"),
            "status_japan": Coalesce("period__status_japan", Value("")),
            "japan_as_of": F("period__japan_as_of"),
            "last_note_id": F("period__last_note"),
            "target_date": DateChange.objects.latest_date(
                F("original_target_date"), on=on, known_at=known_at, commitment=OuterRef("pk"), milestone=None
            ),
        }
        late = Q(target_date__lt=on) & ~Q(status__in=FINISHED)
        judged: dict[str, Any] = {"overdue": Case(When(late, then=True), default=False)}
        return self.annotate(period=period).annotate(**told).annotate(**judged)

    def with_milestone_counts(self, *, on: date, known_at: datetime) -> "CommitmentQuerySet":
        """With milestones_total and milestones_reached by the day `on`, as known at `known_at`."""
        known = Milestone.objects.filter(commitment=OuterRef("pk"), added_at__lte=known_at)
        reached = known.reached(on=on, known_at=known_at)
        counts: dict[str, Any] = {"milestones_total": counted(known), "milestones_reached": counted(reached)}
        return self.annotate(**counts)

    def with_moved_target(self) -> "CommitmentQuerySet":
        """With moved_target: the target date after every public move; None where it never moved."""
        never = Value(None, output_field=models.DateField())
        moved: dict[str, Any] = {
            "moved_target": DateChange.objects.latest_date(
                never, on=FOREVER_DAY, known_at=FOREVER, commitment=OuterRef("pk"), milestone=None
            )
        }
        return self.annotate(**moved)

    def on_sides(self, sides: Collection[str]) -> "CommitmentQuerySet":
        """Commitments with an owner on one of these sides."""
        return self.filter(Exists(Ownership.objects.filter(commitment=OuterRef("pk"), organization__side__in=sides)))

    def owned_by(self, organizations: Collection[str]) -> "CommitmentQuerySet":
        """Commitments that one of these organizations, given by code, answers for."""
        return self.filter(
            Exists(Ownership.objects.filter(commitment=OuterRef("pk"), organization__code__in=organizations))
        )

    def matching(self, query: Query, *, on: date, known_at: datetime) -> "CommitmentQuerySet":
        """Commitments with all words of a query in their own texts, or in those of one note that speaks of a day up to
        `on` and was public at `known_at`."""
        told = Q(note__as_of__lte=on) & is_public(known_at, of="note__")
        found = SearchText.objects.holding(query).filter(Q(note=None) | told)
        return self.filter(pk__in=found.values("commitment"))

    def get_by_natural_key(self, code: str) -> "Commitment":
        return self.get(code=code)


def counted(rows: "models.QuerySet[Any]") -> Coalesce:
    """How many of these rows belong to the commitment of the outer query, as an expression for it."""
    numbers = rows.order_by().values("commitment").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(numbers), 0)


class Commitment(VersionedRow, TranslatedRow):
    """A concrete undertaking in one priority area. It is public from `published_at` on, for good."""

    translated_texts = ("title", "description", "origin_note", "area_note")

    code = models.CharField(
        _("code"),
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2}-\d{2,4}\Z", _("A code is two letters, a hyphen and digits: ES-01."))],
        help_text=_("Area and number, as in ES-01. Never reused."),
        error_messages={"unique": _("There is already a commitment with this code.")},
    )
    area = models.ForeignKey(
        "PriorityArea",
        on_delete=models.PROTECT,
        related_name="commitments",
        verbose_name=_("priority area"),
        help_text=_("The one area under which it is counted."),
    )
    title_en = models.CharField(
        _("title (English)"),
        max_length=300,
        help_text=_("What is to be done, in a few words. French is needed before it can be public."),
    )
    title_fr = models.CharField(_("title (French)"), max_length=300, blank=True)
    title_ja = models.CharField(_("title (Japanese)"), max_length=300, blank=True)
    title_provenance_en = code_field(TextProvenance, default=TextProvenance.OWN_WORDING)
    title_provenance_fr = code_field(TextProvenance, default=TextProvenance.OWN_TRANSLATION)
    title_provenance_ja = code_field(TextProvenance, default=TextProvenance.OWN_TRANSLATION)
    description_en = models.TextField(
        _("what was committed (English)"), help_text=_("What was promised, as close to the joint text as possible.")
    )
    description_fr = models.TextField(_("what was committed (French)"), blank=True)
    description_ja = models.TextField(_("what was committed (Japanese)"), blank=True)
    origin_note_en = models.TextField(
        _("note on its origin (English)"),
        blank=True,
        help_text=_("Where the link to a joint document needs a word of explanation."),
    )
    origin_note_fr = models.TextField(_("note on its origin (French)"), blank=True)
    origin_note_ja = models.TextField(_("note on its origin (Japanese)"), blank=True)
    area_note_en = models.TextField(
        _("note on its area (English)"),
        blank=True,
        help_text=_("Why it stands in this area, where another would be thinkable."),
    )
    area_note_fr = models.TextField(_("note on its area (French)"), blank=True)
    area_note_ja = models.TextField(_("note on its area (Japanese)"), blank=True)
    kind = code_field(
        Kind, verbose_name=_("kind"), help_text=_("One-off: it can be completed. Open-ended: action goes on.")
    )
    linkage = code_field(
        Linkage,
        verbose_name=_("linkage"),
        help_text=_("Between the two countries, shared with others, or by each at home."),
    )
    start_date = models.DateField(
        _("start date"), null=True, blank=True, help_text=_("When action began or is to begin.")
    )
    original_target_date = models.DateField(
        _("target date"),
        null=True,
        blank=True,
        help_text=_("As first published. Later moves go through “Move date” and keep this one."),
    )
    review_interval_months = models.PositiveSmallIntegerField(
        _("review interval (months)"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("After so many months without a report the status is marked as not recently verified."),
    )
    published_at = models.DateTimeField(_("public since"), null=True, blank=True, editable=False)
    organizations: "models.ManyToManyField[Organization, Ownership]" = models.ManyToManyField(
        "Organization", through="Ownership", related_name="commitments"
    )

    title = Translated()
    description = Translated()
    origin_note = Translated()
    area_note = Translated()

    objects = CommitmentQuerySet.as_manager()
    history = History()

    # Added by `as_of`
    status: str
    basis: str
    status_as_of: date | None
    last_reported: date | None
    next_update_due: date | None
    fresh: bool
    status_canada: str
    canada_as_of: date | None
    status_japan: str
    japan_as_of: date | None
    last_note_id: int | None
    target_date: date | None
    overdue: bool
    # Added by `with_moved_target`
    moved_target: date | None
    # Added by `with_milestone_counts`
    milestones_total: int
    milestones_reached: int

    class Meta:
        ordering = ["code"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.CheckConstraint(
                name="commitment_kind_known",
                condition=one_of("kind", Kind),
                violation_error_message=_("The kind is one-off or open-ended."),
            ),
            models.CheckConstraint(
                name="commitment_linkage_known",
                condition=one_of("linkage", Linkage),
                violation_error_message=_("The linkage is bilateral, shared multilateral or parallel national."),
            ),
            models.CheckConstraint(
                name="commitment_dates_in_order",
                condition=Q(start_date__isnull=True)
                | Q(original_target_date__isnull=True)
                | Q(start_date__lte=F("original_target_date")),
                violation_error_message=_("The target date is before the start date."),
            ),
            models.CheckConstraint(
                name="commitment_review_interval_in_range",
                condition=Q(review_interval_months__gte=1, review_interval_months__lte=60),
                violation_error_message=_("The review interval is 1 to 60 months."),
            ),
        ]
        indexes = [
            models.Index(fields=["area", "published_at", "original_target_date"], name="commitment_by_area"),
            models.Index(fields=["code", "published_at"], name="commitment_by_code"),
            models.Index(fields=["area", "code"], name="commitment_in_area"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("commitment-detail", args=[self.code])

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def clean(self) -> None:
        super().clean()
        if self.start_date and self.published_at:
            self.check_start(Commitment.objects.with_moved_target().get(pk=self.pk).moved_target)

    def check_start(self, moved_target: date | None) -> None:
        """Raises ValidationError where the start is after the date to which the target has moved."""
        if self.start_date and moved_target and self.start_date > moved_target:
            told = gettext("The target date has moved to %(day)s, which is before this start.") % {"day": moved_target}
            raise ValidationError({"start_date": told})
