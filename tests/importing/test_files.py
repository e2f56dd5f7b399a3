"""Whole files: which are read, and which are refused with one sentence."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import MAC_EPOCH

from priorities.importing import files, table, workbooks
from priorities.importing.errors import WrongFile
from priorities.importing.planning import plan
from priorities.models import Commitment, Official
from tests.importing.files import csv_of, xlsx_of

FRENCH = [{"code": "ES-01", "title_fr": "Réaliser le projet «LNG» à l’été"}]
JAPANESE = [{"code": "ES-01", "title_ja": "ＬＮＧカナダ・プロジェクトの実現"}]
KANJI = [{"code": "ES-01", "title_ja": "最終投資決定"}]


def cells(content: bytes) -> list[dict[str, str]]:
    return [row.cells for row in files.read(content).rows]


def refusal(content: bytes) -> str:
    with pytest.raises(WrongFile) as refused:
        files.read(content)
    return str(refused.value)


@pytest.mark.parametrize("rows", [FRENCH, JAPANESE, KANJI])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom"])
def test_unicode_is_read(rows: list[dict[str, str]], encoding: str):
    if encoding.endswith("-bom"):
        content = csv_of(
            [{"\ufeffcode": row.pop("code"), **row} for row in [dict(row) for row in rows]], encoding=encoding[:9]
        )
    else:
        content = csv_of(rows, encoding=encoding)
    assert cells(content) == rows


@pytest.mark.parametrize(("rows", "encoding"), [(FRENCH, "cp1252"), (JAPANESE, "cp932"), (KANJI, "cp932")])
def test_encodings_of_old_machines_are_told_apart(rows: list[dict[str, str]], encoding: str):
    read = files.read(csv_of(rows, encoding=encoding))
    assert [row.cells for row in read.rows] == rows
    assert read.is_legacy


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_separators_are_told_apart(delimiter: str):
    rows = [{"code": "ES-01", "title_en": "One, two; three\tfour", "sources": "a;b"}]
    assert cells(csv_of(rows, delimiter=delimiter)) == rows


def test_excel_may_name_the_separator():
    assert cells(b"sep=;\r\ncode;title_en\r\nES-01;a,b,c\r\n") == [{"code": "ES-01", "title_en": "a,b,c"}]


def test_rows_are_numbered_as_spreadsheets_do():
    content = b'code,title_en\r\n\r\nES-01,"two\r\nlines"\r\n,\r\nES-02,x\r\n'
    assert [(row.number, row.cells["code"]) for row in files.read(content).rows] == [(3, "ES-01"), (5, "ES-02")]


def test_header_may_be_capitals_and_spaced():
    assert cells(b" Code ,TITLE_EN\nES-01,x\n") == [{"code": "ES-01", "title_en": "x"}]


def test_values_of_a_workbook_are_read_as_people_would_type_them():
    row = [
        "ES-01",
        date(2027, 6, 30),
        datetime.combine(date(2027, 6, 30), time(14, 30)),
        12,
        12.0,
        12.5,
        True,
        None,
        "text",
    ]
    header = [f"c{number}" for number in range(len(row))]
    assert cells(xlsx_of([header, row])) == [
        {
            "c0": "ES-01", "c1": "2027-06-30", "c2": "2027-06-30 14:30:00", "c3": "12", "c4": "12", "c5": "12.5",
            "c6": "yes", "c8": "text",
        }
    ]  # fmt: skip


def test_characters_that_xml_lacks_come_back():
    assert cells(xlsx_of([["code"], ["a_x000D_\nb_x005F_x0041_"]])) == [{"code": "a\r\nb_x0041_"}]


@pytest.mark.parametrize(("escape", "told"), [("_xD800_", "U+D800"), ("_x0000_", "U+0000")])
def test_characters_that_no_database_keeps_are_refused(escape: str, told: str):
    (row,) = files.read(xlsx_of([["code"], [f"a{escape}"]])).rows
    assert row.cells == {"code": "a\ufffd"}
    assert told in row.problems["code"]
    assert told in refusal(xlsx_of([["code", f"b{escape}"], ["ES-01", "b"]]))


def with_part(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook with its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def test_formula_gives_its_value_and_without_one_it_is_a_problem():
    def calculate(name: str, part: bytes) -> bytes:
        return part.replace(b"<f>2+2</f><v />", b"<f>2+2</f><v>4</v>")

    content = with_part(xlsx_of([["code", "a", "b"], ["ES-01", "=2+2", "=3+3"]]), calculate)
    (row,) = files.read(content).rows
    assert row.cells == {"code": "ES-01", "a": "4"}
    assert row.problems == {"b": "This formula has no value. Open the file in a spreadsheet and save it."}


def test_formula_in_a_text_file_is_a_problem():
    (row,) = files.read(b"code,a,b\nES-01,=2+2,'=2+2\n").rows
    assert row.problems == {"a": "This is a formula. If it is meant as text, put an apostrophe in front."}


@pytest.mark.parametrize("content", [b"code,a\nES-01,#REF!\n", xlsx_of([["code", "a"], ["ES-01", "#REF!"]])])
def test_error_of_a_spreadsheet_is_a_problem(content: bytes):
    (row,) = files.read(content).rows
    assert row.problems == {"a": "The spreadsheet shows an error here: #REF!."}


def test_cell_beside_the_columns_is_a_problem():
    assert files.read(b"code,,a\nES-01,,x,y\n").rows[0].problems == {"": "A cell stands in a column without a name."}
    assert files.read(b"code,,a\nES-01,y,x\n").rows[0].problems == {"": "A cell stands in a column without a name."}
    assert files.read(b"code,,a\nES-01,,x,,\n").rows[0].problems == {}


def test_dimensions_that_a_program_states_wrongly_lose_no_rows():
    def misstate(name: str, part: bytes) -> bytes:
        return part.replace(b'<dimension ref="A1:A3" />', b'<dimension ref="A1:A2" />')

    content = with_part(xlsx_of([["code"], ["ES-01"], ["ES-02"]]), misstate)
    assert [row["code"] for row in cells(content)] == ["ES-01", "ES-02"]


def workbook_counting_from_1904() -> bytes:
    book, file = Workbook(), io.BytesIO()
    book.epoch = MAC_EPOCH
    book.worksheets[0].append(["code"])
    book.save(file)
    return file.getvalue()


def bomb() -> bytes:
    def blow_up(name: str, part: bytes) -> bytes:
        return part + b" " * (workbooks.MAX_UNPACKED + 1) if name.endswith("sheet1.xml") else part

    return with_part(xlsx_of([["code"]]), blow_up)


def entities() -> bytes:
    laughs = b"".join(
        b'<!ENTITY a%d "%s">' % (number, b"&a%d;" % (number - 1) * 10 if number else b"ha") for number in range(12)
    )

    def laugh(name: str, part: bytes) -> bytes:
        return b"<!DOCTYPE x [%s]>" % laughs + part.replace(b"code", b"&a11;") if name.endswith("sheet1.xml") else part

    return with_part(xlsx_of([["code"]]), laugh)


DAMAGED = "The workbook is damaged or not an XLSX file. Save it anew, or as “CSV UTF-8”."
OLD = "This is an old .xls file, or one with a password. Save it as XLSX without a password."
FROM_1904 = "The workbook counts its days from 1904. Save it with the date system of 1900, or as CSV."
NOT_READ = "The file is not a spreadsheet that can be read: save it as XLSX or as “CSV UTF-8”."


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: b"", "The file is empty."),
        (lambda: b"\n , \n", "The file is empty."),
        (lambda: xlsx_of([]), "The file is empty."),
        (lambda: b"\x89PNG\r\n\x1a\n\x00\x00\xff\x81", NOT_READ),
        (lambda: "code\nES-01\n".encode("utf-16-le"), NOT_READ),
        (lambda: b"\xff\xfe\x00\xd8", NOT_READ),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD),
        (lambda: b"PK\x03\x04 and so on", DAMAGED),
        (lambda: xlsx_of([["code"]])[:-200], DAMAGED),
        (lambda: with_part(xlsx_of([["code"]]), lambda name, part: part[:-20]), DAMAGED),
        (entities, DAMAGED),
        (bomb, "The workbook unpacks to more than 100 MB. Split it."),
        (workbook_counting_from_1904, FROM_1904),
        (lambda: b"x" * (files.MAX_BYTES + 1), "The file is larger than 10 MB. Split it."),
        (lambda: b"code,title_en,Code\nES-01,x,y\n", "Columns appear more than once: code."),
        (lambda: ",".join(f"c{number}" for number in range(101)).encode(), "The file has more than 100 columns."),
        (lambda: b'code,title_en\nES-01,"never closed\n', "Row 2 cannot be read as CSV (unexpected end of data)."),
        (lambda: b"code\n" + b"x\n" * (table.MAX_ROWS + 1), "The file has more than 20,000 rows. Split it."),
    ],
)  # fmt: skip
def test_file_is_refused_with_one_sentence(make: Callable[[], bytes], sentence: str):
    assert refusal(make()) == sentence


def refused_plan(official: Official, *rows: dict[str, Any], dataset: str = "commitments") -> str:
    with pytest.raises(WrongFile) as refused:
        plan(csv_of(rows), "file.csv", dataset, official)
    return str(refused.value)


@pytest.mark.django_db
def test_columns_are_known_and_the_key_is_there(editor_ca: Official):
    assert refused_plan(editor_ca, {"code": "ES-01", "titel_en": "x", "colour": "red"}) == (
        "These columns are not known: titel_en (did you mean title_en?), colour."
    )
    assert refused_plan(editor_ca, {"title_en": "x"}) == "The file lacks a column: code."
    assert refused_plan(editor_ca, {"code": "x"}, dataset="milestones") == "The file lacks a column: number."
    assert refused_plan(editor_ca, {"code": "x"}, dataset="draft-notes") == "The file lacks a column: id."


@pytest.mark.django_db
def test_a_key_stands_in_one_row(editor_ca: Official, commitment: Commitment):
    rows = [{"code": "ES-01"}, {"code": "ES-02"}, {"code": "ＥＳ－０１ "}]
    assert refused_plan(editor_ca, *rows) == "The same code stands in more than one row: ES-01 (2), ES-01 (4)."
