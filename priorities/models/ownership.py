from django.db import models
from django.utils.translation import gettext_lazy as _

from priorities.choices import OwnerBasis, OwnerRole
from priorities.models.fields import code_field, one_of
from priorities.models.history import History


class OwnershipQuerySet(models.QuerySet["Ownership"]):
    def in_order(self) -> "OwnershipQuerySet":
        """Leads first, then by the order in which they were listed."""
        return self.select_related("organization").order_by("role", "pk")


class Ownership(models.Model):
    """An organization that answers for a commitment, as its side's lead or in support."""

    commitment = models.ForeignKey("Commitment", on_delete=models.CASCADE, related_name="ownerships")
    organization = models.ForeignKey(
        "Organization",
        on_delete=models.PROTECT,
        related_name="ownerships",
        verbose_name=_("organization"),
        help_text=_("The body that answers for it."),
    )
    role = code_field(
        OwnerRole,
        verbose_name=_("role"),
        default=OwnerRole.LEAD,
        help_text=_("Lead: answers for its side. Supporting: takes part."),
    )
    basis = code_field(
        OwnerBasis,
        verbose_name=_("basis"),
        default=OwnerBasis.STATED,
        help_text=_("Stated: a document names the body. Inferred: it follows from the body’s mandate."),
    )

    objects = OwnershipQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["role", "pk"]
        verbose_name = _("owner")
        verbose_name_plural = _("owners")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "organization", "role"],
                name="ownership_once",
                violation_error_message=_("This organization is already listed in this role."),
            ),
            models.CheckConstraint(
                name="ownership_role_known",
                condition=one_of("role", OwnerRole),
                violation_error_message=_("The role is lead or supporting."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment.code}: {self.organization} ({self.role})"
