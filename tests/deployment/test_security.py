"""What protects visitors: the headers of a response, the cookies, and Django's own deployment checks."""

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.deployment.start import PRODUCTION, setting, start

WRONG_TOGETHER = {
    "fip_tracker.E001": {"ALLOWED_HOSTS": "another.test"},
    "fip_tracker.E002": {"DATABASE_REPLICA_URL": "postgres://replica/tracker"},
    "fip_tracker.W001": {"STATIC_ROOT": "no-such-folder"},
    "fip_tracker.W002": {"SECOND_FACTOR_ROLES": "approver,administrator"},
    "fip_tracker.W003": {"BEHIND_PROXY": "0"},
    "fip_tracker.W004": {"EMAIL_URL": "consolemail://"},
    "fip_tracker.E004": {"METRICS_TOKEN": "short"},
}
OPEN_ADDRESS = {"HOST": "0.0.0.0"}


def test_each_of_the_settings_that_do_not_fit_together_is_told():
    wrong = {name: value for settings in WRONG_TOGETHER.values() for name, value in settings.items()}
    done = start("manage.py", "check", "--deploy", "--database", "default", **(PRODUCTION | wrong))
    assert [check for check in WRONG_TOGETHER if check not in done.stderr] == []


def test_debugging_is_not_for_production():
    done = start("manage.py", "check", "--deploy", "--database", "default", **PRODUCTION, DEBUG="1")
    assert "fip_tracker.E003" in done.stderr


@pytest.mark.parametrize("others", [OPEN_ADDRESS, {"ALLOWED_HOSTS": "*"}])
def test_debugging_is_not_for_whoever_reaches_this_machine(others):
    assert "fip_tracker.E005" in start("manage.py", "check", DEBUG="1", **others).stderr


def test_debugging_at_home_is_fine_and_so_is_an_open_address_behind_https():
    for environment in ({"DEBUG": "1"}, PRODUCTION | OPEN_ADDRESS):
        done = start("manage.py", "check", **environment)
        assert (done.returncode, done.stderr) == (0, "")


def test_an_address_without_https_that_others_reach_is_told():
    done = start("manage.py", "check", **OPEN_ADDRESS)
    assert done.returncode == 0
    assert "fip_tracker.W005" in done.stderr


def test_https_brings_hsts_and_host_cookies():
    assert setting("SECURE_SSL_REDIRECT", **PRODUCTION) == "True"
    assert setting("SECURE_HSTS_SECONDS", **PRODUCTION) == "31536000"
    assert setting("SESSION_COOKIE_NAME", **PRODUCTION) == "'__Host-session'"
    assert setting("CSRF_COOKIE_NAME", **PRODUCTION) == "'__Host-csrf'"


def test_the_scheme_told_by_a_proxy_is_believed_only_when_there_is_one():
    told = "globals().get('SECURE_PROXY_SSL_HEADER')"
    assert setting(told, **PRODUCTION) == "None"
    assert "X_FORWARDED_PROTO" in setting(told, **PRODUCTION, BEHIND_PROXY="1")


@pytest.mark.parametrize("path", ["/healthz", "/no-such-page", "/static/no-such-file"])
@pytest.mark.django_db
def test_every_response_is_protected(client, path):
    headers = client.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_the_sign_in_page_sets_no_cookie_that_scripts_can_read(client):
    cookies = client.get(reverse("admin:login")).cookies
    assert cookies[settings.CSRF_COOKIE_NAME]["httponly"]
    assert cookies[settings.CSRF_COOKIE_NAME]["samesite"] == "Lax"


def test_an_unknown_host_is_refused(client):
    assert client.get("/healthz", headers={"host": "attacker.test"}).status_code == 400


@pytest.mark.parametrize("password", ["fourteen chars", "1q2w3e4r5t6y7u8i9o0p"])
def test_short_and_common_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


def test_a_long_phrase_is_a_password():
    validate_password("seven cedars by the strait")
