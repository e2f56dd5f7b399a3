"""Pieces for other people's pages."""

import re
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings

from priorities.choices import HeadlineStatus, Reporter, Status, TextProvenance
from priorities.clocks import now
from tests.clock import stopped_at
from tests.factories import published_commitment, released_note

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


def pieces(commitment):
    code = commitment.code
    return [f"/embed/commitments/{code}.svg", f"/embed/commitments/{code}/", f"/embed/areas/{commitment.area.slug}/"]


def shown(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_only_pieces_may_be_framed(client):
    commitment = published_commitment()
    for path in pieces(commitment):
        headers = client.get(path).headers
        assert "frame-ancestors *" in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in headers
    for path in ("/en/", commitment.get_absolute_url(), "/en/changes/", "/api/v1/", "/embed/commitments/XX-99/"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Frame-Options"] == "DENY"


def test_a_status_never_goes_without_its_day_and_reporter(client):
    commitment = published_commitment(title_en="A port")
    badge, card, _area = pieces(commitment)
    assert "Never reported" in shown(client, badge)
    released_note(commitment, reporter=Reporter.JAPAN, status=Status.COMPLETED, as_of=date(2024, 3, 1))
    for path, basis in ((badge, "Japan only"), (card, "Reported by Japan, not yet confirmed by Canada")):
        for words in ("Completed", "1 March 2024", basis, "Not recently verified", commitment.code):
            assert words in shown(client, path), (path, words)


def test_where_the_sides_differ_the_card_shows_both(client):
    commitment = published_commitment()
    released_note(commitment, reporter=Reporter.CANADA, status=Status.ON_TRACK)
    released_note(commitment, reporter=Reporter.JAPAN, status=Status.FACING_CHALLENGES)
    told = shown(client, pieces(commitment)[1])
    for words in ("The sides report differently", "On track", "Facing challenges"):
        assert words in told


def test_the_badge_is_a_drawing_with_words_and_nothing_from_elsewhere(client):
    commitment = published_commitment(title_en="Bells & <whistles>\x07")
    response = client.get(pieces(commitment)[0])
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert root.findtext(f"{SVG}title") == f"{commitment.code} Bells & <whistles>"
    assert str(root.findtext(f"{SVG}desc")).startswith("No report yet. Never reported")
    assert not root.findall(f".//{SVG}style")
    assert not root.findall(f".//{SVG}script")
    assert {use.get("href") for use in root.iter(f"{SVG}use")} == {"#no_report"}
    assert {symbol.get("id") for symbol in root.iter(f"{SVG}symbol")} == set(HeadlineStatus)


def test_the_badge_has_the_colours_of_the_site():
    tokens = (Path(settings.BASE_DIR) / "priorities/static/priorities/tokens.css").read_text().split("@media")[0]
    light = dict(re.findall(r"--([\w-]+): (#\w+);", tokens))
    badge = (Path(settings.BASE_DIR) / "templates/embed/badge.svg").read_text()
    for status in HeadlineStatus:
        name = status.replace("_", "-")
        (symbol,) = re.findall(rf'id="{status}".*', badge)
        assert light.get(f"{name}-mark", light[name]) in symbol, status


def test_a_piece_speaks_the_language_asked_for(client):
    commitment = published_commitment()
    for path in pieces(commitment):
        response = client.get(path, {"lang": "fr"})
        assert response["Content-Language"] == "fr"
        assert "Aucun rapport" in response.content.decode()
        refused = client.get(path, {"lang": "de"})
        assert (refused.status_code, refused.content[:5]) == (400, b"lang:")
        assert client.get(path, {"colour": "red"}).status_code == 400
        assert client.post(path).status_code == 405
    assert 'href="/fr/commitments/' in client.get(pieces(commitment)[1], {"lang": "fr"}).content.decode()


def test_a_code_may_be_written_in_small_letters(client):
    commitment = published_commitment()
    for path in pieces(commitment)[:2]:
        assert client.get(path.replace(commitment.code, commitment.code.lower())).content == client.get(path).content


def test_a_card_says_that_a_title_is_our_own_translation(client):
    commitment = published_commitment(
        title_fr="Un port", title_provenance_fr=TextProvenance.OWN_TRANSLATION.value, area__title_fr="Énergie"
    )
    _badge, card, area = pieces(commitment)
    mark = "traductions non officielles"
    assert mark in shown(client, card, lang="fr")
    assert mark not in shown(client, card, lang="en") + shown(client, area, lang="fr")
    commitment.area.title_provenance_fr = TextProvenance.OWN_TRANSLATION.value
    commitment.area.save()
    assert mark in shown(client, area, lang="fr")


def test_a_title_without_translation_is_shown_as_the_language_it_is_in(client):
    commitment = published_commitment(title_en="A port", title_ja="", area__title_ja="")
    badge, card, area = (shown(client, path, lang="ja") for path in pieces(commitment))
    root = ElementTree.fromstring(badge)
    title = root.find(f"{SVG}title")
    assert title is not None
    assert (root.get("lang"), title.get("lang")) == ("ja", "en")
    assert '<title lang="en">A port' in card
    assert '<span lang="en">A port</span>' in card
    assert '<title lang="en">' in area


def test_a_piece_follows_the_clocks(client):
    commitment = published_commitment()
    moment = now()
    released_note(commitment, status=Status.COMPLETED, as_of=date(2024, 3, 1))
    for path in pieces(commitment):
        assert "Completed" in shown(client, path)
    for path in pieces(commitment)[1:]:
        assert "The record as of <time" in shown(client, path, as_of="2024-01-01")
        assert "No report yet" in shown(client, path, as_of="2024-01-01")
        assert "No report yet" in shown(client, path, known_at=moment.isoformat())


def test_a_commitment_page_offers_what_to_copy(client):
    commitment = published_commitment()
    page = shown(client, commitment.get_absolute_url().replace("/en/", "/fr/"))
    for path in pieces(commitment)[:2]:
        assert f"{settings.BASE_URL}{path}?lang=fr" in page


def test_an_embargo_is_in_no_piece_before_its_moment(client):
    commitment = published_commitment()
    moment = now() + timedelta(hours=2)
    released_note(commitment, status=Status.COMPLETED, release_at=moment)
    assert not [path for path in pieces(commitment) if ">Completed<" in shown(client, path)]
    with stopped_at(moment):
        assert all(">Completed<" in shown(client, path) for path in pieces(commitment))
