from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.tracker import Tracker, tracker_on
from tests.site import migrated_database


@pytest.fixture
def tracker(migrated: str, db: None, tmp_path: Path) -> Iterator[Tracker]:
    """A tracker with a migrated and otherwise empty database of the kind that this run is about."""
    with migrated_database(tmp_path, migrated) as url:
        yield tracker_on(url)
