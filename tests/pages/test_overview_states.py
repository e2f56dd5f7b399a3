"""The overview in states that the starting record is not in."""

from datetime import date, timedelta

import pytest

from priorities.choices import Reporter, Status
from priorities.clocks import today
from tests.factories import AreaFactory, MilestoneFactory, published_commitment, released_note
from tests.pages.reading import fetch, text

pytestmark = pytest.mark.django_db


def test_an_empty_record_has_a_page(client):
    page = fetch(client, "/en/")
    assert text(page.one("ul[@class='figures']")).startswith("0 commitments")
    assert "Nothing has been reported yet." in page.main
    assert "Date modified" not in page.main


def test_it_opens_with_the_areas_in_trouble_each_leading_to_what_is(client):
    calm, troubled = published_commitment(), published_commitment()
    released_note(calm, status=Status.ON_TRACK)
    assert not fetch(client, "/en/").all("p[@class='opening-trouble']")
    released_note(troubled, status=Status.FACING_CHALLENGES)
    opening = fetch(client, "/en/").one("p[@class='opening-trouble']")
    assert text(opening).endswith(f"{troubled.area.title} 1")
    href = next(link.get("href", "") for link in opening.iter("a"))
    listed = fetch(client, href).all("th[@scope='row']")
    assert [troubled.code in text(row) for row in listed] == [True]


def test_an_area_without_commitments_is_shown(client):
    area = AreaFactory.create()
    page = fetch(client, "/en/")
    assert "0 commitments" in page.main
    assert "No commitments yet" in page.main
    assert f"/en/priorities/{area.slug}/" in page.links().values()


def test_a_missed_date_is_marked_until_the_commitment_is_finished(client):
    commitment = published_commitment(original_target_date=date(2024, 1, 31))
    assert "31 January 2024 Overdue" in fetch(client, "/en/").section("Dates promised")
    assert "1 past the target date" in fetch(client, "/en/").main
    released_note(commitment, status=Status.COMPLETED, as_of=date(2024, 3, 1))
    page = fetch(client, "/en/")
    assert "Overdue" not in page.section("Dates promised")
    assert "past the target date" not in page.main
    assert "Overdue" in fetch(client, "/en/", as_of="2024-02-15").section("Dates promised")


def test_a_milestone_ahead_is_told_beside_the_target_unless_it_is_the_same_day(client):
    commitment = published_commitment(original_target_date=today() + timedelta(days=60))
    MilestoneFactory.create(commitment=commitment, title_en="Sooner", original_due_date=today() + timedelta(days=30))
    MilestoneFactory.create(commitment=commitment, title_en="Same", original_due_date=today() + timedelta(days=60))
    MilestoneFactory.create(commitment=commitment, title_en="Was", original_due_date=today() - timedelta(days=30))
    promised = fetch(client, "/en/").section("Dates promised")
    assert "Sooner" in promised
    assert "Same" not in promised
    assert "Was" not in promised


def test_milestones_of_what_is_not_pursued_are_not_promised(client):
    commitment = published_commitment()
    MilestoneFactory.create(commitment=commitment, title_en="Step", original_due_date=today() + timedelta(days=30))
    released_note(commitment, status=Status.NOT_PURSUED, as_of=today())
    assert "Step" not in fetch(client, "/en/").section("Dates promised")


def test_a_report_that_moves_a_status_shows_from_where(client):
    commitment = published_commitment()
    released_note(commitment, status=Status.ON_TRACK, as_of=date(2024, 1, 1))
    released_note(commitment, status=Status.FACING_CHALLENGES, as_of=date(2024, 2, 1))
    assert "On track → moved to Facing challenges" in fetch(client, "/en/").section("Latest reports")


def test_another_reporter_does_not_move_a_status(client):
    commitment = published_commitment()
    released_note(commitment, status=Status.ON_TRACK, as_of=date(2024, 1, 1))
    released_note(commitment, reporter=Reporter.JAPAN, status=Status.FACING_CHALLENGES, as_of=date(2024, 2, 1))
    page = fetch(client, "/en/")
    assert "moved to" not in page.section("Latest reports")
    assert "The sides report differently: 1" in text(page.all("svg[@role='img']/desc")[0])


def test_a_translated_title_among_what_comes_next_is_enough_for_the_note(client):
    published_commitment(original_target_date=date(2030, 1, 1), title_ja="約束")
    assert len(fetch(client, "/ja/").all("p[@class='unofficial']")) == 1
    assert not fetch(client, "/en/").all("p[@class='unofficial']")
