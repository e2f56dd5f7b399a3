"""The dates of the record as a calendar."""

import re
from datetime import date, timedelta

import pytest
import vobject
from icalendar import Calendar

from priorities.actions import dates
from priorities.calendar import Occasion, written
from priorities.choices import Reporter
from priorities.clocks import FOREVER, now
from priorities.models import Commitment, Milestone
from tests.clock import noon, stopped_at
from tests.factories import CommitmentFactory, MilestoneFactory, OfficialFactory, published_commitment, released_note
from tests.feeds.reading import calendar_bytes, events


def test_every_date_of_the_record_is_in_it_and_two_parsers_agree(record, client):
    found = events(client)
    standing = Commitment.objects.public(FOREVER).as_of(on=now().date(), known_at=now())
    for commitment in standing:
        for name, day in (("target", commitment.target_date), ("update", commitment.next_update_due)):
            event = found.pop(f"{commitment.code}-{name}@fip-tracker", None)
            assert (event and event.decoded("DTSTART")) == day
            if event:
                assert event.decoded("DTEND") == day + timedelta(days=1)
                assert event["DTSTART"].params["VALUE"] == "DATE"
                assert str(event["SUMMARY"]).startswith(f"{commitment.code} {commitment.title}")
    for step in Milestone.objects.as_of(on=now().date(), known_at=now()).select_related("commitment"):
        event = found.pop(f"{step.commitment.code}-milestone-{step.number}@fip-tracker", None)
        assert (event and event.decoded("DTSTART")) == (step.shown_reached_on or step.due_date)
    assert found == {}
    other = vobject.readOne(calendar_bytes(client).decode())
    ours = events(client)
    assert {row.uid.value: row.dtstart.value for row in other.vevent_list} == {
        uid: event.decoded("DTSTART") for uid, event in ours.items()
    }
    assert {row.uid.value: row.summary.value for row in other.vevent_list} == {
        uid: str(event["SUMMARY"]) for uid, event in ours.items()
    }


@pytest.mark.parametrize("language", ["en", "ja"])
def test_its_lines_end_in_crlf_and_are_folded_at_75_octets(record, client, language):
    body = calendar_bytes(client, language)
    assert body.startswith(b"BEGIN:VCALENDAR\r\n")
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert not re.search(rb"[^\r]\n", body)
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert body == calendar_bytes(client, language)
    assert events(client, language).keys() == events(client).keys()


def test_it_follows_filters_and_clocks(record, client):
    assert {uid[:5] for uid in events(client, commitment="ES-01")} == {"ES-01"}
    assert {uid[:2] for uid in events(client, area="energy-security")} == {"ES"}
    then = events(client, commitment="ES-01", as_of="2024-01-01")
    assert then["ES-01-milestone-1@fip-tracker"]["SUMMARY"].endswith("(reached)")
    assert not then.get("ES-01-milestone-4@fip-tracker", {"SUMMARY": ""})["SUMMARY"].endswith("(reached)")
    assert events(client, known_at="2026-01-01T00:00:00Z") == {}
    for query in ("sort=title", "colour=red", "area=nowhere", "as_of=2999-01-01", "commitment=XX-99"):
        refused = client.get(f"/en/calendar.ics?{query}")
        assert refused.status_code == 400
        assert refused.content.decode().startswith(query.split("=")[0])


def test_a_moved_date_keeps_its_uid_and_takes_the_stamp_of_the_move(record, client):
    with stopped_at(noon(2026, 3, 1)):
        commitment = published_commitment(original_target_date=date(2030, 1, 1))
    uid = f"{commitment.code}-target@fip-tracker"
    before = events(client, commitment=commitment.code)[uid]
    assert before.decoded("DTSTAMP") == noon(2026, 3, 1)
    editor = OfficialFactory.create(canada=True, editor=True)
    with stopped_at(noon(2026, 3, 2)):
        dates.move_date(
            commitment=commitment, new_date=date(2031, 1, 1), reason="R.", agreed_by=Reporter.CANADA.value, by=editor
        )
    after = events(client, commitment=commitment.code)[uid]
    assert (after.decoded("DTSTART"), after.decoded("DTSTAMP")) == (date(2031, 1, 1), noon(2026, 3, 2))


def test_what_is_not_public_is_not_in_it(record, client):
    draft = CommitmentFactory.create(original_target_date=date(2030, 1, 1), title_en="Secret of state")
    MilestoneFactory.create(commitment=draft, original_due_date=date(2030, 1, 1), title_en="Secret of state")
    commitment = published_commitment()
    moment = now() + timedelta(hours=2)
    released_note(commitment, as_of=date(2026, 1, 5), release_at=moment)
    assert b"Secret" not in calendar_bytes(client)
    assert events(client, commitment=commitment.code) == {}
    with stopped_at(moment):
        due = events(client, commitment=commitment.code)[f"{commitment.code}-update@fip-tracker"]
    assert due.decoded("DTSTART") == date(2027, 1, 5)


def test_too_many_commitments_are_refused_rather_than_cut(record, client, monkeypatch):
    monkeypatch.setattr("priorities.calendar.MOST", 3)
    assert client.get("/en/calendar.ics").status_code == 400
    assert client.get("/en/calendar.ics?commitment=ES-01").status_code == 200


def test_the_last_day_of_all_does_not_break_it():
    last = Occasion("x-target@fip-tracker", date.max, "X", "en", "X", "en", "https://example.org/", noon(2026, 3, 1))
    (event,) = Calendar.from_ical(written([last])).walk("VEVENT")
    assert event.decoded("DTSTART") == date.max
    assert "DTEND" not in event


def test_a_title_without_translation_has_its_own_language(db, client):
    commitment = published_commitment(title_en="A port", title_ja="", original_target_date=date(2030, 1, 1))
    due = date(2029, 1, 1)
    MilestoneFactory.create(commitment=commitment, number=1, original_due_date=due, title_en="Dug", title_ja="掘削")
    target, step = (events(client, "ja")[f"{commitment.code}-{name}@fip-tracker"] for name in ("target", "milestone-1"))
    assert target["SUMMARY"].params["LANGUAGE"] == "en"
    assert step["SUMMARY"].params["LANGUAGE"] == "ja"
    assert "LANGUAGE" not in target["DESCRIPTION"].params  # in two languages
    english = events(client)[f"{commitment.code}-target@fip-tracker"]
    assert {english[name].params["LANGUAGE"] for name in ("SUMMARY", "DESCRIPTION")} == {"en"}
