"""The sheet of milestones: one row a milestone, under the code of its commitment and its number."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext as _

from priorities.actions.commitments import Rewording, save_milestone
from priorities.actions.permissions import require_is_owner
from priorities.clocks import Clocks
from priorities.exports.registry import Cell, Column
from priorities.importing import columns
from priorities.importing.cells import list_reader, tidy_code
from priorities.importing.columns import SheetColumn
from priorities.importing.errors import WrongCell
from priorities.importing.sheet import (
    Key,
    Prepared,
    Sheet,
    Stored,
    batches,
    lock_commitments,
    owners_of_commitments,
    plain_row,
    split,
)
from priorities.importing.table import TableRow
from priorities.models import Commitment, Milestone, Source


class MilestonesSheet(Sheet):
    name = "milestones"
    title = "Milestones"
    keys = ("code", "number")

    # Its columns

    def download_columns(self) -> list[SheetColumn]:
        return [
            columns.key("code", "Code of the commitment"),
            columns.key("number", "Number of the milestone, never reused", "integer", attribute="number"),
            columns.VERSION,
            *columns.texts(Milestone, "title"),
            columns.day(Milestone, "original_due_date"),
            columns.shown(Column("due_date", "Due date in force", "date"), columns.BY_MOVE),
            columns.past_day(Milestone, "reached_on"),
            *columns.texts(Milestone, "date_basis"),
            SheetColumn(Column("sources", "Codes of its sources, separated by ;"), read=list_reader(self.sources)),
        ]

    @cached_property
    def sources(self) -> dict[str, int]:
        return dict(Source.objects.values_list("code", "pk"))

    # The record behind it

    def find(self, keys: Collection[Key]) -> dict[Key, Any]:
        rows = self.whole(Milestone.objects.filter(commitment__code__in={code for code, _number in keys}))
        found = {(row.commitment.code, str(row.number)): row for row in rows}
        return {key: found[key] for key in keys if key in found}

    def describe(self, instances: Sequence[Milestone], names: Collection[str]) -> list[Stored]:
        owners = owners_of_commitments({milestone.commitment_id for milestone in instances})
        plain = [column for column in self.columns.values() if column.attribute]
        return [
            Stored(
                milestone,
                {
                    **plain_row(plain, milestone),
                    "code": milestone.commitment.code,
                    "due_date": milestone.due_date,
                    "sources": ";".join(sorted(source.code for source in milestone.sources.all())),
                },
                owners[milestone.commitment_id],
                is_public=milestone.commitment.published_at is not None,
            )
            for milestone in instances
        ]

    def whole(self, instances: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
        clocks = Clocks.at()
        told = instances.as_of(on=clocks.on, known_at=clocks.known_at)  # type: ignore[attr-defined]
        return told.select_related("commitment").prefetch_related("sources").order_by("commitment__code", "number")  # type: ignore[no-any-return]

    # Reading a file

    def get_ready(self, rows: Collection[TableRow]) -> None:
        """Read the commitments that the rows name, their owners, and the last number that each has given."""
        self.commitments: dict[str, Commitment] = {}
        self.owners: dict[int, frozenset[int]] = {}
        for codes in batches({tidy_code(row.cells.get("code", "")) for row in rows}):
            found = Commitment.objects.filter(code__in=codes).annotate(last=Max("milestones__number"))
            self.commitments.update({commitment.code: commitment for commitment in found})
        for some in batches(commitment.pk for commitment in self.commitments.values()):
            self.owners.update(owners_of_commitments(some))

    def new(self, key: Key, row: TableRow) -> Milestone:
        code, number = key
        commitment = self.commitments.get(code)
        if commitment is None:
            raise WrongCell(_("There is no commitment %s.") % code)
        if not number:
            following = (commitment.last or 0) + 1  # type: ignore[attr-defined]
            raise WrongCell(_("Give the milestone a number; the next free one is %d.") % following)
        return Milestone(commitment=commitment, number=int(number))

    def why_fixed(self, column: SheetColumn, stored: Stored) -> Any:
        if column.name == "original_due_date" and stored.is_public:
            return columns.BY_MOVE
        return super().why_fixed(column, stored)

    def require_may_change(self, stored: Stored, values: dict[str, Cell]) -> None:
        require_is_owner(self.by, stored.owners)

    def require_may_add(self, instance: Milestone, values: dict[str, Cell]) -> None:
        require_is_owner(self.by, self.owners[instance.commitment_id])

    def is_public_once_added(self, instance: Milestone) -> bool:
        return instance.commitment.published_at is not None

    # Writing

    def lock(self, keys: Collection[Key]) -> None:
        lock_commitments(code for code, _number in keys)

    def write(self, items: Iterable[Prepared]) -> None:
        def code(item: Prepared) -> str:
            return str(item.instance.commitment.code)

        for _code, together in groupby(sorted(items, key=code), key=code):
            some = list(together)
            rewording = Rewording(some[0].instance.commitment)
            for item in some:
                self._save(item)
            rewording.record(by=self.by)

    def _save(self, item: Prepared) -> None:
        save_milestone(milestone=item.instance)
        if "sources" in item.values:
            item.instance.sources.set(self.sources[code] for code in split(item.values["sources"]))

    def key_after(self, instance: Milestone) -> Key:
        return instance.commitment.code, str(instance.number)

    def may_be_removed(self, stored: Stored, added: dict[str, Cell]) -> bool:
        return not stored.is_public
