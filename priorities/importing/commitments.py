"""The sheet of commitments. The public commitments.csv is understood as well."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

from priorities.actions.commitments import Rewording
from priorities.actions.errors import NotYourOrganization
from priorities.actions.permissions import require_is_owner
from priorities.choices import HeadlineStatus, Kind, Language, Linkage, OwnerRole, Side, TextProvenance
from priorities.clocks import Clocks
from priorities.exports.columns import COMMITMENTS
from priorities.exports.datasets import DATASETS
from priorities.exports.registry import Cell, Column, Line, Row
from priorities.importing import columns
from priorities.importing.cells import list_reader, one_of_reader
from priorities.importing.columns import Sentence, SheetColumn
from priorities.importing.sheet import (
    Key,
    Prepared,
    Sheet,
    Stored,
    lock_commitments,
    owners_of_commitments,
    plain_row,
    split,
)
from priorities.importing.table import TableRow
from priorities.models import Commitment, CommitmentRelation, Organization, Ownership, PriorityArea

OWNERS = {
    "lead_canada": (OwnerRole.LEAD, Side.CANADA),
    "lead_japan": (OwnerRole.LEAD, Side.JAPAN),
    "supporting": (OwnerRole.SUPPORTING, None),
}
# What changes a column that the public file shows, by how its name begins.
WHY_FIXED: dict[str, Sentence] = {
    "area_": columns.BY_AREA_CODE,
    "status": columns.BY_NOTE,
    "last_": columns.BY_NOTE,
    "next_update_due": columns.BY_NOTE,
    "fresh": columns.BY_NOTE,
    "target_date": columns.BY_MOVE,
    "days_slipped": columns.BY_MOVE,
    "milestones_": columns.BY_MILESTONES,
}


class CommitmentsSheet(Sheet):
    name = "commitments"
    title = "Commitments"
    keys = ("code",)

    # Its columns

    def download_columns(self) -> list[SheetColumn]:
        provenance = [columns.code(Commitment, f"title_provenance_{language}", TextProvenance) for language in Language]
        return [
            columns.key("code", "Code of the commitment, never reused", attribute="code"),
            columns.VERSION,
            self._area_column(),
            *columns.texts(Commitment, "title", "description"),
            columns.code(Commitment, "kind", Kind),
            columns.code(Commitment, "linkage", Linkage),
            columns.day(Commitment, "start_date"),
            columns.day(Commitment, "original_target_date"),
            columns.number(Commitment, "review_interval_months"),
            *self._owner_columns(),
            *provenance,
            *columns.texts(Commitment, "origin_note", "area_note"),
            columns.shown(Column("published", "Whether it is public: yes or no"), columns.BY_PUBLISHING),
            columns.shown(Column("status", "Headline status", codes=HeadlineStatus), columns.BY_NOTE),
            columns.shown(Column("target_date", "Target date in force", "date"), columns.BY_MOVE),
        ]

    def other_columns(self) -> list[SheetColumn]:
        own = {column.name for column in self.download_columns()}
        return [_shown(column) for column in COMMITMENTS if column.name not in own]

    def _area_column(self) -> SheetColumn:
        column = Column("area_code", "Code of the priority area")
        return SheetColumn(column, read=one_of_reader(self.areas), is_required=True)

    def _owner_columns(self) -> list[SheetColumn]:
        described = {column.name: column for column in COMMITMENTS}
        return [
            SheetColumn(
                described[name],
                read=list_reader(self._bodies_of(side), in_order=True),
                for_new_only=True,
                why_fixed=columns.BY_PAGE,
            )
            for name, (_role, side) in OWNERS.items()
        ]

    def _bodies_of(self, side: Side | None) -> list[str]:
        return [code for code, body in self.organizations.items() if side in {None, body.side}]

    @cached_property
    def areas(self) -> dict[str, PriorityArea]:
        return {area.code: area for area in PriorityArea.objects.all()}

    @cached_property
    def organizations(self) -> dict[str, Organization]:
        return {body.code: body for body in Organization.objects.all()}

    # The record behind it

    def find(self, keys: Collection[Key]) -> dict[Key, Any]:
        found = Commitment.objects.with_moved_target().filter(code__in=[code for (code,) in keys])
        return {(commitment.code,): commitment for commitment in found}

    def describe(self, instances: Sequence[Commitment], names: Collection[str]) -> list[Stored]:
        owners = owners_of_commitments([commitment.pk for commitment in instances])
        shown = self._shown_rows(instances) if any(self.columns[name].is_shown for name in names) else {}
        plain = [column for column in self.columns.values() if column.attribute]
        areas = {area.pk: code for code, area in self.areas.items()}
        return [
            Stored(
                commitment,
                {
                    **shown.get(commitment.code, {}),
                    **plain_row(plain, commitment),
                    "area_code": areas[commitment.area_id],
                    "published": "yes" if commitment.published_at else "no",
                },
                owners[commitment.pk],
                is_public=commitment.published_at is not None,
            )
            for commitment in instances
        ]

    def _shown_rows(self, instances: Sequence[Commitment]) -> dict[str, Row]:
        """The rows of the public file, by code, also for commitments that are not public yet."""
        clocks = Clocks.at()
        chosen = Commitment.objects.filter(pk__in=[commitment.pk for commitment in instances])
        told = chosen.as_of(on=clocks.on, known_at=clocks.known_at)
        rows = DATASETS["commitments"].lines(told, clocks)
        return {row["code"]: row for row in map(_with_types, rows)}

    def whole(self, instances: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
        return instances.order_by("code")

    # Reading a file

    def new(self, key: Key, row: TableRow) -> Commitment:
        return Commitment(code=key[0])

    def assign(self, instance: Commitment, column: SheetColumn, value: Cell) -> None:
        if column.name == "area_code":
            instance.area = self.areas[str(value)]
        super().assign(instance, column, value)

    def why_fixed(self, column: SheetColumn, stored: Stored) -> Any:
        if column.name == "original_target_date" and stored.is_public:
            return columns.BY_MOVE
        return super().why_fixed(column, stored)

    def check(self, instance: Commitment) -> None:
        if instance.pk:  # a new one has no moves
            instance.check_start(instance.moved_target)

    def require_may_change(self, stored: Stored, values: dict[str, Cell]) -> None:
        require_is_owner(self.by, stored.owners)

    def require_may_add(self, instance: Commitment, values: dict[str, Cell]) -> None:
        owners = [self.organizations[code] for name in OWNERS for code in split(values.get(name))]
        try:
            require_is_owner(self.by, frozenset(body.pk for body in owners))
        except NotYourOrganization as refusal:
            told = _("List your own organization as an owner, so that you can go on keeping this.")
            raise NotYourOrganization(told) from refusal

    # Writing

    def lock(self, keys: Collection[Key]) -> None:
        lock_commitments(code for (code,) in keys)

    def write(self, items: Iterable[Prepared]) -> None:
        for item in items:
            if item.is_new:
                self._add(item)
            else:
                self._change(item)

    def _add(self, item: Prepared) -> None:
        item.instance.save()
        for name, (role, _side) in OWNERS.items():
            for code in split(item.values.get(name)):
                Ownership.objects.create(
                    commitment=item.instance, organization=self.organizations[code], role=role.value
                )

    def _change(self, item: Prepared) -> None:
        # What is not public yet has nothing to tell the journal; whether it may be changed, the plan has asked.
        rewording = Rewording(item.instance) if item.instance.published_at else None
        changed = ["area" if name == "area_code" else self.columns[name].attribute for name in item.values]
        item.instance.save(update_fields=changed)
        if rewording:
            rewording.record(by=self.by)

    def key_after(self, instance: Commitment) -> Key:
        return (instance.code,)

    def may_be_removed(self, stored: Stored, added: dict[str, Cell]) -> bool:
        commitment = stored.instance
        owned = set(commitment.ownerships.values_list("organization__code", "role", "basis"))
        parts = [commitment.milestones, commitment.notes, commitment.provisions, commitment.relations]
        related = CommitmentRelation.objects.filter(other=commitment)
        return (
            not stored.is_public
            and owned == _owners(added)
            and not any(rows.exists() for rows in parts)
            and not related.exists()
        )


def _owners(values: dict[str, Cell]) -> set[tuple[str, str, str]]:
    """The owners that an import gave a commitment: organization, role, basis."""
    basis = str(Ownership._meta.get_field("basis").get_default())
    return {(code, role.value, basis) for name, (role, _side) in OWNERS.items() for code in split(values.get(name))}


def _with_types(line: Line) -> Row:
    """A row of the public file by the names of its columns, with days as days and yes or no as such."""
    return {column.name: _typed(column, value) for column, value in zip(COMMITMENTS, line, strict=True)}


def _typed(column: Column, value: Any) -> Any:
    if column.datatype == "boolean":
        return bool(value)
    return date.fromisoformat(value) if value and column.datatype == "date" else value


def _shown(column: Column) -> SheetColumn:
    why = next((why for start, why in WHY_FIXED.items() if column.name.startswith(start)), columns.NOT_AT_ALL)
    if column.name == "url":  # the same page, whichever machine wrote the file
        return SheetColumn(column, why_fixed=why, compared=lambda text: urlsplit(text).path)
    return columns.shown(column, why)
