"""The pages of signing in beyond the password, and of one's own second factor. Each is reached through the site."""

import logging
from base64 import b32encode
from collections.abc import Callable
from typing import Any, cast

import segno
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django_otp import login as remember_device

from priorities.actions import errors
from priorities.actions import second_factor as factor
from priorities.models import Official
from priorities.signin import passkeys
from priorities.signin.forms import AppCodeForm, CodeForm
from priorities.signin.steps import wanted

EVENTS = 20
REFUSED, THROTTLED = 403, 429

log = logging.getLogger(__name__)


# On the way in


def second_factor(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """After the password: a code or a passkey."""
    official = _official(request)
    form = CodeForm(request.POST or None)
    device, status = _taken_code(request, form, lambda code: factor.check_code(official=official, code=code))
    if device:
        _let_in(request, device)
        return HttpResponseRedirect(wanted(request))
    context = {"form": form, "next": wanted(request), **_passkey_context(request, official)}
    return _page(site, request, "second_factor.html", _("Second step"), context, status=status)


def locked_out(request: HttpRequest, *_asked: Any) -> HttpResponse:
    """What django-axes answers after too many wrong passwords."""
    wait = settings.AXES_COOLOFF_TIME
    context = {"minutes": int(wait.total_seconds() // 60)}
    response = _page(admin.site, request, "locked_out.html", _("Too many attempts"), context, status=THROTTLED)
    response.headers["Retry-After"] = str(int(wait.total_seconds()))
    add_never_cache_headers(response)
    return response.render()


# One's own devices


def security(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """What an official has set up to sign in with, and what has happened to it."""
    official = _official(request)
    context = {
        "app": factor.app_of(official),
        "passkeys": factor.passkeys_of(official),
        "backup_codes_left": factor.backup_codes_left(official),
        "has_second_factor": factor.has_second_factor(official),
        "needs_second_factor": factor.needs_second_factor(official),
        "events": official.second_factor_events.select_related("by")[:EVENTS],
        **_passkey_context(request, official),
    }
    return _page(site, request, "security.html", _("Security"), context)


def begin_app(site: AdminSite, request: HttpRequest) -> HttpResponse:
    factor.begin_app(official=_official(request))
    return redirect("admin:security-app")


def app(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The secret to read into an authenticator app, which counts once it has shown its first code."""
    official = _official(request)
    waiting = factor.waiting_app_of(official)
    if waiting is None:
        return redirect("admin:security")
    form = AppCodeForm(request.POST or None)
    device, status = _taken_code(request, form, lambda code: factor.confirm_app(official=official, code=code))
    if device:
        _let_in(request, device)
        messages.success(request, _("Your authenticator app is set up."))
        return redirect("admin:security") if factor.backup_codes_left(official) else _told_codes(site, request)
    secret = b32encode(waiting.bin_key).decode()
    context = {
        "form": form,
        "picture": segno.make(waiting.config_url, error="m").svg_inline(scale=5, light="#fff"),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    }
    return _page(site, request, "app.html", _("Set up an authenticator app"), context, status=status)


def backup_codes(site: AdminSite, request: HttpRequest) -> HttpResponse:
    if not factor.has_second_factor(_official(request)):
        messages.error(request, _("Set up an authenticator app or a passkey first; backup codes stand in for it."))
        return redirect("admin:security")
    return _told_codes(site, request)


def remove_app(site: AdminSite, request: HttpRequest) -> HttpResponse:
    return _removed(request, lambda official: factor.remove_app(official=official))


def remove_passkey(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    return _removed(request, lambda official: factor.remove_passkey(official=official, pk=pk))


def _told_codes(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """New backup codes, in the answer to the POST that asked for them and nowhere else."""
    codes = factor.make_backup_codes(official=_official(request))
    return _page(site, request, "backup_codes.html", _("Your backup codes"), {"codes": codes})


def _removed(request: HttpRequest, remove: Callable[[Official], None]) -> HttpResponse:
    try:
        remove(_official(request))
    except errors.RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Removed."))
    return redirect("admin:security")


# What they share


def _official(request: HttpRequest) -> Official:
    return cast(Official, request.user)


def _taken_code(request: HttpRequest, form: CodeForm, check: Callable[[str], Any]) -> tuple[Any, int]:
    """The device that a posted code came from, or none; and the status to answer with."""
    if request.method != "POST" or not form.is_valid():
        return None, 200
    try:
        return check(form.cleaned_data["code"]), 200
    except errors.RuleBroken as refusal:
        log.warning("Second factor of %s refused: %s", request.user.get_username(), type(refusal).__name__)
        form.add_error("code", str(refusal))
        return None, THROTTLED if isinstance(refusal, errors.TooManyCodes) else REFUSED


def _let_in(request: HttpRequest, device: Any) -> None:
    remember_device(request, device)
    request.session.cycle_key()  # a session that somebody knew from before is worth nothing now


def _passkey_context(request: HttpRequest, official: Official) -> dict[str, Any]:
    return {
        "offers_passkeys": passkeys.are_offered(request),
        "has_passkeys": factor.passkeys_of(official).exists(),
        "passkey_configuration": passkeys.configuration(request),
        "passkey_address": settings.OTP_WEBAUTHN_ALLOWED_ORIGINS[0],
    }


def _page(
    site: AdminSite, request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> TemplateResponse:
    request.current_app = site.name
    whole = {**site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/signin/{template}", whole, status=status)
