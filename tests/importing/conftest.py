from datetime import date

import pytest

from priorities.models import Commitment, Official
from tests.factories import OfficialFactory, published_commitment


@pytest.fixture
def commitment() -> Commitment:
    """A public commitment that a body of each side leads."""
    return published_commitment(
        code="ES-01",
        title_en="Deliver the project",
        title_fr="Réaliser le projet",
        title_ja="プロジェクトの実現",
        original_target_date=date(2027, 6, 30),
    )


@pytest.fixture
def editor_ca() -> Official:
    return OfficialFactory.create(canada=True, editor=True)


@pytest.fixture
def editor_jp() -> Official:
    return OfficialFactory.create(japan=True, editor=True)


@pytest.fixture
def administrator() -> Official:
    return OfficialFactory.create(administrator=True)
