import gc

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import settings

pytest_plugins = ["tests.browser", "tests.site", "tests.starting_record"]

# Collecting garbage as often as usual goes over all of Django's modules again and again: a sixth of the time.
gc.set_threshold(100_000, 50, 50)

# Time limits a property test would break on a busy machine say nothing about the code.
settings.register_profile("tracker", deadline=None)
settings.load_profile("tracker")


@pytest.fixture(autouse=True)
def begins_in_english() -> None:
    """A request leaves its language behind in the thread; the next test does not inherit it."""
    translation.deactivate()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests about PostgreSQL itself belong to the run on PostgreSQL only."""
    if connection.vendor == "postgresql":
        return
    others = [item for item in items if item.get_closest_marker("postgresql")]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]
