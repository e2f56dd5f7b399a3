from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from priorities.choices import RelationKind
from priorities.models.fields import code_field
from priorities.models.history import History

if TYPE_CHECKING:
    from priorities.models.commitment import Commitment


class CommitmentRelationQuerySet(models.QuerySet["CommitmentRelation"]):
    def public(self, known_at: datetime) -> "CommitmentRelationQuerySet":
        """Relations of which the public could see both commitments at an instant."""
        return self.filter(commitment__published_at__lte=known_at, other__published_at__lte=known_at)

    def of(self, commitment: "Commitment") -> "CommitmentRelationQuerySet":
        """The relations that a commitment stands in, whichever of the two they were noted on."""
        return self.filter(Q(commitment=commitment) | Q(other=commitment))


class CommitmentRelation(models.Model):
    """How one commitment relates to another: it supersedes it, was split from it, merged into it, or is related."""

    commitment = models.ForeignKey("Commitment", on_delete=models.CASCADE, related_name="relations")
    kind = code_field(
        RelationKind,
        verbose_name=_("relation"),
        default=RelationKind.RELATED,
        help_text=_("Read as a sentence: this commitment supersedes the other one."),
    )
    other = models.ForeignKey(
        "Commitment",
        on_delete=models.PROTECT,
        related_name="relations_from",
        verbose_name=_("other commitment"),
        help_text=_("Search by code or title, as in ES-01."),
    )

    objects = CommitmentRelationQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["kind", "other__code"]
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "kind", "other"],
                name="relation_once",
                violation_error_message=_("This relation is already listed."),
            ),
            models.CheckConstraint(
                name="relation_to_another",
                condition=~Q(commitment=F("other")),
                violation_error_message=_("A commitment cannot relate to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment.code} {self.kind} {self.other.code}"
