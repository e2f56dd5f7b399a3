"""Who may do what on the screens of the admin: one table, tried by everybody, on one small record.

The rules themselves are tried in tests/actions/test_permissions.py; here it is that no screen lets more through, nor
less, and that what is refused leaves no trace.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse
from zeal import zeal_ignore  # type: ignore[import-untyped]

from priorities.choices import Reporter
from priorities.clocks import now
from priorities.models import Commitment, Official
from tests.admin.conftest import page
from tests.admin.forms import Values, filled
from tests.admin.moves import moved
from tests.admin.stored import posted, stored
from tests.factories import (
    AreaFactory,
    CommitmentFactory,
    DocumentFactory,
    NoteFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    SourceFactory,
    approved_by_all,
    released_note,
    submitted_note,
)
from tests.importing.files import csv_of, imported

pytestmark = pytest.mark.django_db

# Canada's editor and approver work for the body that answers for Canada's commitments, the colleague for another one of
# Canada's: notes are the side's, commitments their own body's.
PEOPLE: dict[str, dict[str, Any]] = {
    "editor": {"editor": True},
    "colleague": {"editor": True},
    "approver": {"approver": True},
    "other editor": {"editor": True, "japan": True},
    "other approver": {"approver": True, "japan": True},
    "administrator": {"administrator": True, "organization": None},
    "no role": {"is_staff": True, "canada": True},
}
OWNERS = {"editor", "approver"}
OWN = OWNERS | {"colleague"}
OTHER = {"other editor", "other approver"}
WRITERS = OWN | OTHER
APPROVERS = {"approver", "other approver"}
ADMINISTRATOR = {"administrator"}
READERS = WRITERS | ADMINISTRATOR
NOBODY: set[str] = set()


@dataclass(frozen=True)
class Try:
    """A screen, what is typed there, who comes through. `by` fills the form in; the others post the same."""

    url: str
    allowed: set[str]
    by: str = "administrator"
    typed: dict[str, Any] = field(default_factory=dict)
    button: str = "_save"
    form: bool = True


@pytest.fixture
def people() -> dict[str, Official]:
    bodies = {"colleague": OrganizationFactory.create(canada=True)}
    made = {}
    for name, traits in PEOPLE.items():
        body = {"organization": bodies[name]} if name in bodies else {}
        made[name] = OfficialFactory.create(username=name, **traits, **body)
    return made


@pytest.fixture
def clients(people: dict[str, Official]) -> dict[str, Client]:
    made = {name: Client() for name in [*people, "visitor"]}
    for name, official in people.items():
        made[name].force_login(official)
    return made


@pytest.fixture
def rows(people: dict[str, Official]) -> Any:
    """One row in each situation, of Canada unless it says otherwise."""
    editor = people["editor"]

    def owned(*bodies: Any, **fields: Any) -> Commitment:
        commitment = CommitmentFactory.create(bilingual=True, **fields)
        for body in bodies:
            OwnershipFactory.create(commitment=commitment, organization=body)
        return commitment

    ours, theirs = editor.organization, people["other editor"].organization
    public = owned(ours, theirs, published=True, original_target_date=date(2026, 1, 1))
    elsewhere = owned(ours, theirs, published=True)
    embargoed = submitted_note(public, author=editor)
    return SimpleNamespace(
        area=AreaFactory.create(),
        document=DocumentFactory.create(),
        organization=OrganizationFactory.create(),
        source=SourceFactory.create(),
        ours=owned(ours),
        theirs=owned(theirs),
        public=public,
        draft=NoteFactory.create(commitment=public, author=editor),
        joint_draft=NoteFactory.create(commitment=public, author=editor, reporter=Reporter.JOINT.value),
        submitted=submitted_note(public, author=editor),
        joint=submitted_note(public, author=editor, reporter=Reporter.JOINT),
        sourced=submitted_note(public, author=editor, reporter=Reporter.PUBLIC_SOURCES),
        embargoed=approved_by_all(embargoed, release_at=now() + timedelta(days=9)),
        released=released_note(public, author=editor),
        move=moved(elsewhere, agreed_by=Reporter.JOINT),
        batch=imported("commitments", people["administrator"], {"code": public.code, "title_en": "Imported"}),
    )


def tries_on_notes(rows: Any) -> Iterator[Try]:
    def act(row: str, name: str, allowed: set[str], **more: Any) -> Try:
        return Try(page("progressnote", name, getattr(rows, row).pk), allowed, **more)

    reason = {"reason": "No source."}
    add = f"{page('progressnote', 'add')}?commitment={rows.public.pk}"
    yield Try(add, OWN, "editor", {"reporter": "canada", "as_of": "2024-05-01", "status": "on_track", "text_en": "A."})
    yield act("draft", "change", OWN, by="editor", typed={"text_en": "More."})
    yield act("joint_draft", "change", OWN, by="editor", typed={"text_en": "More."})
    yield act("draft", "delete", OWN, by="editor", button="post")
    yield act("draft", "submit", OWN, by="editor")
    yield act("submitted", "change", NOBODY, form=False, typed={"text_en": "More."})
    yield act("submitted", "delete", NOBODY, form=False, button="post")
    yield act("submitted", "approve", {"approver"}, by="approver")
    yield act("joint", "approve", APPROVERS, by="approver")
    yield act("sourced", "approve", APPROVERS, by="approver")
    yield act("submitted", "return", {"approver"}, by="approver", typed=reason)
    yield act("joint", "return", APPROVERS, by="approver", typed=reason)
    yield act("embargoed", "withdraw", {"approver"}, by="approver", typed=reason)
    yield act("embargoed", "translate", OWN, by="editor", typed={"text_fr": "Fait."})
    yield act("embargoed", "correct", NOBODY, form=False)
    yield act("released", "change", NOBODY, form=False, typed={"text_en": "More."})
    yield act("released", "delete", NOBODY, form=False, button="post")
    yield act("released", "withdraw", {"approver"}, by="approver", typed=reason)
    yield act("released", "correct", OWN, by="editor")


def tries_on_the_record(rows: Any) -> Iterator[Try]:
    def on(model: str, name: str, row: models.Model, allowed: set[str], **more: Any) -> Try:
        return Try(page(model, name, row.pk), allowed, **more)

    reason = {"reason": "Weather."}
    title = {"title_en": "Another title"}
    yield on("commitment", "change", rows.ours, OWNERS | ADMINISTRATOR, typed=title)
    yield on("commitment", "change", rows.theirs, OTHER | ADMINISTRATOR, typed=title)
    yield on("commitment", "publish", rows.ours, OWNERS | ADMINISTRATOR)
    yield on("commitment", "delete", rows.ours, NOBODY, form=False, button="post")
    move = {"new_date": "2027-01-01", "agreed_by": "canada", **reason}
    yield on("commitment", "move-date", rows.public, OWNERS, by="editor", typed=move)
    yield on("datechange", "confirm", rows.move, OTHER, by="other editor")
    yield on("datechange", "decline", rows.move, WRITERS, by="other editor", typed=reason)
    yield on("datechange", "take-back", rows.move, WRITERS, by="editor", typed=reason)
    yield on("source", "change", rows.source, READERS, typed={"title": "Another page"})
    yield Try(page("source", "add"), READERS, typed={
        "code": "new", "title": "A page", "publisher": "A body", "url": "https://example.org/new", "language": "en",
        "reliability": "A", "published_basis": "none",
    })  # fmt: skip
    yield on("source", "delete", rows.source, NOBODY, form=False, button="post")
    for model, row, column in (
        ("organization", rows.organization, "name_en"),
        ("priorityarea", rows.area, "title_en"),
        ("document", rows.document, "title_en"),
    ):
        yield on(model, "change", row, ADMINISTRATOR, typed={column: "Another"})
        yield on(model, "delete", row, NOBODY, form=False, button="post")
    yield Try(page("organization", "add"), ADMINISTRATOR, typed={"code": "NEW", "side": "canada", "name_en": "New"})
    editor = Official.objects.get(username="editor")
    yield on("official", "change", editor, ADMINISTRATOR, typed={"first_name": "Ann"})
    yield on("official", "delete", editor, NOBODY, form=False, button="post")
    for model, row in (("datechange", rows.move), ("importbatch", rows.batch)):
        yield Try(page(model, "add"), NOBODY, form=False)
        yield on(model, "change", row, NOBODY, form=False)
        yield on(model, "delete", row, NOBODY, form=False, button="post")
    yield on("importbatch", "undo", rows.batch, OWNERS | OTHER | ADMINISTRATOR)


def tries_in_bulk(rows: Any) -> Iterator[Try]:
    def chosen(action: str, row: models.Model, allowed: set[str], by: str) -> Try:
        values = {"action": action, "_selected_action": str(row.pk)}
        return Try(page("progressnote", "changelist"), allowed, by, values, "index", form=False)

    yield chosen("submit_chosen", rows.draft, OWN, "editor")
    yield chosen("submit_chosen", rows.joint_draft, OWN, "editor")


TABLES = [tries_on_notes, tries_on_the_record, tries_in_bulk]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_only_those_of_the_table_come_through_and_a_refusal_changes_nothing(
    clients: dict[str, Client], rows: Any, table: Callable[[Any], Iterator[Try]]
):
    before = stored()
    wrong = []
    for attempt in table(rows):
        values = values_of(attempt, clients)
        for name in sorted(attempt.allowed):
            if posted([clients[name]], attempt.url, values)[0] == before:
                wrong.append((attempt.url, name, "refused"))
        refused = [client for name, client in clients.items() if name not in attempt.allowed]
        after, answers = posted(refused, attempt.url, values)
        # Where somebody may, the answer to the others may also be the page again, with the reason.
        if after != before or (not attempt.allowed and not answers <= {302, 403, 404}):
            wrong.append((attempt.url, "somebody else", "let through"))
    assert wrong == []


@pytest.mark.parametrize(
    ("action", "row", "allowed"),
    [
        ("approve_chosen", "submitted", {"approver"}),
        ("approve_chosen", "joint", APPROVERS),
        ("release_together", "submitted", {"approver"}),
    ],
)
def test_approving_in_bulk_is_for_approvers_of_the_side(
    clients: dict[str, Client], rows: Any, action: str, row: str, allowed: set[str]
):
    url = page("progressnote", "changelist")
    chosen = {"action": action, "_selected_action": str(getattr(rows, row).pk), "index": "1"}
    with zeal_ignore():
        asked = clients["approver"].post(url, chosen)
    values = {**chosen, "shown": filled(asked)["shown"], "_approve": "1"}
    approved = set()
    for name, client in clients.items():
        before = stored()
        if posted([client], url, values)[0] != before:
            approved.add(name)
    assert approved == allowed


def test_only_writers_upload(clients: dict[str, Client], rows: Any):
    for place, allowed in (("commitment_commitments", READERS), ("progressnote_draft-notes", WRITERS)):
        url = reverse(f"admin:priorities_{place}_upload")
        for name, client in clients.items():
            file = SimpleUploadedFile("rows.csv", csv_of([{"code": rows.public.code, "title_en": "Typed"}]))
            with zeal_ignore():
                answer = client.post(url, {"file": file})
            assert answer.status_code == (200 if name in allowed else 302 if name == "visitor" else 403)


def test_what_one_side_writes_opens_for_that_side(clients: dict[str, Client], rows: Any):
    open_to: dict[str, set[str]] = {}
    for name in ("change", "history", "preview"):
        open_to[page("progressnote", name, rows.draft.pk)] = OWN
        open_to[page("progressnote", name, rows.embargoed.pk)] = OWN
        open_to[page("progressnote", name, rows.joint.pk)] = OWN | {"other approver"}
    open_to[page("official", "history", Official.objects.get(username="editor").pk)] = ADMINISTRATOR
    with zeal_ignore():
        found = {
            url: {name for name, client in clients.items() if client.get(url).status_code == 200} for url in open_to
        }
    assert found == open_to


def test_no_screen_opens_without_a_role(clients: dict[str, Client], rows: Any):
    look_up = f"{reverse('admin:autocomplete')}?app_label=priorities&model_name=progressnote&field_name=commitment"
    files = [f"commitment_{name}_{kind}" for name in ("commitments", "milestones") for kind in KINDS]
    files += [f"progressnote_draft-notes_{kind}" for kind in KINDS]
    places = [look_up, *(reverse(f"admin:priorities_{name}") for name in files)]
    places += [page(model, "changelist") for model in LISTS]
    places += [page("commitment", name, rows.ours.pk) for name in ("change", "history", "publish", "delete")]
    for place in places:
        assert clients["no role"].get(place).status_code == 403, place
        answer = clients["visitor"].get(place)
        assert answer.status_code == 302, place
        assert answer["Location"].startswith(reverse("admin:login"))


KINDS = ("csv", "xlsx", "upload", "preview")
LISTS = (
    "commitment", "datechange", "document", "importbatch", "journalentry", "official", "organization",
    "priorityarea", "progressnote", "source", "statusperiod",
)  # fmt: skip


def values_of(attempt: Try, clients: dict[str, Client]) -> Values:
    """What a browser posts: the form as one who may fills it in, or only the typed where there is none to fill in."""
    if not attempt.form:
        return {**attempt.typed, attempt.button: "1"}
    with zeal_ignore():
        shown = clients[attempt.by].get(attempt.url)
    assert shown.status_code == 200, attempt
    typed = {} if attempt.button == "post" else attempt.typed
    return {**filled(shown, **typed), attempt.button: "yes"}
