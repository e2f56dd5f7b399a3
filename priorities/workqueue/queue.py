"""The whole queue of an official, and the part of it that they are reminded of by mail."""

from collections.abc import Callable
from dataclasses import dataclass

from priorities.actions.permissions import SIDES
from priorities.choices import Role
from priorities.clocks import Clocks
from priorities.models import Official
from priorities.workqueue.commitments import differing, due_soon, moves, overdue
from priorities.workqueue.lines import LINES, Desk, Section
from priorities.workqueue.notes import awaiting, embargoed, returned
from priorities.workqueue.translations import translations


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """The sections that are open to an official, what is most pressing first."""

    sections: tuple[Section, ...]

    @property
    def waiting(self) -> list[Section]:
        """Those in which something is to be done."""
        return [section for section in self.sections if section.lines]

    @property
    def settled(self) -> list[Section]:
        """Those without anything to do; each says how it comes by its lines."""
        return [section for section in self.sections if not section.lines]


def work_queue(by: Official, *, limit: int = LINES) -> WorkQueue:
    """All that waits for an official."""
    return _built([kind for kind in KINDS if kind.is_open_to(by)], by, limit)


def reminders(by: Official, *, limit: int = LINES) -> WorkQueue:
    """What an official is reminded of: returned, awaiting approval, overdue and due soon."""
    return _built([kind for kind in KINDS if kind.is_reminded and kind.is_open_to(by)], by, limit)


@dataclass(frozen=True, slots=True)
class _Kind:
    build: Callable[[Desk], Section]
    is_open_to: Callable[[Official], bool]
    is_reminded: bool = False


def _built(kinds: list[_Kind], by: Official, limit: int) -> WorkQueue:
    desk = Desk(by, Clocks.at(), limit)
    return WorkQueue(tuple(kind.build(desk) for kind in kinds))


def _writes(by: Official) -> bool:
    return by.may_write


def _approves(by: Official) -> bool:
    return by.is_approver


def _answers(by: Official) -> bool:
    """Whether they write for a body, which may answer for commitments."""
    return by.may_write and by.organization is not None


def _speaks_for_a_side(by: Official) -> bool:
    return by.may_write and by.side in SIDES


def _translates(by: Official) -> bool:
    return by.may_write or Role.ADMINISTRATOR in by.roles


KINDS = (
    _Kind(returned, _writes, is_reminded=True),
    _Kind(awaiting, _approves, is_reminded=True),
    _Kind(moves, _speaks_for_a_side),
    _Kind(overdue, _answers, is_reminded=True),
    _Kind(due_soon, _answers, is_reminded=True),
    _Kind(differing, _speaks_for_a_side),
    _Kind(embargoed, _answers),
    _Kind(translations, _translates),
)
