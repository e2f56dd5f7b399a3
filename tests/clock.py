"""A stopped clock for tests: the one thing, beside the network, that they replace."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from unittest.mock import Mock, patch

from priorities import clocks


@contextmanager
def stopped_at(instant: datetime) -> Iterator[datetime]:
    """Let the record believe that it is `instant`."""

    def now(zone: tzinfo) -> datetime:
        return instant.astimezone(zone)

    with patch.object(clocks, "datetime", Mock(wraps=datetime, now=now)):
        yield instant


def noon(year: int, month: int, day: int) -> datetime:
    """Noon in UTC, when it is the same day in Tokyo and in Ottawa."""
    return datetime(year, month, day, 12, tzinfo=UTC)
