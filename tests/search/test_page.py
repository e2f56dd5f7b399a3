"""A search on the list: each result says where its words stand, marked, and leads there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import published_commitment, released_note
from tests.pages.reading import fetch, text

pytestmark = pytest.mark.django_db


def test_results_show_the_passage_that_was_found(client):
    titled = published_commitment(title_en="Heron rescue", description_en="Saving birds.")
    noted = published_commitment(title_en="Something else")
    note = released_note(noted, text_en="A **heron** & a stork were seen.", text_ja="鷺を見た。")
    published_commitment(title_en="A third", description_en="Words.", description_ja="自由な海洋。")
    page = fetch(client, "/en/commitments/?q=heron")
    assert {mark.text for mark in page.all("mark")} == {"Heron", "heron"}
    found = page.one("span[@class='cell-found']")
    assert "A heron & a stork were seen." in text(found)
    assert found.findall("a")[0].get("href") == f"{noted.get_absolute_url()}#note-{note.number}"
    assert titled.code in page.main
    japanese = fetch(client, "/en/commitments/?q=海洋").one("span[@class='cell-found']")
    assert [mark.text for mark in japanese.findall("span[@lang='ja']/mark")] == ["海洋"]
    assert "in Japanese" in text(japanese)


def test_a_hostile_text_stays_text(client):
    published_commitment(title_en="<script>alert(1)</script> heron")
    page = client.get("/en/commitments/?q=alert heron").content.decode()
    assert "&lt;script&gt;<mark>alert</mark>" in page
    assert "<script>alert" not in page


def test_the_number_of_queries_does_not_grow(client):
    def found(number):
        for _ in range(number):
            released_note(published_commitment(title_en="One"), text_en="heron")

    found(1)
    client.get("/en/commitments/?q=heron")
    with CaptureQueriesContext(connection) as one:
        client.get("/en/commitments/?q=heron&sort=code")
    found(5)
    with CaptureQueriesContext(connection) as six:
        client.get("/en/commitments/?q=heron&sort=code")
    assert len(six) == len(one)
