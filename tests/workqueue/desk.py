"""Reading a work queue as its official does."""

from datetime import date

from priorities.actions.dates import move_date
from priorities.choices import Reporter
from priorities.models import Commitment, DateChange, Official
from priorities.workqueue.lines import Section
from priorities.workqueue.queue import work_queue


def sections(by: Official) -> dict[str, Section]:
    """The sections that are open to an official, by code; read afresh, as by the next request."""
    official = Official.objects.get(pk=by.pk)
    return {section.code: section for section in work_queue(official).sections}


def section(by: Official, code: str) -> Section:
    return sections(by)[code]


def titles(by: Official, code: str) -> list[str]:
    """What the lines of a section are about; empty also where the section is not open to the official."""
    found = sections(by).get(code)
    return [str(line.title) for line in found.lines] if found else []


def detail(by: Official, code: str) -> str:
    """What the one line of a section says."""
    (line,) = section(by, code).lines
    return line.detail


def moved_jointly(commitment: Commitment, by: Official) -> DateChange:
    """A move of a target date that waits for the other side."""
    return move_date(
        commitment=commitment,
        new_date=date(2027, 9, 30),
        reason="The site was not ready.",
        agreed_by=Reporter.JOINT.value,
        by=by,
    )
