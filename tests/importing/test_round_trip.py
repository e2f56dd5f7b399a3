"""What was downloaded and is uploaded unchanged changes nothing, whatever texts the record has."""

import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from priorities.exports.xlsx import LONGEST_TEXT, TextTooLong
from priorities.importing.plan import Outcome
from priorities.importing.planning import plan
from priorities.models import Commitment, Milestone, Official, ProgressNote
from tests.factories import CommitmentFactory, MilestoneFactory, NoteFactory, OfficialFactory
from tests.importing.files import KINDS, MODELS, downloaded

pytestmark = pytest.mark.django_db

# NUL cannot be stored; everything else may have come from an old system.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40) | st.sampled_from(
    [
        "=1+1",
        "'=1+1",
        "(empty)",
        "-",
        "＝和",
        "<br>",
        "#REF!",
        " trailing ",
        "_x0041_",
        "a\r\nb\rc",
        "\tx",
        "　字下げ",
        "é",
        "e\u0301",
    ]
)


@pytest.fixture
def author(commitment: Commitment) -> Official:
    """The author of the one note of the one commitment, which has one milestone."""
    author = OfficialFactory.create(canada=True, editor=True)
    NoteFactory.create(commitment=commitment, author=author)
    MilestoneFactory.create(commitment=commitment)
    return author


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(texts, min_size=7, max_size=7))
def test_any_text_comes_back_unchanged(author: Official, kind: str, values: list[str]):
    Commitment.objects.update(title_en=values[0], title_ja=values[1], description_fr=values[2])
    Milestone.objects.update(title_fr=values[3], date_basis_ja=values[4])
    ProgressNote.objects.update(text_en=values[5], challenges_ja=values[6])
    for dataset in MODELS:
        (row,) = plan(downloaded(dataset, author, kind=kind), "file", dataset, author).rows
        assert row.outcome == Outcome.UNCHANGED, row


def test_a_workbook_has_only_texts(editor_ca: Official):
    CommitmentFactory.create(title_en="=HYPERLINK(1)", title_fr="+1", title_ja="#N/A")
    sheet = opened(downloaded("commitments", editor_ca, kind="xlsx")).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells if cell.row > 1} == {"@"}
    assert [sheet[place].value for place in ("D2", "E2", "F2")] == ["=HYPERLINK(1)", "+1", "#N/A"]


def test_a_text_that_a_workbook_would_cut_is_refused(editor_ca: Official):
    commitment = CommitmentFactory.create(description_en="x" * LONGEST_TEXT)
    downloaded("commitments", editor_ca, kind="xlsx")
    commitment.description_en += "x"
    commitment.save()
    with pytest.raises(TextTooLong, match=f"{commitment.code}: description_en .* Take the CSV file"):
        downloaded("commitments", editor_ca, kind="xlsx")


def opened(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))
