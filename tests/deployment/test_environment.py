"""Wrong values stop the start with one sentence that names the variable."""

import pytest

from fip_tracker.environment import Environment, WrongSettingError
from tests.deployment.start import ROOT, SECRET_KEY, setting, start

PROGRAMS = {
    "manage.py": ("manage.py", "check"),
    "development server": ("manage.py", "runserver", "--noreload"),
    "production server": ("-m", "fip_tracker.serve"),
    "wsgi": ("-c", "import fip_tracker.wsgi"),
}


def environment(**variables: str) -> Environment:
    return Environment(variables=variables, root=ROOT)


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_wrong_value_stops_every_program_with_one_sentence(program):
    done = start(*PROGRAMS[program], SECRET_KEY="")
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("SECRET_KEY is not set: set it to")


@pytest.mark.parametrize(
    "value", ["", " ", "short", "x" * 60, "django-insecure-" + SECRET_KEY, "CHANGEME" * 2 + SECRET_KEY]
)
def test_secret_key_must_be_a_secret(value):
    with pytest.raises(WrongSettingError, match=r"^SECRET_KEY .* at least 50 random characters"):
        environment(SECRET_KEY=value).secret_key("SECRET_KEY")


def test_secret_key_may_begin_with_a_dollar_sign():
    assert environment(SECRET_KEY="$" + SECRET_KEY).secret_key("SECRET_KEY") == "$" + SECRET_KEY


@pytest.mark.parametrize(("value", "meaning"), [("1", True), ("Yes", True), ("off", False), ("0", False), ("", False)])
def test_flags_are_yes_or_no(value, meaning):
    assert environment(DEBUG=value).flag("DEBUG") is meaning


def test_a_flag_that_is_neither_is_refused():
    with pytest.raises(WrongSettingError, match="DEBUG is 'ture', which is neither yes nor no"):
        environment(DEBUG="ture").flag("DEBUG")


def test_codes_are_some_of_those_known():
    known = ["editor", "approver"]
    assert environment(ROLES="approver, editor,").codes("ROLES", known=known) == {"editor", "approver"}
    assert environment().codes("ROLES", known=known) == frozenset()
    with pytest.raises(WrongSettingError, match=r"ROLES contains 'boss': set it to some of editor, approver, sep"):
        environment(ROLES="editor,boss").codes("ROLES", known=known)


def test_a_choice_is_one_of_those_known():
    known = ["json", "line"]
    assert environment(LOG_FORMAT="json").choice("LOG_FORMAT", "line", known=known) == "json"
    assert environment().choice("LOG_FORMAT", "line", known=known) == "line"
    with pytest.raises(WrongSettingError, match="LOG_FORMAT is 'xml': set it to one of json, line"):
        environment(LOG_FORMAT="xml").choice("LOG_FORMAT", "line", known=known)


@pytest.mark.parametrize("value", ["0", "65536", "-1", "http", "80a", "²"])
def test_a_port_is_a_number_from_1_to_65535(value):
    with pytest.raises(WrongSettingError, match="PORT is .* not a port"):
        environment(PORT=value).port("PORT", 8000)


@pytest.mark.parametrize(
    "value",
    [
        "tracker.example.org",
        "ftp://tracker.example.org",
        "https://",
        "https://tracker.example.org/path",
        "https://user@tracker.example.org",
        "https://tracker.example.org:port",
        "https://tracker.example.org?a=b",
        "https://[::1",
    ],
)
def test_base_url_is_a_scheme_and_a_host(value):
    with pytest.raises(WrongSettingError, match="BASE_URL is .* not a web address"):
        environment(BASE_URL=value).address("BASE_URL", "", debug=False)


def test_base_url_without_encryption_is_for_this_machine_or_for_debugging():
    wanted = environment(BASE_URL="http://tracker.example.org")
    with pytest.raises(WrongSettingError, match=r"BASE_URL .* unencrypted: begin it with https://"):
        wanted.address("BASE_URL", "", debug=False)
    assert wanted.address("BASE_URL", "", debug=True).host == "tracker.example.org"
    for local in ("http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000"):
        assert environment(BASE_URL=local).address("BASE_URL", "", debug=False).loopback


def hosts(value: str, base_url: str, *, debug: bool = False) -> list[str]:
    wanted = environment(ALLOWED_HOSTS=value, BASE_URL=base_url)
    return wanted.hosts("ALLOWED_HOSTS", address=wanted.address("BASE_URL", "", debug=debug), debug=debug)


def test_allowed_hosts_has_a_default_on_this_machine_only():
    assert hosts("", "http://127.0.0.1:8000") == ["127.0.0.1", "localhost", "[::1]"]
    with pytest.raises(WrongSettingError, match="ALLOWED_HOSTS is not set"):
        hosts("", "https://tracker.example.org")


@pytest.mark.parametrize("value", ["*", "https://a.example", "a.example:443", "[::1]:80", "a.example/"])
def test_allowed_hosts_are_host_names(value):
    with pytest.raises(WrongSettingError, match="ALLOWED_HOSTS contains .* not a host name"):
        hosts(value, "https://tracker.example.org")


def test_allowed_hosts_are_separated_by_commas():
    assert hosts("a.example, .b.example,[::1],", "https://a.example") == ["a.example", ".b.example", "[::1]"]


@pytest.mark.parametrize(
    "value",
    [
        "db.sqlite3",
        "mysql://user@host/name",
        "sqlite://",
        "sqlite:///",
        "sqlite://:memory:",
        "sqlite://db.sqlite3",
        "sqlite:////no/such/folder/db.sqlite3",
        "postgres://host",
        "postgres://host:port/name",
    ],
)
def test_database_url_names_postgresql_or_a_sqlite_file(value):
    with pytest.raises(WrongSettingError, match=r"^DATABASE_URL (names|is not) .+: (set it to|make) "):
        environment(DATABASE_URL=value).database("DATABASE_URL")


def test_a_password_in_a_wrong_url_is_not_repeated():
    for name, read_it in {"DATABASE_URL": Environment.database, "EMAIL_URL": Environment.email}.items():
        with pytest.raises(WrongSettingError) as problem:
            read_it(environment(**{name: "postgers://me:hunter2@host:99999/x"}), name, "")
        assert "hunter2" not in str(problem.value)


def test_database_url_accepts_a_socket_and_a_relative_file():
    socket = environment(U="postgres://me@//run/postgresql/tracker").database("U")
    assert (socket["HOST"], socket["NAME"], socket["USER"]) == ("/run/postgresql", "tracker", "me")
    assert environment(U="sqlite:///db.sqlite3").database("U")["NAME"] == str(ROOT / "db.sqlite3")


def test_cache_and_email_urls_of_unknown_kinds_are_refused():
    with pytest.raises(WrongSettingError, match="CACHE_URL is .* no cache known here"):
        environment(CACHE_URL="redis://host").cache("CACHE_URL", "")
    for url in ("mail.example.org", "smtp://", "smtp://host:port", "telnet://host"):
        with pytest.raises(WrongSettingError, match="EMAIL_URL is not the URL of a mail server"):
            environment(EMAIL_URL=url).email("EMAIL_URL", "")


def test_email_url_becomes_django_settings():
    mail = environment(EMAIL_URL="smtp+tls://me:secret@mail.example.org:587").email("EMAIL_URL", "")
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"]) == ("mail.example.org", 587, True)


def test_the_env_file_fills_gaps_and_never_overrides(tmp_path):
    env_file = tmp_path / "env"
    env_file.write_text(f"SECRET_KEY={SECRET_KEY[::-1]}\nPORT=9000\nSELF_APPROVAL=1\n")
    given = {"ENV_FILE": str(env_file), "SECRET_KEY": SECRET_KEY, "PORT": "9001"}
    assert setting("SECRET_KEY", **given) == repr(SECRET_KEY)
    assert setting("PORT", **given) == "9001"
    assert setting("BASE_URL", **given) == "'http://127.0.0.1:9001'"
    assert setting("FIP_SELF_APPROVAL", **given) == "True"
