from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import F, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from priorities.choices import Language, Reporter
from priorities.models.fields import code_field, one_of
from priorities.models.text import Translated
from priorities.models.translation import TranslatedRow
from priorities.progress import days_slipped


class DateChangeQuerySet(models.QuerySet["DateChange"]):
    def public(self, known_at: datetime) -> "DateChangeQuerySet":
        return self.filter(known_at__lte=known_at, commitment__published_at__lte=known_at)

    def pending(self) -> "DateChangeQuerySet":
        """Joint moves that the other side has still to confirm; none that was declined or taken back."""
        return self.filter(known_at__isnull=True, closed_at__isnull=True)

    def latest_date(self, original: F | Value, *, on: date, known_at: datetime, **of: Any) -> Coalesce:
        """The date in force on a day as known at an instant, as an expression for a query on what `of` names."""
        latest = self.filter(decided_on__lte=on, known_at__lte=known_at, **of).order_by("-decided_on", "-known_at")
        return Coalesce(Subquery(latest.values("new_date")[:1]), original)


class DateChange(TranslatedRow):
    """A move of a target date, or of a milestone's due date. It is public from `known_at` on, for good.

    A move agreed jointly waits, unseen, until an official of the other side confirms it. One that was declined, or
    taken back by the side that asked, is kept with the reason from `closed_at` on, and is never public.
    """

    translated_texts = ("reason",)

    commitment = models.ForeignKey("Commitment", on_delete=models.PROTECT, related_name="date_changes")
    milestone = models.ForeignKey(
        "Milestone", on_delete=models.PROTECT, null=True, blank=True, related_name="date_changes"
    )
    old_date = models.DateField(_("from"), null=True, blank=True)
    new_date = models.DateField(_("to"))
    language = code_field(Language, verbose_name=_("language"), default=Language.EN)
    reason_en = models.TextField(_("reason (English)"), blank=True)
    reason_fr = models.TextField(_("reason (French)"), blank=True)
    reason_ja = models.TextField(_("reason (Japanese)"), blank=True)
    agreed_by = code_field(Reporter, verbose_name=_("agreed by"))
    decided_on = models.DateField(_("decided on"))
    known_at = models.DateTimeField(_("public since"), null=True, blank=True)
    proposed_by = models.ForeignKey("Official", on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey("Official", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        "Official", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    closing_reason = models.TextField(_("closed because"), blank=True)

    reason = Translated()

    objects = DateChangeQuerySet.as_manager()

    class Meta:
        ordering = ["decided_on", "known_at", "pk"]
        verbose_name = _("date change")
        verbose_name_plural = _("date changes")
        constraints = [
            models.CheckConstraint(
                name="date_change_moves",
                condition=Q(old_date__isnull=True) | ~Q(old_date=F("new_date")),
                violation_error_message=_("The new date is the same as the old one."),
            ),
            models.CheckConstraint(
                name="date_change_gives_a_reason",
                condition=Q(language="en", reason_en__gt="")
                | Q(language="fr", reason_fr__gt="")
                | Q(language="ja", reason_ja__gt=""),
                violation_error_message=_("A move of a date needs a reason."),
            ),
            models.CheckConstraint(
                name="date_change_agreed_by_known",
                condition=one_of("agreed_by", Reporter),
                violation_error_message=_("Say which side agreed to the move."),
            ),
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(known_at__isnull=True, closed_at__isnull=True, milestone__isnull=True),
                name="date_change_one_pending_target",
                violation_error_message=_("A move of this date already waits for the other side."),
            ),
            models.UniqueConstraint(
                fields=["milestone"],
                condition=Q(known_at__isnull=True, closed_at__isnull=True),
                name="date_change_one_pending_milestone",
                violation_error_message=_("A move of this date already waits for the other side."),
            ),
            models.CheckConstraint(
                name="date_change_closed_unseen_with_reason",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closing_reason="")
                | Q(closed_at__isnull=False, closed_by__isnull=False, closing_reason__gt="", known_at__isnull=True),
                violation_error_message=_("A move is closed with a reason, and only while it is not public."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["commitment", "milestone", "decided_on", "known_at", "new_date"], name="date_change_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment.code}: {self.old_date or '—'} → {self.new_date}"

    @property
    def waits(self) -> bool:
        """Whether the other side has still to confirm it."""
        return self.known_at is None and self.closed_at is None

    @property
    def source_language(self) -> str:
        return str(self.language)

    @property
    def days_slipped(self) -> int | None:
        """Days of this one move; negative when brought forward."""
        return days_slipped(self.old_date, self.new_date)
