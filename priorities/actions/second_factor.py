"""What an official has in hand to sign in with, beside the password: an authenticator app, passkeys, backup codes."""

from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import ngettext
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from priorities.actions import errors
from priorities.choices import Role, SecondFactorChange
from priorities.clocks import now
from priorities.models import Official, SecondFactorEvent
from priorities.models.history import in_history

APP_CODE_DIGITS = 6
BACKUP_CODES = 10
DEVICES = (TOTPDevice, WebAuthnCredential, StaticDevice)


# What there is


def app_of(official: Official) -> Any:
    """The authenticator app in use; none until its first code has been given."""
    return TOTPDevice.objects.devices_for_user(official, confirmed=True).first()


def waiting_app_of(official: Official) -> Any:
    """An authenticator app that was begun; it counts once its first code has been given."""
    return TOTPDevice.objects.devices_for_user(official, confirmed=False).first()


def passkeys_of(official: Official) -> Any:
    return WebAuthnCredential.objects.devices_for_user(official, confirmed=True).order_by("created_at", "pk")


def backup_codes_left(official: Official) -> int:
    return int(StaticToken.objects.filter(device__user=official).count())


def has_second_factor(official: Official) -> bool:
    """Whether an app or a passkey is in use. Backup codes stand in for one and are none themselves."""
    return bool(app_of(official) or passkeys_of(official).exists())


def needs_second_factor(official: Official) -> bool:
    """Whether a role of the official has to have one. A superuser may do all that administrators do."""
    held = official.roles | ({Role.ADMINISTRATOR.value} if official.is_superuser else frozenset())
    return bool(held & settings.FIP_SECOND_FACTOR_ROLES)


def has_anything(official: Official) -> bool:
    """Whether there is something to reset: a device, also one not yet in use, or backup codes."""
    return any(model.objects.filter(user=official).exists() for model in DEVICES)


# Giving a code


def check_code(*, official: Official, code: str) -> Any:
    """The device that a code came from, app or backup codes; the code is used up. Raises CodeRefused, TooManyCodes."""
    token = "".join(code.split()).replace("-", "").lower()
    is_from_app = token.isdecimal() and len(token) == APP_CODE_DIGITS
    device = app_of(official) if is_from_app else StaticDevice.objects.devices_for_user(official).first()
    _require_unthrottled(device)
    accepted = verify_token(official, device.persistent_id, token) if device else None
    if accepted is None:
        raise errors.CodeRefused
    if not is_from_app:
        _note(official, SecondFactorChange.CODE_USED)
    return accepted


# Keeping one's own


@transaction.atomic
def begin_app(*, official: Official) -> Any:
    """A new secret for an authenticator app; the one in use stays until the new one has shown its first code."""
    TOTPDevice.objects.devices_for_user(official, confirmed=False).delete()
    return TOTPDevice.objects.create(user=official, name="app", confirmed=False)


def confirm_app(*, official: Official, code: str) -> Any:
    """Take the app that was begun into use, in place of an older one. Raises CodeRefused, TooManyCodes."""
    waiting = waiting_app_of(official)
    _require_unthrottled(waiting)
    # Outside the transaction below, so that a wrong code is counted.
    device = verify_token(official, waiting.persistent_id, "".join(code.split())) if waiting else None
    if device is None:
        raise errors.CodeRefused
    with transaction.atomic():
        TOTPDevice.objects.devices_for_user(official, confirmed=True).delete()
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        _note(official, SecondFactorChange.APP_ADDED)
    return device


def note_passkey(official: Official) -> None:
    """Keep in the log that a passkey was added."""
    _note(official, SecondFactorChange.PASSKEY_ADDED)


@transaction.atomic
def make_backup_codes(*, official: Official) -> list[str]:
    """Ten new codes, each good for one sign-in; older ones are void. They are told this once."""
    StaticDevice.objects.filter(user=official).delete()
    device = StaticDevice.objects.create(user=official, name="backup codes")
    codes = [StaticToken.random_token() for _ in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    _note(official, SecondFactorChange.CODES_MADE)
    return [f"{code[:4]}-{code[4:]}" for code in codes]


@transaction.atomic
def remove_app(*, official: Official) -> None:
    """Give up the authenticator app. Raises SecondFactorNeeded where the role can't be without."""
    _hold(official)
    removed, _ = TOTPDevice.objects.filter(user=official).delete()
    _settle_removal(official, SecondFactorChange.APP_REMOVED, removed)


@transaction.atomic
def remove_passkey(*, official: Official, pk: int) -> None:
    """Give up one's passkey. Raises SecondFactorNeeded where the role can't be without."""
    _hold(official)
    removed, _ = passkeys_of(official).filter(pk=pk).delete()
    _settle_removal(official, SecondFactorChange.PASSKEY_REMOVED, removed)


# Losing all of it


@transaction.atomic
def reset(*, official: Official, by: Official, reason: str) -> None:
    """Take every device from an official who has lost them, and end their sessions; they set up anew."""
    _hold(official)
    require_may_reset(official, by)
    if not reason.strip():
        raise errors.ReasonMissing
    found = [model.objects.filter(user=official).delete()[0] for model in DEVICES]
    if not any(found):
        raise errors.NoSecondFactor
    official.second_factor_reset_at = now()
    with in_history(by=by, reason=reason.strip()):
        official.save(update_fields=["second_factor_reset_at"])
    _note(official, SecondFactorChange.RESET, by=by, reason=reason.strip())
    end_sessions(official)


def end_sessions(official: Official) -> None:
    """Sign an official out everywhere."""
    for session in Session.objects.filter(expire_date__gt=now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(official.pk):
            session.delete()


def require_may_reset(official: Official, by: Official) -> None:
    if Role.ADMINISTRATOR not in by.roles and not (by.is_active and by.is_superuser):
        raise errors.NotYourRole
    if official.is_superuser and not by.is_superuser:
        raise errors.NotYourRole
    if official == by:
        raise errors.OwnSecondFactor


def _require_unthrottled(device: Any) -> None:
    allowed, why = device.verify_is_allowed() if device else (True, {})
    if not allowed:
        seconds = max(1, ceil((why["locked_until"] - now()).total_seconds()))
        told = ngettext("Wait %d second, then try again.", "Wait %d seconds, then try again.", seconds) % seconds
        raise errors.TooManyCodes(f"{errors.TooManyCodes.sentence} {told}")


def _settle_removal(official: Official, change: SecondFactorChange, removed: int) -> None:
    if not removed:
        return
    _note(official, change)
    if has_second_factor(official):
        return
    if needs_second_factor(official):
        raise errors.SecondFactorNeeded
    StaticDevice.objects.filter(user=official).delete()


def _hold(official: Official) -> None:
    """Let nobody else change the devices of an official until the end of the transaction."""
    Official.objects.select_for_update().get(pk=official.pk)


def _note(official: Official, change: SecondFactorChange, *, by: Official | None = None, reason: str = "") -> None:
    SecondFactorEvent.objects.create(
        official=official, by=by or official, change=change.value, reason=reason, happened_at=now()
    )
