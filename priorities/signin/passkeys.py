"""Passkeys: the talk between the browser and the library, behind the same gate as the pages."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.i18n import JavaScriptCatalog
from django_otp_webauthn import exceptions, views
from django_otp_webauthn.helpers import WebAuthnHelper

from priorities.actions.second_factor import note_passkey, passkeys_of


class PasskeyHelper(WebAuthnHelper):
    """Names each new passkey and keeps in the log that it was added."""

    def create_credential(self, user: Any, *args: Any, **kwargs: Any) -> Any:
        device = super().create_credential(user, *args, **kwargs)
        device.name = _("Passkey %d") % (passkeys_of(user).count() + 1)
        return device

    @transaction.atomic
    def register_complete(self, user: Any, state: Any, data: Any) -> Any:
        device = super().register_complete(user=user, state=state, data=data)
        note_passkey(user)
        return device


class _ForOfficials:
    """Lets in who may open the admin. Who has still to give a code may use a passkey, and not add one: the library
    sees to that."""

    def initial(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not (request.user.is_active and request.user.is_staff):
            raise exceptions.NotAuthenticated
        super().initial(request, *args, **kwargs)  # type: ignore[misc]


class BeginRegistration(_ForOfficials, views.BeginCredentialRegistrationView):
    pass


class CompleteRegistration(_ForOfficials, views.CompleteCredentialRegistrationView):
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        self.request.session.cycle_key()
        return response


class BeginUse(_ForOfficials, views.BeginCredentialAuthenticationView):
    pass


class CompleteUse(_ForOfficials, views.CompleteCredentialAuthenticationView):
    def complete_auth(self, device: Any) -> None:
        super().complete_auth(device)
        self.request.session.cycle_key()


urls = [
    path("passkeys/registration/begin/", BeginRegistration.as_view(), name="passkey-registration-begin"),
    path("passkeys/registration/complete/", CompleteRegistration.as_view(), name="passkey-registration-complete"),
    path("passkeys/use/begin/", BeginUse.as_view(), name="passkey-use-begin"),
    path("passkeys/use/complete/", CompleteUse.as_view(), name="passkey-use-complete"),
    path("passkeys/words/", JavaScriptCatalog.as_view(packages=["django_otp_webauthn"]), name="passkey-words"),
]


def are_offered(request: HttpRequest) -> bool:
    """Whether a passkey can be used at the address that the browser shows: browsers tie it to a host name."""
    host, _port = split_domain_port(request.get_host())
    name = settings.OTP_WEBAUTHN_RP_ID
    return host == name or host.endswith(f".{name}")


def configuration(request: HttpRequest) -> dict[str, str | None]:
    """What the library's script has to know."""
    return {
        "autocompleteLoginFieldSelector": None,
        "nextFieldSelector": "input[name='next']",
        "csrfToken": get_token(request),
        "beginRegistrationUrl": reverse("admin:passkey-registration-begin"),
        "completeRegistrationUrl": reverse("admin:passkey-registration-complete"),
        "beginAuthenticationUrl": reverse("admin:passkey-use-begin"),
        "completeAuthenticationUrl": reverse("admin:passkey-use-complete"),
    }
