"""Status over time: the drawing and its table hold the numbers of each day's own overview."""

from datetime import date
from itertools import pairwise

import pytest

from priorities.choices import Status
from priorities.models import PriorityArea
from priorities.views.chart import ROOM_FOR_A_LABEL, TOP, quarter_ends, spread
from priorities.views.status import SHOWN_ORDER
from tests.files.reading import rows
from tests.pages.reading import fetch, text

TITLE = "All areas: status over time"
DAYS = ["2021-12-31", "2023-06-30", "2024-09-30", "2025-12-31"]


def test_quarters_end_on_their_last_day_and_the_last_one_where_the_record_stands():
    assert quarter_ends(date(2022, 2, 10)) == [
        date(2021, 6, 30),
        date(2021, 9, 30),
        date(2021, 12, 31),
        date(2022, 2, 10),
    ]
    assert quarter_ends(date(2021, 9, 30)) == [date(2021, 6, 30), date(2021, 9, 30)]
    assert quarter_ends(date(2021, 5, 3)) == []


def test_labels_stay_near_their_pieces_but_never_on_each_other():
    assert spread([200, 100]) == [200, 100]
    close = spread([200, 199, 198])
    assert [round(upper - lower) for lower, upper in zip(close[1:], close, strict=False)] == [ROOM_FOR_A_LABEL] * 2
    crowded = spread([40, 30, 20, 15, 12])
    assert min(crowded) >= TOP
    assert all(above <= below - ROOM_FOR_A_LABEL for below, above in pairwise(crowded))


def table(page, title):
    """The chart's table: by day in ISO form, the counts by status in words."""
    found = next(table for table in page.all("table") if text(table.find("caption")) == title)
    names = [text(head) for head in found.findall("thead/tr/th")][1:]
    lines = {}
    for row in found.findall("tbody/tr"):
        moment = row.find("th/time")
        assert moment is not None
        counts = [int(text(cell)) for cell in row.findall("td")]
        lines[moment.get("datetime")] = {name: count for name, count in zip(names, counts, strict=True) if count}
    return lines


def in_file(client, code, **query):
    line = next(row for row in rows(client, "/data/summary.csv", **query) if row["area_code"] == code)
    return {status.label: int(line[status.value]) for status in SHOWN_ORDER if int(line[status.value])}


def test_each_day_has_the_numbers_of_its_own_summary(record, client):
    told = table(fetch(client, "/en/"), TITLE)
    area = PriorityArea.objects.get(slug="free-trade")
    of_area = table(fetch(client, "/en/priorities/free-trade/"), f"{area.title}: status over time")
    for day in DAYS:
        assert told[day] == in_file(client, "ALL", as_of=day)
        assert of_area[day] == in_file(client, area.code, as_of=day)
    assert next(iter(told.values())) == in_file(client, "ALL")


def test_in_the_past_it_ends_on_that_day(record, client):
    told = table(fetch(client, "/en/", as_of="2024-02-10"), TITLE)
    assert list(told)[:2] == ["2024-02-10", "2023-12-31"]
    assert list(told)[-1] == "2021-06-30"
    assert "Status over time" not in fetch(client, "/en/", as_of="2021-05-10").main


def test_the_drawing_fills_each_bar_and_says_in_words_what_it_shows(record, client):
    page = fetch(client, "/en/")
    drawing = page.one("svg[@class='chart-plot']")
    words = text(drawing.find("desc"))
    assert text(drawing.find("title")) == "All areas"
    assert words.startswith("Status over time. Between ")
    last = in_file(client, "ALL")
    assert f"Completed: from 0 to {last[Status.COMPLETED.label]}" in words
    heights: dict[str, float] = {}
    for piece in drawing.findall("rect[@class]"):
        heights[piece.get("x", "")] = heights.get(piece.get("x", ""), 0) + float(piece.get("height", "")) + 1
    assert len(heights) == len(table(page, TITLE))
    assert all(height == pytest.approx(264, abs=3) for height in heights.values())
    legend = [text(item) for item in page.one("ul[@class='chart-legend']")]
    assert legend == [f"{name} {count}" for name, count in last.items()]
