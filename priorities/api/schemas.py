"""The shapes of the answers. Those of rows come from the columns of the files, so that no two outputs can disagree."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import Field, create_model

from priorities.choices import JournalKind, Status
from priorities.exports.registry import Column, Dataset

FORMATS = {"date": "date", "datetime": "date-time", "url": "uri"}
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
EventKind = Annotated[str, Field(json_schema_extra={"enum": [kind.value for kind in JournalKind]})]
StatusCode = Annotated[str, Field(json_schema_extra={"enum": [status.value for status in Status]})]


class Problem(Schema):
    """What was wrong with a request: the reasons by the name of the parameter."""

    errors: dict[str, list[str]]


class Index(Schema):
    """The addresses of what there is."""

    areas: str
    commitments: str
    notes: str
    changes: str
    organizations: str
    journal: str
    openapi: str


class Page(Schema):
    """A part of an answer: the number of all rows, and the addresses of the parts around it."""

    count: int
    limit: int
    offset: int
    next: str | None
    previous: str | None


class Asked(Schema):
    """The clocks that an answer is for: the record as of a day, as known at an instant (null: now)."""

    as_of: Day
    known_at: Instant | None


class PageOfRecord(Asked, Page):
    """A part of the rows of the record."""


class Event(Schema):
    """One public event: its entry in the journal, and for a report the status, and that which its reporter gave
    before (null where none)."""

    number: int
    kind: EventKind
    at: Instant
    day: Day
    commitment: str
    area: str
    note: str | None
    milestone: int | None
    status: StatusCode | None
    status_before: StatusCode | None
    url: str
    data: dict[str, Any]


class Events(Page):
    results: list[Event]


class JournalLine(Schema):
    """An entry of the journal. While it is sealed, its payload and all that would tell of it are null."""

    number: int
    recorded_at: Instant
    digest: str
    previous: str
    hash: str
    sealed: bool
    kind: EventKind | None
    public_from: Instant | None
    salt: str | None
    payload: str | None


class Journal(Page):
    results: list[JournalLine]


def row_schema(name: str, dataset: Dataset) -> type[Schema]:
    """The shape of one row of a file."""
    fields: Any = {column.name: (_type(column), Field(description=column.help)) for column in dataset.columns}
    return create_model(name, __base__=Schema, __doc__=dataset.title, **fields)


def page_schema(name: str, row: type[Schema]) -> type[Schema]:
    """The shape of a part of the rows."""
    return create_model(name, __base__=PageOfRecord, results=(list[row], ...))  # type: ignore[valid-type]


def _type(column: Column) -> Any:
    found: Any = _plain_type(column)
    return found if column.is_required or column.datatype == "list" else found | None


def _plain_type(column: Column) -> Any:
    if column.datatype == "list":
        return list[str]
    if column.datatype in {"integer", "boolean"}:
        return {"integer": int, "boolean": bool}[column.datatype]
    about: dict[str, Any] = {}
    if column.codes:
        about["enum"] = [member.value for member in column.codes]
    if column.datatype in FORMATS:
        about["format"] = FORMATS[column.datatype]
    return Annotated[str, Field(json_schema_extra=about)] if about else str
