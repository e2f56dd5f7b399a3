import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from priorities.actions import second_factor
from priorities.models import Official
from tests.factories import OfficialFactory

PASSWORD = "seven cedars by the strait"
HOME, SIGN_IN = "/admin/", "/admin/login/"
SECOND_STEP, SECURITY = "/admin/second-factor/", "/admin/security/"
EVERY_ROLE = frozenset({"editor", "approver", "administrator"})


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser who knows an official's password."""

    official: Official
    client: Client

    def sign_in(self, password: str = PASSWORD, **more: str) -> Any:
        values = {"username": self.official.username, "password": password, **more}
        return self.client.post(SIGN_IN, values)

    def get(self, url: str) -> Any:
        return self.client.get(url)

    def post(self, url: str, **values: str) -> Any:
        return self.client.post(url, values)

    def gets_in(self) -> bool:
        return bool(self.get(HOME).status_code == 200)

    @property
    def app(self) -> TOTPDevice:
        return second_factor.app_of(self.official)

    def set_up_app(self) -> list[str]:
        """Set up an authenticator app through the pages; the backup codes that they tell."""
        self.post(reverse("admin:security-app-begin"))
        told = self.post(reverse("admin:security-app"), code=code_of(second_factor.waiting_app_of(self.official)))
        return told.context["codes"] if "codes" in (told.context or {}) else []


def code_of(device: TOTPDevice, *, steps_ahead: int = 0) -> str:
    """What the app shows now, or in a while: a code is good once, and the next one is good already."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + steps_ahead * device.step
    return f"{totp.token():06}"


Visitors = Callable[..., Visitor]


@pytest.fixture
def visitors(db: None) -> Visitors:
    """An official with a password, and their browser. Takes the traits of OfficialFactory."""

    def visitor(*, browser: Client | None = None, **traits: object) -> Visitor:
        official = OfficialFactory.create(**(traits or {"editor": True}))
        official.set_password(PASSWORD)
        official.save(update_fields=["password"])
        return Visitor(official, browser or Client())

    return visitor


@pytest.fixture
def equipped(visitors: Visitors) -> Visitor:
    """An editor who has set up an app, and has signed out since."""
    visitor = visitors()
    visitor.sign_in()
    visitor.set_up_app()
    visitor.client.logout()
    return visitor
