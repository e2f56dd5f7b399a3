from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from priorities.clocks import today
from priorities.models.date_change import DateChange
from priorities.models.history import History
from priorities.models.mended_day import MendedDay
from priorities.models.text import Translated
from priorities.models.translation import TranslatedRow
from priorities.models.versions import VersionedRow

if TYPE_CHECKING:
    from priorities.models.source import Source


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def public(self, known_at: datetime) -> "MilestoneQuerySet":
        return self.filter(added_at__lte=known_at, commitment__published_at__lte=known_at)

    def as_of(self, *, on: date, known_at: datetime) -> "MilestoneQuerySet":
        """With due_date and shown_reached_on for the day `on`, as known at `known_at`."""
        mended = MendedDay.objects.told(known_at).filter(milestone=OuterRef("pk"), reached_on__lte=on)
        told: dict[str, Any] = {
            "due_date": DateChange.objects.latest_date(
                F("original_due_date"),
                on=on,
                known_at=known_at,
                commitment=OuterRef("commitment"),  # the index of moves begins with it
                milestone=OuterRef("pk"),
            ),
            "shown_reached_on": Coalesce(
                Case(When(_told_to_be_reached(on, known_at), then=F("reached_on"))),
                Subquery(mended.order_by().values("reached_on")[:1]),  # at most one, so there is nothing to sort
            ),
        }
        return self.annotate(**told)

    def reached(self, *, on: date, known_at: datetime) -> "MilestoneQuerySet":
        """Those that were reached by the day `on`, as known at `known_at`."""
        mended = MendedDay.objects.told(known_at).filter(milestone=OuterRef("pk"), reached_on__lte=on)
        return self.filter(_told_to_be_reached(on, known_at) | Exists(mended))


def _told_to_be_reached(on: date, known_at: datetime) -> Q:
    """By the day that the milestone has now; what was told before it was mended is a `MendedDay`."""
    return Q(reached_on__lte=on, reached_known_at__lte=known_at)


class Milestone(VersionedRow, TranslatedRow):
    """A dated step of a commitment. `added_at` says since when the record tells of it, `reached_known_at` since when it
    tells of the day on which it was reached; what it told before is kept as a `MendedDay`."""

    translated_texts = ("title", "date_basis")

    commitment = models.ForeignKey("Commitment", on_delete=models.CASCADE, related_name="milestones")
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("Its place in the list; never reused."))
    title_en = models.CharField(
        _("title (English)"), max_length=300, help_text=_("The step in a few words, as the public reads it.")
    )
    title_fr = models.CharField(_("title (French)"), max_length=300, blank=True)
    title_ja = models.CharField(_("title (Japanese)"), max_length=300, blank=True)
    original_due_date = models.DateField(
        _("due date"), null=True, blank=True, help_text=_("As first published. Later moves go through “Move date”.")
    )
    reached_on = models.DateField(
        _("reached on"), null=True, blank=True, help_text=_("Leave empty until it is reached.")
    )
    date_basis_en = models.CharField(
        _("how the date is known (English)"),
        max_length=300,
        blank=True,
        help_text=_("Only where no source states the day; it is then shown as inferred."),
    )
    date_basis_fr = models.CharField(_("how the date is known (French)"), max_length=300, blank=True)
    date_basis_ja = models.CharField(_("how the date is known (Japanese)"), max_length=300, blank=True)
    added_at = models.DateTimeField(editable=False)
    reached_known_at = models.DateTimeField(null=True, blank=True, editable=False)
    sources: "models.ManyToManyField[Source, Any]" = models.ManyToManyField(
        "Source",
        verbose_name=_("sources"),
        blank=True,
        related_name="milestones",
        help_text=_("What shows the step, or that it was reached."),
    )

    title = Translated()
    date_basis = Translated()

    objects = MilestoneQuerySet.as_manager()
    history = History(m2m_fields=[sources])

    # Added by `as_of`
    due_date: date | None
    shown_reached_on: date | None

    class Meta:
        ordering = ["commitment", "number"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "number"],
                name="milestone_number_once",
                violation_error_message=_("There is already a milestone with this number."),
            ),
            models.CheckConstraint(
                name="milestone_reached_is_known",
                condition=Q(reached_on__isnull=True, reached_known_at__isnull=True)
                | Q(reached_on__isnull=False, reached_known_at__isnull=False),
                violation_error_message=_("A reached milestone carries the moment at which that became known."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment.code} · {self.title}"

    def clean(self) -> None:
        super().clean()
        if self.reached_on and self.reached_on > today():
            raise ValidationError({"reached_on": _("This day is in the future.")})
