"""Whatever is sent: an answer, or a refusal that names what is wrong; never a failure."""

import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from priorities.importing import files
from priorities.importing.errors import WrongFile
from tests.importing.files import xlsx_of

NAMES = ["q", "area", "status", "side", "due_before", "updated_since", "fresh", "sort", "page", "as_of", "known_at"]
VALUES = (
    st.text(max_size=40)
    | st.integers().map(str)
    | st.datetimes().map(str)
    | st.dates().map(str)
    | st.sampled_from(["\0", "9" * 40, "-1", "1e9", "2024-02-30", "9999-12-31", "0001-01-01", "'; --", "％ＯＲ", "²"])
)
PARAMETER = st.tuples(st.sampled_from(NAMES) | st.text(max_size=8), VALUES)
ADDRESSES = ["/en/commitments/", "/data/commitments.csv", "/fr/changes/"]
ANSWERS = {200, 400, 404, 414}


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(ADDRESSES), st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=8), VALUES), max_size=3)
)
@example("/en/commitments/", [("known_at", "0001-01-01T00:00:00+14:00")])
@example("/en/commitments/", [("as_of", "0001-01-01"), ("page", "9" * 30)])
@example("/data/commitments.csv", [("known_at", "9999-12-31T23:59:59-14:00")])
def test_fuzzed_filters_answer_or_name_the_parameter(client, address, query):
    given_values: dict[str, list[str]] = {}
    for name, value in query:
        given_values.setdefault(name, []).append(value)
    answer = client.get(address, given_values)
    assert answer.status_code in ANSWERS
    if answer.streaming:
        assert b"".join(answer.streaming_content).startswith(b"\xef\xbb\xbfcode,")


WORKBOOK = xlsx_of([["code", "version", "title_en"], ["ES-01", 1, "LNG Canada"]])
TEXT = "code,version,title_en\r\nES-01,1,LNG Canada\r\n".encode("utf-8-sig")


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_one_sentence(content):
    read_or_refused(content)


def read_or_refused(content: bytes) -> None:
    try:
        table = files.read(content)
    except WrongFile as wrong:
        sentence = str(wrong)
    else:
        sentence = f"Read, with {len(table.header)} columns."
    assert re.fullmatch(r"[^\n]{5,300}", sentence)


@settings(max_examples=150)
@given(st.sampled_from([WORKBOOK, TEXT]), st.integers(0, len(WORKBOOK)), st.binary(max_size=8))
def test_a_damaged_file_is_a_table_or_one_sentence(whole, place, damage):
    read_or_refused(whole[:place] + damage + whole[place + len(damage) :])


def test_a_file_cut_short_is_refused():
    for length in range(97, len(WORKBOOK), 97):
        with pytest.raises(WrongFile):
            files.read(WORKBOOK[:length])
