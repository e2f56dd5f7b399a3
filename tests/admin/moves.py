"""A moved date, made through the action."""

from datetime import date

from priorities.actions.dates import move_date
from priorities.choices import Reporter
from priorities.models import Commitment, DateChange
from tests.factories import OfficialFactory, published_commitment


def moved(commitment: Commitment | None = None, *, agreed_by: str = Reporter.CANADA) -> DateChange:
    """A move of a target date by an editor of Canada; one agreed jointly waits for Japan."""
    return move_date(
        commitment=commitment or published_commitment(original_target_date=date(2026, 1, 1)),
        new_date=date(2026, 4, 1),
        reason="The site was not ready.",
        agreed_by=str(agreed_by),
        by=OfficialFactory.create(canada=True, editor=True),
    )
