"""Typed readers of the environment: each gives a checked value or stops the start with one sentence."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
SECRET_KEY_LENGTH = 50
SECRET_KEY_VARIETY = 10
PLACEHOLDERS = (
    "changeme",
    "change-me",
    "change_me",
    "django-insecure",
    "example",
    "placeholder",
    "your-secret",
)
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
POSTGRESQL_SCHEMES = {"postgres", "postgresql", "pgsql"}
CACHE_SCHEMES = {"locmemcache", "filecache", "dbcache", "dummycache"}
EMAIL_SCHEMES = {"smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail", "filemail", "dummymail"}

LICENCES = {
    "CC0-1.0": ("CC0 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-BY-4.0": ("Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"),
    "OGL-Canada-2.0": ("Open Government Licence – Canada", "https://open.canada.ca/en/open-government-licence-canada"),
}


class WrongSettingError(ImproperlyConfigured):
    """A variable is missing or wrong; the text is one sentence that names it and says how to mend it."""


@dataclass(frozen=True)
class Address:
    """Where the public reaches the site: scheme and host, without a path."""

    url: str
    host: str
    secure: bool
    loopback: bool


@dataclass(frozen=True)
class Environment:
    """The variables that the service was started with. One that is set but empty counts as not set."""

    variables: Mapping[str, str]
    root: Path

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, "").strip() or default

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name).lower()
        if not value:
            return default
        if value not in YES | NO:
            raise WrongSettingError(f"{name} is {value!r}, which is neither yes nor no: set it to 1 or 0.")
        return value in YES

    def codes(self, name: str, *, known: Collection[str]) -> frozenset[str]:
        """A set of codes out of those known; none where it isn't set."""
        codes = frozenset(code for part in self.text(name).split(",") if (code := part.strip()))
        for code in sorted(codes - frozenset(known)):
            choices = ", ".join(known)
            raise WrongSettingError(f"{name} contains {code!r}: set it to some of {choices}, separated by commas.")
        return codes

    def licence(self, name: str, default: str) -> tuple[str, str, str]:
        """Identifier, name and address of a licence for the facts of the record."""
        code = self.text(name, default)
        if code not in LICENCES:
            raise WrongSettingError(f"{name} is {code!r}, which is not known here: set it to {' or '.join(LICENCES)}.")
        return (code, *LICENCES[code])

    def folder(self, name: str, default: Path) -> Path:
        return self.root / self.text(name, str(default))

    def port(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
            raise WrongSettingError(f"{name} is {value!r}, which is not a port: set it to a number from 1 to 65535.")
        return int(value)

    def whole(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and len(value) <= 6):
            raise WrongSettingError(f"{name} is {value!r}: set it to a whole number from 0 to 999999.")
        return int(value)

    def choice(self, name: str, default: str, *, known: Collection[str]) -> str:
        value = self.text(name, default)
        if value not in known:
            raise WrongSettingError(f"{name} is {value!r}: set it to one of {', '.join(known)}.")
        return value

    def secret_key(self, name: str) -> str:
        value = self.text(name)
        how = f"set it to at least {SECRET_KEY_LENGTH} random characters, as `openssl rand -base64 48` prints."
        if not value:
            raise WrongSettingError(f"{name} is not set: {how}")
        if len(value) < SECRET_KEY_LENGTH:
            raise WrongSettingError(f"{name} has only {len(value)} characters: {how}")
        if len(set(value)) < SECRET_KEY_VARIETY or any(word in value.lower() for word in PLACEHOLDERS):
            raise WrongSettingError(f"{name} looks like a placeholder, not like a secret: {how}")
        return value

    def address(self, name: str, default: str, *, debug: bool) -> Address:
        value = self.text(name, default).rstrip("/")
        how = "set it to the address that the public uses, such as https://tracker.example.org, without a path."
        try:
            parts = urlsplit(value)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise WrongSettingError(f"{name} is {value!r}, which is not a web address: {how}") from None
        plain = f"{parts.scheme}://{parts.netloc}" == value and "@" not in value and port != 0
        if parts.scheme not in {"http", "https"} or not host or not plain:
            raise WrongSettingError(f"{name} is {value!r}, which is not a web address: {how}")
        address = Address(url=value, host=host, secure=parts.scheme == "https", loopback=_is_loopback(host))
        if not (address.secure or address.loopback or debug):
            raise WrongSettingError(
                f"{name} is {value!r}, which would send passwords unencrypted: begin it with https://."
            )
        return address

    def contact(self, name: str, default: str) -> str:
        """Where people write to: an address that begins with mailto: or https://."""
        value = self.text(name, default)
        if value != default and not value.startswith(("mailto:", "https://")):
            raise WrongSettingError(
                f"{name} is {value!r}, which nobody can follow: begin it with mailto: or with https://."
            )
        return value

    def hosts(self, name: str, *, address: Address, debug: bool) -> list[str]:
        hosts = [host for part in self.text(name).split(",") if (host := part.strip())]
        if not hosts and (address.loopback or debug):
            return LOOPBACK_HOSTS
        how = "set it to the host names of this site, separated by commas, without scheme and port."
        if not hosts:
            raise WrongSettingError(f"{name} is not set: {how}")
        for host in hosts:
            if ("*" in host and not debug) or "/" in host or _has_port(host):
                raise WrongSettingError(f"{name} contains {host!r}, which is not a host name: {how}")
        return hosts

    def database(self, name: str, default: str = "") -> dict[str, Any]:
        """Django's description of the database that the URL names; empty where it isn't set."""
        value = self.text(name, default)
        if not value:
            return {}
        how = "set it to postgres://user:password@host:5432/name or sqlite:////absolute/path/to/file.sqlite3."
        scheme, _, rest = value.partition("://")
        if scheme == "sqlite":
            if not rest.startswith("/") or rest.strip("/") in {"", ":memory:"}:
                raise WrongSettingError(f"{name} names no SQLite file: {how}")
            return self._sqlite(name, Env.db_url_config(value))
        if scheme not in POSTGRESQL_SCHEMES:
            raise WrongSettingError(f"{name} names neither PostgreSQL nor SQLite: {how}")
        try:
            config: dict[str, Any] = Env.db_url_config(value)
        except ValueError:
            config = {}
        if not config.get("NAME"):
            raise WrongSettingError(f"{name} is not the URL of a PostgreSQL database: {how}")
        return config

    def _sqlite(self, name: str, config: dict[str, Any]) -> dict[str, Any]:
        file = self.root / config["NAME"]
        if not file.parent.is_dir():
            raise WrongSettingError(
                f"{name} names a file in {file.parent}, which is not a folder: make that folder first."
            )
        return {**config, "NAME": str(file)}

    def cache(self, name: str, default: str) -> dict[str, Any]:
        value = self.text(name, default)
        if urlsplit(value).scheme not in CACHE_SCHEMES:
            known = ", ".join(f"{scheme}://" for scheme in sorted(CACHE_SCHEMES))
            raise WrongSettingError(f"{name} is {value!r}, which is no cache known here: begin it with one of {known}.")
        config: dict[str, Any] = Env.cache_url_config(value)
        return config

    def email(self, name: str, default: str) -> dict[str, Any]:
        """Django's EMAIL_… settings by name."""
        value = self.text(name, default)
        how = "set it to smtp+tls://user:password@host:587, or to consolemail:// to print mail instead."
        try:
            parts = urlsplit(value)
            known = parts.scheme in EMAIL_SCHEMES and (not parts.scheme.startswith("smtp") or bool(parts.hostname))
            config: dict[str, Any] = Env.email_url_config(value) if known else {}
        except ValueError:
            config = {}
        if not config:
            raise WrongSettingError(f"{name} is not the URL of a mail server: {how}")
        return {key: setting for key, setting in config.items() if setting is not None and key != "OPTIONS"}


def read(root: Path, variables: Mapping[str, str]) -> Environment:
    """The environment, with gaps filled from the file that ENV_FILE names (`.env` where it names none)."""
    env_file = root / variables.get("ENV_FILE", ".env")
    if env_file.is_file():
        Env.read_env(env_file, overwrite=False)
    return Environment(variables=variables, root=root)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _has_port(host: str) -> bool:
    return ":" in (host.rpartition("]")[2] if host.startswith("[") else host)
