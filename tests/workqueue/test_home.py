"""The admin's home, through its address: what each role finds there, and that every line leads somewhere."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from priorities.actions import notes
from priorities.choices import Reporter, Status
from priorities.models import Commitment, Official
from priorities.workqueue import translations
from priorities.workqueue.lines import LINES
from tests.clock import noon, stopped_at
from tests.factories import (
    MilestoneFactory,
    NoteFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    published_commitment,
    released_note,
    submitted_note,
)
from tests.workqueue.desk import moved_jointly, sections

pytestmark = pytest.mark.django_db

PEOPLE = ["editor.ca", "approver.ca", "editor.jp", "approver.jp", "admin"]
WRITING = ["returned", "moves", "overdue", "due_soon", "differing", "embargoed", "translations"]


@pytest.fixture
def people() -> dict[str, Official]:
    """An editor and an approver of one body of each side, and an administrator of none."""
    canada, japan = OrganizationFactory.create(canada=True), OrganizationFactory.create(japan=True)
    return {
        "editor.ca": OfficialFactory.create(username="editor.ca", organization=canada, editor=True),
        "approver.ca": OfficialFactory.create(username="approver.ca", organization=canada, approver=True),
        "editor.jp": OfficialFactory.create(username="editor.jp", organization=japan, editor=True),
        "approver.jp": OfficialFactory.create(username="approver.jp", organization=japan, approver=True),
        "admin": OfficialFactory.create(username="admin", organization=None, administrator=True),
    }


def home(by: Official, **headers: str) -> str:
    client = Client(headers=headers)
    client.force_login(by)
    response = client.get(reverse("admin:index"))
    assert response.status_code == 200
    return response.content.decode()


def opening(published: tuple[int, int, int], people: dict[str, Official]) -> Commitment:
    """A commitment of everybody's body, public since a day."""
    with stopped_at(noon(*published)):
        commitment = published_commitment(original_target_date=date(2027, 6, 30))
        for by in (people["editor.ca"], people["editor.jp"]):
            OwnershipFactory.create(commitment=commitment, organization=by.organization)
    return commitment


def returned(commitment: Commitment, author: Official, approver: Official, reason: str = "No source.") -> None:
    note = submitted_note(commitment, author=author, reporter=str(author.side))
    notes.return_note(note=note, by=approver, reason=reason)


def busy(people: dict[str, Official]) -> None:
    """Something to do in every section of every official."""
    stale, due, current = (opening(day, people) for day in ((2023, 1, 10), (2025, 12, 1), (2026, 11, 2)))
    with stopped_at(noon(2024, 1, 31)):
        released_note(stale, as_of=date(2024, 1, 31))
    with stopped_at(noon(2025, 12, 10)):
        released_note(due, as_of=date(2025, 12, 10))
    with stopped_at(noon(2026, 11, 20)):
        MilestoneFactory.create(commitment=current)
        moved_jointly(stale, by=people["editor.ca"])
        moved_jointly(current, by=people["editor.jp"])
        for side, status in ((Reporter.CANADA, Status.ON_TRACK), (Reporter.JAPAN, Status.NOT_STARTED)):
            author, approver = (people[f"{role}.{side[:2].replace('ja', 'jp')}"] for role in ("editor", "approver"))
            returned(current, author, approver)
            returned(current, approver, OfficialFactory.create(organization=approver.organization, approver=True))
            submitted_note(current, reporter=side)
            released_note(current, reporter=side, status=status, as_of=date(2026, 11, 18))
            released_note(current, reporter=side, as_of=date(2026, 11, 19), release_at=noon(2027, 1, 1))
        submitted_note(current, reporter=Reporter.JOINT)
        submitted_note(current, reporter=Reporter.PUBLIC_SOURCES)


TODAY = noon(2026, 11, 23)


@pytest.mark.parametrize("username", PEOPLE)
def test_home_opens_for_every_role_with_nothing_to_do(people, username):
    page = home(people[username])
    assert "<h1>Work queue</h1>" in page
    assert "Nothing waits for you" in page or username == "admin"


def test_each_role_finds_its_sections(people):
    expected = {
        "editor.ca": {*WRITING},
        "editor.jp": {*WRITING},
        "approver.ca": {*WRITING, "awaiting"},
        "approver.jp": {*WRITING, "awaiting"},
        "admin": {"translations"},
    }
    assert {name: set(sections(official)) for name, official in people.items()} == expected
    busy(people)
    with stopped_at(TODAY):
        pages = {name: home(official) for name, official in people.items()}
    assert {name: set(re.findall(r'<h2 id="queue-(\w+)">', page)) for name, page in pages.items()} == expected


def test_every_line_leads_to_a_page_that_opens(people):
    busy(people)
    client = Client()
    for official in (people["editor.ca"], people["approver.jp"], people["admin"]):
        client.force_login(official)
        with stopped_at(TODAY):
            queue = sections(official).values()
            addresses = {line.url for section in queue for line in section.lines}
            addresses |= {section.all_url for section in queue if section.all_url}
            assert {section.code for section in queue if section.lines} == set(sections(official))
            for address in addresses:
                assert client.get(address).status_code == 200, (official.username, address)


def test_list_of_all_holds_what_the_section_counts(people):
    busy(people)
    client = Client()
    client.force_login(people["approver.ca"])
    with stopped_at(TODAY):
        queue = sections(people["approver.ca"])
        for code in ("returned", "awaiting", "moves", "overdue", "differing", "embargoed"):
            listed = client.get(queue[code].all_url).context["cl"].result_count
            # The ledger of moves lists also those that wait for the other side.
            assert listed == queue[code].total + (code == "moves"), code


@pytest.mark.parametrize(("reader", "writer"), [("canada", "japan"), ("japan", "canada")])
def test_what_the_other_side_is_writing_is_never_seen(people, reader, writer):
    short = {"canada": "ca", "japan": "jp"}
    author, approver = people[f"editor.{short[writer]}"], people[f"approver.{short[writer]}"]
    commitment = opening((2024, 1, 10), people)
    released_note(commitment, reporter=reader, as_of=date(2024, 1, 11))
    hidden = [
        NoteFactory.create(commitment=commitment, author=author, reporter=writer, text_en="SECRET draft"),
        NoteFactory.create(commitment=commitment, author=author, reporter=Reporter.JOINT.value, text_en="SECRET draft"),
        submitted_note(commitment, author=author, reporter=writer, text_en="SECRET submitted"),
        released_note(commitment, author=author, reporter=writer, text_en="SECRET", release_at=noon(2030, 1, 1)),
    ]
    returned(commitment, author, approver, reason="SECRET reason")
    for role in ("editor", "approver"):
        page = home(people[f"{role}.{short[reader]}"])
        assert "SECRET" not in page
        assert "under way" not in page
        assert not any(f"/progressnote/{note.pk}/" in page for note in hidden)


def test_queries_do_not_grow_with_the_rows(people):
    def queries(username: str) -> int:
        with stopped_at(TODAY), CaptureQueriesContext(connection) as captured:
            home(people[username])
        return len(captured)

    busy(people)
    once = queries("approver.jp"), queries("admin")
    for _ in range(5):
        busy(people)
    assert (queries("approver.jp"), queries("admin")) == once


def test_long_section_is_cut_and_leads_to_the_rest(people):
    commitment = opening((2024, 1, 10), people)
    for _ in range(LINES + 3):
        submitted_note(commitment)
    page = home(people["approver.ca"])
    awaiting = page[page.index('id="queue-awaiting"') :].partition("</ul>")[0]
    assert awaiting.count("<li>") == LINES
    assert f'my_work=awaiting">Awaiting my approval: all {LINES + 3}</a>' in page


def test_rest_of_the_translations_follows(people):
    for _ in range(LINES + 1):
        opening((2024, 1, 10), people)
    assert "1 more follows when these are settled." in home(people["editor.ca"])
    opening((2024, 1, 10), people)
    assert "2 more follow when these are settled." in home(people["editor.ca"])


def test_bounded_search_is_told_also_where_it_found_nothing(people, monkeypatch):
    monkeypatch.setattr(translations, "COMPARED", 0)
    page = home(people["editor.ca"])
    assert "nothing to do. More texts may be out of date: only the latest 0 of a kind are compared.</dd>" in page


def test_what_people_wrote_is_escaped(people):
    commitment = opening((2024, 1, 10), people)
    returned(commitment, people["editor.ca"], people["approver.ca"], reason="<script>alert(1)</script>")
    page = home(people["editor.ca"])
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_page_has_nothing_inline(people):
    busy(people)
    with stopped_at(TODAY):
        page = home(people["approver.ca"])
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", page)
    assert not re.search(r"\son\w+=", page)


def test_title_in_another_language_than_the_page_is_marked(people):
    commitment = opening((2024, 1, 10), people)
    submitted_note(commitment)
    assert f'lang="en">{commitment.code}' in home(people["approver.ca"], accept_language="ja")
    assert f'lang="en">{commitment.code}' not in home(people["approver.ca"], accept_language="en")


def test_official_without_a_role_is_told_how_to_get_one():
    assert "An administrator can give you one of these roles." in home(OfficialFactory.create(is_staff=True))


def test_superuser_without_a_role_is_told_so():
    superuser = OfficialFactory.create(is_staff=True, is_superuser=True, organization=None)
    assert "An administrator can give you one of these roles." in home(superuser)


def test_lists_of_the_record_are_below_the_queue(people):
    page = home(people["editor.ca"])
    assert 0 < page.index("Work queue") < page.index(reverse("admin:priorities_commitment_changelist"))


def test_visitor_is_asked_to_sign_in(client):
    response = client.get(reverse("admin:index"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:login"))
