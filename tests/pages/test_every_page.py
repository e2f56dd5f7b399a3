"""What holds for each kind of public page."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from django.conf import settings

from priorities.clocks import now
from priorities.models import JournalEntry
from tests.pages.addresses import LANGUAGES, PAGES, WITH_A_DAY, WITHOUT_A_DAY, in_language
from tests.pages.reading import Page, fetch, text

each_page = pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())


@each_page
def test_it_answers_in_each_language_and_says_so(record, client, address):
    for language in LANGUAGES:
        page = fetch(client, in_language(address, language))
        assert page.root.get("lang") == language
        assert page.response["Content-Language"] == language


@each_page
def test_it_has_one_heading_one_main_part_and_a_way_past_the_navigation(record, client, address):
    page = fetch(client, address)
    page.one("h1")
    page.one("main[@id='content']")
    first = page.all("body/a")[0] if page.all("body/a") else page.root.find("body/a")
    assert first is not None
    assert first.get("href") == "#content"


@each_page
def test_its_headings_are_in_order(record, client, address):
    page = fetch(client, address)
    levels = [int(element.tag[1]) for element in page.root.iter() if re.fullmatch(r"h[1-6]", element.tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


@each_page
def test_its_ids_are_unique_and_what_refers_to_them_finds_them(record, client, address):
    page = fetch(client, address)
    ids = Counter(element.get("id") for element in page.root.iter() if element.get("id"))
    assert [name for name, times in ids.items() if times > 1] == []
    for element in page.root.iter():
        for attribute in ("aria-labelledby", "aria-describedby", "for"):
            assert set(element.get(attribute, "").split()) <= set(ids), (element.tag, attribute)
        href = element.get("href", "")
        assert not href.startswith("#") or href[1:] in ids, href


@each_page
def test_it_has_no_inline_style_or_script(record, client, address):
    page = fetch(client, address)
    assert not page.all("style")
    told = [script for script in page.all("script") if script.get("type") != "application/ld+json"]  # data, never run
    assert not [script for script in told if not script.get("src")]
    for element in page.root.iter():
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


@each_page
def test_it_asks_no_other_host(record, client, address):
    page = fetch(client, address)
    fetched = [link.get("href", "") for link in page.all("link") if link.get("rel") in {"stylesheet", "icon"}]
    fetched += [element.get("src", "") for element in page.root.iter() if element.get("src")]
    assert fetched
    assert all(path.startswith("/static/") for path in fetched)


@each_page
def test_it_sets_no_cookie_and_does_not_vary_by_cookie(record, client, address):
    page = fetch(client, address)
    assert not page.response.cookies
    assert "cookie" not in page.response.headers.get("Vary", "").lower()


@each_page
def test_it_answers_only_to_get_and_head(record, client, address):
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(address).status_code == 405


@each_page
def test_it_lists_itself_in_every_language(record, client, address):
    page = fetch(client, in_language(address, "fr"))
    alternates = {link.get("hreflang"): link.get("href") for link in page.all("link[@rel='alternate'][@hreflang]")}
    path = address.removeprefix("/en/")
    assert alternates == {
        **{language: f"{settings.BASE_URL}/{language}/{path}" for language in LANGUAGES},
        "x-default": f"{settings.BASE_URL}/{path}",
    }
    assert page.one("link[@rel='canonical']").get("href") == alternates["fr"]
    assert client.get(f"/{path}", headers={"Accept-Language": "ja"}).headers["Location"] == f"/ja/{path}"


@each_page
def test_the_language_links_lead_to_the_same_page(record, client, address):
    page = fetch(client, address)
    links = {link.get("hreflang", ""): link for link in page.one("nav[@class='languages']").iter("a")}
    assert set(links) == set(LANGUAGES)
    for language, link in links.items():
        assert link.get("lang") == language
        assert link.get("translate") == "no"
        assert link.get("href") == in_language(address, language)
    pair = page.one("ul[@class='language-pair']")
    assert {link.get("hreflang") for link in pair.iter("a")} == {"en", "fr"}


@pytest.mark.parametrize("name", WITH_A_DAY)
def test_the_language_links_keep_the_query(record, client, name):
    page = fetch(client, PAGES[name], as_of="2024-01-01")
    links = [link.get("href") for link in page.one("nav[@class='languages']").iter("a")]
    assert all(href and href.endswith("?as_of=2024-01-01") for href in links)


@each_page
def test_it_says_when_the_record_last_changed(record, client, address):
    page = fetch(client, address)
    last = JournalEntry.objects.latest("number")
    assert "Date modified:" in page.main
    foot = page.one("p[@class='modified wrap']/time")
    assert foot.get("datetime") == text(foot) >= last.recorded_at.date().isoformat()


def test_titles_are_unique(record, client):
    addresses = [*PAGES.values(), "/en/commitments/ES-02/", "/en/priorities/free-trade/", "/en/organizations/GAC/"]
    addresses += ["/en/commitments/?page=2", "/en/commitments/?q=energy", "/en/?as_of=2024-01-01"]
    addresses += [f"/en/?as_of=2024-01-01&known_at={now().isoformat().replace('+00:00', 'Z')}"]
    titles = [Page(client.get(address)).title for address in addresses]
    assert len(set(titles)) == len(titles)
    for address, title in zip(addresses, titles, strict=True):
        assert Page(client.get(in_language(address, "ja"))).title != title


@each_page
def test_its_tables_have_a_caption_scopes_and_no_blank_cell(record, client, address):
    for table in fetch(client, address).all("table"):
        assert text(table.find("caption"))
        assert {head.get("scope") for head in table.iter("th")} <= {"col", "row"}
        cells = [cell for row in table.iter("tr") for cell in row]
        assert [cell.tag for cell in cells if not text(cell)] == []


@pytest.mark.parametrize("name", WITH_A_DAY)
def test_a_page_in_the_past_says_so_and_leads_back(record, client, name):
    if name == "data":
        now, then = fetch(client, PAGES[name]), fetch(client, PAGES[name], as_of="2024-01-01")
        assert "as_of=2024-01-01" in then.html
        assert "Back to today" not in now.links()
    then = fetch(client, PAGES[name], as_of="2024-01-01")
    assert "the record as of 1 January 2024" in text(then.one("aside"))
    assert then.links()["Back to today"] == PAGES[name]
    assert not fetch(client, PAGES[name]).all("aside")


@pytest.mark.parametrize("name", WITH_A_DAY)
def test_links_of_a_page_in_the_past_stay_there(record, client, name):
    page = fetch(client, PAGES[name], as_of="2025-07-01")
    main = page.one("main")
    inside = ("/en/commitments/", "/en/priorities/", "/en/organizations/", "/data/")
    led = [link.get("href", "") for link in main.iter("a") if link.get("href", "").startswith(inside)]
    assert led
    timeless = {"/data/journal.jsonl", "/data/dictionary.csv"}
    assert [href for href in led if "as_of=2025-07-01" not in href and href not in timeless] == []


@pytest.mark.parametrize("name", WITH_A_DAY)
def test_each_link_of_a_page_in_the_past_leads_somewhere(record, client, name):
    page = fetch(client, PAGES[name], as_of="2025-07-01")
    inside = {href for link in page.all("a") if (href := link.get("href", "").partition("#")[0]).startswith("/")}
    assert len(inside) > 10
    assert {href: status for href in inside if (status := client.head(href).status_code) >= 400} == {}


@pytest.mark.parametrize("name", WITHOUT_A_DAY)
def test_a_blank_day_is_none(record, client, name):
    fetch(client, PAGES[name], as_of="", known_at="")


@pytest.mark.parametrize("name", [*WITH_A_DAY, *WITHOUT_A_DAY])
def test_an_unknown_parameter_is_named(record, client, name):
    page = fetch(client, PAGES[name], expecting=400, colour="red")
    assert "colour" in page.main
    assert "There is no such parameter." in page.main


@pytest.mark.parametrize("name", WITH_A_DAY)
@pytest.mark.parametrize(
    "query", [{"as_of": "2024-13-01"}, {"as_of": "2999-01-01"}, {"known_at": "yesterday"}], ids=str
)
def test_a_wrong_moment_is_named(record, client, name, query):
    page = fetch(client, PAGES[name], expecting=400, **query)
    assert next(iter(query)) in page.main


@pytest.mark.parametrize("name", WITHOUT_A_DAY)
def test_a_page_without_a_day_takes_no_moment(record, client, name):
    assert "as_of" in fetch(client, PAGES[name], expecting=400, as_of="2024-01-01").main


def test_marks_that_others_add_to_links_are_let_through(record, client):
    fetch(client, "/en/", utm_source="mail", fbclid="1")


@each_page
def test_its_bars_carry_title_description_and_only_known_marks(record, client, address):
    page = fetch(client, address)
    symbols = {f"#{symbol.get('id')}" for symbol in page.all("symbol")}
    assert {use.get("href") for use in page.all("use")} <= symbols
    for svg in page.all("svg[@role='img']"):
        assert text(svg.find("title"))
        assert text(svg.find("desc"))
