"""An organization's page: what it leads and supports, and how we know."""

import pytest

from priorities.choices import OwnerBasis
from tests.factories import OrganizationFactory, OwnershipFactory, published_commitment
from tests.pages.reading import fetch

pytestmark = pytest.mark.django_db


def test_it_lists_its_commitments_by_role(client):
    body = OrganizationFactory.create(japan=True, name_en="Ministry of Tests", acronym_en="MOT")
    led, supported, inferred = (published_commitment(title_en=title) for title in ("Led", "Supported", "Inferred"))
    OwnershipFactory.create(commitment=led, organization=body)
    OwnershipFactory.create(commitment=supported, organization=body, supporting=True)
    OwnershipFactory.create(commitment=inferred, organization=body, basis=OwnerBasis.INFERRED.value)
    page = fetch(client, f"/en/organizations/{body.code}/")
    assert "Organization · Japan Ministry of Tests MOT" in page.main
    assert [row[0].split()[0] for row in page.table_rows("Supports")] == ["Supported"]
    assert page.main.index("Led") < page.main.index("its mandate suggests it") < page.main.index("Inferred")


def test_a_body_without_public_commitments_says_so(client):
    body = OrganizationFactory.create()
    assert "answers for no public commitment" in fetch(client, f"/en/organizations/{body.code}/").main


def test_only_a_checked_web_site_is_linked(client):
    unchecked = OrganizationFactory.create(url="https://example.org/a")
    checked = OrganizationFactory.create(url="https://example.org/b", url_checked=True)
    assert "https://example.org/a" not in fetch(client, f"/en/organizations/{unchecked.code}/").html
    page = fetch(client, f"/en/organizations/{checked.code}/")
    assert page.links()["Its web site"] == "https://example.org/b"


def test_a_name_of_our_own_translation_is_marked(client):
    body = OrganizationFactory.create(name_ja="試験省", name_provenance_ja="own_translation")
    assert len(fetch(client, f"/ja/organizations/{body.code}/").all("p[@class='unofficial']")) == 1
    assert not fetch(client, f"/en/organizations/{body.code}/").all("p[@class='unofficial']")
