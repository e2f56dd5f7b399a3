"""The plan of an import as its preview shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from priorities.admin.display import NOTHING
from priorities.choices import Language
from priorities.exports.registry import Cell
from priorities.exports.xlsx import plain_text
from priorities.importing.plan import Outcome, Plan, PlannedRow

SHOWN_ROWS = 200  # of one outcome; a browser would choke on thousands


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of the file: its column, two values or one, and the reason why it is wrong."""

    column: str
    old: str = ""
    new: str = ""
    reason: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    number: int
    name: str
    cells: list[ShownCell]
    is_public: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one outcome; `more` says how many are not listed."""

    name: str
    title: str
    explanation: str
    rows: list[ShownRow]
    count: int
    more: int
    has_faults: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do: the number of rows by outcome, then the rows that somebody should look at."""

    counts: list[tuple[str, int]]
    sections: list[Section]
    is_blocked: bool
    can_be_applied: bool
    digest: str


def preview(plan: Plan) -> Preview:
    return Preview(
        counts=[(_(outcome.label), number) for outcome, number in plan.counts.items()],
        sections=[_section(plan, outcome) for outcome in _explanations() if plan.counts[outcome]],
        is_blocked=plan.is_blocked,
        can_be_applied=plan.changes_anything and not plan.is_blocked,
        digest=plan.digest,
    )


def _explanations() -> dict[Outcome, str]:
    """What each outcome asks for, in the order in which they are shown."""
    return {
        Outcome.WRONG: _("Mend these in the file and upload it again. Nothing is written as long as a row is wrong."),
        Outcome.CONFLICTING: _(
            "Somebody else has edited these rows since you downloaded them. Download them anew, or take the cells out."
        ),
        Outcome.CHANGED: _("Each cell as it is, and as it will be."),
        Outcome.ADDED: _("New commitments arrive unpublished, new notes as drafts."),
    }


def _section(plan: Plan, outcome: Outcome) -> Section:
    rows = plan.of(outcome)
    return Section(
        name=outcome.value,
        title=_(outcome.label),
        explanation=_explanations()[outcome],
        rows=[_row(row) for row in rows[:SHOWN_ROWS]],
        count=len(rows),
        more=max(0, len(rows) - SHOWN_ROWS),
        has_faults=outcome == Outcome.WRONG,
    )


def _row(row: PlannedRow) -> ShownRow:
    cells: Iterable[ShownCell]
    if row.outcome == Outcome.WRONG:
        cells = [ShownCell(fault.column or NOTHING, reason=fault.reason) for fault in row.faults]
    else:
        cells = [shown_cell(change.column, change.old, change.new) for change in row.changes]
    return ShownRow(row.number, row.name or NOTHING, list(cells), row.is_public)


def shown_cell(column: str, old: Cell, new: Cell) -> ShownCell:
    language = column.rpartition("_")[2]
    return ShownCell(
        column,
        old=plain_text(old) or NOTHING,
        new=plain_text(new) or NOTHING,
        language=language if language in set(Language) else "",
    )
