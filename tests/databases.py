"""Databases of the kind that this run is about: made, copied, connected to and dropped."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection


@contextmanager
def fresh_database(folder: Path, name: str = "site", *, template: str = "") -> Iterator[str]:
    """A database as its URL: empty, or a copy of another that nobody is connected to."""
    name = name_in(folder, name)
    create(name, template)
    try:
        yield url_of(name)
    finally:
        drop(name)


def name_in(folder: Path, name: str) -> str:
    return str(folder / f"{name}.sqlite3") if connection.vendor == "sqlite" else f"{name}_{os.getpid()}"


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Within the block, Django asks the database of this name."""
    usual = connection.settings_dict["NAME"]
    _connect(name)
    try:
        yield
    finally:
        _connect(usual)


def _connect(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def create(name: str, copied_from: str = "") -> None:
    """A database of the kind that this run is about, empty or as a copy of another that nobody is connected to."""
    if connection.vendor == "postgresql":
        with _administration() as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {copied_from or 'template1'}")
    elif copied_from:
        with closing(sqlite3.connect(copied_from)) as source, closing(sqlite3.connect(name)) as copy:
            source.backup(copy)


def drop(name: str) -> None:
    if connection.vendor == "postgresql":
        with _administration() as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _administration() -> psycopg.Connection[Any]:
    return psycopg.connect(**{**connection.get_connection_params(), "dbname": "postgres"}, autocommit=True)


def url_of(name: str) -> str:
    """How a process of its own is told of a database."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
