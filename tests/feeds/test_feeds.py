"""What changed, as Atom and JSON Feed."""

from datetime import date, datetime, timedelta

import pytest

from priorities.actions import dates, notes
from priorities.choices import Reporter, Status
from priorities.clocks import now
from priorities.models import JournalEntry
from tests.clock import noon, stopped_at
from tests.factories import (
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    published_commitment,
    released_correction,
    released_note,
)
from tests.feeds.reading import ATOM, atom, json_feed, texts

pytestmark = pytest.mark.django_db
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def test_a_feed_says_what_it_is(client):
    released_note(published_commitment())
    feed = atom(client, "fr", status="on_track", utm_source="mail")
    assert feed.get(XML_LANGUAGE) == "fr"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert str(links["self"]).endswith("/fr/feeds/changes.atom?status=on_track")
    assert str(links["alternate"]).endswith("/fr/changes/")
    assert feed.findtext(f"{ATOM}id") == links["self"]
    assert feed.findtext(f"{ATOM}updated") == texts(feed, "updated")[0]
    head = JournalEntry.objects.latest("number")
    (journal,) = feed.findall("{urn:fip-tracker:journal}journal")
    assert (journal.get("number"), journal.get("hash")) == (str(head.number), head.hash)
    told = json_feed(client, "fr")
    assert (told["version"], told["language"]) == ("https://jsonfeed.org/version/1.1", "fr")
    assert told["_journal"] == {"about": "urn:fip-tracker:journal", "number": head.number, "hash": head.hash}


def test_both_feeds_have_the_same_entries_newest_first_with_ids_that_stay(client):
    with stopped_at(noon(2026, 3, 1)):
        commitment = published_commitment(title_en="A port")
    with stopped_at(noon(2026, 3, 2)):
        released_note(commitment, text_en="Built.\n\nIn full.")
    with stopped_at(noon(2026, 3, 3)):
        released_note(commitment, status=Status.COMPLETED, as_of=date(2024, 2, 1))
    feed, told = atom(client), json_feed(client)
    assert texts(feed, "title") == [
        f"{commitment.code} A port: On track → Completed (Canada)",
        f"{commitment.code} A port: On track (Canada)",
        f"{commitment.code} A port: Commitment added",
    ]
    moments = [datetime.fromisoformat(text) for text in texts(feed, "updated")]
    assert moments == [noon(2026, 3, day) for day in (3, 2, 1)]
    assert "<p>Built.</p>" in texts(feed, "summary")[1]
    pairs = {"title": "title", "id": "id", "summary": "content_html"}
    for element, name in pairs.items():
        assert texts(feed, element) == [item[name] for item in told["items"]]
    assert told["items"][0]["date_published"] == "2026-03-03T12:00:00.000000Z"
    assert told["items"][1]["url"].endswith(f"/en/commitments/{commitment.code}/#note-1")
    assert texts(atom(client, "ja"), "id") == texts(feed, "id")
    assert all(text.startswith("urn:uuid:") for text in texts(feed, "id"))
    assert len(set(texts(feed, "id"))) == 3


def test_corrections_withdrawals_and_moves_are_entries_too(client):
    commitment = published_commitment(original_target_date=date(2030, 1, 1))
    note = released_note(commitment)
    correction = released_correction(note, status=Status.COMPLETED)
    notes.withdraw(note=correction, by=OfficialFactory.create(canada=True, approver=True), reason="Sent too soon.")
    editor = OfficialFactory.create(canada=True, editor=True)
    dates.move_date(
        commitment=commitment, new_date=date(2031, 1, 1), reason="Storm.", agreed_by=Reporter.CANADA.value, by=editor
    )
    told = json_feed(client)["items"]
    kinds = ["Date moved", "Progress note withdrawn", "Progress note corrected", "On track", "Commitment added"]
    assert [item["title"].split(": ")[1].removesuffix(" (Canada)") for item in told] == kinds
    assert "Storm." in told[0]["content_html"]
    assert "365 days later" in told[0]["content_html"]
    assert "Sent too soon." in told[1]["content_html"]


def test_an_embargo_is_in_no_feed_before_its_moment(client):
    moment = now() + timedelta(hours=2)
    released_note(published_commitment(), text_en="Secret of state", release_at=moment)
    assert "Secret" not in str(json_feed(client)) + "".join(atom(client).itertext())
    with stopped_at(moment):
        assert "Secret" in json_feed(client)["items"][0]["content_html"]
        assert "Secret" in texts(atom(client), "summary")[0]


def test_a_feed_is_narrowed_as_asked_and_never_otherwise(client):
    kept, other = published_commitment(), published_commitment()
    released_note(kept)
    body = OwnershipFactory.create(commitment=kept, organization=OrganizationFactory.create()).organization.code
    for query in ({"area": kept.area.slug}, {"commitment": kept.code}, {"organization": body}, {"status": "on_track"}):
        titles = texts(atom(client, **query), "title")
        assert len(titles) == 2, query
        assert other.code not in "".join(titles)
    for wrong in ("as_of=2024-01-01", "sort=title", "commitment=nothing", "commitment=%00", "area=nowhere", "page=2"):
        for name in ("atom", "json"):
            refused = client.get(f"/en/feeds/changes.{name}?{wrong}")
            assert refused.status_code == 400
            assert refused.content.decode().startswith(wrong.split("=")[0])
    assert client.post("/en/feeds/changes.atom").status_code == 405


def test_a_feed_is_bounded_and_does_not_ask_more_for_more(client, django_assert_max_num_queries):
    commitment = published_commitment()
    for month in range(1, 13):
        released_note(commitment, as_of=date(2024, month, 1))
    with pytest.MonkeyPatch.context() as patch, django_assert_max_num_queries(10):
        patch.setattr("priorities.feeds.ENTRIES", 10)
        assert len(json_feed(client)["items"]) == 10


def test_what_xml_has_no_room_for_is_left_out(client):
    released_note(published_commitment(title_en="Vertical\x0btab"), text_en="Bell \x07 rings & <b>tags</b>")
    titles = texts(atom(client), "title")
    assert "Verticaltab" in titles[0]
    assert "Bell  rings &amp;" in texts(atom(client), "summary")[0]


def test_an_unchanged_feed_is_answered_with_304(client):
    released_note(published_commitment())
    for path in ("/en/feeds/changes.atom", "/en/feeds/changes.json", "/en/calendar.ics"):
        first = client.get(path)
        assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
        assert client.get(path).content == first.content


def test_an_empty_record_has_an_empty_feed(client):
    assert not texts(atom(client), "id")
    assert json_feed(client)["items"] == []


@pytest.mark.parametrize("query", ["as_of=", "known_at=", "sort="])
def test_a_parameter_that_asks_nothing_is_no_error(client, query):
    commitment = published_commitment()
    for kind in ("atom", "json"):
        response = client.get(f"/en/feeds/changes.{kind}?{query}")
        assert response.status_code == 200
        assert commitment.code in response.content.decode()
