"""Files of thousands of rows: queries grow with batches, not with rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.importing.plan import Outcome, Plan
from priorities.importing.planning import SHEETS, plan
from priorities.importing.sheet import BATCH
from priorities.models import Commitment, Official, Ownership
from tests.factories import AreaFactory, CommitmentFactory, MilestoneFactory, NoteFactory, OwnershipFactory
from tests.importing.files import csv_of, downloaded, rows_of

pytestmark = pytest.mark.django_db


def planned_with_queries(content: bytes, dataset: str, official: Official) -> tuple[Plan, int]:
    with CaptureQueriesContext(connection) as captured:
        made = plan(content, "file.csv", dataset, official)
    return made, len(captured)


def test_queries_grow_with_batches_not_with_rows(editor_ca: Official):
    def queries(dataset: str) -> int:
        text = "text_fr" if dataset == "draft-notes" else "title_fr"
        content = csv_of([{**row, text: "Texte"} for row in rows_of(downloaded(dataset, editor_ca))])
        _made, number = planned_with_queries(content, dataset, editor_ca)
        return number

    def one_more() -> None:
        commitment = CommitmentFactory.create()
        OwnershipFactory.create(commitment=commitment, organization=editor_ca.organization)
        MilestoneFactory.create(commitment=commitment)
        NoteFactory.create(commitment=commitment, author=editor_ca)

    assert editor_ca.roles  # asked for once
    one_more()
    few = {dataset: queries(dataset) for dataset in SHEETS}
    for _number in range(5):
        one_more()
    assert {dataset: queries(dataset) for dataset in SHEETS} == few


def test_five_thousand_rows_are_planned_in_batches(editor_ca: Official):
    area = AreaFactory.create(code="XA")
    rows = [CommitmentFactory.build(area=area, code=f"XA-{number:04}") for number in range(5000)]
    Commitment.objects.bulk_create(rows)
    Ownership.objects.bulk_create([Ownership(commitment=row, organization=editor_ca.organization) for row in rows])
    edited = rows_of(downloaded("commitments", editor_ca))
    for row in edited[::2]:
        row["title_ja"] = "題名"
    edited[-1]["start_date"] = "in spring"
    made, queries = planned_with_queries(csv_of(edited), "commitments", editor_ca)
    assert (made.counts[Outcome.CHANGED], made.counts[Outcome.UNCHANGED], made.counts[Outcome.WRONG]) == (2500, 2499, 1)
    assert [(row.number, row.faults[0].column) for row in made.of(Outcome.WRONG)] == [(5001, "start_date")]
    assert queries <= 7 * len(rows) / BATCH
