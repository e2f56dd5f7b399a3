"""Every list, add page and change page, for every role."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from priorities.choices import Reporter, Status
from priorities.models import DateChange, JournalEntry, StatusPeriod
from tests.admin.conftest import PEOPLE, Desk, Desks, page
from tests.admin.forms import filled
from tests.admin.moves import moved
from tests.factories import (
    AreaFactory,
    CommitmentFactory,
    DocumentFactory,
    MilestoneFactory,
    NoteFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    ProvisionFactory,
    SourceFactory,
    published_commitment,
    released_note,
)
from tests.made_up import made_up_record

WRITERS = ("editor.ca", "approver.ca", "editor.jp", "approver.jp")


def note_of_public_sources() -> models.Model:
    return released_note(published_commitment(), reporter=Reporter.PUBLIC_SOURCES)


def journal_entry() -> models.Model:
    note_of_public_sources()
    return JournalEntry.objects.earliest("number")


def status_period() -> models.Model:
    note_of_public_sources()
    return StatusPeriod.objects.earliest("pk")


def commitment_with_parts() -> models.Model:
    commitment = published_commitment()
    MilestoneFactory.create(commitment=commitment).sources.set([SourceFactory.create(), SourceFactory.create()])
    MilestoneFactory.create(commitment=commitment).sources.set([SourceFactory.create()])
    ProvisionFactory.create_batch(2, commitment=commitment)
    return commitment


MODELS: dict[str, Callable[[], models.Model]] = {
    "commitment": commitment_with_parts,
    "datechange": moved,
    "document": DocumentFactory.create,
    "journalentry": journal_entry,
    "organization": OrganizationFactory.create,
    "priorityarea": AreaFactory.create,
    "progressnote": note_of_public_sources,
    "source": SourceFactory.create,
    "statusperiod": status_period,
}
MAY_ADD = {
    **{username: {"commitment", "progressnote", "source"} for username in WRITERS},
    "admin": {"commitment", "document", "organization", "priorityarea", "source", "official"},
}


@pytest.mark.parametrize("model", MODELS)
def test_list_and_change_page_open_for_every_role(desks: Desks, model: str) -> None:
    row = MODELS[model]()
    for username in PEOPLE:
        desk = desks(username)
        opened = [desk.get(page(model, "changelist")), desk.get(page(model, "change", row.pk))]
        assert [response.status_code for response in opened] == [200, 200], username


@pytest.mark.parametrize("username", PEOPLE)
def test_add_page_opens_for_those_who_may_add(desks: Desks, username: str) -> None:
    answers = {model: desks(username).get(page(model, "add")).status_code for model in [*MODELS, "official"]}
    assert {model for model, status in answers.items() if status == 200} == MAY_ADD[username]
    assert set(answers.values()) == {200, 403}


@pytest.mark.parametrize("username", PEOPLE)
def test_home_opens(desks: Desks, username: str) -> None:
    assert "FIP Tracker" in desks(username).get(reverse("admin:index")).content.decode()


def test_the_pages_are_closed_without_a_role(client, db) -> None:
    client.force_login(OfficialFactory.create(is_staff=True))
    assert client.get(page("commitment", "changelist")).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client, db) -> None:
    response = client.get(page("commitment", "changelist"))
    assert response.status_code == 302
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize("model", [*MODELS])
def test_nothing_is_deleted_in_bulk(desks: Desks, model: str) -> None:
    MODELS[model]()
    response = desks("admin").get(page(model, "changelist"))
    assert "delete_selected" not in response.content.decode()


@pytest.mark.parametrize("model", ["datechange", "journalentry", "statusperiod"])
def test_ledgers_are_only_looked_at(desks: Desks, model: str) -> None:
    row = MODELS[model]()
    for username in PEOPLE:
        desk = desks(username)
        assert desk.post(page(model, "change", row.pk)).status_code == 403
        assert desk.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403


ROWS = {
    **{name: make for name, make in MODELS.items() if name not in {"journalentry", "statusperiod"}},
    "journalentry": note_of_public_sources,
    "official": lambda: OfficialFactory.create(editor=True),
    "statusperiod": note_of_public_sources,
}


@pytest.mark.parametrize("model", ROWS)
def test_queries_of_a_list_do_not_grow(desks: Desks, model: str) -> None:
    desk = desks("admin" if model == "official" else "approver.ca")
    url = page(model, "changelist")
    ROWS[model]()
    desk.get(url)  # content types are looked up once and kept
    with CaptureQueriesContext(
        connection,
    ) as one:
        desk.get(url)
    for _ in range(5):
        ROWS[model]()
    with CaptureQueriesContext(connection) as six:
        response = desk.get(url)
    assert response.context["cl"].result_count >= 6
    assert len(six) == len(one)


def test_lists_and_work_queue_ask_as_often_for_six_hundred_commitments_as_for_six(desks: Desks) -> None:
    kept = [model for model in apps.get_app_config("priorities").get_models() if admin.site.is_registered(model)]
    home, *lists = reverse("admin:index"), *(page(str(model._meta.model_name), "changelist") for model in kept)
    opened = [(desks("approver.ca"), home), *((desks("admin"), url) for url in [home, *lists])]

    def counts() -> dict[tuple[str, str], int]:
        return {(desk.official.username, url): count(desk, url) for desk, url in opened}

    def count(desk: Desk, url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(url).status_code == 200
        return len(queries)

    with made_up_record(6):
        counts()  # content types are looked up once and kept
        few = counts()
    with made_up_record(600):
        assert counts() == few


def test_queries_of_a_commitment_page_do_not_grow_with_its_parts(desks: Desks) -> None:
    desk = desks("editor.ca")

    def with_parts(number: int) -> int:
        commitment = published_commitment()
        for _ in range(number):
            OwnershipFactory.create(commitment=commitment, organization=OrganizationFactory.create())
            MilestoneFactory.create(commitment=commitment).sources.set([SourceFactory.create()])
            ProvisionFactory.create(commitment=commitment)
            commitment.relations.create(other=CommitmentFactory.create())
            NoteFactory.create(commitment=commitment, author=desk.official)
        desk.get(page("commitment", "change", commitment.pk))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(page("commitment", "change", commitment.pk)).status_code == 200
        return len(queries)

    few, many = with_parts(1), with_parts(6)
    # Django looks up the label of each chosen row of an autocomplete field by itself: five fields a step here.
    assert many - few <= 5 * 5


@pytest.mark.parametrize("model", ["commitment", "organization", "source", "document", "priorityarea"])
def test_rows_are_found_by_searching(desks: Desks, model: str) -> None:
    row: Any = MODELS[model]()
    found = desks("editor.ca").get(page(model, "changelist"), q=row.code)
    assert [hit.pk for hit in found.context["cl"].result_list] == [row.pk]


def test_commitments_are_filtered_by_what_the_record_says_today(desks: Desks) -> None:
    reported, silent = published_commitment(), published_commitment()
    released_note(reported, status=Status.COMPLETED)

    def listed(**query: str) -> set[int]:
        response = desks("editor.ca").get(page("commitment", "changelist"), **query)
        return {row.pk for row in response.context["cl"].result_list}

    assert listed(status="completed") == {reported.pk}
    assert listed(status="no_report") == {silent.pk}
    assert listed(attention="stale") == {reported.pk}
    assert listed(attention="unpublished") == set()
    assert listed(owned_by="japan") == {reported.pk, silent.pk}
    assert listed(owned_by="mine") == {reported.pk, silent.pk}


def test_a_code_is_fixed_once_saved(desks: Desks) -> None:
    source = SourceFactory.create()
    address = page("source", "change", source.pk)
    values = filled(desks("admin").get(address), title="New title")
    desks("admin").post(address, {**values, "code": "other"})
    code = source.code
    source.refresh_from_db()
    assert (source.title, source.code) == ("New title", code)


def test_a_pending_move_is_a_row_of_the_ledger(desks: Desks) -> None:
    change = moved(agreed_by=Reporter.JOINT)
    found = desks("editor.jp").get(page("datechange", "changelist"), pending="yes")
    assert [row.pk for row in found.context["cl"].result_list] == [change.pk]
    assert DateChange.objects.pending().count() == 1


def test_what_the_database_refuses_is_said_in_prose(desks: Desks) -> None:
    """Two new rows that say the same pass every check of a form; only the database sees both."""
    commitment, document = published_commitment(), DocumentFactory.create()
    address = page("commitment", "change", commitment.pk)
    values = filled(desks("editor.ca").get(address)) | {"provisions-TOTAL_FORMS": "2"}
    for number in range(2):
        values |= {
            f"provisions-{number}-document": str(document.pk),
            f"provisions-{number}-excerpt": "in words",
            f"provisions-{number}-language": "en",
        }
    refused = desks("editor.ca").post(address, {**values, "title_en": "Reworded"})
    assert "This passage is already listed." in refused.content.decode()
    commitment.refresh_from_db()
    assert commitment.title_en != "Reworded"
    assert not commitment.provisions.exists()


@pytest.mark.parametrize("model", [*MODELS])
def test_pages_need_no_inline_style_or_script(desks: Desks, model: str) -> None:
    row = MODELS[model]()
    for address in (page(model, "changelist"), page(model, "change", row.pk)):
        html = desks("editor.ca").get(address).content.decode()
        assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", html)
        assert not re.search(r"<(style|script)(?![^>]*\ssrc=)[^>]*>(?!\s*\{)", html)
