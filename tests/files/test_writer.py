"""The writer: whatever text goes in comes out of Python's reader and of pandas, and no cell opens as a formula."""

import csv
import io
import unicodedata
from typing import Any

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.exports.csv import FORMULA_STARTS, cell_text, public_file, stream
from priorities.exports.registry import Column, Dataset, PublicDataset

# A lone carriage return or NUL cannot come from a form; the reader takes the former for a line end.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"))


def written(values: list[str]) -> bytes:
    dataset = Dataset("one", "One", [Column("text", "A text")])
    return b"".join(stream(dataset, ({"text": value} for value in values)))


def read_back(values: list[str]) -> list[str]:
    reader = csv.reader(io.StringIO(written(values).decode("utf-8-sig"), newline=""))
    assert next(reader) == ["text"]
    return [row[0] if row else "" for row in reader]


@given(st.lists(texts, max_size=500))
def test_texts_come_back_the_same(values: list[str]) -> None:
    for sent, found in zip(values, read_back(values), strict=True):
        text = unicodedata.normalize("NFC", sent)
        assert found in {text, f"'{text}"}


@given(st.lists(texts, max_size=50))
def test_pandas_reads_what_python_reads(values: list[str]) -> None:
    options: dict[str, Any] = {"dtype": str, "keep_default_na": False, "skip_blank_lines": False}
    table = pandas.read_csv(io.BytesIO(written(values)), encoding="utf-8-sig", **options)
    assert table["text"].tolist() == read_back(values)


@given(texts, st.sampled_from([start for start in FORMULA_STARTS if start not in "\0\r"]))
def test_no_cell_starts_a_formula(text: str, start: str) -> None:
    assert read_back([start + text]) == [f"'{unicodedata.normalize('NFC', start + text)}"]


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": st.none() | texts,
    "integer": st.none() | st.integers(),
    "date": st.none() | st.dates().map(str),
    "boolean": st.sampled_from([0, 1, False, True]),
}


@given(st.lists(st.lists(st.tuples(*VALUES.values()), min_size=1, max_size=20), max_size=3))
def test_public_files_are_what_the_writer_of_the_standard_library_makes(batches: list[list[tuple[Any, ...]]]) -> None:
    class Read(PublicDataset):
        def batches(self, commitments: Any, clocks: Any) -> Any:
            yield from (list(zip(*lines, strict=True)) for lines in batches)

    columns = [Column(name, "A column", name) for name in VALUES]  # type: ignore[arg-type]
    made = Read("one", "One", columns, row="A row", key=(), rows=lambda commitments, clocks: [])
    expected = io.StringIO(newline="")
    writer = csv.writer(expected, lineterminator="\r\n")
    writer.writerow(VALUES)
    for text, number, day, flag in (line for lines in batches for line in lines):
        writer.writerow([cell_text(text), number, day, cell_text(bool(flag))])
    pieces = public_file(made, None, None)  # type: ignore[arg-type]
    assert b"".join(pieces).decode("utf-8-sig") == expected.getvalue()


def test_a_failure_while_reading_breaks_the_file_instead_of_ending_it() -> None:
    def failing() -> object:
        yield {"text": "first"}
        raise RuntimeError("the database went away")

    pieces = stream(Dataset("one", "One", [Column("text", "A text")]), failing())  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="went away"):
        b"".join(pieces)
