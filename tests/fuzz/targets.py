"""What is given whatever bytes a fuzzer thinks of, and what must be true of the answer.

What a target is told to expect is a refusal; anything else that is raised is a find.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser

from django.core.exceptions import TooManyFieldsSent
from django.core.management import call_command
from django.http import QueryDict

from priorities.choices import Status
from priorities.filters import BadParameters, commitments_for, narrowed
from priorities.importing import cells, files
from priorities.importing.errors import WrongCell, WrongFile
from priorities.markdown import TAGS, to_html
from priorities.search.marks import marked, plain, snippet
from priorities.search.words import query_of
from tests.factories import published_commitment, released_note
from tests.importing.files import xlsx_of

WORKBOOK = xlsx_of([["code", "version", "title_en"], ["ES-01", 1, "LNG Canada"], ["ES-02", 45000.0, None]])
SHEET = "xl/worksheets/sheet1.xml"
READERS = [
    cells.read_text,
    cells.read_line,
    cells.read_date,
    cells.read_number,
    cells.code_reader(Status),
    cells.list_reader({"GAC", "MOFA"}),
    cells.one_of_reader({"GAC"}),
]


@contextmanager
def refusal(kind: type[Exception]) -> Iterator[None]:
    """Lets a refusal pass that says something."""
    try:
        yield
    except kind as refused:
        if not str(refused):
            raise


def table(content: bytes) -> None:
    """A file of any kind is a table or a sentence."""
    with refusal(WrongFile):
        files.read(content)


def sheet(content: bytes) -> None:
    """So is a workbook whose archive is whole and whose sheet is not: a fuzzer seldom gets a checksum right."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as whole, zipfile.ZipFile(changed, "w") as archive:
        for part in whole.infolist():
            archive.writestr(part.filename, content if part.filename == SHEET else whole.read(part))
    table(changed.getvalue())


def cell(content: bytes) -> None:
    """A cell is read or refused; what was read is read to the same again."""
    text = content.decode("utf-8", "replace")
    for read in READERS:
        with refusal(WrongCell):
            value = read(text)
            assert isinstance(value, str) or read(str(value)) == value
    assert cells.is_same(text, text)


class _Page(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for name, value in attrs:
            is_rel = (name, value) == ("rel", "noopener noreferrer")
            assert is_rel or (name == "href" and str(value).casefold().startswith("https:")), (name, value)


def markdown(content: bytes) -> None:
    """Whatever is written is shown in the few tags that a page allows, with links over https alone."""
    _Page().feed(to_html(content.decode("utf-8", "replace")))


def search(content: bytes) -> None:
    """The marked pieces of a text are the text, and a passage of it is short."""
    query, _newline, text = content.decode("utf-8", "replace").partition("\n")
    words = query_of(query)
    assert "".join(piece.text for piece in marked(text, words)) == text
    assert len("".join(piece.text for piece in snippet(plain(text), words))) < LONGEST_PASSAGE


LONGEST_PASSAGE = 400


def parameters(content: bytes) -> None:
    """A query is answered, or each wrong parameter is named."""
    with refusal(BadParameters), refusal(TooManyFieldsSent):
        query = QueryDict(content)
        list(narrowed(commitments_for(query, also=["commitment"]), query)[:5])


def a_record() -> None:
    call_command("migrate", verbosity=0)
    released_note(published_commitment(code="ES-90", title_en="LNG Canada"), text_en="The first cargo left.")


@dataclass(frozen=True)
class Target:
    """A question, what to begin with, and what has to be there first."""

    ask: Callable[[bytes], None]
    seeds: list[bytes]
    begin: Callable[[], None] = lambda: None


TARGETS = {
    "table": Target(
        table, [WORKBOOK, b"code;title_en\r\nES-01;LNG\r\n", "code,題\n".encode("cp932"), "é".encode("utf-16")]
    ),
    "sheet": Target(sheet, [zipfile.ZipFile(io.BytesIO(WORKBOOK)).read(SHEET)]),
    "cell": Target(
        cell, [b"2024-01-31", "２０２４年１月３１日".encode(), b"45000.0", b"'=1+1", b"a<br>b", b"GAC; MOFA"]
    ),
    "markdown": Target(
        markdown, [b"**a** [b](https://example.org)\n\n- c\n- d", b"<b>[x](javascript:a)</b>", b"> `x`"]
    ),
    "search": Target(search, ["lng 海洋\nLNG Canada, 海洋安全".encode(), "québec's\n**Québec**".encode()]),
    "parameters": Target(
        parameters,
        [
            b"q=lng&area=ES&status=on_track&sort=-code&page=2",
            b"as_of=2024-01-01&known_at=2027-01-01T00:00:00%2B09:00",
            b"due_after=2024-02-30&fresh=yes&side=japan&side=canada&commitment=ES-90",
        ],
        a_record,
    ),
}
