from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import fresh_database
from tests.prepared import Prepared
from tests.reliability.tracker import Tracker, tracker_on


@pytest.fixture
def tracker(prepared: Prepared, db: None, tmp_path: Path) -> Iterator[Tracker]:
    """A tracker with a migrated and otherwise empty database of the kind that this run is about."""
    with fresh_database(tmp_path, template=prepared.migrated()) as url:
        yield tracker_on(url)
