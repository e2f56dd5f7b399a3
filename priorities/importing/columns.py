"""The columns of a sheet: what each is called, how a cell of it is read, and whether it may be changed."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from priorities.choices import Labelled, Language
from priorities.exports.registry import CellType, Column
from priorities.importing.cells import (
    Reader,
    code_reader,
    read_date,
    read_line,
    read_number,
    read_past_date,
    read_text,
)

Sentence = str | Promise

BY_NOTE = _("A status is changed by a progress note.")
BY_MOVE = _("A date moves through “Move date”.")
BY_AREA_CODE = _("The area is changed by its code.")
BY_MILESTONES = _("Milestones have a sheet of their own.")
BY_PAGE = _("Owners are changed on the page of the commitment.")
BY_PUBLISHING = _("A commitment is published on its own page.")
BY_APPROVAL = _("The state of a note is changed by submitting and approving it.")
NOT_AT_ALL = _("This is only shown.")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet: `column` writes it, `read` reads it.

    Without `read` it is only shown, and `why_fixed` says what changes it. `for_new_only` columns are read where a row
    is new and shown where it is not. `attribute` is that of the model, empty where it is not a plain one. Of a shown
    cell only what `compared` makes of it is held against the record.
    """

    column: Column
    read: Reader | None = None
    attribute: str = ""
    why_fixed: Sentence = NOT_AT_ALL
    is_required: bool = False
    for_new_only: bool = False
    is_text: bool = False
    compared: Callable[[str], str] = str

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def is_shown(self) -> bool:
        """Whether the cells of rows in the record come from elsewhere than the row."""
        return self.for_new_only or (self.read is None and not self.attribute)


def texts(model: type[models.Model], *names: str) -> list[SheetColumn]:
    """The columns of texts in three languages."""
    return [text(model, f"{name}_{language}") for name in names for language in Language]


def text(model: type[models.Model], name: str) -> SheetColumn:
    field = model._meta.get_field(name)
    reader = read_text if isinstance(field, models.TextField) else read_line
    return _plain(model, name, reader, "string", is_text=True)


def code(model: type[models.Model], name: str, vocabulary: type[Labelled]) -> SheetColumn:
    return _plain(model, name, code_reader(vocabulary), "string", vocabulary)


def day(model: type[models.Model], name: str) -> SheetColumn:
    return _plain(model, name, read_date, "date")


def past_day(model: type[models.Model], name: str) -> SheetColumn:
    return _plain(model, name, read_past_date, "date")


def number(model: type[models.Model], name: str) -> SheetColumn:
    return _plain(model, name, read_number, "integer")


def shown(column: Column, why: Sentence = NOT_AT_ALL) -> SheetColumn:
    return SheetColumn(column, why_fixed=why)


def key(name: str, meaning: str, datatype: CellType = "string", *, attribute: str = "") -> SheetColumn:
    """A column that tells which row of the record is meant, or which version of it."""
    return SheetColumn(Column(name, meaning, datatype), attribute=attribute)


VERSION = key("version", "Version of the row when it was downloaded; leave it as it is", "integer", attribute="version")


def _plain(
    model: type[models.Model],
    name: str,
    reader: Reader,
    datatype: CellType,
    codes: type[Labelled] | None = None,
    *,
    is_text: bool = False,
) -> SheetColumn:
    """A column that is an attribute of the model; required where that has neither a default nor may be blank."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)  # noqa: S101 - and not a relation from elsewhere
    return SheetColumn(
        Column(name, str(field.verbose_name), datatype, codes),
        read=reader,
        attribute=name,
        is_required=not field.blank and not field.has_default(),
        is_text=is_text,
    )
