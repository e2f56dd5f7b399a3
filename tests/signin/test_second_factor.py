"""The second step: who has to take it, what opens it, and what stays closed until then."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from priorities.choices import SecondFactorChange
from tests.signin.conftest import EVERY_ROLE, HOME, SECOND_STEP, SECURITY, Visitor, Visitors, code_of

NOWHERE: frozenset[str] = frozenset()
NOT_YET = [HOME, "/admin/password_change/", "/admin/priorities/commitment/", "/admin/autocomplete/", "/admin/nothing/"]


@pytest.mark.parametrize("role", ["editor", "approver", "administrator"])
@pytest.mark.parametrize("has_app", [False, True])
@pytest.mark.parametrize("enforced", ["none", "this", "others", "all"])
def test_who_must_take_the_second_step(visitors: Visitors, settings, role: str, has_app: bool, enforced: str) -> None:
    visitor = visitors(**{role: True})
    if has_app:
        visitor.sign_in()
        visitor.set_up_app()
        visitor.client.logout()
    settings.FIP_SECOND_FACTOR_ROLES = {
        "none": NOWHERE, "this": frozenset({role}), "others": EVERY_ROLE - {role}, "all": EVERY_ROLE,
    }[enforced]  # fmt: skip
    visitor.sign_in()
    answer = visitor.get(HOME)
    must = enforced in {"this", "all"}
    led_to = SECOND_STEP if has_app else SECURITY if must else None
    assert answer.status_code == (302 if led_to else 200)
    assert answer.headers.get("Location", "").partition("?")[0] == (led_to or "")


def test_a_superuser_needs_what_administrators_need(visitors: Visitors, settings) -> None:
    settings.FIP_SECOND_FACTOR_ROLES = frozenset({"administrator"})
    visitor = visitors(is_superuser=True, is_staff=True)
    visitor.sign_in()
    assert visitor.get(HOME).headers["Location"].startswith(SECURITY)


@pytest.mark.parametrize("url", NOT_YET)
def test_a_password_alone_opens_nothing_for_who_has_an_app(equipped: Visitor, url: str) -> None:
    equipped.sign_in()
    assert equipped.get(url).headers["Location"].startswith(SECOND_STEP)
    assert equipped.post(url).headers["Location"].startswith(SECOND_STEP)


@pytest.mark.parametrize("name", ["security", "security-app", "security-backup-codes", "security-app-remove"])
def test_devices_are_out_of_reach_before_the_code(equipped: Visitor, name: str) -> None:
    equipped.sign_in()
    assert equipped.post(reverse(f"admin:{name}")).headers["Location"].startswith(SECOND_STEP)
    assert equipped.app is not None


def test_no_passkey_can_be_added_before_the_code(equipped: Visitor) -> None:
    equipped.sign_in()
    answer = equipped.post(reverse("admin:passkey-registration-begin"))
    assert answer.status_code == 403
    assert answer.json()["code"] == "user_not_verified"


@pytest.mark.parametrize(
    "name", ["passkey-registration-begin", "passkey-registration-complete", "passkey-use-begin", "passkey-use-complete"]
)
def test_passkeys_are_for_those_who_gave_the_password(db: None, client, name: str) -> None:
    assert client.post(reverse(f"admin:{name}")).status_code == 403


def test_broken_talk_about_passkeys_is_refused(visitors: Visitors) -> None:
    visitor = visitors()
    visitor.sign_in()
    begin, complete = reverse("admin:passkey-registration-begin"), reverse("admin:passkey-registration-complete")
    for body in ("{", "{}", '{"id": "x"}'):
        visitor.post(begin)
        assert visitor.client.post(complete, body, content_type="application/json").status_code in {400, 422}
    assert visitor.client.post(complete, "{}", content_type="application/json").status_code == 400


def test_nothing_of_the_admin_shows_before_the_code(equipped: Visitor) -> None:
    equipped.sign_in()
    shown = equipped.get(SECOND_STEP).content.decode()
    assert "/admin/priorities/" not in shown
    assert "Change password" not in shown


def test_the_code_of_the_app_opens_the_admin_and_leads_on(equipped: Visitor) -> None:
    equipped.sign_in()
    wanted = equipped.get("/admin/priorities/commitment/").headers["Location"]
    page = equipped.get(wanted)
    assert page.context["next"] == "/admin/priorities/commitment/"
    before = equipped.client.session.session_key
    answer = equipped.post(SECOND_STEP, code=code_of(equipped.app, steps_ahead=1), next=page.context["next"])
    assert answer.headers["Location"] == "/admin/priorities/commitment/"
    assert equipped.gets_in()
    assert equipped.client.session.session_key != before


def test_codes_may_be_typed_with_spaces(equipped: Visitor) -> None:
    equipped.sign_in()
    code = code_of(equipped.app, steps_ahead=1)
    equipped.post(SECOND_STEP, code=f" {code[:3]} {code[3:]} ")
    assert equipped.gets_in()


def test_the_second_step_leads_to_no_other_site(equipped: Visitor) -> None:
    equipped.sign_in()
    code = code_of(equipped.app, steps_ahead=1)
    assert equipped.post(SECOND_STEP, code=code, next="https://elsewhere.test/").headers["Location"] == HOME


def test_a_code_is_good_once(visitors: Visitors) -> None:
    visitor = visitors()
    visitor.sign_in()
    visitor.set_up_app()
    used = code_of(visitor.app)
    visitor.client.logout()
    visitor.sign_in()
    assert visitor.post(SECOND_STEP, code=used).status_code == 403
    assert not visitor.gets_in()


@pytest.mark.parametrize("code", ["", "000000", "12345", "abcd-efgh", "１２", "x" * 21])
def test_a_wrong_code_opens_nothing(equipped: Visitor, code: str) -> None:
    equipped.sign_in()
    refused = equipped.post(SECOND_STEP, code=code)
    assert refused.status_code in {200, 403}
    assert refused.context["form"].errors["code"]
    assert not equipped.gets_in()


def test_wrong_codes_make_one_wait_longer_and_longer(equipped: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    equipped.sign_in()
    assert equipped.post(SECOND_STEP, code="000000").status_code == 403
    too_soon = equipped.post(SECOND_STEP, code=code_of(equipped.app, steps_ahead=1))
    assert too_soon.status_code == 429
    assert "Wait 1 second" in too_soon.content.decode()
    TOTPDevice.objects.update(throttling_failure_count=8)
    assert "Wait 128 seconds" in equipped.post(SECOND_STEP, code="000000").content.decode()
    earlier = equipped.app.throttling_failure_timestamp - timedelta(seconds=129)
    TOTPDevice.objects.update(throttling_failure_timestamp=earlier)
    equipped.post(SECOND_STEP, code=code_of(equipped.app, steps_ahead=1))
    assert equipped.gets_in()
    assert f"Second factor of {equipped.official.username} refused" in caplog.text


def test_a_backup_code_stands_in_once(visitors: Visitors) -> None:
    visitor = visitors()
    visitor.sign_in()
    codes = visitor.set_up_app()
    assert len(codes) == len(set(codes)) == 10
    for given, opens in ((codes[0], True), (codes[0], False), (codes[1].upper().replace("-", " "), True)):
        visitor.client.logout()
        StaticDevice.objects.update(throttling_failure_count=0)
        visitor.sign_in()
        visitor.post(SECOND_STEP, code=given)
        assert visitor.gets_in() is opens
    changes = visitor.official.second_factor_events.values_list("change", flat=True)
    assert list(changes).count(SecondFactorChange.CODE_USED) == 2


def test_one_official_s_code_opens_nothing_for_another(visitors: Visitors, equipped: Visitor) -> None:
    other = visitors()
    other.sign_in()
    other.set_up_app()
    equipped.sign_in()
    equipped.post(SECOND_STEP, code=code_of(other.app, steps_ahead=1))
    assert not equipped.gets_in()


def test_who_must_set_up_reaches_their_devices_and_the_way_out_only(visitors: Visitors, settings) -> None:
    settings.FIP_SECOND_FACTOR_ROLES = EVERY_ROLE
    visitor = visitors()
    visitor.sign_in()
    for url in NOT_YET:
        assert visitor.get(url).headers["Location"].startswith(SECURITY)
    shown = visitor.get(SECURITY).content.decode()
    assert "Your role needs a second factor" in shown
    assert "/admin/priorities/" not in shown
    assert "Sign out" in shown
    assert visitor.set_up_app()
    assert visitor.gets_in()
    visitor.post("/admin/logout/")
    assert not visitor.gets_in()


def test_signing_out_is_open_before_the_code(equipped: Visitor) -> None:
    equipped.sign_in()
    assert equipped.post("/admin/logout/").status_code == 200
    assert equipped.get(SECOND_STEP).headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("url", [SECURITY, SECOND_STEP, "/admin/security/app/"])
def test_strangers_are_led_to_the_sign_in(db: None, client, url: str) -> None:
    assert client.get(url).headers["Location"] == f"/admin/login/?next={url}"


def test_who_is_in_has_no_second_step_to_take(visitors: Visitors) -> None:
    visitor = visitors()
    visitor.sign_in()
    assert visitor.get(SECOND_STEP).headers["Location"] == HOME
    assert visitor.get("/admin/login/").headers["Location"] == HOME
