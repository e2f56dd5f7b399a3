from datetime import date

import pytest

from priorities.models import Commitment, Official
from tests.clock import noon, stopped_at
from tests.factories import OfficialFactory, published_commitment


@pytest.fixture
def commitment() -> Commitment:
    """A commitment that a body of each side leads, public since the beginning of 2024, with a target date."""
    with stopped_at(noon(2024, 1, 10)):
        return published_commitment(original_target_date=date(2027, 6, 30))


@pytest.fixture
def editor_ca() -> Official:
    return OfficialFactory.create(canada=True, editor=True)


@pytest.fixture
def editor_jp() -> Official:
    return OfficialFactory.create(japan=True, editor=True)


@pytest.fixture
def approver_ca() -> Official:
    return OfficialFactory.create(canada=True, approver=True)


@pytest.fixture
def approver_jp() -> Official:
    return OfficialFactory.create(japan=True, approver=True)


@pytest.fixture
def administrator() -> Official:
    return OfficialFactory.create(organization=None, administrator=True)
