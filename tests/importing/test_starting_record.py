"""The starting record, in three languages, downloaded and uploaded unchanged."""

import pytest
from django.test import Client

from priorities.importing.plan import Outcome, Plan
from priorities.importing.planning import plan
from priorities.models import Commitment, Official
from tests.factories import NoteFactory, OfficialFactory, SourceFactory
from tests.files.reading import download
from tests.importing.files import KINDS, MODELS, downloaded


@pytest.fixture
def official(record: None) -> Official:
    return OfficialFactory.create(canada=True, administrator=True, editor=True)


def draft_notes(author: Official) -> None:
    for commitment in Commitment.objects.order_by("code")[:3]:
        note = NoteFactory.create(
            commitment=commitment, author=author, text_fr="Où en est-on?\r\n«Été»", text_ja="進捗は順調です。"
        )
        note.sources.set(list(SourceFactory.create_batch(2)))


def found(made: Plan) -> dict[str, int]:
    return {outcome.value: number for outcome, number in made.counts.items() if number}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dataset", MODELS)
def test_it_comes_back_unchanged(official: Official, dataset: str, kind: str):
    draft_notes(official)
    expected = 3 if dataset == "draft-notes" else MODELS[dataset].objects.count()
    made = plan(downloaded(dataset, official, kind=kind), f"file.{kind}", dataset, official)
    assert found(made) == {Outcome.UNCHANGED: expected}
    assert not made.changes_anything


def test_the_public_file_is_understood(official: Official, client: Client):
    made = plan(download(client, "/data/commitments.csv"), "commitments.csv", "commitments", official)
    assert found(made) == {Outcome.UNCHANGED: Commitment.objects.count()}
