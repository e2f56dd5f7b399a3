from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class MendedDayQuerySet(models.QuerySet["MendedDay"]):
    def told(self, known_at: datetime) -> "MendedDayQuerySet":
        """The days that the record told at an instant; of each milestone at most one."""
        return self.filter(known_from__lte=known_at, known_to__gt=known_at)


class MendedDay(models.Model):
    """A day on which a public milestone was said to be reached until it was mended or emptied.

    Told from `known_from` and no more from `known_to` on, and kept for good: what was known in between goes on telling
    of it. The day that is told now stands on the milestone.
    """

    milestone = models.ForeignKey("Milestone", on_delete=models.PROTECT, related_name="mended_days")
    reached_on = models.DateField(_("reached on"))
    known_from = models.DateTimeField(_("told from"))
    known_to = models.DateTimeField(_("told until"))

    objects = MendedDayQuerySet.as_manager()

    class Meta:
        ordering = ["milestone", "known_from"]
        verbose_name = _("mended day")
        verbose_name_plural = _("mended days")
        constraints = [
            models.CheckConstraint(
                name="mended_day_known_in_order",
                condition=Q(known_from__lte=F("known_to")),
                violation_error_message=_("A day is mended after it becomes known."),
            ),
        ]
        indexes = [
            models.Index(fields=["milestone", "known_to", "known_from", "reached_on"], name="mended_day_at"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.reached_on}"
