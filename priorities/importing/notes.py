"""The sheet of draft notes: those that an official may still edit, and new ones, which arrive as drafts."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.actions.permissions import require_may_edit_note, require_may_report
from priorities.choices import Language, NoteKind, NoteState, Reporter, Status
from priorities.exports.registry import Cell, Column
from priorities.importing import columns
from priorities.importing.cells import list_reader, one_of_reader, tidy_code
from priorities.importing.columns import SheetColumn
from priorities.importing.errors import AlreadyThere, WrongCell
from priorities.importing.sheet import Key, Prepared, Sheet, Stored, batches, lock_commitments, plain_row, split
from priorities.importing.table import TableRow
from priorities.models import Commitment, ProgressNote, Source

UNDER_WORK = (NoteState.DRAFT.value, NoteState.RETURNED.value)
WITH_ITS_COMMITMENT = gettext_lazy("A note stays with its commitment.")
AS_CORRECTED = gettext_lazy("A correction speaks with the voice of the note that it corrects.")
# Two new notes that agree in these are one note twice.
TELLING = ("commitment_id", "reporter", "kind", "as_of", "status", "text_en", "text_fr", "text_ja")


class NotesSheet(Sheet):
    name = "draft-notes"
    title = "Draft notes"
    keys = ("id",)

    # Its columns

    def download_columns(self) -> list[SheetColumn]:
        return [
            columns.key("id", "Number of the draft; empty for a new one", "integer", attribute="id"),
            columns.VERSION,
            self._commitment_column(),
            columns.code(ProgressNote, "reporter", Reporter),
            columns.code(ProgressNote, "kind", NoteKind),
            columns.day(ProgressNote, "as_of"),
            columns.code(ProgressNote, "status", Status),
            columns.code(ProgressNote, "language", Language),
            *columns.texts(ProgressNote, "text", "challenges", "next_steps", "date_basis"),
            columns.text(ProgressNote, "withheld_for"),
            SheetColumn(Column("sources", "Codes of its sources, separated by ;"), read=list_reader(self.sources)),
            columns.shown(Column("state", "Draft or returned", codes=NoteState), columns.BY_APPROVAL),
        ]

    def _commitment_column(self) -> SheetColumn:
        return SheetColumn(
            Column("code", "Code of the commitment"),
            read=one_of_reader(self.commitments),
            is_required=True,
            for_new_only=True,
            why_fixed=WITH_ITS_COMMITMENT,
        )

    @cached_property
    def sources(self) -> dict[str, int]:
        return dict(Source.objects.values_list("code", "pk"))

    @cached_property
    def commitments(self) -> dict[str, Commitment]:
        """Those that the file names, once it has been read."""
        return {}

    # The record behind it

    def open_to(self, notes: "models.QuerySet[ProgressNote]") -> "models.QuerySet[ProgressNote]":
        """The drafts that the official's side is writing."""
        own = Q(author=self.by)
        if self.by.side:
            own |= Q(author__organization__side=self.by.side)
        return notes.filter(own, state__in=UNDER_WORK)

    def find(self, keys: Collection[Key]) -> dict[Key, Any]:
        numbers = [int(number) for (number,) in keys if number]
        rows = self.whole(ProgressNote.objects.filter(pk__in=numbers))
        return {(str(note.pk),): note for note in rows}

    def describe(self, instances: Sequence[ProgressNote], names: Collection[str]) -> list[Stored]:
        plain = [column for column in self.columns.values() if column.attribute]
        return [
            Stored(
                note,
                {
                    **plain_row(plain, note),
                    "code": note.commitment.code,
                    "sources": ";".join(sorted(source.code for source in note.sources.all())),
                    "state": note.state,
                },
                frozenset(),
                is_public=False,
            )
            for note in instances
        ]

    def whole(self, instances: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
        related = (
            self.open_to(instances).select_related("commitment", "author__organization").prefetch_related("sources")
        )
        return related.order_by("commitment__code", "pk")

    # Reading a file

    def get_ready(self, rows: Collection[TableRow]) -> None:
        """Read the commitments that the rows name, and what drafts there are of them already."""
        for codes in batches({tidy_code(row.cells.get("code", "")) for row in rows}):
            found = Commitment.objects.filter(code__in=codes)
            self.commitments.update({commitment.code: commitment for commitment in found})
        self.drafts: dict[tuple[Any, ...], int] = {}
        for some in batches(commitment.pk for commitment in self.commitments.values()):
            drafts = self.open_to(ProgressNote.objects.filter(commitment__in=some))
            self.drafts.update({tuple(telling): pk for pk, *telling in drafts.values_list("pk", *TELLING)})

    def new(self, key: Key, row: TableRow) -> ProgressNote:
        if key[0]:
            raise WrongCell(_("There is no draft %s that you may change. Leave the id empty for a new one.") % key[0])
        return ProgressNote(author=self.by)

    def assign(self, instance: ProgressNote, column: SheetColumn, value: Cell) -> None:
        if column.name == "code":
            instance.commitment = self.commitments[str(value)]
        super().assign(instance, column, value)

    def why_fixed(self, column: SheetColumn, stored: Stored) -> Any:
        if column.name == "reporter" and stored.instance.corrects_id:
            return AS_CORRECTED
        return super().why_fixed(column, stored)

    def require_may_change(self, stored: Stored, values: dict[str, Cell]) -> None:
        require_may_edit_note(self.by, stored.instance)
        require_may_report(self.by, str(values.get("reporter", stored.instance.reporter)))

    def require_may_add(self, instance: ProgressNote, values: dict[str, Cell]) -> None:
        require_may_report(self.by, instance.reporter)
        telling = tuple(getattr(instance, name) for name in TELLING)
        if telling in self.drafts:
            raise AlreadyThere(self.drafts[telling])
        self.drafts[telling] = 0  # the same row further down

    # Writing

    def lock(self, keys: Collection[Key]) -> None:
        numbers = sorted(int(number) for (number,) in keys if number)
        for some in batches(numbers):
            notes = ProgressNote.objects.filter(pk__in=some)
            lock_commitments(notes.values_list("commitment__code", flat=True))
            list(notes.select_for_update().order_by("pk").values_list("pk"))

    def write(self, items: Iterable[Prepared]) -> None:
        for item in items:
            if item.is_new:
                item.instance.save()
            else:
                item.instance.save(update_fields=[name for name in item.values if self.columns[name].attribute])
            if "sources" in item.values:
                item.instance.sources.set(self.sources[code] for code in split(item.values["sources"]))

    def key_after(self, instance: ProgressNote) -> Key:
        return (str(instance.pk),)

    def may_be_removed(self, stored: Stored, added: dict[str, Cell]) -> bool:
        return True
