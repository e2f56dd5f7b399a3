"""Signing in with an app and with a passkey, in Chromium, on the running site."""

import base64
import secrets
import time

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Page, expect

from tests.browser import axe_violations
from tests.site import Site

pytestmark = pytest.mark.browser

MAKE = """
from django.contrib.auth.models import Group
from priorities.models import Official, Organization
official = Official(username={username!r}, is_staff=True, organization=Organization.objects.get(code="GAC"))
official.set_password({password!r})
official.save()
official.groups.set([Group.objects.get(name="editor")])
"""


@pytest.fixture
def username(site: Site) -> str:
    """An editor of this test alone, so that the demo officials keep signing in as the other tests know them."""
    name = f"editor.{secrets.token_hex(4)}"
    site.manage("shell", "-c", MAKE.format(username=name, password=site.password))
    return name


def by_name(site: Site) -> str:
    """The site under a name, as browsers want it for passkeys."""
    return site.url.replace("127.0.0.1", "localhost")


def sign_in(page: Page, site: Site, username: str, password: str | None = None) -> None:
    page.goto(f"{by_name(site)}/admin/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password or site.password)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()


def code_of(secret: str, *, steps_ahead: int = 0) -> str:
    totp = TOTP(base64.b32decode(secret.replace(" ", "")))
    totp.time = time.time() + steps_ahead * 30
    return f"{totp.token():06}"


def set_up_app(page: Page) -> str:
    """Set up an app as a person would who types the secret; the secret."""
    page.get_by_role("link", name="Security", exact=True).click()
    page.get_by_role("button", name="Set up an authenticator app").click()
    expect(page.get_by_role("img", name="The secret below")).to_be_visible()
    secret = page.locator("code.secret").inner_text()
    assert axe_violations(page) == []
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Take it into use").click()
    return secret


def test_an_app_is_set_up_and_its_code_opens_the_admin(site: Site, page: Page, username: str) -> None:
    sign_in(page, site, username)
    secret = set_up_app(page)
    expect(page.locator(".backup-codes li")).to_have_count(10)
    backup_code = page.locator(".backup-codes li").first.inner_text()
    assert axe_violations(page) == []
    page.get_by_role("link", name="I have kept them; go on").click()
    sign_out(page)

    sign_in(page, site, username)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    expect(page.get_by_label("Code")).to_be_focused()
    assert axe_violations(page) == []
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert axe_violations(page) == []
    page.wait_for_timeout(1100)  # one wrong code costs a second
    page.get_by_label("Code").fill(code_of(secret, steps_ahead=1))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="Security", exact=True)).to_be_visible()
    sign_out(page)

    sign_in(page, site, username)
    page.get_by_label("Code").fill(backup_code)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Security", exact=True).click()
    expect(page.get_by_text("9 codes are left")).to_be_visible()
    assert axe_violations(page) == []


def test_a_passkey_is_added_and_opens_the_admin(site: Site, page: Page, username: str) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    authenticator = devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )["authenticatorId"]
    sign_in(page, site, username)
    page.get_by_role("link", name="Security", exact=True).click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("row", name="Passkey 1")).to_be_visible()
    assert len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]) == 1
    expect(page.get_by_text("You have no backup codes")).to_be_visible()
    assert axe_violations(page) == []
    sign_out(page)

    sign_in(page, site, username)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("link", name="Security", exact=True)).to_be_visible()
    page.get_by_role("link", name="Security", exact=True).click()
    page.get_by_role("button", name="Remove Passkey 1").click()
    expect(page.get_by_role("row", name="Passkey 1")).to_have_count(0)
    expect(page.get_by_text("Passkey removed")).to_be_visible()


def test_another_device_s_passkey_opens_nothing(site: Site, page: Page, username: str) -> None:
    """The site asks for a passkey that this browser's device does not hold."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    device = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    sign_in(page, site, username)
    page.get_by_role("link", name="Security", exact=True).click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("row", name="Passkey 1")).to_be_visible()
    sign_out(page)
    devtools.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    sign_in(page, site, username)
    answer = page.request.post(f"{by_name(site)}/admin/passkeys/use/complete/", data={})
    assert answer.status == 403
    page.goto(f"{by_name(site)}/admin/priorities/commitment/")
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_sign_in_reads_well_for_everyone(site: Site, page: Page, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{by_name(site)}/admin/login/")
    expect(page.get_by_label("Username")).to_be_focused()
    assert axe_violations(page) == []
    for attempt in range(5):
        page.get_by_label("Username").fill(f"nobody.{scheme}.{width}")
        page.get_by_label("Password").fill("not the password")
        page.get_by_role("button", name="Sign in").click()
        if not attempt:
            expect(page.get_by_role("alert")).to_be_focused()
            assert axe_violations(page) == []
    expect(page.get_by_text("locked for 15 minutes")).to_be_visible()
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
