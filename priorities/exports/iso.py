"""What the database hands over ready for a file: no object is built for each value, and both engines agree."""

import json
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func, IntegerField, Value


class DayText(Func):
    """A day as YYYY-MM-DD, which is how SQLite keeps it; without the cast its driver would make an object of it."""

    arity = 1
    template = "CAST(%(expressions)s AS text)"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **options: Any) -> Any:
        return super().as_sql(compiler, connection, template="to_char(%(expressions)s, 'YYYY-MM-DD')", **options)


class InstantText(Func):
    """An instant in UTC to the second, as 2027-01-31T23:59:59Z."""

    arity = 1
    template = "replace(substr(%(expressions)s, 1, 19), ' ', 'T') || 'Z'"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **options: Any) -> Any:
        template = """to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
        return super().as_sql(compiler, connection, template=template, **options)


class Bare(Func):
    """A whole number, or yes or no as 1 or 0, as the driver hands it out: Django would make each of them anew, and for
    their sake take every row apart and put it together again."""

    arity = 1
    template = "%(expressions)s"
    output_field = IntegerField()

    def get_db_converters(self, connection: BaseDatabaseWrapper) -> list[Any]:
        return []


class Ids(Func):
    """The ids of many rows, to look for rows that belong to one of them: Django would prepare each by itself."""

    template = "(SELECT value FROM json_each(%(expressions)s))"
    output_field = IntegerField()

    def __init__(self, ids: Sequence[int], **extra: Any) -> None:
        super().__init__(Value(json.dumps(ids)), **extra)

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **options: Any) -> Any:
        template = "(SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST(%(expressions)s AS json)))"
        return super().as_sql(compiler, connection, template=template, **options)
