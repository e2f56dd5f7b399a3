"""What stands in the cells."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from priorities.exports.snapshot import whole
from tests.factories import (
    CommitmentFactory,
    OrganizationFactory,
    OwnershipFactory,
    published_commitment,
    released_note,
)
from tests.files.reading import download, rows


def test_cells_that_a_spreadsheet_would_run_are_defused(db: None, client: Client) -> None:
    published_commitment(title_en="=HYPERLINK(1)", title_fr="＋1", title_ja="@x", description_en="-")
    (row,) = rows(client, "/data/commitments.csv")
    assert (row["title_en"], row["title_fr"], row["title_ja"]) == ("'=HYPERLINK(1)", "'＋1", "'@x")


def test_line_breaks_and_quotes_survive(db: None, client: Client) -> None:
    commitment = published_commitment()
    released_note(commitment, text_en='First line, "quoted"\nsecond line; 第二')
    (row,) = rows(client, "/data/commitments.csv")
    assert row["last_note_en"] == 'First line, "quoted"\nsecond line; 第二'


def test_owners_stand_in_their_columns(db: None, client: Client) -> None:
    commitment = CommitmentFactory.create(published=True)
    bodies = [OrganizationFactory.create(side=side) for side in ("canada", "japan", "japan", "canada")]
    for body in bodies:
        OwnershipFactory.create(commitment=commitment, organization=body, supporting=body == bodies[-1])
    codes = [body.code for body in bodies]
    (row,) = rows(client, "/data/commitments.csv")
    assert row["lead_canada"] == codes[0]
    assert row["lead_japan"] == ";".join(codes[1:3])
    assert row["supporting"] == codes[3]


def test_a_file_is_read_by_a_plan_for_its_last_row(db: None) -> None:
    """On PostgreSQL; with one for the first row, and nothing known of the tables, a file took minutes."""
    published_commitment()
    with CaptureQueriesContext(connection) as captured:
        assert list(whole("default", lambda: iter([b"piece"]))) == [b"piece"]
    planned = [query["sql"] for query in captured if "cursor_tuple_fraction = 1" in query["sql"]]
    assert len(planned) == (1 if connection.vendor == "postgresql" else 0)


def test_the_number_of_queries_does_not_grow(db: None, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            download(client, "/data/commitments.csv")
            download(client, "/data/summary.csv")
        return len(captured)

    def add() -> None:
        commitment = published_commitment()
        released_note(commitment)

    add()
    for_one = queries()
    for _ in range(5):
        add()
    assert queries() == for_one
