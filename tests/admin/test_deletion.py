"""Deleting what others rest on: refused with the reason, by the only official who may delete anything of the kind."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from priorities.choices import Reporter
from tests.admin.conftest import Desk, page
from tests.factories import (
    AreaFactory,
    CommitmentFactory,
    DocumentFactory,
    NoteFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    ProvisionFactory,
    SourceFactory,
    published_commitment,
    released_note,
)

NOT_IN_USE: dict[str, Any] = {
    "source": SourceFactory,
    "document": DocumentFactory,
    "priorityarea": AreaFactory,
    "organization": OrganizationFactory,
}


@pytest.fixture
def superuser(db: None) -> Desk:
    official = OfficialFactory.create(username="root", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(official)
    return Desk(official, client)


def source_of_a_released_note() -> Any:
    source: Any = SourceFactory.create()
    released_note(published_commitment(), sources=[source])
    return source


def source_of_a_draft() -> Any:
    source: Any = SourceFactory.create()
    NoteFactory.create(reporter=Reporter.JAPAN.value).sources.add(source)
    return source


def source_of_a_document() -> Any:
    source: Any = SourceFactory.create()
    DocumentFactory.create().sources.add(source)
    return source


IN_USE: list[tuple[str, Callable[[], Any], str]] = [
    ("source", source_of_a_released_note, "1 progress note"),
    ("source", source_of_a_draft, "1 progress note"),
    ("source", source_of_a_document, "1 document"),
    ("document", lambda: ProvisionFactory.create().document, "Provision"),
    ("priorityarea", lambda: CommitmentFactory.create().area, "Commitment"),
    ("organization", lambda: OwnershipFactory.create().organization, "Owner"),
    ("organization", lambda: OfficialFactory.create().organization, "Official"),
]


@pytest.mark.parametrize(("model", "make", "told"), IN_USE)
def test_what_is_in_use_is_not_deleted_and_the_page_says_by_what(
    superuser: Desk, model: str, make: Callable[[], Any], told: str
) -> None:
    row = make()
    for answer in (
        superuser.get(page(model, "delete", row.pk)),
        superuser.post(page(model, "delete", row.pk), {"post": "yes"}),
    ):
        assert answer.status_code == 200
        assert any(told in str(reason) for reason in answer.context["protected"])
        assert "Cannot delete" in answer.content.decode()
    assert type(row)._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", NOT_IN_USE)
def test_what_nothing_rests_on_is_deleted(superuser: Desk, model: str) -> None:
    row = NOT_IN_USE[model].create()
    superuser.post(page(model, "delete", row.pk), {"post": "yes"})
    assert not type(row)._default_manager.filter(pk=row.pk).exists()


def test_what_comes_into_use_meanwhile_is_refused_with_a_sentence(
    superuser: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = source_of_a_released_note()
    monkeypatch.setattr("priorities.admin.deletion.linked_to", lambda model, rows: [])  # as it was a moment ago
    answer = superuser.post(page("source", "delete", source.pk), {"post": "yes"})
    assert "Someone has just saved what this would contradict." in answer.content.decode()
    assert type(source)._default_manager.filter(pk=source.pk).exists()


@pytest.mark.parametrize(("model", "make", "told"), IN_USE)
def test_nothing_of_the_record_is_deleted_in_bulk(
    superuser: Desk, model: str, make: Callable[[], Any], told: str
) -> None:
    row = make()
    assert "delete_selected" not in superuser.get(page(model, "changelist")).content.decode()
    chosen = {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"}
    assert superuser.post(page(model, "changelist"), chosen).status_code == 200
    assert type(row)._default_manager.filter(pk=row.pk).exists()
