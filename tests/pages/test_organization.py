"""An organization's page: what it leads and supports, and how we know."""

import pytest

from priorities.choices import OwnerBasis
from priorities.clocks import now
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


def public_body(**fields):
    """A body that answers for a public commitment; others have no page."""
    body = OrganizationFactory.create(**fields)
    OwnershipFactory.create(commitment=published_commitment(), organization=body)
    return body


def test_a_body_has_a_page_once_it_answers_for_a_public_commitment(client):
    body = OrganizationFactory.create()
    address = f"/en/organizations/{body.code}/"
    OwnershipFactory.create(organization=body)
    fetch(client, address, expecting=404)
    before = now().isoformat().replace("+00:00", "Z")
    OwnershipFactory.create(commitment=published_commitment(), organization=body)
    fetch(client, address)
    assert "answers for no public commitment" in fetch(client, address, known_at=before).main


def test_its_code_in_small_letters_leads_to_its_address(client):
    body = public_body()
    response = client.get(f"/fr/organizations/{body.code.lower()}/?as_of=2024-01-01")
    assert response.status_code == 301
    assert response["Location"] == f"/fr/organizations/{body.code}/?as_of=2024-01-01"


def test_only_a_checked_web_site_is_linked(client):
    unchecked = public_body(url="https://example.org/a")
    checked = public_body(url="https://example.org/b", url_checked=True)
    assert "https://example.org/a" not in fetch(client, f"/en/organizations/{unchecked.code}/").html
    page = fetch(client, f"/en/organizations/{checked.code}/")
    assert page.links()["Its web site"] == "https://example.org/b"


def test_a_name_of_our_own_translation_is_marked(client):
    body = public_body(name_ja="試験省", name_provenance_ja="own_translation")
    assert len(fetch(client, f"/ja/organizations/{body.code}/").all("p[@class='unofficial']")) == 1
    assert not fetch(client, f"/en/organizations/{body.code}/").all("p[@class='unofficial']")
