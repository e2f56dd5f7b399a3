"""What every process of a run needs and only the first one makes: databases to copy, and the collected static files.

Migrating takes seconds, and so does loading the starting record; copying takes none.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from priorities.loading import load
from priorities.models import ProgressNote
from tests.databases import connected_to, create, drop, fresh_database, name_in, url_of
from tests.site import ROOT, Site, a_site, serving

DEMO_PASSWORD = "on this machine, while the tests run"


@dataclass(frozen=True)
class Table:
    """What one table holds, as the database hands it out."""

    name: str
    columns: list[str]
    rows: list[tuple[Any, ...]]

    @classmethod
    def read(cls, name: str) -> Table:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            return cls(name, [column[0] for column in cursor.description], cursor.fetchall())

    def fill(self) -> None:
        names = ", ".join(map(connection.ops.quote_name, self.columns))
        places = ", ".join(["%s"] * len(self.columns))
        table = connection.ops.quote_name(self.name)
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", self.rows)


@dataclass(frozen=True)
class Prepared:
    """Databases by name and other things, in a folder that the processes of this run share."""

    folder: Path

    def migrated(self) -> str:
        """An empty database with every table."""
        return self._database("migrated", _migrate)

    def with_officials(self) -> str:
        """The starting record and the demonstration officials, as `make run` makes them."""
        return self._database("officials", _add_officials, copied_from=self._loaded())

    def starting_rows(self) -> list[Table]:
        """What loading the starting record adds, table by table."""
        self._loaded()
        rows: list[Table] = pickle.loads(self._rows.read_bytes())
        return rows

    def static(self) -> Path:
        folder = self.folder / "static"
        self._once("static", partial(_manage, "collectstatic", "--no-input", "--verbosity", "0", STATIC_ROOT=folder))
        return folder

    def name_of(self, database: str) -> str:
        return str(self.folder / f"{database}.sqlite3") if connection.vendor == "sqlite" else f"prepared_{database}"

    @property
    def _rows(self) -> Path:
        return self.folder / "starting-rows"

    def _loaded(self) -> str:
        return self._database("loaded", self._load, copied_from=self.migrated())

    def _load(self, name: str) -> None:
        before = {table.name for table in _tables() if table.rows}
        load(settings.BASE_DIR / "fixtures")
        added = [table for table in _tables() if table.rows and table.name not in before]
        self._rows.write_bytes(pickle.dumps(added))

    def _database(self, database: str, make: Callable[[str], None], *, copied_from: str = "") -> str:
        name = self.name_of(database)

        def begin() -> None:
            create(name, copied_from)
            with connected_to(name):
                make(name)

        self._once(database, begin)
        return name

    def _once(self, thing: str, make: Callable[[], None]) -> None:
        made = self.folder / f"{thing}.made"
        with (self.folder / f"{thing}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                make()
                made.touch()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    own = tmp_path_factory.getbasetemp()
    return Prepared(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    prepared: Prepared,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The database of the tests of this process, instead of one that pytest-django would migrate in each."""
    with django_db_blocker.unblock():
        name = name_in(tmp_path_factory.mktemp("database"), "tests")
        create(name, prepared.migrated())
        with connected_to(name):
            yield
        drop(name)


@pytest.fixture(scope="session")
def site(
    prepared: Prepared,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """The site as `make run` starts it, with the starting record and the demonstration officials."""
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), fresh_database(folder, template=prepared.with_officials()) as database_url:
        site = a_site(folder, database_url, password=DEMO_PASSWORD, static=prepared.static())
        with serving(site, folder / "server.log"):
            yield site


def _tables() -> list[Table]:
    # Notes last: what belongs to a released note is fixed, so nothing could be added to it.
    models = sorted(apps.get_models(include_auto_created=True), key=lambda model: model is ProgressNote)
    return [Table.read(model._meta.db_table) for model in models]


def _migrate(name: str) -> None:
    call_command("migrate", verbosity=0)


def _add_officials(name: str) -> None:
    connection.close()
    _manage("load_record", "--demo", DATABASE_URL=url_of(name), FIP_DEMO_PASSWORD=DEMO_PASSWORD)


def _manage(*arguments: str, **environment: object) -> None:
    """A command with the settings of the service."""
    surroundings = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "SECRET_KEY": settings.SECRET_KEY,
        **{name: str(value) for name, value in environment.items()},
    }
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=surroundings, check=True, stdout=subprocess.DEVNULL
    )
