from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from priorities.choices import Language, Role, Side
from priorities.models.fields import code_field
from priorities.models.history import History

UNRECORDED = ("password", "last_login")
"""What the history does not hold: nobody needs to know these of a colleague."""


class Official(AbstractUser):
    """A person who keeps the record, for one organization and so for one side."""

    organization = models.ForeignKey(
        "Organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="officials",
        verbose_name=_("organization"),
        help_text=_("The body that this person writes for; it decides the side. Editors and approvers need one."),
    )

    language = code_field(
        Language,
        verbose_name=_("language"),
        blank=True,
        help_text=_(
            "Of the admin and of mails. Where none is chosen, the admin follows the browser, and mails are in Japanese "
            "for Japan, in English for others."
        ),
    )

    second_factor_reset_at = models.DateTimeField(_("second factor reset"), null=True, blank=True, editable=False)

    history = History(excluded_fields=list(UNRECORDED), m2m_fields=["groups"])

    class Meta:
        verbose_name = _("official")
        verbose_name_plural = _("officials")

    def save(self, *, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        if update_fields is not None and set(update_fields) <= set(UNRECORDED):
            self.skip_history_when_saving = True  # a sign-in is not an edit
        try:
            super().save(update_fields=update_fields, **options)
        finally:
            self.__dict__.pop("skip_history_when_saving", None)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held, as codes of `Role`; none once the account is closed."""
        if not self.is_active:
            return frozenset()
        held = set(self.groups.values_list("name", flat=True))
        return frozenset(role.value for role in Role if role.value in held)

    @property
    def side(self) -> str | None:
        return self.organization.side if self.organization else None

    @property
    def mail_language(self) -> str:
        """The language to write to this person in."""
        usual = Language.JA if self.side == Side.JAPAN else Language.EN
        return str(self.language or usual.value)

    @property
    def is_approver(self) -> bool:
        return Role.APPROVER in self.roles

    @property
    def may_write(self) -> bool:
        """Editors write; approvers may do all that editors do."""
        return bool(self.roles & {Role.EDITOR, Role.APPROVER})
