import gc

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import settings

pytest_plugins = ["tests.browser", "tests.prepared", "tests.starting_record"]

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
    """Tests of PostgreSQL itself are for the run on PostgreSQL, which leaves out those that ask no database."""
    belongs = asks_a_database if connection.vendor == "postgresql" else is_portable
    others = [item for item in items if not belongs(item)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if belongs(item)]
    for item in items:
        # One process at a time has what a module asks of the site; groups also come first, so that no long one is last.
        if not {"site", "browser"}.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


# Modules in which the engine makes no difference: how pages look and what leads on from them, how often they ask, and
# examples over files that other modules compare on each engine. What a page asks for is tested page by page, on each.
SAME_ON_EACH_ENGINE = {
    "pages/test_about",
    "pages/test_errors",
    "pages/test_every_page",
    "pages/test_file_links",
    "pages/test_found_by_programs",
    "pages/test_overview_states",
    "pages/test_query_counts",
    "pages/test_translations",
    "pages/test_ways_on",
    "files/test_documentation",
    "files/test_dictionary",
    "signin/test_language",
    "signin/test_proxy",
}


def asks_a_database(item: pytest.Item) -> bool:
    """Looks and words of pages are the same on each engine; a browser sees the journeys there, which write."""
    if item.get_closest_marker("browser"):
        return "journeys" in item.path.parts
    if f"{item.path.parent.name}/{item.path.stem}" in SAME_ON_EACH_ENGINE:
        return False
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgresql"))
    return marked or not {"db", "site"}.isdisjoint(getattr(item, "fixturenames", ()))


def is_portable(item: pytest.Item) -> bool:
    return item.get_closest_marker("postgresql") is None
