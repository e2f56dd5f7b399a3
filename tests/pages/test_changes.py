"""What changed between two days: every public event, newest first, on the day on which it became public."""

from datetime import date, timedelta

import pytest
from django.utils.translation import gettext as _
from django.utils.translation import override

from priorities.actions import dates, notes
from priorities.actions.commitments import Rewording, save_milestone
from priorities.changes import changes_between
from priorities.choices import JournalKind, RelationKind, Reporter, Status, TextProvenance
from priorities.clocks import Clocks, now, today
from priorities.models import CommitmentRelation
from tests.clock import noon, stopped_at
from tests.factories import (
    AreaFactory,
    CommitmentFactory,
    MilestoneFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    ProvisionFactory,
    published_commitment,
    released_correction,
    released_note,
)
from tests.pages.reading import fetch, text

pytestmark = pytest.mark.django_db


def changes(since=None, until=None, **options):
    return changes_between(since, until, clocks=Clocks.at(), **options)


def test_a_status_moves_from_what_the_same_reporter_had_said():
    commitment = published_commitment()
    released_note(commitment, status=Status.ON_TRACK, as_of=date(2024, 1, 1))
    released_note(commitment, reporter=Reporter.JAPAN, status=Status.ONGOING, as_of=date(2024, 2, 1))
    second = released_note(commitment, status=Status.COMPLETED, as_of=date(2024, 3, 1))
    released_note(commitment, status=Status.FACING_CHALLENGES, as_of=date(2024, 2, 1))
    released_correction(second, status=Status.COMPLETED_MODIFIED)
    told = [(row.kind.value, row.status_before, row.status) for row in changes()]
    assert told == [
        ("note_corrected", "completed", "completed_modified"),
        ("note_released", "on_track", "facing_challenges"),
        ("note_released", "on_track", "completed"),
        ("note_released", "", "ongoing"),
        ("note_released", "", "on_track"),
        ("commitment_added", "", ""),
    ]


def test_a_withdrawn_report_is_not_what_a_status_moves_from():
    commitment = published_commitment()
    released_note(commitment, status=Status.ON_TRACK, as_of=date(2024, 1, 1))
    wrong = released_note(commitment, status=Status.COMPLETED, as_of=date(2024, 3, 1))
    notes.withdraw(note=wrong, by=OfficialFactory.create(canada=True, approver=True), reason="Sent too soon.")
    released_note(commitment, status=Status.FACING_CHALLENGES, as_of=date(2024, 4, 1))
    newest, withdrawn, *_others = changes()
    assert (newest.status_before, newest.status, newest.moves_status) == ("on_track", "facing_challenges", True)
    assert (withdrawn.kind, withdrawn.moves_status) == (JournalKind.NOTE_WITHDRAWN, False)


def test_an_event_belongs_to_the_day_in_tokyo_on_which_it_became_public():
    with stopped_at(noon(2026, 3, 1)):
        commitment = published_commitment()
    with stopped_at(noon(2026, 3, 2).replace(hour=15)):  # midnight in Tokyo
        released_note(commitment)
    assert [row.kind for row in changes(date(2026, 3, 3), date(2026, 3, 3))] == [JournalKind.NOTE_RELEASED]
    assert [row.day for row in changes(None, date(2026, 3, 2))] == [date(2026, 3, 1)]
    assert changes(date(2026, 3, 4), None) == []


def test_an_embargo_is_no_change_before_its_moment(client):
    commitment = published_commitment()
    moment = now() + timedelta(hours=3)
    released_note(commitment, status=Status.COMPLETED, text_en="Secret of state", release_at=moment)
    assert [row.kind for row in changes()] == [JournalKind.COMMITMENT_ADDED]
    assert "Completed" not in changes_words(client)
    with stopped_at(moment):
        assert [row.kind for row in changes()] == [JournalKind.NOTE_RELEASED, JournalKind.COMMITMENT_ADDED]
        assert "Completed" in changes_words(client)


def changes_words(client, **query):
    return text(fetch(client, "/en/changes/", **query).one("div[@class='days']"))


def test_the_page_tells_every_kind_of_event(client):
    commitment = published_commitment(original_target_date=date(2030, 1, 1), title_en="Old words")
    editor = OfficialFactory.create(canada=True, editor=True)
    released_note(commitment, status=Status.ON_TRACK, as_of=date(2024, 1, 1))
    note = released_note(commitment, status=Status.COMPLETED, as_of=date(2024, 3, 1))
    corrected = released_correction(note, status=Status.COMPLETED_MODIFIED)
    notes.withdraw(note=corrected, by=OfficialFactory.create(canada=True, approver=True), reason="Sent too soon.")
    dates.move_date(
        commitment=commitment, new_date=date(2031, 1, 1), reason="Storm damage.", agreed_by="canada", by=editor
    )
    before = Rewording(commitment)
    commitment.title_en = "New words"
    commitment.save()
    step = save_milestone(milestone=MilestoneFactory.build(commitment=commitment, title_en="First step"))
    before.record(by=OfficialFactory.create(administrator=True))
    before = Rewording(commitment)
    step.reached_on = date(2024, 5, 5)
    save_milestone(milestone=step)
    before.record(by=OfficialFactory.create(administrator=True))
    told = changes_words(client)
    for words in (
        "Commitment added",
        "On track → moved to Completed",
        "Completed → moved to Completed – modified",
        "Canada",
        "as of 1 March 2024",
        "Withdrawn. Reason: Sent too soon.",
        "1 January 2030 → moved to 1 January 2031",
        "365 days later",
        "Storm damage.",
        "Commitment reworded",
        "title",
        "Milestone added First step",
        "Milestone reached First step",
        "5 May 2024",
    ):
        assert words in told, words


def test_codes_are_told_in_the_words_of_the_page(client):
    first = AreaFactory.create(title_fr="Premier domaine")
    commitment = published_commitment(area=first)
    before = Rewording(commitment)
    commitment.area = AreaFactory.create(title_fr="Second domaine")
    commitment.title_provenance_fr = TextProvenance.OFFICIAL.value
    commitment.save()
    body = OrganizationFactory.create()
    OwnershipFactory.create(commitment=commitment, organization=body, basis="inferred", supporting=True)
    other = published_commitment()
    CommitmentRelation.objects.create(commitment=commitment, other=other, kind=RelationKind.SPLIT_FROM.value)
    before.record(by=OfficialFactory.create(administrator=True))
    with override("fr"):
        words = [_(word) for word in ("Supporting", "Inferred from mandate", "Split from", "Official", "French")]
    told = text(fetch(client, "/fr/changes/").one("div[@class='days']"))
    feed = client.get("/fr/feeds/changes.atom").content.decode()
    for word in [*words, "Premier domaine", "Second domaine", other.code]:
        assert word in told, word
        assert word in feed, word
    for code in ("supporting", "inferred", "split_from", "own_translation"):
        assert code not in told.split(), code
        assert f"{code} " not in feed, code


def test_words_in_another_language_than_the_page_are_marked(client):
    commitment = published_commitment(title_en="Old words")
    before = Rewording(commitment)
    commitment.title_en = "New words"
    commitment.save()
    ProvisionFactory.create(commitment=commitment, excerpt="as it was said", language="en")
    before.record(by=OfficialFactory.create(administrator=True))
    for language, marked in (("en", []), ("ja", ["New words", "Old words", "as it was said"])):
        page = fetch(client, f"/{language}/changes/")
        fields = page.one("dl[@class='change-fields']")
        assert sorted(text(span) for span in fields.iter("span") if span.get("lang") == "en") == marked
        assert len([span for span in fields.iter("span") if span.get("class") == "fallback"]) == len(marked)
    assert '&lt;span lang="en"&gt;New words' in client.get("/ja/feeds/changes.atom").content.decode()


def test_a_code_in_small_letters_is_the_same_commitment(client):
    kept, other = published_commitment(), published_commitment()
    told = changes_words(client, commitment=kept.code.lower())
    assert kept.code in told
    assert other.code not in told


def test_it_filters_by_area_organization_and_commitment_and_never_ignores(client):
    kept, other = published_commitment(), published_commitment()
    body = OwnershipFactory.create(commitment=kept, organization=OrganizationFactory.create()).organization.code
    for query in ({"area": kept.area.slug}, {"organization": body}, {"commitment": kept.code}):
        told = changes_words(client, **query)
        assert kept.code in told, query
        assert other.code not in told, query
    draft = CommitmentFactory.create()
    for name, value in (
        ("commitment", draft.code),
        ("commitment", "nothing"),
        ("area", "nowhere"),
        ("since", "2024-13-01"),
        ("until", "1.1.2024"),
        ("colour", "red"),
        ("page", "0"),
    ):
        assert name in fetch(client, "/en/changes/", expecting=400, **{name: value}).main
    assert "until" in fetch(client, "/en/changes/", expecting=400, since="2024-02-01", until="2024-01-01").main


def test_without_parameters_it_shows_ninety_days_and_says_so(client):
    with stopped_at(noon(2024, 1, 1)):
        old = published_commitment()
    new = published_commitment()
    page = fetch(client, "/en/changes/")
    assert new.code in page.main
    assert old.code not in page.main
    since = page.one("input[@name='since']")
    assert since.get("value") == (today() - timedelta(days=89)).isoformat()
    assert page.one("input[@name='until']").get("value") == today().isoformat()


def test_where_nothing_changed_it_says_so(client):
    published_commitment()
    page = fetch(client, "/en/changes/", since="2020-01-01", until="2020-02-01")
    assert "Nothing changed in the record" in page.main
    assert "0 changes" in page.main


def test_many_events_come_in_pages(client, monkeypatch):
    monkeypatch.setattr("priorities.views.changes.EVENTS", 4)
    commitment = published_commitment()
    for month in range(1, 6):
        released_note(commitment, as_of=date(2024, month, 1))
    first = fetch(client, "/en/changes/", commitment=commitment.code)
    assert "Page 1 of 2" in first.main
    last = fetch(client, f"/en/changes/{first.links()['Next →']}")
    assert "Commitment added" in last.main
    fetch(client, "/en/changes/", expecting=404, page=3)
