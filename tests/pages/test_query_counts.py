"""A page asks the database as often for six rows as for one."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse

from priorities.actions import dates
from priorities.api.operations import api
from priorities.choices import Reporter
from priorities.exports import registry
from priorities.models import Commitment, Organization, PriorityArea
from priorities.urls import localized_urlpatterns, urlpatterns
from tests.factories import (
    AreaFactory,
    MilestoneFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    ProvisionFactory,
    SourceFactory,
    published_commitment,
    released_correction,
    released_note,
)
from tests.made_up import made_up_record

pytestmark = pytest.mark.django_db


def full_commitment(area, body) -> Commitment:
    """A commitment with one of everything that a page can show."""
    commitment = published_commitment(area=area, original_target_date=date(2030, 1, 1))
    OwnershipFactory.create(commitment=commitment, organization=body, supporting=True)
    more_of_everything(commitment)
    return commitment


def more_of_everything(commitment: Commitment) -> None:
    source = SourceFactory.create()
    OwnershipFactory.create(commitment=commitment, organization=OrganizationFactory.create())
    ProvisionFactory.create(commitment=commitment, source=source)
    MilestoneFactory.create(commitment=commitment, original_due_date=date(2030, 1, 1)).sources.add(source)
    note = released_note(commitment, reporter=Reporter.JOINT, sources=[source])
    released_correction(note)
    released_note(commitment, reporter=Reporter.JAPAN, sources=[source])
    moves = commitment.date_changes.count()
    editor = OfficialFactory.create(canada=True, editor=True)
    dates.move_date(
        commitment=commitment, new_date=date(2031 + moves, 1, 1), reason="R.", agreed_by="canada", by=editor
    )


def queries(address: str) -> list[str]:
    client = Client()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured]


def test_for_one_commitment_as_for_six():
    area, body = AreaFactory.create(), OrganizationFactory.create()
    arguments = {"area-detail": [area.slug], "organization-detail": [body.code]}
    names = ["overview", "commitment-list", "area-detail", "organization-detail", "about", "changes", "data"]
    addresses = [reverse(name, args=arguments.get(name)) for name in names]
    full_commitment(area, body)
    one = {address: len(queries(address)) for address in addresses}
    for _ in range(5):
        full_commitment(area, body)
    assert {address: len(queries(address)) for address in addresses} == one
    del one["/en/data/"]  # measures every file, so it asks for all that they hold
    assert max(one.values()) <= 16


def test_for_a_commitment_with_one_of_everything_as_with_six():
    commitment = full_commitment(AreaFactory.create(), OrganizationFactory.create())
    one = queries(commitment.get_absolute_url())
    for _ in range(5):
        more_of_everything(commitment)
    assert len(queries(commitment.get_absolute_url())) == len(one) <= 16


def test_for_one_area_as_for_six():
    AreaFactory.create()
    one = queries(reverse("overview"))
    AreaFactory.create_batch(5)
    assert len(queries(reverse("overview"))) == len(one)


def test_a_page_without_rows_asks_only_for_the_last_event():
    assert len(queries(reverse("accessibility"))) == 1


def public_addresses() -> list[str]:
    """Every page, file, feed, card and operation of the API; of one commitment, its area and its owner."""
    commitment = Commitment.objects.get(code="XA-0001")
    owner, area = commitment.ownerships.all()[0].organization, commitment.area
    arguments = {
        "area-detail": [area.slug],
        "area-card": [area.slug],
        "organization-detail": [owner.code],
        "sitemap": ["commitments"],
        **{f"commitment-{part}": [commitment.code] for part in ("detail", "card", "badge")},
    }
    patterns = [at for at in [*localized_urlpatterns, *urlpatterns] if isinstance(at, URLPattern)]
    named = [at.name for at in patterns if at.name]
    codes = {"areas": area.slug, "commitments": commitment.code, "organizations": owner.code}
    return [
        *(reverse(name, args=arguments.get(name)) for name in named),
        *(
            re.sub(r"(\w+)/{\w+}", lambda at: f"{at[1]}/{codes[at[1]]}", f"/api/v1{path}")
            for path in api.get_openapi_schema()["paths"]
        ),
    ]


def counts(addresses: list[str]) -> dict[str, int]:
    client = Client()
    return {address: count(client, address) for address in addresses}


def count(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        assert response.status_code in {200, 302}, address
        response.getvalue()  # files ask while they are sent
    return len(captured)


def counts_for(commitments: int) -> dict[str, int]:
    """For so many made-up commitments, and one of today with everything, so that what is recent is there too."""
    with made_up_record(commitments):
        full_commitment(PriorityArea.objects.all()[0], Organization.objects.all()[0])
        addresses = public_addresses()
        counts(addresses[:1])  # what a process asks once
        return counts(addresses)


def test_every_address_asks_as_often_for_six_hundred_commitments_as_for_six(monkeypatch):
    monkeypatch.setattr(registry, "BATCH", 2000)  # lists in files are asked for again with each batch; here is one
    few = counts_for(6)
    assert counts_for(600) == few
