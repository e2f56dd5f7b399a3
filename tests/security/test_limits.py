"""What one address may ask: much, but not everything at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fip_tracker import limits
from fip_tracker.limits import Buckets, Rate
from priorities.choices import Language


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_bucket_is_emptied_and_fills_again_with_time():
    clock = Clock()
    buckets = Buckets(Rate(at_once=2, a_minute=6), clock)
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 10, 10]
    assert buckets.wait("b") == 0
    clock.seconds = 10
    assert [buckets.wait("a"), buckets.wait("a")] == [0, 10]


@given(st.lists(st.floats(0, 100), max_size=50))
def test_nobody_gets_more_than_the_rate(pauses):
    clock = Clock()
    buckets = Buckets(Rate(at_once=3, a_minute=6), clock)
    served = 0
    for pause in pauses:
        clock.seconds += pause
        served += buckets.wait("a") == 0
    assert served <= 3 + clock.seconds / 10 + 1e-6


def test_as_many_addresses_are_remembered_as_there_is_room_for(monkeypatch):
    monkeypatch.setattr(limits, "REMEMBERED", 3)
    buckets = Buckets(Rate(at_once=1, a_minute=1), Clock())
    for number in range(10):
        buckets.wait(str(number))
    assert list(buckets.left) == ["7", "8", "9"]


def status_of(answer):
    """The status of an answer, once its body has been read to the end."""
    assert b"".join(answer)
    return answer.status_code


@pytest.fixture
def strict(settings):
    settings.FIP_RATES = {"files": (1, 1), "search": (1, 1), "signin": (1, 1)}


@pytest.mark.django_db
def test_exports_and_search_from_one_address_are_slowed_down_and_pages_are_not(strict, client):
    visitor = {"REMOTE_ADDR": "203.0.113.7"}
    assert status_of(client.get("/data/summary.csv", **visitor)) == 200
    slowed = client.get("/data/commitments.csv", **visitor)
    assert slowed.status_code == 429
    assert 50 < int(slowed.headers["Retry-After"]) <= 60
    assert slowed.content.startswith(b"Too many requests from this address: ask again in ")
    assert status_of(client.get("/data/summary.csv", REMOTE_ADDR="203.0.113.8")) == 200
    assert client.get("/en/commitments/", {"q": "gas"}, **visitor).status_code == 200
    for language in Language:
        slowed = client.get(f"/{language}/commitments/", {"q": "gas"}, **visitor)
        assert slowed.status_code == 429
        assert f'<html lang="{language}">' in slowed.content.decode()
        assert "default-src 'none'" in slowed.headers["Content-Security-Policy"]
        assert client.get(f"/{language}/commitments/", **visitor).status_code == 200


@pytest.mark.django_db
def test_signing_in_from_one_address_is_slowed_down_whatever_the_names(strict, client):
    def answer(name):
        credentials = {"username": name, "password": "wrong"}
        client.cookies["session"] = name  # made up: it lets nobody past
        return client.post("/admin/login/", credentials, REMOTE_ADDR="2001:db8::1").status_code

    assert answer("one") != 429
    assert answer("two") == 429
    neighbour = client.post("/admin/login/", {"username": "three"}, REMOTE_ADDR="2001:db8::2:1")
    assert neighbour.status_code == 429


@pytest.mark.django_db
def test_this_machine_is_not_limited(strict, client):
    assert [status_of(client.get("/data/summary.csv")) for _ in range(3)] == [200, 200, 200]


def test_a_query_that_nobody_needs_is_refused(client):
    assert client.get("/en/", {"q": "x" * 4001}).status_code == 414
