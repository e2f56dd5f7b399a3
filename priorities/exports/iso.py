"""Days and instants as ISO 8601 text, made by the database: no object is built for each, and both engines agree."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func


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
