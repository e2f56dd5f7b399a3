"""The overview tells the numbers that the files tell, now and in the past."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from priorities.choices import HeadlineStatus
from priorities.clocks import Clocks, today
from priorities.models import Commitment
from priorities.models.summary import Summary, summarise
from priorities.views.status import SHOWN_ORDER
from tests.files.reading import rows
from tests.pages.reading import Page, fetch, text

NUMBERS = "Commitments by priority area and status"
MOMENTS = [{}, {"as_of": "2024-01-01"}, {"as_of": "2025-07-01"}, {"as_of": "2019-01-01"}]


def summary(**query: str) -> Summary:
    day = query.get("as_of")
    clocks = Clocks.at(on=date.fromisoformat(day) if day else None)
    return summarise(Commitment.objects.public(clocks.known_at).as_of(on=clocks.on, known_at=clocks.known_at))


def figures(page: Page) -> dict[str, int]:
    found = {}
    for figure in page.one("ul[@class='figures']"):
        count, label = figure.findall("a/span")
        found[text(label)] = int(text(count))
    return found


@pytest.mark.parametrize("query", MOMENTS, ids=str)
def test_the_table_holds_the_numbers_of_the_summary(record: None, client: Client, query: dict[str, Any]) -> None:
    expected = summary(**query)
    shown = fetch(client, "/en/", **query).table_rows(NUMBERS)
    lines = [*expected.areas, expected.total]
    assert [row[0] for row in shown] == [*(str(line.area.title) for line in expected.areas if line.area), "All areas"]
    for row, line in zip(shown, lines, strict=True):
        counts = [line.counts[status] for status in SHOWN_ORDER]
        assert [int(cell) for cell in row[1:-1]] == [*counts, line.total, line.overdue, line.not_recently_verified]


@pytest.mark.parametrize("query", MOMENTS, ids=str)
def test_the_table_holds_the_numbers_of_the_file(record: None, client: Client, query: dict[str, Any]) -> None:
    shown = fetch(client, "/en/", **query).table_rows(NUMBERS)
    told = rows(client, "/data/summary.csv", **query)
    names = [*(status.value for status in SHOWN_ORDER), "total", "overdue", "not_recently_verified"]
    assert [row[1:-1] for row in shown] == [[row[name] for name in names] for row in told]


def test_the_headline_figures_add_up(record: None, client: Client) -> None:
    total = summary().total
    assert figures(fetch(client, "/en/")) == {
        "commitments": total.total,
        "completed": total.counts["completed"] + total.counts["completed_modified"],
        "facing challenges, or reported differently": total.counts["facing_challenges"] + total.counts["sides_differ"],
        "not recently verified": total.not_recently_verified,
    }


@pytest.mark.parametrize("query", MOMENTS, ids=str)
def test_each_figure_leads_to_the_list_of_what_it_counts(record: None, client: Client, query: dict[str, Any]) -> None:
    page = fetch(client, "/en/", **query)
    links = [figure.get("href", "") for figure in page.all("ul[@class='figures']/li/a")]
    for href, count in zip(links, figures(page).values(), strict=True):
        assert text(fetch(client, href).one("h2[@id='results-title']")).split()[0] == str(count)


def test_each_count_beside_a_bar_leads_to_the_list_of_what_it_counts(record: None, client: Client) -> None:
    links = fetch(client, "/en/").all("a[@class='tally-link']")
    assert len(links) > 15
    for link in links:
        listed = text(fetch(client, link.get("href", "")).one("h2[@id='results-title']"))
        assert listed.split()[0] == text(link).split()[-1]


def test_the_segments_of_a_bar_fill_it_in_proportion(record: None, client: Client) -> None:
    line = summary().total
    bar = next(
        svg for svg in fetch(client, "/en/").all("svg[@role='img']") if text(svg.find("title")).startswith("All")
    )
    segments = bar.findall("g/rect[@class='segment-fill']")
    widths = [float(segment.get("width", "").rstrip("%")) for segment in segments]
    starts = [float(segment.get("x", "").rstrip("%")) for segment in segments]
    assert starts == pytest.approx([sum(widths[:place]) for place in range(len(widths))], abs=0.01)
    assert sum(widths) == pytest.approx(100, abs=0.01)
    assert widths == pytest.approx(
        [100 * line.counts[status] / line.total for status in SHOWN_ORDER if line.counts[status]], abs=0.01
    )
    words = text(bar.find("desc"))
    assert all(f"{status.label}: {line.counts[status]}" in words for status in SHOWN_ORDER if line.counts[status])


def test_lng_canada_was_on_track_then_and_is_completed_now(record: None, client: Client) -> None:
    column = 1 + SHOWN_ORDER.index(HeadlineStatus.COMPLETED)
    completed = [
        next(row[column] for row in fetch(client, f"/en/?{query}").table_rows(NUMBERS) if row[0] == "Energy security")
        for query in ("as_of=2024-01-01", "")
    ]
    assert completed == ["0", "1"]


def test_the_latest_reports_are_the_newest_of_each_commitment(record: None, client: Client) -> None:
    reports = fetch(client, "/en/").all("article[@class='report']")
    codes = [text(report.find("p/span[@class='code']")) for report in reports]
    days = [report.find("p/time").get("datetime", "") for report in reports]  # type: ignore[union-attr]
    assert codes[:2] == ["ES-01", "FT-02"]
    assert len(set(codes)) == len(codes) == 6
    assert days == sorted(days, reverse=True)


def test_the_dates_ahead_are_told_once(record: None, client: Client) -> None:
    promised = fetch(client, "/en/", as_of="2026-11-01").section("Dates promised")
    assert promised.count("31 December 2026") == 2
    assert "LNG Canada, phase 2" in promised
    assert "economic security dialogue" in promised


def test_reports_due_are_those_not_yet_late(record: None, client: Client) -> None:
    page = fetch(client, "/en/")
    for day in page.all("section[@aria-labelledby='due-title']/ol/li/span/time"):
        assert date.fromisoformat(day.get("datetime", "")) >= today()


def test_organizations_lead_to_what_they_answer_for(record: None, client: Client) -> None:
    page = fetch(client, "/en/")
    for item in page.all("ul[@class='body-list']/li")[:3]:
        link, count = item.find("a"), item.find("span")
        assert link is not None
        listed = fetch(client, link.get("href", "")).all("th[@scope='row']")
        assert text(count) == f"{len(listed)} commitments"
