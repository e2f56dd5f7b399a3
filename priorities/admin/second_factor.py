"""The second factor of officials, as administrators see it: what is set up, the log of changes, and the reset."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnAttestation, WebAuthnCredential

from priorities.actions import second_factor as factor
from priorities.admin.base import ReadOnlyAdmin
from priorities.admin.display import NOTHING, utc_minute
from priorities.admin.object_actions import Done, ObjectAction, ReasonForm, change_url
from priorities.admin.scope import is_allowed, keeps_officials, official_of
from priorities.models import Official, SecondFactorEvent

# Their own pages would show the secrets of others, and change them without a trace.
for model in (StaticDevice, TOTPDevice, WebAuthnAttestation, WebAuthnCredential):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


def described(official: Official) -> str:
    """What an official signs in with beside the password, in a line."""
    passkeys, codes = factor.passkeys_of(official).count(), factor.backup_codes_left(official)
    parts = [
        _("authenticator app") if factor.app_of(official) else "",
        ngettext("%d passkey", "%d passkeys", passkeys) % passkeys if passkeys else "",
        ngettext("%d backup code", "%d backup codes", codes) % codes if codes else "",
    ]
    reset = official.second_factor_reset_at
    told = ", ".join(filter(None, parts)) or NOTHING
    return _("%(devices)s (reset on %(day)s)") % {"devices": told, "day": utc_minute(reset)} if reset else told


class ResetSecondFactor(ObjectAction):
    name = "reset-second-factor"
    label = gettext_lazy("Reset second factor")
    explanation = gettext_lazy(
        "For an official who has lost their device and their backup codes. Make sure that it is they who ask, by "
        "calling them on a number that you know. Their app, passkeys and backup codes stop working, they are signed "
        "out everywhere, and at their next sign-in they set up anew. The log and the history keep who did it and why."
    )
    form = ReasonForm

    def offered(self, row: Official, by: Official) -> bool:
        return is_allowed(factor.require_may_reset, row, by) and factor.has_anything(row)

    def run(self, row: Official, by: Official, answers: dict[str, Any]) -> Done:
        factor.reset(official=row, by=by, reason=answers["reason"])
        return Done(_("The second factor of %(official)s is reset.") % {"official": row}, change_url(row))


@admin.register(SecondFactorEvent)
class SecondFactorEventAdmin(ReadOnlyAdmin):
    """What happened to anybody's second factor. For administrators."""

    list_display = ["when", "official", "change", "by", "reason"]
    list_filter = ["change", "happened_at"]
    search_fields = ["official__username", "by__username", "reason"]
    list_select_related = ["official", "by"]
    ordering = ["-happened_at", "-pk"]

    @admin.display(description=gettext_lazy("when"), ordering="happened_at")
    def when(self, event: SecondFactorEvent) -> str:
        return utc_minute(event.happened_at)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and keeps_officials(official_of(request))

    def has_view_permission(self, request: HttpRequest, obj: SecondFactorEvent | None = None) -> bool:
        return keeps_officials(official_of(request))
