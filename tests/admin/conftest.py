from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from zeal import zeal_ignore  # type: ignore[import-untyped]

from priorities.choices import Role, Side
from priorities.models import Official
from tests.admin.forms import filled
from tests.factories import OfficialFactory, OwnBodyFactory

Page = Any  # a response as the test client extends it
# The signed-in official and an official on the page are two look-ups of one model, not a query that repeats.
LOOKED_UP_SINGLY = [{"model": "*", "field": "get()"}]


@dataclass(frozen=True)
class Desk:
    """A signed-in official with their browser."""

    official: Official
    client: Client

    def get(self, url: str, **query: str) -> Page:
        with zeal_ignore(LOOKED_UP_SINGLY):
            return self.client.get(url, query)

    def post(self, url: str, values: object = None, *, follow: bool = True) -> Page:
        with zeal_ignore():  # a save goes through its rows one by one
            return self.client.post(url, values or {}, follow=follow)

    def fill(self, url: str, *, button: str = "_save", **changes: str | list[str]) -> Page:
        """Open a form, type the changes, press a button."""
        page = self.get(url)
        assert page.status_code == 200, page
        return self.post(url, {**filled(page, **changes), button: "1"})


PEOPLE = {
    "editor.ca": (Role.EDITOR, Side.CANADA),
    "approver.ca": (Role.APPROVER, Side.CANADA),
    "editor.jp": (Role.EDITOR, Side.JAPAN),
    "approver.jp": (Role.APPROVER, Side.JAPAN),
    "admin": (Role.ADMINISTRATOR, None),
}

Desks = Callable[[str], Desk]


@pytest.fixture
def desks(db: None) -> Desks:
    """The desk of an official by user name; each is made when first asked for."""
    made: dict[str, Desk] = {}

    def desk(username: str) -> Desk:
        if username not in made:
            role, side = PEOPLE[username]
            organization = OwnBodyFactory.create(side=side.value) if side else None
            official = OfficialFactory.create(username=username, organization=organization, **{role.value: True})
            client = Client()
            client.force_login(official)
            made[username] = Desk(official, client)
        return made[username]

    return desk


def page(model: str, name: str, *arguments: object) -> str:
    """The address of an admin page of a model."""
    return reverse(f"admin:priorities_{model}_{name}", args=arguments)


def told(response: Page) -> str:
    """The messages on a page, joined."""
    return " ".join(str(message) for message in response.context["messages"])
