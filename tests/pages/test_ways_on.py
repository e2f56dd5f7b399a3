"""Where a commitment's page leads: to its neighbours in the area, and to what follows it."""

import pytest

from tests.factories import AreaFactory, CommitmentFactory, published_commitment, released_note
from tests.files.reading import rows
from tests.pages.reading import fetch, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    area = AreaFactory.create()
    return [published_commitment(area=area, code=f"{area.code}-0{place}") for place in (1, 2, 4)]


def neighbours(client, commitment, **query):
    page = fetch(client, f"/en/commitments/{commitment.code}/", **query)
    return {link.get("rel"): link.get("href") for link in page.all("a[@class='neighbour']")}


def test_it_leads_to_the_public_commitments_before_and_after_it_in_the_area(client, three):
    first, second, last = three
    CommitmentFactory.create(area=first.area, code=f"{first.area.code}-03")
    published_commitment()
    addresses = [f"/en/commitments/{commitment.code}/" for commitment in three]
    assert neighbours(client, first) == {"next": addresses[1]}
    assert neighbours(client, second) == {"prev": addresses[0], "next": addresses[2]}
    assert neighbours(client, last) == {"prev": addresses[1]}
    assert neighbours(client, last, as_of="2024-01-01") == {"prev": f"{addresses[1]}?as_of=2024-01-01"}


def test_an_area_of_one_leads_to_no_neighbour(client):
    commitment = published_commitment()
    assert neighbours(client, commitment) == {}
    assert not fetch(client, f"/en/commitments/{commitment.code}/").all("nav[@class='wrap neighbours']")


def test_what_follows_it_tells_of_it_alone(client, three):
    chosen, other = three[:2]
    for commitment in (chosen, other):
        released_note(commitment)
    page = fetch(client, f"/en/commitments/{chosen.code}/")
    links = page.links()
    for words in ("What changed lately", "Feed of its changes", "Its dates for your calendar"):
        told = client.get(links[words]).content.decode()
        assert f"/commitments/{other.code}/" not in told, words
    assert f"/commitments/{chosen.code}/" in client.get(links["Feed of its changes"]).content.decode()
    assert [row["code"] for row in rows(client, links["Its row in the file"])] == [chosen.code]
    corrections = links["Report an error"].partition("#")
    assert fetch(client, corrections[0]).one(f"section[@id='{corrections[2]}']") is not None


def test_the_list_can_be_followed_with_its_filters(client, three):
    page = fetch(client, "/fr/commitments/", area=three[0].area.slug, sort="title")
    feed, calendar = (page.one(f"a[@type='{kind}']").get("href") for kind in ("application/atom+xml", "text/calendar"))
    assert feed == f"/fr/feeds/changes.atom?area={three[0].area.slug}"
    assert calendar == f"/fr/calendar.ics?area={three[0].area.slug}"
    assert client.get(feed).status_code == client.get(calendar).status_code == 200


def test_the_copy_buttons_wait_for_the_script_that_they_need(client, three):
    page = fetch(client, f"/en/commitments/{three[0].code}/")
    tools = page.one("div[@class='copy-tools']")
    assert tools.get("hidden") is not None
    for button in tools.findall("button"):
        copied = [part for part in page.root.iter() if part.get("id") == button.get("data-copies")]
        assert text(copied[0])
    assert page.one("script").get("src", "").endswith("copy.js")
