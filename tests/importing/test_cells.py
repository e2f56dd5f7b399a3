"""One cell at a time: what people and spreadsheets write, to what the record keeps."""

from datetime import date

import pytest

from priorities.choices import Kind
from priorities.importing import cells
from priorities.importing.errors import WrongCell


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2027-06-30", date(2027, 6, 30)),
        ("2027/6/30", date(2027, 6, 30)),  # as Excel saves it on a Japanese machine
        ("2027.06.30", date(2027, 6, 30)),
        ("2027年6月30日", date(2027, 6, 30)),
        ("２０２７－０６－３０", date(2027, 6, 30)),
        (" 2027-06-30 ", date(2027, 6, 30)),
        ("46568", date(2027, 6, 30)),  # as Excel counts
        ("46568.0", date(2027, 6, 30)),
    ],
)
def test_day_is_read(written: str, day: date):
    assert cells.read_date(written) == day


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("30 June 2027", "“30 June 2027” is not a date. Write it as YYYY-MM-DD."),
        ("juin 2027", "“juin 2027” is not a date. Write it as YYYY-MM-DD."),
        ("30/06/2027", "“30/06/2027” is not a date. Write it as YYYY-MM-DD."),
        ("06/07/2027", "“06/07/2027” is not a date. Write it as YYYY-MM-DD."),
        ("2027", "“2027” is not a date. Write it as YYYY-MM-DD."),
        ("20270630", "“20270630” is not a date. Write it as YYYY-MM-DD."),
        ("2027-06-30 14:00:00", "“2027-06-30 14:00:00” is not a date. Write it as YYYY-MM-DD."),
        ("令和9年6月30日", "“令和9年6月30日” is not a date. Write it as YYYY-MM-DD."),
        ("2027-02-29", "There is no day 2027-02-29."),
        ("0027-06-30", "The year 27 cannot be meant."),
        ("9999-12-31", "The year 9999 cannot be meant."),
    ],
)
def test_what_is_not_one_day_is_refused(written: str, reason: str):
    with pytest.raises(WrongCell) as refused:
        cells.read_date(written)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("first<br>second", "first\nsecond"),
        ("first<BR />\nsecond", "first\nsecond"),
        ('first<br class="x">second', "first\nsecond"),
        ("first\r\nsecond\rthird", "first\nsecond\nthird"),
        ("trailing \u3000\n", "trailing"),
        ("\u3000字下げ", "\u3000字下げ"),  # Japanese paragraphs begin with a space
        ("cafe\u0301", "café"),
        ("'=1+1", "=1+1"),
        ("'- a list", "- a list"),
        ("'quoted'", "'quoted'"),
        ("a < b and c > d", "a < b and c > d"),
        ("see <https://example.org>", "see <https://example.org>"),
        ("AT&T; R&D", "AT&T; R&D"),
    ],
)
def test_text_is_read(written: str, text: str):
    assert cells.read_text(written) == text


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("<b>bold</b>", "The text has HTML in it (<b>). Write plain text or Markdown."),
        ("<p>one</p>", "The text has HTML in it (<p>). Write plain text or Markdown."),
        ('<a href="x">y</a>', 'The text has HTML in it (<a href="x">). Write plain text or Markdown.'),
        ("<script>", "The text has HTML in it (<script>). Write plain text or Markdown."),
        ("a<!-- b -->", "The text has HTML in it (<!--). Write plain text or Markdown."),
        ("R&amp;D", "The text has HTML in it (&amp;). Write plain text or Markdown."),
        ("a\x00b", "The text has a character that cannot be kept (U+0000)."),
        ("a\x07b", "The text has a character that cannot be kept (U+0007)."),
        ("Qu\ufffdbec", "The text has a character that cannot be kept (U+FFFD)."),
    ],
)
def test_what_cannot_be_text_is_refused(written: str, reason: str):
    with pytest.raises(WrongCell) as refused:
        cells.read_text(written)
    assert str(refused.value) == reason


@pytest.mark.parametrize("written", ["two\nlines", "two<br>lines"])
def test_text_of_one_line_has_one(written: str):
    with pytest.raises(WrongCell, match="one line"):
        cells.read_line(written)


@pytest.mark.parametrize(("written", "number"), [("12", 12), ("12.0", 12), ("１２", 12), ("-3", -3)])
def test_number_is_read(written: str, number: int):
    assert cells.read_number(written) == number


@pytest.mark.parametrize("written", ["twelve", "12.5", "1e3", "12 months", "99999999999999999999"])
def test_what_is_not_a_whole_number_is_refused(written: str):
    with pytest.raises(WrongCell, match="not a whole number"):
        cells.read_number(written)


def test_code_is_one_of_its_vocabulary():
    read = cells.code_reader(Kind)
    assert read(" ｏｎｅ_ｏｆｆ ") == "one_off"
    with pytest.raises(WrongCell, match=r"“One-off” is not a code of this column. It takes: one_off, ongoing\."):
        read("One-off")


def test_codes_of_a_list_are_known_and_in_order():
    read = cells.list_reader({"a-1", "b-2"})
    assert read("b-2; a-1;b-2") == "a-1;b-2"
    assert cells.list_reader({"a-1", "b-2"}, in_order=True)("b-2；a-1") == "b-2;a-1"
    with pytest.raises(WrongCell, match=r"The record does not know: c-3, d-4\."):
        read("a-1;c-3;d-4")


@pytest.mark.parametrize("written", ["(empty)", " (EMPTY) ", "（empty）"])
def test_marker_empties(written: str):
    assert cells.is_marked_empty(written)


@pytest.mark.parametrize("written", ["", "empty", "-", "n/a"])
def test_nothing_else_empties(written: str):
    assert not cells.is_marked_empty(written)


@pytest.mark.parametrize(
    ("old", "new", "is_legacy", "lost"),
    [
        ("海洋の法", "????", False, True),
        ("Québec", "Qu?bec", False, True),
        ("Québec", "Quebec", True, True),
        ("Québec", "Quebec", False, False),  # somebody may have meant it
        ("Québec", "Ottawa", True, False),
        ("Why?", "Why?", False, False),
        ("Why!", "Why?", False, False),
    ],
)
def test_letters_that_a_program_lost_are_seen(old: str, new: str, is_legacy: bool, lost: bool):
    assert cells.lost_letters(old, new, is_legacy=is_legacy) is lost
