from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from priorities.choices import SecondFactorChange
from priorities.models.fields import code_field, one_of


class SecondFactorEvent(models.Model):
    """Something that happened to an official's second factor: what, when, by whom, and why where it was not they."""

    official = models.ForeignKey(
        "Official", on_delete=models.PROTECT, related_name="second_factor_events", verbose_name=_("official")
    )
    happened_at = models.DateTimeField(_("when"))
    change = code_field(SecondFactorChange, verbose_name=_("what"))
    by = models.ForeignKey("Official", on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("second factor event")
        verbose_name_plural = _("second factor events")
        constraints = [
            models.CheckConstraint(
                name="second_factor_change_known",
                condition=one_of("change", SecondFactorChange),
                violation_error_message=_("This is no change of a second factor."),
            ),
            models.CheckConstraint(
                name="second_factor_reset_has_reason",
                condition=~Q(change=SecondFactorChange.RESET.value) | Q(reason__gt=""),
                violation_error_message=_("A reset needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.official}: {self.change}"
