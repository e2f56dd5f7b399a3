"""A page is rendered once and served as bytes, and is never another page's, another moment's or another person's."""

import gc
import gzip
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from fip_tracker import kept_pages, metrics
from fip_tracker.front import _site
from fip_tracker.kept_pages import KeptFile, Page, Shelf
from fip_tracker.page_cache import PageCache
from priorities.actions import dates, notes
from priorities.choices import Status
from priorities.clocks import TOKYO, now
from priorities.models import Commitment, Source
from tests.clock import noon, stopped_at
from tests.factories import OfficialFactory, SourceFactory, published_commitment, released_note, submitted_note
from tests.speed.visitor import Visitor

pytestmark = pytest.mark.django_db


class Counted:
    """Django itself, counting what it is asked."""

    def __init__(self) -> None:
        self.handler = WSGIHandler()
        self.asked = 0

    def __call__(self, environ, start_response):
        self.asked += 1
        return self.handler(environ, start_response)


@pytest.fixture(autouse=True)
def connection_stays_open() -> Iterator[None]:
    """A request ends by closing connections that are due, and a test's transaction looks like one."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def django():
    return Counted()


@pytest.fixture
def visitor(django):
    always_looking = replace(_site(), check_every=0.0)  # also at PostgreSQL
    return Visitor(PageCache(django, always_looking, Shelf(megabytes=1), Shelf(megabytes=1)))


@pytest.fixture
def commitment():
    return published_commitment(original_target_date=date(2030, 1, 1))


def fresh(address, **headers):
    """The same page from Django, with no cache in between."""
    return Visitor(WSGIHandler()).get(address, **headers)


@pytest.mark.parametrize(
    "address", ["/en/", "/ja/commitments/?sort=title", "/data/summary.csv", "/data/commitments.csv"]
)
def test_the_cached_bytes_are_those_that_django_renders(visitor, django, commitment, address):
    first, second, rendered = visitor.get(address), visitor.get(address), fresh(address)
    assert first.status == second.status == 200
    assert first.body == second.body == rendered.body
    assert django.asked == 1
    replaced = {"vary", "content-length"}
    said = {name: value for name, value in rendered.headers.items() if name not in replaced}
    assert said.items() <= second.headers.items()
    assert int(second.headers["content-length"]) == len(second.body)


def test_a_cached_page_asks_the_database_once_and_a_304_renders_nothing(visitor, django, commitment):
    tag = visitor.get("/en/").headers["etag"]
    with CaptureQueriesContext(connection) as captured:
        answer = visitor.get("/en/", if_none_match=f'"other", {tag}')
    assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", tag)
    assert len(captured) == 1
    assert django.asked == 1
    assert visitor.get("/en/", if_none_match='"other"').status == 200


def test_a_page_is_kept_compressed_and_each_coding_has_its_own_tag(visitor, commitment):
    plain, gzipped, best = (visitor.get("/en/", accept_encoding=accepted) for accepted in ("", "gzip", "gzip, br;q=1"))
    assert gzip.decompress(gzipped.body) == brotli.decompress(best.body) == plain.body
    assert len({answer.headers["etag"] for answer in (plain, gzipped, best)}) == 3
    assert best.headers["content-encoding"] == "br"
    assert best.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in visitor.get("/en/", accept_encoding="br;q=0, gzip;q=0.0").headers
    assert visitor.get("/en/", if_none_match=best.headers["etag"], accept_encoding="gzip").status == 304


def test_languages_queries_and_hosts_never_share_a_page(visitor, django, commitment):
    addresses = ["/en/", "/fr/", "/en/?as_of=2024-01-01", "/en/commitments/", "/en/commitments/?status=ongoing"]
    answers = {visitor.get(address).body for address in addresses}
    answers.add(visitor.get("/en/", host="127.0.0.1").body)
    assert django.asked == 6
    assert len(answers) == 5  # two hosts are shown the same
    assert visitor.get("/en/", host="elsewhere.example").status == 400


def test_what_the_browser_prefers_does_not_change_a_page_that_is_kept(visitor, django, commitment):
    japanese = visitor.get("/data/summary.csv", accept_language="ja")
    assert visitor.get("/data/summary.csv", accept_language="fr").body == japanese.body
    assert django.asked == 1
    assert japanese.headers.get("vary", "Accept-Encoding") == "Accept-Encoding"


def test_what_trackers_add_to_an_address_makes_no_other_page(visitor, django, commitment):
    plain = visitor.get("/en/commitments/?side=japan")
    tracked = visitor.get("/en/commitments/?fbclid=abc&side=japan&utm_source=x")
    assert tracked.body == plain.body
    assert django.asked == 1


def test_head_has_the_headers_of_get_and_no_body(visitor, django, commitment):
    head, get = visitor.get("/en/", method="HEAD"), visitor.get("/en/")
    assert (head.status, head.body, head.headers) == (200, b"", get.headers)
    assert django.asked == 1


def test_an_approval_shows_on_the_next_request(visitor, commitment):
    note = submitted_note(commitment, text_en="News of today.", status=Status.COMPLETED)
    address = commitment.get_absolute_url()
    before = visitor.get(address)
    assert "News of today." not in before.text
    notes.approve(note=note, by=OfficialFactory.create(canada=True, approver=True))
    after = visitor.get(address, if_none_match=before.headers["etag"])
    assert after.status == 200
    assert "News of today." in after.text


def test_an_embargo_shows_at_its_instant_and_not_before(visitor, django, commitment):
    moment = now().replace(microsecond=0) + timedelta(hours=2)
    released_note(commitment, text_en="Under embargo.", release_at=moment)
    address = commitment.get_absolute_url()
    with stopped_at(moment - timedelta(seconds=4)):
        before = visitor.get(address)
    assert "Under embargo." not in before.text
    assert before.headers["cache-control"] == "public, max-age=0, s-maxage=4, stale-while-revalidate=0"
    with stopped_at(moment):
        assert "Under embargo." in visitor.get(address).text


def test_between_two_looks_at_the_database_an_embargo_is_still_kept_to_the_instant(commitment):
    seldom = replace(_site(), check_every=3600.0)
    visitor = Visitor(PageCache(WSGIHandler(), seldom, Shelf(megabytes=1), Shelf(megabytes=1)))
    moment = now() + timedelta(hours=2)
    released_note(commitment, text_en="Under embargo.", release_at=moment)
    address = commitment.get_absolute_url()
    assert "Under embargo." not in visitor.get(address).text
    with stopped_at(moment - timedelta(microseconds=1)):
        assert "Under embargo." not in visitor.get(address).text
    with stopped_at(moment):
        assert "Under embargo." in visitor.get(address).text


def test_the_day_of_the_record_turns_the_page(visitor, commitment):
    midnight = noon(2031, 5, 5).astimezone(TOKYO).replace(hour=0, minute=0)
    with stopped_at(midnight - timedelta(seconds=1)):
        before = visitor.get(commitment.get_absolute_url())
    with stopped_at(midnight):
        after = visitor.get(commitment.get_absolute_url())
    assert before.headers["cache-control"].startswith("public, max-age=0, s-maxage=1,")
    assert "2031-05-05" in after.text
    assert "2031-05-05" not in before.text


@pytest.mark.parametrize(
    "edit",
    [
        lambda row: Source.objects.update(publisher="Renamed"),
        lambda row: row.ownerships.first().organization.save(),
        lambda row: row.area.sources.add(SourceFactory.create()),
        lambda row: Commitment.objects.filter(pk=row.pk).update(title_fr="Autre titre"),
        lambda row: row.ownerships.last().delete(),
        lambda row: dates.move_date(
            commitment=row,
            new_date=date(2031, 1, 1),
            reason="R.",
            agreed_by="canada",
            by=OfficialFactory.create(canada=True, editor=True),
        ),
    ],
)
def test_any_edit_of_what_is_shown_turns_the_page(visitor, django, commitment, edit):
    SourceFactory.create()
    visitor.get("/en/")
    edit(commitment)
    visitor.get("/en/")
    assert django.asked == 2


def test_a_draft_turns_no_page(visitor, django, commitment):
    visitor.get("/en/")
    note = submitted_note(commitment)
    visitor.get("/en/")
    assert note.state == "submitted"
    # Its author came with an office, which is shown.
    visitor.get("/en/")
    note.text_en = "Other words."
    note.save(update_fields=["text_en"])
    asked = django.asked
    visitor.get("/en/")
    assert django.asked == asked


def test_whoever_has_our_cookie_is_served_by_django_and_by_no_cache_on_the_way(visitor, django, commitment):
    for _ in range(2):
        answer = visitor.get("/en/", cookie=f"{settings.SESSION_COOKIE_NAME}=abc")
        assert answer.headers["cache-control"] == "private, no-cache"
    assert django.asked == 2
    assert "s-maxage" in visitor.get("/en/", cookie="_ga=1").headers["cache-control"]


ODD = ['prefs={"a":1}', "a[b]=1 2", 'x="q', "名=1".encode().decode("latin-1")]


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_cookie_of_others_hides_none_of_ours(visitor, django, commitment, odd):
    visitor.get("/en/about/")
    answer = visitor.get("/en/about/", cookie=f"{odd}; {settings.SESSION_COOKIE_NAME}=abc")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert django.asked == 2
    assert "s-maxage" in visitor.get("/en/about/", cookie=odd).headers["cache-control"]


def test_pieces_for_other_pages_and_site_maps_are_kept_too_and_speak_english_unless_asked(visitor, django, commitment):
    addresses = [f"/embed/commitments/{commitment.code}/", f"/embed/commitments/{commitment.code}.svg"]
    addresses += [f"/embed/areas/{commitment.area.slug}/", "/sitemaps/commitments.xml"]
    for address in addresses:
        first, second = (visitor.get(address, accept_language=language) for language in ("ja", "fr"))
        assert first.status == 200
        assert first.body == second.body
        assert first.headers.get("content-language", "en") == "en"
        assert "s-maxage" in second.headers["cache-control"]
    assert django.asked == len(addresses)
    assert "Aucun rapport" in visitor.get(f"{addresses[0]}?lang=fr", accept_language="ja").text


@pytest.mark.parametrize(
    "address",
    ["/", "/en/commitments", "/en/commitments/ZZ-99/", "/en/?nonsense=1", f"/en/commitments/?q={'x' * 2100}"],
)
def test_what_is_not_kept_here_is_kept_on_the_way_only_to_be_asked_for_again(visitor, commitment, address):
    for _ in range(2):
        assert visitor.get(address).headers["cache-control"] == "no-cache"


def test_a_database_that_fails_between_two_looks_is_told_by_django(django, commitment, monkeypatch):
    monkeypatch.setattr("fip_tracker.page_cache.close_old_connections", lambda: None)  # it is the test's own
    answers = iter([_site().revision()])

    def revision():
        try:
            return next(answers)
        except StopIteration:
            raise OperationalError("server closed the connection") from None

    failing = replace(_site(), revision=revision, check_every=3600.0)
    visitor = Visitor(PageCache(django, failing, Shelf(megabytes=1), Shelf(megabytes=1)))
    assert visitor.get("/en/about/").status == 200  # asked of Django: the database itself answers
    assert visitor.get("/en/about/").headers["cache-control"] == "no-cache"
    assert django.asked == 2


class Broken(BaseCache):
    """A shared cache in a table of a database that is gone."""

    def get(self, key, default=None, version=None):
        raise OperationalError("server closed the connection")

    def set(self, key, value, timeout=None, version=None):
        raise OperationalError("server closed the connection")


def test_a_shared_cache_that_fails_is_done_without(django, commitment):
    shelf = Shelf(megabytes=1, shared=Broken({}))
    visitor = Visitor(PageCache(django, _site(), shelf, Shelf(megabytes=1)))
    assert [visitor.get("/en/").status for _ in range(2)] == [200, 200]
    assert django.asked == 1


@pytest.mark.parametrize(
    "address", ["/en/commitments/?nonsense=1", "/en/commitments/ZZ-99/", "/admin/login/", "/healthz"]
)
def test_what_is_no_public_page_is_never_kept(visitor, django, address):
    answers = [visitor.get(address) for _ in range(2)]
    assert django.asked == 2
    assert "s-maxage" not in answers[1].headers.get("cache-control", "")


def test_the_admin_is_stored_by_nobody(visitor):
    assert "no-store" in visitor.get("/admin/login/").headers["cache-control"]


def test_a_file_too_large_for_the_memory_is_kept_on_the_disk(visitor, django, commitment, monkeypatch):
    monkeypatch.setattr("fip_tracker.page_cache.LARGEST", 100)
    head, first, second = (visitor.get("/data/commitments.csv", method=name) for name in ("HEAD", "GET", "GET"))
    assert head.body == b""
    assert first.body == second.body == fresh("/data/commitments.csv").body
    assert int(head.headers["content-length"]) == len(first.body)
    assert head.headers == second.headers
    assert visitor.get("/data/commitments.csv", if_none_match=head.headers["etag"]).status == 304
    assert django.asked == 1
    Commitment.objects.update(title_en="Reworded")
    assert "Reworded" in visitor.get("/data/commitments.csv", if_none_match=head.headers["etag"]).text


def test_a_file_too_large_for_the_disk_is_sent_to_everyone_and_not_kept(visitor, django, commitment, monkeypatch):
    monkeypatch.setattr("fip_tracker.page_cache.LARGEST", 100)
    visitor.application.files.room = 200
    answers = [visitor.get("/data/commitments.csv") for _ in range(2)]
    assert answers[0].body == answers[1].body == fresh("/data/commitments.csv").body
    assert visitor.get("/data/commitments.csv", method="HEAD").body == b""
    assert django.asked == 3


def test_a_kept_file_gives_back_its_room_only_when_nobody_reads_it(tmp_path):
    shelf, opened = Shelf(megabytes=1), len(list(Path("/proc/self/fd").iterdir()))
    with (tmp_path / "file").open("w+b") as file:
        file.write(b"x" * 300_000)
        shelf.keep("address", "r1", KeptFile([], file))
    kept = shelf.get("address", "r1")
    assert kept
    reading = iter(kept.body(""))
    pieces = [next(reading)]
    shelf.keep("address", "r2", page(b"y"))
    assert b"".join([*pieces, *reading]) == b"x" * 300_000
    del kept, reading
    assert len(list(Path("/proc/self/fd").iterdir())) == opened


def page(body: bytes, headers: list[tuple[str, str]] | None = None) -> Page:
    return Page.of(headers or [], body, "application/octet-stream")


def test_the_shelf_stays_within_its_bounds(monkeypatch):
    shelf = Shelf(megabytes=1)
    for number in range(12):
        shelf.keep(number, "r", page(b"x" * 96_000))
        assert shelf.get(0, "r")  # asked for again and again, and so kept
    assert shelf.used <= 1_000_000
    assert (len(shelf), shelf.get(1, "r")) == (10, None)
    monkeypatch.setattr(kept_pages, "ENTRIES", 2)
    shelf.keep(99, "r", page(b"y"))
    assert len(shelf) == 2


def test_what_the_shelf_counts_is_what_the_memory_holds():
    shelf = Shelf(megabytes=64)
    gc.collect()
    tracemalloc.start()
    for number in range(500):
        headers = [(f"Header-{which}-{number}", "y" * 40) for which in range(14)]
        address = ("https", "https", "testserver", "/api/v1/commitments/", f"q={number:x>1900}")
        shelf.keep(address, "revision", Page.of(headers, b"x" * 600, "application/json"))
    held, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(shelf) == 500
    assert 0.5 * shelf.used < held <= shelf.used


def test_a_shared_cache_gives_one_process_what_another_rendered(django, commitment, tmp_path):
    def process(build):
        shelf = Shelf(megabytes=1, shared=FileBasedCache(str(tmp_path), {"KEY_PREFIX": build}))
        return Visitor(PageCache(django, _site(), shelf, Shelf(megabytes=1)))

    first = process("one").get("/en/")
    assert process("one").get("/en/").body == first.body
    assert django.asked == 1
    process("two").get("/en/")  # a new version of the site renders its own
    assert django.asked == 2
    Commitment.objects.update(title_en="Reworded")
    process("one").get("/en/")
    assert django.asked == 3


def test_what_goes_out_of_it_is_counted(django, monkeypatch):
    tally = metrics.Tally()
    monkeypatch.setattr(metrics, "tally", tally)
    visitor = Visitor(PageCache(django, _site(), Shelf(megabytes=1), Shelf(megabytes=1)))
    tag = visitor.get("/robots.txt").headers["etag"]
    visitor.get("/robots.txt", if_none_match=tag)
    visitor.get("/robots.txt")
    assert tally.kept == {200: 2, 304: 1}
    assert any("fip_kept_answers_total" in line and line.endswith('status="200"} 2') for line in tally.lines())
