from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from priorities.choices import Basis, HeadlineStatus, Status
from priorities.models.fields import code_field, one_of
from priorities.periods import Period


class StatusPeriodQuerySet(models.QuerySet["StatusPeriod"]):
    def replace_for(self, commitment_id: int, periods: Iterable[Period]) -> None:
        """Make the stored periods of one commitment those given, touching only the rows that differ."""
        wanted = [StatusPeriod.of(commitment_id, period) for period in periods]
        stored = {row.content(): row.pk for row in self.filter(commitment_id=commitment_id)}
        missing = [row for row in wanted if row.content() not in stored]
        kept = {row.content() for row in wanted}
        self.filter(pk__in=[pk for content, pk in stored.items() if content not in kept]).delete()
        self.bulk_create(missing)

    def counted_on(self, days: Sequence[date], *, known_at: datetime) -> list[Counter[str]]:
        """How many commitments have each status on each of these days (in rising order), as known at an instant.

        Two queries, however many the days: a status gains what opens and loses what closes. Commitments without a
        period on a day have no report then, and are not counted.
        """
        known = self.filter(known_from__lte=known_at, known_to__gt=known_at, valid_from__lte=days[-1]).order_by()
        opened = known.values_list("valid_from", "status").annotate(number=Count("pk"))
        closed = known.filter(valid_to__lte=days[-1]).values_list("valid_to", "status").annotate(number=Count("pk"))
        moves = [*opened, *((day, status, -number) for day, status, number in closed)]
        moves.sort(key=lambda move: move[0], reverse=True)
        running: Counter[str] = Counter()
        counted = []
        for day in days:
            while moves and moves[-1][0] <= day:
                _moved, status, number = moves.pop()
                running[status] += number
            counted.append(running.copy())
        return counted


class StatusPeriod(models.Model):
    """What the record says of a commitment for a span of days, and during which span of moments it says so.

    Derived from the notes and never edited. Both spans include their start and not their end; an open end is a
    far-away value. For one commitment no two rows share a point on the two clocks.
    """

    commitment = models.ForeignKey(
        "Commitment", on_delete=models.CASCADE, related_name="status_periods", verbose_name=_("commitment")
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"))
    known_from = models.DateTimeField(_("told from"))
    known_to = models.DateTimeField(_("told until"))
    status = code_field(HeadlineStatus, verbose_name=_("status"))
    basis = code_field(Basis, verbose_name=_("basis"), blank=True)
    status_as_of = models.DateField(_("status as of"), null=True, blank=True)
    last_reported = models.DateField(_("last report"), null=True, blank=True)
    next_update_due = models.DateField(_("next update due"), null=True, blank=True)
    status_canada = code_field(Status, verbose_name=_("as reported by Canada"), blank=True)
    canada_as_of = models.DateField(_("as of (Canada)"), null=True, blank=True)
    status_japan = code_field(Status, verbose_name=_("as reported by Japan"), blank=True)
    japan_as_of = models.DateField(_("as of (Japan)"), null=True, blank=True)
    last_note = models.ForeignKey(
        "ProgressNote", on_delete=models.PROTECT, related_name="+", verbose_name=_("last note")
    )

    objects = StatusPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["commitment", "valid_from", "known_from"]
        verbose_name = _("status period")
        verbose_name_plural = _("status periods")
        constraints = [
            models.CheckConstraint(
                name="period_valid_in_order",
                condition=Q(valid_from__lt=F("valid_to")),
                violation_error_message=_("A period ends after it starts."),
            ),
            models.CheckConstraint(
                name="period_known_in_order",
                condition=Q(known_from__lt=F("known_to")),
                violation_error_message=_("A period is replaced after it becomes known."),
            ),
            models.CheckConstraint(
                name="period_status_known",
                condition=one_of("status", HeadlineStatus),
                violation_error_message=_("The status is not one of the record's."),
            ),
        ]
        indexes = [
            models.Index(
                fields=[
                    "commitment",
                    "known_to",
                    "valid_to",
                    "known_from",
                    "valid_from",
                    "status",
                    "next_update_due",
                    "last_reported",
                    "last_note",
                ],
                name="period_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment.code} {self.status} {self.valid_from}–{self.valid_to}"

    @classmethod
    def of(cls, commitment_id: int, period: Period) -> "StatusPeriod":
        """The row that stores a derived period."""
        state = period.state
        return cls(
            commitment_id=commitment_id,
            valid_from=period.valid_from,
            valid_to=period.valid_to,
            known_from=period.known_from,
            known_to=period.known_to,
            status=state.headline.status,
            basis=state.headline.basis,
            status_as_of=state.headline.status_as_of,
            last_reported=state.headline.last_reported,
            next_update_due=state.next_update_due,
            status_canada=state.status_canada or "",
            canada_as_of=state.canada_as_of,
            status_japan=state.status_japan or "",
            japan_as_of=state.japan_as_of,
            last_note_id=state.last_note,
        )

    def content(self) -> tuple[object, ...]:
        """All that the row says, without its own key: two rows with equal content are interchangeable."""
        return tuple(getattr(self, field.attname) for field in self._meta.concrete_fields if not field.primary_key)
