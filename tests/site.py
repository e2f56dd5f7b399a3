"""The real thing for tests that need it: the production server with a database of its own, as a fixture."""

from __future__ import annotations

import os
import secrets
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 30


@dataclass(frozen=True)
class Site:
    """A running site: where it answers, the demo officials' password, and the environment that it runs in."""

    url: str
    password: str
    environment: dict[str, str] = field(repr=False)

    def manage(self, *arguments: str) -> str:
        """Run a management command on this site's database; its output."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}"
        return done.stdout


@pytest.fixture(scope="session")
def migrated(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """What a new database is copied from: the database of the tests, before any test has written into it."""
    with django_db_blocker.unblock():
        name = str(connection.settings_dict["NAME"])
        if connection.vendor == "sqlite":
            yield name
            return
        parameters = {**connection.get_connection_params(), "dbname": "postgres"}
        copy = f"migrated_{os.getpid()}"
        connection.close()  # a database in use can't be copied
        with psycopg.connect(**parameters, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {copy} TEMPLATE {name}")
            yield copy
            admin.execute(f"DROP DATABASE {copy} WITH (FORCE)")


@pytest.fixture(scope="session")
def site(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with migrated_database(folder, migrated) as database_url, started(a_site(folder, database_url), folder) as running:
        yield running


@contextmanager
def running_site(folder: Path, database_url: str) -> Iterator[Site]:
    """A site on an empty database."""
    site = a_site(folder, database_url)
    site.manage("migrate", "--verbosity", "0")
    with started(site, folder):
        yield site


def a_site(folder: Path, database_url: str) -> Site:
    """Not running yet."""
    port, password = free_port(), secrets.token_urlsafe(12)
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database_url,
        "ENV_FILE": os.devnull,
        "FIP_DEMO_PASSWORD": password,
        "PORT": str(port),
        "SECRET_KEY": secrets.token_urlsafe(64),
        "STATIC_ROOT": str(folder / "static"),
    }
    return Site(f"http://127.0.0.1:{port}", password, environment)


@contextmanager
def started(site: Site, folder: Path) -> Iterator[Site]:
    """The site as `make run` starts it, with the starting record and the demo officials."""
    site.manage("collectstatic", "--no-input", "--verbosity", "0")
    site.manage("load_record", "--demo")
    with serving(site, folder / "server.log"):
        yield site


@contextmanager
def serving(site: Site, log: Path) -> Iterator[None]:
    """Run the production server until the block ends."""
    command = [sys.executable, "-m", "fip_tracker.serve"]
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=output, stderr=output)
    try:
        wait_until_ready(site, server, log)
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_until_ready(site: Site, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{site.url}/readyz", timeout=5).close()
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"The server did not start:\n{log.read_text()}", pytrace=False)


@contextmanager
def fresh_database(folder: Path, name: str = "site", *, template: str = "template1") -> Iterator[str]:
    """An empty database of the kind that this run is about, as its URL; on PostgreSQL it may begin as a copy."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder}/{name}.sqlite3"
        return
    server_url = os.environ["DATABASE_URL"].rpartition("/")[0]
    name = f"{name}_{os.getpid()}"
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield f"{server_url}/{name}"
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def migrated_database(folder: Path, template: str, name: str = "site") -> Iterator[str]:
    """A migrated and otherwise empty database of the kind that this run is about, as its URL."""
    if connection.vendor == "postgresql":
        with fresh_database(folder, name, template=template) as url:
            yield url
        return
    with fresh_database(folder, name) as url:
        with closing(sqlite3.connect(template)) as source, closing(sqlite3.connect(folder / f"{name}.sqlite3")) as copy:
            source.backup(copy)
        yield url


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
