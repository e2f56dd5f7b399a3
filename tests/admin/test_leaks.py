"""What one side drafts, or has under embargo, is on no screen, in no file and in no mail of anybody else."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from priorities.actions import notes
from priorities.choices import Reporter, Role, Status
from priorities.clocks import now
from priorities.importing import files
from priorities.models import Commitment, ProgressNote
from priorities.workqueue.digest import compose
from tests.admin.conftest import Desk, Desks, page
from tests.factories import (
    NoteFactory,
    approved_by_all,
    published_commitment,
    released_note,
    submitted_note,
)
from tests.importing.files import csv_of

WORD = "Kingyo"
AUTHOR = "author.of.japan"
SAID = {
    "text_en": f"{WORD} is signed.",
    "text_fr": f"{WORD} est signé.",
    "challenges_en": f"{WORD} is late.",
    "date_basis_en": f"The day of {WORD}.",
}
OUTSIDERS = ("editor.ca", "approver.ca", "admin")
SHEETS = ("commitment_commitments", "commitment_milestones", "progressnote_draft-notes")


@pytest.fixture
def commitment(desks: Desks) -> Commitment:
    return published_commitment()  # it is theirs as well


@pytest.fixture
def hidden(desks: Desks, commitment: Commitment) -> list[ProgressNote]:
    """A note of Japan in each situation before its release; the public one beside them says nothing of it."""
    editor, approver = desks("editor.jp").official, desks("approver.jp").official
    editor.username = AUTHOR
    editor.save()
    fields: dict[str, Any] = {"author": editor, **SAID}
    japan = Reporter.JAPAN.value
    released_note(commitment, reporter=japan, author=editor, text_en="Talks go on.")
    draft = NoteFactory.create(commitment=commitment, reporter=japan, **fields)
    joint = NoteFactory.create(commitment=commitment, reporter=Reporter.JOINT.value, **fields)
    submitted = submitted_note(commitment, reporter=japan, **fields)
    returned = submitted_note(commitment, reporter=japan, **fields)
    notes.return_note(note=returned, by=approver, reason=f"Say who signs {WORD}.")
    waiting = submitted_note(commitment, reporter=japan, status=Status.COMPLETED.value, **fields)
    embargoed = approved_by_all(waiting, release_at=now() + timedelta(days=3))
    return [draft, joint, submitted, returned, embargoed]


def screens(commitment: Commitment) -> Iterator[str]:
    yield reverse("admin:index")
    yield f"{page('progressnote', 'add')}?commitment={commitment.pk}"
    for name in ("change", "history", "move-date"):
        yield page("commitment", name, commitment.pk)
    for model in ("commitment", "progressnote", "datechange", "statusperiod", "journalentry", "importbatch"):
        yield page(model, "changelist")


def contents(desk: Desk) -> str:
    """All files that an official can download, as one text."""
    found = []
    for sheet in SHEETS:
        csv = desk.get(reverse(f"admin:priorities_{sheet}_csv"))
        found.append(b"".join(csv.streaming_content).decode())
        book = desk.get(reverse(f"admin:priorities_{sheet}_xlsx"))
        found.append(str([row.cells for row in files.read(book.content).rows]))
    return "\n".join(found)


def found_by_searching(desk: Desk, model: str) -> int:
    return int(desk.get(page(model, "changelist"), q=WORD).context["cl"].result_count)


@pytest.mark.parametrize("username", OUTSIDERS)
def test_nobody_else_meets_it(desks: Desks, commitment: Commitment, hidden: list[ProgressNote], username: str):
    desk = desks(username)
    for address in screens(commitment):
        shown = desk.client.get(address)
        html = shown.content.decode()
        told = [word for word in (WORD, *(page("progressnote", "change", note.pk) for note in hidden)) if word in html]
        assert told == [] or shown.status_code == 403, address
    assert WORD not in contents(desk)
    assert [found_by_searching(desk, model) for model in ("progressnote", "journalentry")] == [0, 0]
    completed = desk.get(page("commitment", "changelist"), status="completed")
    assert completed.context["cl"].result_count == 0
    mail = compose(desk.official)
    assert mail is None or WORD not in mail.body


@pytest.mark.parametrize("username", OUTSIDERS)
def test_its_own_pages_are_not_there_for_anybody_else(desks: Desks, hidden: list[ProgressNote], username: str):
    client = desks(username).client
    for note in hidden:
        for name in ("change", "history", "delete", "preview", "approve"):
            answer = client.get(page("progressnote", name, note.pk))
            assert answer.status_code in {302, 403, 404}, (note, name)
            assert WORD not in answer.content.decode()


def test_it_cannot_be_looked_up_or_filtered_for(desks: Desks, commitment: Commitment, hidden: list[ProgressNote]):
    look_up = reverse("admin:autocomplete")
    for username in OUTSIDERS:
        for model, name in (("noteapproval", "note"), ("journalentry", "note"), ("progressnote", "corrects")):
            query = {"app_label": "priorities", "model_name": model, "field_name": name, "term": WORD}
            answer = desks(username).get(look_up, **query)
            assert answer.status_code == 403 or answer.json()["results"] == []
        for model in ("commitment", "source", "journalentry"):
            answer = desks(username).get(page(model, "changelist"), notes__text_en__contains=WORD)
            assert answer.status_code in {302, 400}


def test_an_upload_that_names_it_is_told_nothing(desks: Desks, commitment: Commitment, hidden: list[ProgressNote]):
    desk = desks("editor.ca")
    rows = [{"id": str(note.pk), "code": commitment.code, "text_en": "Guessed."} for note in hidden]
    file = SimpleUploadedFile("guess.csv", csv_of(rows))
    shown = desk.post(reverse("admin:priorities_progressnote_draft-notes_upload"), {"file": file})
    html = shown.content.decode()
    assert shown.status_code == 200
    assert "Guessed." not in html or 'name="_apply"' not in html
    assert WORD not in html
    assert AUTHOR not in html


def test_its_own_side_meets_it_on_all_of_these(desks: Desks, commitment: Commitment, hidden: list[ProgressNote]):
    desk = desks("editor.jp")
    assert WORD in desk.get(page("commitment", "change", commitment.pk)).content.decode()
    assert all(WORD in desk.get(page("progressnote", "history", note.pk)).content.decode() for note in hidden)
    assert WORD in contents(desk)
    assert [found_by_searching(desk, model) for model in ("progressnote", "journalentry")] == [len(hidden), 1]
    assert Role.EDITOR in desk.official.roles
