"""Which address is locked out, where a proxy stands in front."""

import pytest
from django.test import Client

from fip_tracker.proxy import client_address
from tests.deployment.start import PRODUCTION, setting
from tests.signin.conftest import PASSWORD, SIGN_IN, Visitors


def test_the_header_of_a_proxy_is_believed_only_when_there_is_one() -> None:
    told = "globals().get('AXES_CLIENT_IP_CALLABLE')"
    assert setting(told, **PRODUCTION) == "None"
    assert setting(told, **PRODUCTION, BEHIND_PROXY="1") == "'fip_tracker.proxy.client_address'"


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7,2001:db8::1", "2001:db8::1"),
        ("made up", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_the_address_is_the_one_that_the_proxy_saw(rf, forwarded: str, address: str) -> None:
    assert client_address(rf.get("/", headers={"x-forwarded-for": forwarded})) == address


def test_behind_a_proxy_each_visitor_is_locked_out_alone(visitors: Visitors, settings) -> None:
    settings.AXES_CLIENT_IP_CALLABLE = "fip_tracker.proxy.client_address"
    name = visitors().official.username

    def answer(address: str, password: str) -> int:
        headers = {"x-forwarded-for": f"203.0.113.9, {address}"}
        return Client().post(SIGN_IN, {"username": name, "password": password}, headers=headers).status_code

    assert [answer("198.51.100.1", "wrong") for _ in range(5)][-1] == 429
    assert answer("198.51.100.1", PASSWORD) == 429
    assert answer("198.51.100.2", PASSWORD) == 302
