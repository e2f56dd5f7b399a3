"""What programs find: the sitemap, previews of links, where they may go, and whom to tell of a weakness."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import override_settings

from fip_tracker.environment import Environment, WrongSettingError
from priorities.clocks import now, today
from tests.clock import noon, stopped_at
from tests.factories import CommitmentFactory, NoteFactory, published_commitment, released_note
from tests.pages.reading import fetch

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def addresses(client):
    """Every address of the sitemap, with its alternates by language and the day of its last change."""
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    parts = [str(place.text) for place in index.iter(f"{SITEMAP}loc")]
    assert all(part.startswith(f"{settings.BASE_URL}/sitemaps/") for part in parts)  # not on the host that was asked
    found = {}
    for part in parts:
        for page in ElementTree.fromstring(client.get(part.removeprefix(settings.BASE_URL)).content):
            links = {link.get("hreflang"): link.get("href") for link in page.iter(LINK)}
            found[str(page.findtext(f"{SITEMAP}loc"))] = (links, page.findtext(f"{SITEMAP}lastmod"))
    return found


@pytest.mark.django_db
def test_the_sitemap_has_every_public_page_in_each_language_and_both_ways(client):
    public, draft = published_commitment(), CommitmentFactory.create()
    body = public.organizations.get(side="canada").code
    found = addresses(client)
    paths = ["", "changes/", "about/", f"priorities/{public.area.slug}/", f"commitments/{public.code}/"]
    for path in [*paths, f"organizations/{body}/"]:
        alternates = {code: f"{settings.BASE_URL}/{code}/{path}" for code in ("en", "fr", "ja")}
        for address in alternates.values():
            assert found[address][0] == {**alternates, "x-default": f"{settings.BASE_URL}/{path}"}
            assert client.get(address.removeprefix(settings.BASE_URL)).status_code == 200
    assert not [address for address in found if draft.code in address]


@pytest.mark.django_db
def test_the_sitemap_does_not_tell_of_an_embargo(client):
    commitment = published_commitment()
    before = addresses(client)
    released_note(commitment, release_at=now() + timedelta(days=2))
    assert addresses(client) == before


@pytest.mark.django_db
def test_the_sitemap_has_the_day_that_the_page_says_it_was_modified_on(client):
    with stopped_at(datetime(2026, 3, 1, 20, tzinfo=UTC)):  # the second of March in Tokyo
        commitment = published_commitment()
    address = commitment.get_absolute_url()
    day = fetch(client, address).one("p[@class='modified wrap']/time").get("datetime")
    assert addresses(client)[settings.BASE_URL + address][1] == day == "2026-03-02"


@pytest.mark.django_db
def test_a_sitemap_in_parts_names_each(client, monkeypatch):
    monkeypatch.setattr("priorities.sitemaps.CommitmentPages.limit", 1)
    published_commitment()
    index = client.get("/sitemap.xml")
    assert f"<loc>{settings.BASE_URL}/sitemaps/commitments.xml?p=2</loc>" in index.content.decode()
    assert index["X-Robots-Tag"].startswith("noindex")
    assert client.get("/sitemaps/commitments.xml?p=2").status_code == 200
    assert client.get("/sitemaps/nowhere.xml").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_link_that_is_shared_shows_what_it_leads_to(client, language):
    commitment = published_commitment(
        title_en='A “plan” & "more" <b>', title_fr='A “plan” & "more" <b>', description_fr="D'abord", description_en="X"
    )
    page = fetch(client, f"/{language}/commitments/{commitment.code}/")
    told = {meta.get("property"): meta.get("content") for meta in page.all("meta[@property]")}
    described = page.one("meta[@name='description']").get("content", "")
    assert told["og:title"] == page.title == f'A “plan” & "more" <b> ({commitment.code}) – FIP Tracker'
    assert told["og:description"] == described
    assert commitment.description_fr in described if language == "fr" else "X" in described
    assert told["og:url"] == page.one("link[@rel='canonical']").get("href")
    assert told["og:locale"] == {"en": "en_CA", "fr": "fr_CA"}[language]
    assert "og:image" not in told
    feed = page.one("link[@type='application/atom+xml']").get("href", "")
    assert client.get(feed).status_code == 200


def test_robots_are_kept_from_endless_days_and_shown_the_sitemap(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert "Disallow: /*?*as_of=" in lines
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in lines
    assert not [line for line in lines if line == "Disallow: /"]


def security(client):
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    return [tuple(line.split(": ", 1)) for line in lines]


def test_security_txt_names_contact_languages_and_one_day_under_a_year_ahead(client):
    told = dict(security(client))
    assert len(told) == len(security(client)) == 4
    assert told["Contact"].startswith(("mailto:", "https://", f"{settings.BASE_URL}/"))
    assert told["Preferred-Languages"] == "en, fr, ja"
    expires = datetime.fromisoformat(told["Expires"])
    assert expires - datetime.now(UTC) < timedelta(days=365)
    with override_settings(FIP_SECURITY_EXPIRES=date(2999, 1, 1)):
        assert datetime.fromisoformat(dict(security(client))["Expires"]).date() == today() + timedelta(days=364)


def test_security_txt_does_not_lapse_within_thirty_days():
    """Whoever sees this fail: check that the contact still answers, then move FIP_SECURITY_EXPIRES on by a year."""
    assert today() + timedelta(days=30) <= settings.FIP_SECURITY_EXPIRES


def test_a_contact_is_an_address_that_one_can_follow(tmp_path):
    def read(value):
        return Environment({"SECURITY_CONTACT": value}, tmp_path).contact("SECURITY_CONTACT", "https://example.org/")

    assert read("") == "https://example.org/"
    assert read("mailto:security@example.org") == "mailto:security@example.org"
    with pytest.raises(WrongSettingError, match=r"SECURITY_CONTACT .* mailto:"):
        read("security@example.org")


@pytest.mark.django_db
def test_the_day_of_modification_stands_until_something_public_changes(client):
    def modified():
        return fetch(client, "/en/about/").one("p[@class='modified wrap']/time").get("datetime")

    with stopped_at(noon(2026, 3, 1)):
        commitment = published_commitment()
    with stopped_at(noon(2026, 4, 1)):
        released_note(commitment, release_at=noon(2026, 4, 20))
        NoteFactory.create(commitment=commitment)
        assert modified() == "2026-03-01"
    with stopped_at(noon(2026, 5, 1)):
        assert modified() == "2026-04-20"
