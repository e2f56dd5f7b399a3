"""One's own devices: set up, moved, removed; each change in the log."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from priorities.actions import second_factor
from priorities.choices import SecondFactorChange
from tests.signin.conftest import EVERY_ROLE, HOME, SECURITY, Visitor, Visitors, code_of

APP = "/admin/security/app/"


@pytest.fixture
def inside(visitors: Visitors) -> Visitor:
    visitor = visitors()
    visitor.sign_in()
    return visitor


def passkey(visitor: Visitor, name: str = "Passkey 1") -> WebAuthnCredential:
    """A passkey as it is stored; tests/signin/test_browser.py makes real ones."""
    return WebAuthnCredential.objects.create(
        user=visitor.official, name=name, credential_id=name.encode(), public_key=b"key", aaguid=""
    )


def changes(visitor: Visitor) -> list[str]:
    return list(visitor.official.second_factor_events.order_by("pk").values_list("change", flat=True))


def test_the_admin_links_to_it(inside: Visitor) -> None:
    assert f'href="{SECURITY}"' in inside.get(HOME).content.decode()


def test_an_app_is_set_up_by_picture_or_secret_and_its_first_code(inside: Visitor) -> None:
    assert inside.get(APP).headers["Location"] == SECURITY
    assert inside.post(reverse("admin:security-app-begin")).headers["Location"] == APP
    waiting = second_factor.waiting_app_of(inside.official)
    shown = inside.get(APP).content.decode()
    assert "<svg" in shown
    assert "data:" not in shown
    secret = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', shown)
    assert secret
    assert secret[1].replace(" ", "") in waiting.config_url
    assert "issuer=FIP%20Tracker" in waiting.config_url
    assert inside.app is None
    told = inside.post(APP, code=code_of(waiting))
    assert inside.app == waiting
    assert len(told.context["codes"]) == 10
    assert "no-store" in told.headers["Cache-Control"]
    assert changes(inside) == [SecondFactorChange.APP_ADDED, SecondFactorChange.CODES_MADE]


def test_an_app_counts_only_after_its_first_code(inside: Visitor) -> None:
    inside.post(reverse("admin:security-app-begin"))
    refused = inside.post(APP, code="000000")
    assert refused.status_code == 403
    assert inside.app is None
    inside.client.logout()
    inside.sign_in()
    assert inside.gets_in()


def test_backup_codes_are_shown_once(inside: Visitor) -> None:
    codes = inside.set_up_app()
    for url in (SECURITY, APP, reverse("admin:security-backup-codes")):
        shown = inside.get(url).content.decode()
        assert not [code for code in codes if code in shown]
    assert "10 codes are left" in inside.get(SECURITY).content.decode()


def test_new_backup_codes_make_the_old_ones_void(inside: Visitor) -> None:
    old = inside.set_up_app()
    new = inside.post(reverse("admin:security-backup-codes")).context["codes"]
    assert not set(old) & set(new)
    assert set(StaticToken.objects.values_list("token", flat=True)) == {code.replace("-", "") for code in new}


def test_backup_codes_need_a_device_to_stand_in_for(inside: Visitor) -> None:
    assert inside.post(reverse("admin:security-backup-codes")).headers["Location"] == SECURITY
    assert not StaticToken.objects.exists()


def test_moving_to_another_phone_keeps_the_old_one_until_the_new_one_works(inside: Visitor) -> None:
    inside.set_up_app()
    old = inside.app
    inside.post(reverse("admin:security-app-begin"))
    assert inside.app == old
    new = second_factor.waiting_app_of(inside.official)
    assert inside.post(APP, code=code_of(new)).headers["Location"] == SECURITY
    assert inside.app == new
    assert TOTPDevice.objects.count() == 1
    assert inside.gets_in()
    assert StaticToken.objects.count() == 10


def test_removing_the_last_device_takes_the_backup_codes_with_it(inside: Visitor) -> None:
    inside.set_up_app()
    inside.post(reverse("admin:security-app-remove"))
    assert not second_factor.has_anything(inside.official)
    assert changes(inside)[-1] == SecondFactorChange.APP_REMOVED
    assert inside.gets_in()


def test_who_needs_a_second_factor_cannot_remove_the_last(inside: Visitor, settings) -> None:
    settings.FIP_SECOND_FACTOR_ROLES = EVERY_ROLE
    inside.set_up_app()
    inside.post(reverse("admin:security-app-remove"))
    assert inside.app is not None
    assert "Your role needs a second factor" in inside.get(SECURITY).content.decode()
    other = passkey(inside)
    inside.post(reverse("admin:security-passkey-remove", args=[other.pk]))
    assert not WebAuthnCredential.objects.exists()
    passkey(inside)
    inside.post(reverse("admin:security-app-remove"))
    assert inside.app is None
    assert StaticToken.objects.exists()


def test_nobody_removes_another_s_passkey(inside: Visitor, visitors: Visitors) -> None:
    theirs = passkey(visitors())
    inside.set_up_app()
    before = changes(inside)
    inside.post(reverse("admin:security-passkey-remove", args=[theirs.pk]))
    assert WebAuthnCredential.objects.filter(pk=theirs.pk).exists()
    assert changes(inside) == before


@pytest.mark.parametrize("name", ["security-app-begin", "security-app-remove", "security-backup-codes"])
def test_changes_are_made_by_post_with_its_token(visitors: Visitors, name: str) -> None:
    visitor = visitors(browser=Client(enforce_csrf_checks=True))
    visitor.client.force_login(visitor.official)
    assert visitor.get(reverse(f"admin:{name}")).status_code == 405
    assert visitor.post(reverse(f"admin:{name}")).status_code == 403


def test_passkeys_are_offered_where_a_browser_can_use_them(inside: Visitor, settings) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    by_name = inside.client.get(SECURITY, headers={"host": "localhost:8000"}).content.decode()
    by_number = inside.client.get(SECURITY, headers={"host": "127.0.0.1:8000"}).content.decode()
    assert "Add a passkey" in by_name
    assert "Add a passkey" not in by_number
    assert "work at http://localhost:8000 only" in by_number


def test_the_log_is_on_the_page(inside: Visitor) -> None:
    assert "Nothing yet" in inside.get(SECURITY).content.decode()
    inside.set_up_app()
    assert "Authenticator app set up" in inside.get(SECURITY).content.decode()


def test_the_devices_of_others_are_in_no_admin(visitors: Visitors) -> None:
    visitor = visitors(is_superuser=True, is_staff=True)
    visitor.sign_in()
    shown = visitor.get(HOME).content.decode()
    assert "otp" not in shown
    assert visitor.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert visitor.get("/admin/axes/accessattempt/").status_code == 404


@pytest.mark.parametrize("url", ["/admin/login/", SECURITY, APP])
def test_pages_carry_the_strict_policy_and_nothing_inline(inside: Visitor, url: str) -> None:
    inside.post(reverse("admin:security-app-begin"))
    if url == "/admin/login/":
        inside.client.logout()
    shown = inside.get(url)
    assert shown.status_code == 200
    assert "unsafe" not in shown.headers["Content-Security-Policy"]
    text = shown.content.decode()
    assert " style=" not in text
    assert "<style" not in text
    assert not re.findall(r"<script(?![^>]*(src=|application/json))", text)
    assert not re.findall(r"\son\w+=", text)
