"""An export holds no more in memory for ten times the rows, and so no more for a hundred thousand."""

import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from priorities.models import CommitmentQuerySet
from tests.factories import published_commitment, released_note

BOUND = 16 * 1024**2  # bytes, as the design has it
SLACK = 512 * 1024  # from one run to the next
TEXT = 40  # characters; what is longer is no code, day or title


@pytest.fixture
def rows_read_over_and_over(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Hands the rows of the record out `times` times, as if there were so many, with texts that are all different."""
    for _ in range(20):
        released_note(published_commitment(description_en="x" * 2000), text_en="What was done at length. " * 20)
    asked = {"times": 1}
    read: Any = CommitmentQuerySet.iterator

    def iterator(self: CommitmentQuerySet, chunk_size: int | None = None) -> Iterator[Any]:
        found = list(read(self, chunk_size))
        for turn in range(asked["times"]):
            for row in found:
                yield tuple(told(value, turn) for value in row)

    monkeypatch.setattr(CommitmentQuerySet, "iterator", iterator)
    return asked


def told(value: Any, turn: int) -> Any:
    return f"{turn} {value}" if isinstance(value, str) and len(value) > TEXT else value


def most_held(client: Client) -> tuple[int, int]:
    """The bytes held at the worst moment of writing and sending the file, and those of the file."""
    tracemalloc.start()
    try:
        response: Any = client.get("/data/commitments.csv")
        size = sum(len(piece) for piece in response.streaming_content)
        return tracemalloc.get_traced_memory()[1], size
    finally:
        tracemalloc.stop()


def test_ten_times_the_rows_take_no_more_memory(client: Client, rows_read_over_and_over: dict[str, int]) -> None:
    held, sizes = [], []
    for times in (1, 100, 1000):  # the first fills what is kept for good
        rows_read_over_and_over["times"] = times
        most, size = most_held(client)
        held.append(most)
        sizes.append(size)
    assert sizes[2] > 9 * sizes[1] > 9 * 1024**2
    assert held[2] < held[1] + SLACK
    assert held[2] < BOUND
