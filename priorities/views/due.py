"""What comes next: dates promised and reports that fall due."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, F, OuterRef, Q

from priorities.choices import FINISHED
from priorities.models import Commitment, CommitmentQuerySet, Milestone
from priorities.models.milestone import MilestoneQuerySet
from priorities.models.text import Text
from priorities.revision import remembered
from priorities.views.moment import Moment
from priorities.views.rows import first_of, public_commitments
from priorities.views.translation import is_own_name, is_translated


@dataclass(frozen=True, slots=True)
class DueItem:
    """A day ahead (or just missed) on which something was promised; `step` is the milestone, if it is one."""

    day: date
    href: str
    code: str
    title: Text
    step: Text | None
    is_overdue: bool
    is_translated: bool


def promised_dates(moment: Moment, *, limit: int) -> list[DueItem]:
    """Of all public commitments, target dates missed, then target dates and milestones ahead, soonest first.

    A milestone that falls on the target day of its commitment is that target, and not told twice.
    """
    targets = remembered("targets", limit, *moment.asked, compute=lambda: first_of(_targets(moment), limit))
    steps = remembered("steps", limit, *moment.asked, compute=lambda: first_of(_steps_ahead(moment), limit))
    told = {(commitment.pk, commitment.target_date) for commitment in targets}
    items = [_of_target(commitment, moment) for commitment in targets]
    items += [_of_step(step, moment) for step in steps if (step.commitment_id, step.due_date) not in told]
    return sorted(items, key=lambda item: (item.day, item.code))[:limit]


def reports_due(moment: Moment, *, limit: int) -> list[DueItem]:
    """Of all public commitments, those whose next report is due soonest, of those still verified."""

    def look() -> list[Commitment]:
        due = public_commitments(moment).filter(Q(next_update_due__gte=moment.on))
        return first_of(due.order_by(F("next_update_due"), "code"), limit)

    rows = remembered("reports due", limit, *moment.asked, compute=look)
    return [_item(row.next_update_due, row, moment, is_overdue=False) for row in rows if row.next_update_due]


def _open_ones(moment: Moment) -> CommitmentQuerySet:
    return public_commitments(moment).exclude(Q(status__in=FINISHED))


def _targets(moment: Moment) -> CommitmentQuerySet:
    """An open commitment whose date has passed is overdue, so that every date of an open one is told of."""
    return _open_ones(moment).filter(Q(target_date__isnull=False)).order_by(F("target_date"), "code")


def _steps_ahead(moment: Moment) -> MilestoneQuerySet:
    steps = Milestone.objects.public(moment.known_at).as_of(on=moment.on, known_at=moment.known_at)
    ahead = steps.filter(Q(due_date__gte=moment.on, shown_reached_on=None))
    of_open_ones = ahead.filter(Exists(_open_ones(moment).order_by().filter(pk=OuterRef("commitment"))))
    return of_open_ones.select_related("commitment").order_by(F("due_date"), "commitment__code", "number")


def _of_target(commitment: Commitment, moment: Moment) -> DueItem:
    return _item(commitment.target_date or moment.on, commitment, moment, is_overdue=commitment.overdue)


def _of_step(step: Milestone, moment: Moment) -> DueItem:
    item = _item(step.due_date or moment.on, step.commitment, moment, is_overdue=False)
    step_is_translated = is_translated(step.title, step.source_language)
    return replace(item, step=step.title, is_translated=item.is_translated or step_is_translated)


def _item(day: date, commitment: Commitment, moment: Moment, *, is_overdue: bool) -> DueItem:
    return DueItem(
        day=day,
        href=commitment.get_absolute_url() + moment.suffix,
        code=commitment.code,
        title=commitment.title,
        step=None,
        is_overdue=is_overdue,
        is_translated=is_own_name(commitment, "title"),
    )
