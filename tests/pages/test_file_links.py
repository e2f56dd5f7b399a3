"""Wherever a page offers a file, it says of which kind it is, how large, and under which licence; and that is true."""

import re

import pytest
from django.template.defaultfilters import filesizeformat

from priorities.exports.licences import licence
from tests.files.reading import download
from tests.pages.addresses import PAGES
from tests.pages.reading import Page, fetch, text

KINDS = {"csv": "CSV", "json": "JSON", "jsonl": "JSON Lines", "zip": "ZIP"}
PLACES = ["overview", "area", "list", "commitment", "organization", "data"]


def offers(page: Page):
    """Each file that a page offers: its address, and all that is said of it."""
    found = [*page.all("*[@class='download-line']"), *page.all("li[@class='file']")]
    assert len(found) == len(page.all("a[@class='download']"))
    for part in found:
        links = {link.get("class") or link.get("rel"): link.get("href", "") for link in part.iter("a")}
        assert links["noopener noreferrer external license"] == licence().url
        yield links["download"], text(part)


def says_truly(words: str, content: bytes) -> bool:
    """Whether words tell the rows or the bytes of a file."""
    rows = re.search(r"(\d+)(?: rows?| as CSV)", words)
    if rows is None:
        return filesizeformat(len(content)).replace("\xa0", " ") in words
    lines = content.count(b"\n") - content.startswith(b"\xef\xbb\xbf")
    return int(rows[1]) == lines


@pytest.mark.parametrize("address", [PAGES[name] + query for name in PLACES for query in ("", "?as_of=2024-01-01")])
def test_each_file_is_offered_with_its_kind_size_and_licence(record, client, address):
    found = dict(offers(fetch(client, address)))
    assert found
    for href, words in found.items():
        assert KINDS[href.partition("?")[0].rpartition(".")[2]] in words
        assert licence().code in words
        response = client.get(href)
        assert response.status_code == 200
        assert says_truly(words, response.getvalue()), words


def test_the_journal_is_offered_with_as_many_rows_as_it_has_entries(record, client):
    ((href, words),) = offers(fetch(client, PAGES["journal"]))
    assert "JSON Lines" in words
    assert says_truly(words, download(client, href)), words


def test_a_filtered_list_offers_as_many_rows_as_it_counts(record, client):
    for query in ("status=completed", "area=energy-security&fresh=no", "q=energy"):
        ((href, words),) = offers(fetch(client, f"{PAGES['list']}?{query}"))
        assert says_truly(words, download(client, href)), query
