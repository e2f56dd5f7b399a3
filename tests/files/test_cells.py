"""What stands in the cells."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import CommitmentFactory, OwnershipFactory, published_commitment, released_note
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
    for traits in ({"canada": True}, {"japan": True}, {"japan": True}, {"canada": True, "supporting": True}):
        OwnershipFactory.create(commitment=commitment, **traits)
    codes = [row.organization.code for row in commitment.ownerships.order_by("pk")]
    (row,) = rows(client, "/data/commitments.csv")
    assert row["lead_canada"] == codes[0]
    assert row["lead_japan"] == ";".join(codes[1:3])
    assert row["supporting"] == codes[3]


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
