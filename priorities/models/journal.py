import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from priorities.chain import GENESIS, entry_hash
from priorities.choices import JournalKind
from priorities.clocks import start_of
from priorities.models.fields import code_field, one_of


def instant_text(instant: datetime) -> str:
    """An instant as RFC 3339 text in UTC with microseconds: the form that the chain hashes."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class JournalEntryQuerySet(models.QuerySet["JournalEntry"]):
    def open_at(self, instant: datetime) -> "JournalEntryQuerySet":
        """Entries whose payload is public at an instant; a release withdrawn under embargo stays sealed for good."""
        never_released = Q(note__withdrawal__withdrawn_at__lt=F("note__released_at"))
        return self.filter(public_from__lte=instant).exclude(never_released)

    def between(self, since: date | None, until: date | None) -> "JournalEntryQuerySet":
        """Entries whose payload became public on a day from `since` to `until`, both included; None is an open end."""
        rows = self
        if since is not None:
            rows = rows.filter(public_from__gte=start_of(since))
        if until is not None:
            rows = rows.filter(public_from__lt=start_of(until + timedelta(days=1)))
        return rows

    def recorded_after(self, instant: datetime) -> bool:
        """Whether the last entry was recorded after an instant: then a clock that says this instant is wrong."""
        head = self.head()
        return head is not None and head.recorded_at > instant

    def recorded_by(self, instant: datetime) -> "JournalEntryQuerySet":
        """Entries that stood in the journal at an instant, sealed or not."""
        return self.filter(recorded_at__lte=instant)

    def head(self) -> "JournalEntry | None":
        return self.order_by("-number").first()


class JournalEntry(models.Model):
    """One public event. Entries are numbered from 1, chained by their hashes, and never changed or deleted.

    Number, time and digests are public at once; kind and payload from `public_from` on.
    """

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    recorded_at = models.DateTimeField(_("recorded"))
    public_from = models.DateTimeField(_("public from"))
    kind = code_field(JournalKind, verbose_name=_("event"))
    payload = models.TextField(_("content"))
    salt = models.CharField(_("salt"), max_length=32)
    digest = models.CharField(_("digest"), max_length=64)
    previous = models.CharField(_("hash of the entry before"), max_length=64, unique=True)
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    commitment = models.ForeignKey(
        "Commitment", on_delete=models.PROTECT, null=True, related_name="journal", verbose_name=_("commitment")
    )
    note = models.ForeignKey(
        "ProgressNote", on_delete=models.PROTECT, null=True, related_name="journal", verbose_name=_("progress note")
    )

    objects = JournalEntryQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        constraints = [
            models.CheckConstraint(
                name="journal_kind_known",
                condition=one_of("kind", JournalKind),
                violation_error_message=_("The kind of event is not one of the record's."),
            )
        ]
        indexes = [models.Index(fields=["public_from", "number"], name="journal_by_release")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    @property
    def data(self) -> dict[str, Any]:
        return dict(json.loads(self.payload))

    def expected_hash(self) -> str:
        """The hash that the stored columns call for."""
        return entry_hash(
            number=self.number,
            recorded_at=instant_text(self.recorded_at),
            digest=self.digest,
            previous=self.previous,
        )


def previous_hash(head: JournalEntry | None) -> str:
    return head.hash if head else GENESIS
