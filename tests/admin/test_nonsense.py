"""Addresses that no page of the admin leads to: mistyped, cut short, sent by a scanner. None is a failure of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from urllib.parse import quote

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.urls import reverse
from zeal import zeal_ignore  # type: ignore[import-untyped]

from priorities.choices import Reporter
from tests.admin.conftest import Desks, page
from tests.admin.moves import moved
from tests.factories import (
    AreaFactory,
    DocumentFactory,
    NoteFactory,
    SourceFactory,
    published_commitment,
    released_note,
    submitted_note,
)
from tests.importing.files import imported

Address = tuple[str, dict[str, str]]

KEY = "12345"
LONG = "9" * 30
NONSENSE = ("abc", LONG, "\0")
OF_A_LIST = ("q", "o", "p", "id__in")
OF_A_FORM = (
    "release_at",
    "what",
    "new_date",
    "shown_state",
    "dates_shown",
    "reason",
    "language",
    "_changelist_filters",
)


@pytest.fixture
def records(desks: Desks) -> None:
    """A row of each kind, so that a page of each opens."""
    editor = desks("editor.ca").official
    commitment = published_commitment()
    submitted_note(commitment)
    NoteFactory.create(commitment=commitment, author=editor)
    released_note(commitment)
    for factory in (AreaFactory, DocumentFactory, SourceFactory):
        factory.create()
    moved(commitment, agreed_by=Reporter.JOINT)
    imported("commitments", desks("admin").official, {"code": commitment.code, "title_en": "Imported"})


def addresses(pages: ModelAdmin) -> Iterator[Address]:
    """Every address of a model's admin, with each nonsense in each place that takes something."""
    key = str(pages.model._default_manager.values_list("pk", flat=True).first())
    fields = [*OF_A_LIST, *OF_A_FORM, *(field.name for field in pages.model._meta.get_fields())]
    filters = [getattr(kind, "parameter_name", f"{kind}__exact") for kind in pages.list_filter]
    for route in pages.get_urls():
        if not route.name:
            continue  # Django's own way from an address of long ago
        keys = len(route.pattern.converters)
        here = reverse(f"admin:{route.name}", args=[key] * keys)
        # A list turns away at the first parameter that it does not understand.
        queries = [[name] for name in (*OF_A_LIST, *filters)] if route.name.endswith("changelist") else [fields]
        for value in NONSENSE:
            if keys:
                yield reverse(f"admin:{route.name}", args=[KEY]).replace(KEY, quote(value)), {}
            yield from ((here, dict.fromkeys(query, value)) for query in queries)


def look_ups() -> Iterator[Address]:
    asked = {"app_label": "priorities", "model_name": "progressnote", "field_name": "commitment", "term": "a"}
    for name in (*asked, "page"):
        for value in NONSENSE:
            yield reverse("admin:autocomplete"), {**asked, name: value}


@contextmanager
def undone() -> Iterator[None]:
    """PostgreSQL ends a transaction with what it refuses to read, and the test is one: each request gets its own."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)


@pytest.mark.parametrize("username", ["admin", "editor.ca"])
def test_no_nonsense_in_an_address_is_a_failure(desks: Desks, records: None, username: str) -> None:
    client = desks(username).client
    client.raise_request_exception = False
    registered = [admin.site.get_model_admin(model) for model in apps.get_models() if admin.site.is_registered(model)]
    failures, opened = [], 0
    for address, query in chain(look_ups(), *map(addresses, registered)):
        with zeal_ignore(), undone():
            answer = client.get(address, query)
            b"".join(answer) if answer.streaming else answer.content
        failures += [(answer.status_code, address, query)] if answer.status_code >= 500 else []
        opened += answer.status_code == 200
    assert failures == []
    assert opened, "some of it is only passed over"


@pytest.mark.parametrize("chosen", NONSENSE)
def test_what_is_no_row_cannot_be_ticked_in_a_list(desks: Desks, chosen: str) -> None:
    client = desks("editor.ca").client
    ticked = {"action": "submit_chosen", "_selected_action": chosen}
    assert client.post(page("progressnote", "changelist"), ticked).status_code == 400
