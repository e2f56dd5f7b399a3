"""The first step: user name and password, throttled, telling nobody which names exist."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.core import management
from django.db.models import F
from django.test import Client

from tests.signin.conftest import HOME, PASSWORD, SIGN_IN, Visitor, Visitors

WRONG = "not the password at all"


def guess(client: Client, username: str, password: str = WRONG, **more: Any) -> Any:
    return client.post(SIGN_IN, {"username": username, "password": password}, **more)


def lock_out(visitor: Visitor) -> None:
    for _ in range(5):
        last = visitor.sign_in(WRONG)
    assert last.status_code == 429


def test_the_right_password_opens_the_admin(visitors: Visitors) -> None:
    visitor = visitors()
    assert visitor.sign_in().headers["Location"] == HOME
    assert visitor.gets_in()


def test_one_is_led_back_to_what_one_asked_for(visitors: Visitors) -> None:
    visitor = visitors()
    wanted = visitor.get("/admin/priorities/commitment/").headers["Location"]
    assert wanted == f"{SIGN_IN}?next=/admin/priorities/commitment/"
    assert visitor.sign_in(next="/admin/priorities/commitment/").headers["Location"] == "/admin/priorities/commitment/"


def test_one_is_led_to_no_other_site(visitors: Visitors) -> None:
    assert visitors().sign_in(next="https://elsewhere.test/").headers["Location"] == HOME


def test_names_that_exist_and_names_that_do_not_get_the_same_answer(visitors: Visitors) -> None:
    known, closed, without_role = visitors(), visitors(editor=True, is_active=False), visitors(is_staff=False)
    answers = [
        guess(Client(), known.official.username),
        guess(Client(), "nobody.here"),
        guess(Client(), closed.official.username, PASSWORD),
        guess(Client(), without_role.official.username, PASSWORD),
    ]
    assert {answer.status_code for answer in answers} == {200}
    errors = [answer.context["form"].non_field_errors() for answer in answers]
    assert all(error == errors[0] for error in errors)
    assert "do not go together" in errors[0][0]


def test_five_wrong_passwords_lock_the_name_for_a_quarter_of_an_hour(visitors: Visitors) -> None:
    visitor = visitors()
    for _ in range(4):
        assert visitor.sign_in(WRONG).status_code == 200
    locked = visitor.sign_in(WRONG)
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "900"
    assert "no-store" in locked.headers["Cache-Control"]
    assert "locked for 15 minutes" in locked.content.decode()
    assert visitor.sign_in().status_code == 429
    assert not visitor.gets_in()


def test_a_name_that_does_not_exist_is_locked_like_any_other(db: None, client: Client) -> None:
    assert [guess(client, "nobody.here").status_code for _ in range(5)] == [200, 200, 200, 200, 429]


def test_the_lock_ends_by_itself_and_trying_does_not_prolong_it(visitors: Visitors) -> None:
    visitor = visitors()
    lock_out(visitor)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=14))
    assert visitor.sign_in().status_code == 429
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=1, seconds=1))
    assert visitor.sign_in().status_code == 302


def test_the_lock_is_for_one_name_from_one_address(visitors: Visitors) -> None:
    visitor, colleague = visitors(), visitors()
    lock_out(visitor)
    assert colleague.sign_in().status_code == 302
    elsewhere = guess(Client(), visitor.official.username, PASSWORD, REMOTE_ADDR="203.0.113.7")
    assert elsewhere.status_code == 302


def test_getting_in_forgets_earlier_slips(visitors: Visitors) -> None:
    visitor = visitors()
    for _ in range(2):
        for _ in range(4):
            visitor.sign_in(WRONG)
        assert visitor.sign_in().status_code == 302


def test_sign_ins_and_failures_are_logged_without_the_password(
    visitors: Visitors, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = visitors()
    with caplog.at_level(logging.WARNING, logger="axes"):
        lock_out(visitor)
    assert f'username: "{visitor.official.username}"' in caplog.text
    assert "127.0.0.1" in caplog.text
    assert "Locking out" in caplog.text
    assert WRONG not in caplog.text
    assert AccessFailureLog.objects.filter(username=visitor.official.username).count() == 5
    assert not AccessAttempt.objects.filter(post_data__contains=WRONG).exists()
    management.call_command("axes_reset_username", visitor.official.username)
    visitor.sign_in()
    assert AccessLog.objects.filter(username=visitor.official.username).count() == 1


def test_a_session_ends_with_the_browser_and_after_a_working_day(visitors: Visitors) -> None:
    visitor = visitors()
    cookie = visitor.sign_in().cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["max-age"] == ""
    assert cookie["expires"] == ""
    assert cookie["httponly"]
    assert visitor.client.session.get_expiry_age() == 8 * 60 * 60


def test_closing_an_account_ends_its_session(visitors: Visitors) -> None:
    visitor = visitors()
    visitor.sign_in()
    visitor.official.is_active = False
    visitor.official.save()
    assert not visitor.gets_in()


def test_signing_out_signs_out(visitors: Visitors) -> None:
    visitor = visitors()
    visitor.sign_in()
    assert visitor.get("/admin/logout/").status_code == 405
    assert "signed out" in visitor.post("/admin/logout/").content.decode()
    assert not visitor.gets_in()


def test_password_managers_are_welcome(db: None, client: Client) -> None:
    shown = client.get(SIGN_IN).content.decode()
    assert 'autocomplete="username"' in shown
    assert 'autocomplete="current-password"' in shown
    assert "onpaste" not in shown


def test_the_form_says_that_a_password_is_long(visitors: Visitors) -> None:
    visitor = visitors()
    visitor.sign_in()
    assert "at least 15 characters" in visitor.get("/admin/password_change/").content.decode()


@pytest.mark.parametrize(
    "page", ["", "password_change/", "security/", "priorities/commitment/", "priorities/commitment/add/"]
)
def test_what_officials_see_stays_in_no_cache(visitors: Visitors, page: str) -> None:
    visitor = visitors()
    visitor.sign_in()
    shown = visitor.get(f"{HOME}{page}")
    assert shown.status_code == 200
    assert "no-store" in shown.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/en/", "/fr/commitments/", "/ja/about/", "/data/summary.csv", "/healthz"])
def test_the_public_site_never_touches_the_session(db: None, client: Client, path: str) -> None:
    shown = client.get(path)
    assert shown.status_code == 200
    assert not shown.wsgi_request.session.accessed
    assert not shown.cookies
    assert "Cookie" not in shown.headers.get("Vary", "")
