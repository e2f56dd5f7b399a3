"""What is not public is in no answer: drafts, what waits, embargoes, unpublished commitments, and people's names."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.actions import dates
from priorities.choices import Reporter, Status
from priorities.clocks import now
from tests.clock import stopped_at
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    NoteFactory,
    OfficialFactory,
    OwnershipFactory,
    SourceFactory,
    published_commitment,
    released_note,
    submitted_note,
)

pytestmark = pytest.mark.django_db
SECRET = "Secret of state"
ANSWERS = ["areas", "commitments", "notes", "changes", "organizations", "journal"]


def addresses(commitment):
    api = [f"/api/v1/{name}" for name in [*ANSWERS, f"commitments/{commitment.code}", "commitments?q=secret"]]
    feeds = [f"/en/feeds/changes.{kind}{query}" for kind in ("atom", "json") for query in ("", "?q=secret")]
    embeds = [f"/embed/commitments/{commitment.code}.svg", f"/embed/commitments/{commitment.code}/"]
    return [*api, *feeds, "/en/calendar.ics", *embeds, f"/embed/areas/{commitment.area.slug}/"]


def every_answer(client, commitment):
    """All that is said of a commitment outside pages and files; the calendar's lines unfolded."""
    answers = {address: client.get(address) for address in addresses(commitment)}
    assert not [address for address, answer in answers.items() if answer.status_code != 200]
    return "\n".join(answer.content.decode().replace("\r\n ", "") for answer in answers.values())


@pytest.fixture
def commitment():
    return published_commitment(original_target_date=date(2030, 1, 1))


def test_what_is_not_released_is_never_told(client, commitment):
    NoteFactory.create(commitment=commitment, text_en=SECRET, status=Status.COMPLETED.value)
    submitted_note(commitment, text_en=SECRET, sources=[SourceFactory.create(title=SECRET, code="secret-source")])
    dates.move_date(
        commitment=commitment,
        new_date=date(2031, 5, 5),
        reason=SECRET,
        agreed_by=Reporter.JOINT.value,
        by=OfficialFactory.create(canada=True, editor=True),
    )
    told = every_answer(client, commitment)
    for words in (SECRET, "secret-source", "2031-05-05", "20310505", '"completed": 1', "Completed<"):
        assert words not in told, words


def test_an_unpublished_commitment_is_never_told(client, commitment):
    draft = CommitmentFactory.create(area=commitment.area, title_en=SECRET, original_target_date=date(2030, 1, 1))
    OwnershipFactory.create(commitment=draft, organization__code="HIDDEN", canada=True)
    MilestoneFactory.create(commitment=draft, title_en=SECRET, original_due_date=date(2030, 1, 1))
    told = every_answer(client, commitment)
    for words in (SECRET, draft.code, "HIDDEN"):
        assert words not in told, words
    for address in (f"/api/v1/commitments/{draft.code}", f"/embed/commitments/{draft.code}.svg"):
        assert client.get(address).status_code == 404
    assert client.get(f"/api/v1/notes?commitment={draft.code}").status_code == 400
    assert client.get(f"/en/feeds/changes.atom?commitment={draft.code}").status_code == 400


def test_an_embargo_is_a_sealed_digest_before_its_moment_and_told_from_it_on(client, commitment):
    moment = now() + timedelta(hours=2)
    released_note(commitment, text_en=SECRET, status=Status.COMPLETED, release_at=moment)
    before = every_answer(client, commitment)
    assert SECRET not in before
    assert '"completed": 1' not in before
    lines = json.loads(client.get("/api/v1/journal").content)["results"]
    assert lines[-1]["sealed"]
    assert {name for name, value in lines[-1].items() if value is None} == {"kind", "public_from", "salt", "payload"}
    with stopped_at(moment):
        after = every_answer(client, commitment)
        opened = json.loads(client.get("/api/v1/journal").content)["results"]
    assert after.count(SECRET) >= 5
    assert SECRET in opened[-1]["payload"]
    assert [line["hash"] for line in opened] == [line["hash"] for line in lines]


def test_nobody_is_named(client, commitment):
    note = released_note(commitment, reporter=Reporter.JOINT, sources=[SourceFactory.create(licence_note=SECRET)])
    told = every_answer(client, commitment)
    people = [note.author, *(approval.official for approval in note.approvals.all())]
    assert not [person.username for person in people if person.username in told]
    assert SECRET not in told


def test_it_asks_the_database_as_often_for_six_as_for_one(client, commitment):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            every_answer(client, commitment)
        return len(captured)

    released_note(commitment, sources=[SourceFactory.create()])
    every_answer(client, commitment)
    for_one = queries()
    for _ in range(3):
        more = published_commitment(area=commitment.area, original_target_date=date(2030, 1, 1))
        MilestoneFactory.create(commitment=more, original_due_date=date(2030, 1, 1))
        released_note(more, sources=[SourceFactory.create()])
    assert queries() == for_one
