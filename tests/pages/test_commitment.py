"""A commitment's page: who says what, as of when, how recent it is, and what became of each report."""

from datetime import date, timedelta

import pytest

from priorities.actions import dates, notes
from priorities.choices import OwnerBasis, PublicationBasis, RelationKind, Reliability, Reporter, Side, Status
from priorities.clocks import day_of, now, today
from priorities.models import Commitment, CommitmentRelation, JournalEntry, ProgressNote
from tests.clock import noon, stopped_at
from tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    MilestoneFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    ProvisionFactory,
    SourceFactory,
    published_commitment,
    released_correction,
    released_note,
)
from tests.pages.reading import Page, fetch, text

pytestmark = pytest.mark.django_db


def address(commitment: Commitment, language: str = "en") -> str:
    return f"/{language}/commitments/{commitment.code}/"


def entry(page: Page, note: ProgressNote) -> str:
    return text(page.one(f"article[@id='note-{note.number}']"))


def approver(side: Side = Side.CANADA):
    return OfficialFactory.create(organization__side=side.value, approver=True)


@pytest.fixture
def commitment() -> Commitment:
    return published_commitment()


# The headline and on whose word it rests


def test_nothing_reported(client, commitment):
    page = fetch(client, address(commitment))
    standing = page.section("Where it stands")
    assert "No report yet" in standing
    assert "Never reported" in standing
    assert "Canada has not reported." in standing
    assert "Japan has not reported." in standing
    assert "Nothing has been reported on this commitment" in page.section("Timeline")


def test_public_sources_alone(client, commitment):
    released_note(commitment, reporter=Reporter.PUBLIC_SOURCES, status=Status.COMPLETED)
    standing = fetch(client, address(commitment)).section("Where it stands")
    assert standing.startswith("Where it stands Completed")
    assert "From public sources, not reported by either government" in standing
    assert "Canada has not reported." in standing


@pytest.mark.parametrize(
    ("reporter", "words", "silent"),
    [
        (Reporter.CANADA, "Reported by Canada, not yet confirmed by Japan", "Japan has not reported."),
        (Reporter.JAPAN, "Reported by Japan, not yet confirmed by Canada", "Canada has not reported."),
    ],
)
def test_one_side_alone(client, commitment, reporter, words, silent):
    released_note(commitment, reporter=reporter)
    standing = fetch(client, address(commitment)).section("Where it stands")
    assert words in standing
    assert silent in standing


def test_both_sides_agree(client, commitment):
    released_note(commitment, reporter=Reporter.CANADA)
    released_note(commitment, reporter=Reporter.JAPAN)
    standing = fetch(client, address(commitment)).section("Where it stands")
    assert "Reported by Canada and by Japan" in standing
    assert "has not reported" not in standing


def test_a_joint_report_speaks_for_both_and_names_who_approved_it(client, commitment):
    note = released_note(commitment, reporter=Reporter.JOINT)
    page = fetch(client, address(commitment))
    assert "Reported jointly by Canada and Japan" in page.section("Where it stands")
    canada, japan = (approval.official.organization for approval in note.approvals.all())
    assert canada
    assert japan
    assert f"approved by {canada.name} and {japan.name}" in entry(page, note)


def test_sides_that_differ_are_both_shown(client, commitment):
    released_note(commitment, reporter=Reporter.CANADA, status=Status.ON_TRACK, as_of=date(2024, 1, 1))
    note = released_note(commitment, reporter=Reporter.JAPAN, status=Status.COMPLETED, as_of=date(2024, 2, 1))
    page = fetch(client, address(commitment))
    assert "The sides report differently" in page.section("Where it stands")
    assert page.section("As Canada reports it").startswith("As Canada reports it On track as of 1 January 2024")
    japan = page.section("As Japan reports it")
    assert japan == f"As Japan reports it Completed as of 1 February 2024 · {note.reference}"


def test_a_side_that_reported_without_a_status(client, commitment):
    released_note(commitment, reporter=Reporter.CANADA, nothing_to_report=True)
    page = fetch(client, address(commitment))
    assert "Canada has reported without giving a status." in page.section("As Canada reports it")
    assert "Nothing to report this period" in page.section("Timeline")


# How recent it is


def test_a_recent_report_says_when_the_next_is_due(client, commitment):
    released_note(commitment, as_of=today())
    standing = fetch(client, address(commitment)).section("Where it stands")
    assert f"Verified; next report due {today().day} " in standing
    assert "Not recently verified" not in standing


def test_an_old_report_is_not_passed_off_as_current(client, commitment):
    released_note(commitment, as_of=date(2024, 1, 31))
    standing = fetch(client, address(commitment)).section("Where it stands")
    assert "Not recently verified an update was due 31 January 2025" in standing
    then = fetch(client, address(commitment), as_of="2025-01-31").section("Where it stands")
    assert "Verified; next report due 31 January 2025" in then


# The timeline


def test_newest_first_with_the_status_it_moved_from(client, commitment):
    for month, status in enumerate([Status.NOT_STARTED, Status.ON_TRACK, Status.ON_TRACK, Status.COMPLETED], start=1):
        released_note(commitment, status=status, as_of=date(2024, month, 1))
    heads = [text(head) for head in fetch(client, address(commitment)).all("h3[@class='entry-head']")]
    assert heads == [
        "1 April 2024 On track → moved to Completed",
        "1 March 2024 On track",
        "1 February 2024 Not started → moved to On track",
        "1 January 2024 Not started",
    ]


def test_a_report_names_reporter_challenges_and_next_steps(client, commitment):
    note = released_note(commitment, reporter=Reporter.JAPAN, challenges_en="A storm.", next_steps_en="Repair.")
    shown = entry(fetch(client, address(commitment)), note)
    assert "Japan" in shown
    assert "Challenges A storm." in shown
    assert "Next steps Repair." in shown


def test_a_corrected_report_stays_marked_beside_its_correction(client, commitment):
    wrong = released_note(commitment, status=Status.COMPLETED, text_en="All done.")
    right = released_correction(wrong, status=Status.ON_TRACK.value, text_en="Not quite done.")
    page = fetch(client, address(commitment))
    assert "All done." in entry(page, wrong)
    assert f"Corrected by {right.reference}. This report no longer counts." in entry(page, wrong)
    assert f"This report corrects {wrong.reference}." in entry(page, right)
    assert page.section("Where it stands").startswith("Where it stands On track")
    assert page.links()[right.reference] == f"#note-{right.number}"
    assert "moved to" not in entry(page, right)


def test_a_withdrawn_report_stays_marked_with_the_reason(client, commitment):
    note = released_note(commitment, text_en="Too soon.")
    withdrawal = notes.withdraw(note=note, by=approver(), reason="It spoke too soon.")
    page = fetch(client, address(commitment))
    assert "Too soon." in entry(page, note)
    office = withdrawal.withdrawn_by.organization
    assert office
    assert f"Withdrawn by {office.name} on " in entry(page, note)
    assert "Reason: It spoke too soon." in entry(page, note)
    assert "No report yet" in page.section("Where it stands")
    before = (withdrawal.withdrawn_at - timedelta(microseconds=1)).isoformat().replace("+00:00", "Z")
    then = fetch(client, address(commitment), known_at=before)
    assert "Withdrawn" not in entry(then, note)
    assert then.section("Where it stands").startswith("Where it stands On track")


def test_a_joint_report_says_which_side_withdrew_it_and_one_from_public_sources_names_nobody(client, commitment):
    joint, compiled = (released_note(commitment, reporter=by) for by in (Reporter.JOINT, Reporter.PUBLIC_SOURCES))
    by = approver(Side.JAPAN)
    for note in (joint, compiled):
        notes.withdraw(note=note, by=by, reason="It spoke too soon.")
    page = fetch(client, address(commitment))
    assert f"Withdrawn by {by.organization.name} on " in entry(page, joint)
    assert "Withdrawn on " in entry(page, compiled)
    office = JournalEntry.objects.get(note=joint, kind="note_withdrawn").data["withdrawn_by"]
    assert office == by.organization.code


def test_the_reason_of_a_withdrawal_keeps_its_language(client, commitment):
    note = released_note(commitment, reporter=Reporter.JAPAN)
    notes.withdraw(note=note, by=approver(Side.JAPAN), reason="誤りのため", language="ja")
    page = fetch(client, address(commitment))
    assert "誤りのため in Japanese" in entry(page, note)
    assert [text(span) for span in page.all("span[@lang='ja']")] == ["誤りのため"]


def test_a_note_withdrawn_under_embargo_is_never_shown(client, commitment):
    note = released_note(commitment, text_en="Secret.", release_at=now() + timedelta(hours=1))
    notes.withdraw(note=note, by=approver(), reason="Never mind.")
    with stopped_at(now() + timedelta(hours=2)):
        html = fetch(client, address(commitment)).html
    assert "Secret." not in html
    assert "Never mind." not in html


def test_a_withheld_report_says_who_asked(client, commitment):
    note = released_note(commitment, withheld=True, text_en="Talks are confidential.")
    shown = entry(fetch(client, address(commitment)), note)
    assert "Withheld at the request of: Body" in shown
    assert "Talks are confidential." in shown


def test_a_self_approved_report_says_so(client, commitment, settings):
    settings.FIP_SELF_APPROVAL = True
    author = OfficialFactory.create(canada=True, editor=True, approver=True)
    note = ProgressNote.objects.create(
        commitment=commitment, author=author, reporter="canada", status="on_track", as_of=today(), text_en="Done alone."
    )
    notes.approve(note=notes.submit(note=note, by=author), by=author)
    assert "Self-approved" in fetch(client, address(commitment)).section("Timeline")


def test_markdown_is_rendered_and_sanitised(client, commitment):
    hostile = "**Bold** <script>alert(1)</script> [bad](javascript:alert(1)) [good](https://example.org/) <b onclick=x>"
    released_note(commitment, text_en=hostile)
    page = fetch(client, address(commitment))
    assert not list(page.one("main").iter("script"))
    assert [text(strong) for strong in page.all("article//strong")] == ["Bold"]
    links = [link for link in page.all("article//a") if "example.org" in link.get("href", "")]
    assert [link.get("rel") for link in links] == ["noopener noreferrer"]
    assert "javascript:" not in "".join(link.get("href", "") for link in page.all("a"))


def test_an_inferred_day_says_how(client, commitment):
    note = released_note(commitment, date_basis_en="Friday before the dated report")
    assert "Date inferred: Friday before the dated report" in entry(fetch(client, address(commitment)), note)


# Sources


def test_a_source_is_cited_in_full(client, commitment):
    source = SourceFactory.create(
        title="三菱商事など",
        publisher="東日本放送",
        language="ja",
        published=date(2025, 7, 1),
        published_basis=PublicationBasis.URL.value,
        reliability=Reliability.B.value,
    )
    note = released_note(commitment, sources=[source])
    page = fetch(client, address(commitment))
    assert "三菱商事など 東日本放送, 1 July 2025 (date inferred) · Japanese · B Established press" in entry(page, note)
    link = page.one(f"a[@href='{source.url}']")
    assert link.get("lang") == "ja"
    assert "noopener" in link.get("rel", "")
    assert "Secondary source" not in entry(page, note)


def test_a_report_on_copies_alone_is_marked(client, commitment):
    note = released_note(commitment, sources=[SourceFactory.create(secondary=True)])
    assert "Secondary source" in entry(fetch(client, address(commitment)), note)


def test_an_address_without_encryption_is_shown_but_not_linked(client, commitment):
    source = SourceFactory.create(url="http://example.org/old")
    note = released_note(commitment, sources=[source])
    page = fetch(client, address(commitment))
    assert "http://example.org/old (not linked: the address is not encrypted)" in entry(page, note)
    assert "http://example.org/old" not in page.links().values()


# What was promised, and by whom


def test_passages_stand_in_the_order_of_their_documents(client, commitment):
    later = DocumentFactory.create(title_en="Roadmap", date=date(2026, 3, 6))
    earlier = DocumentFactory.create(title_en="Backgrounder", date=date(2021, 5, 3))
    source = SourceFactory.create(title="The page")
    ProvisionFactory.create(commitment=commitment, document=later, locator="chapter 2")
    ProvisionFactory.create(commitment=commitment, document=earlier, excerpt="a joint project", source=source)
    ProvisionFactory.create(commitment=commitment, document=None, source=source, excerpt="約束", language="ja")
    page = fetch(client, address(commitment))
    passages = [text(passage) for passage in page.all("li[@class='passage']")]
    order = [next(i for i, words in enumerate(passages) if name in words) for name in ("Backgrounder", "Roadmap")]
    assert order == sorted(order)
    assert any("Not in a joint document" in words for words in passages)
    assert any("Roadmap, 6 March 2026, chapter 2" in words for words in passages)
    assert "Read in: The page" in page.section("What was committed")
    assert text(page.one("blockquote[@lang='ja']")) == "約束"


def test_owners_are_stated_or_inferred(client):
    commitment = published_commitment()
    body = OrganizationFactory.create(japan=True, name_en="Ministry of Tests")
    OwnershipFactory.create(commitment=commitment, organization=body, supporting=True, basis=OwnerBasis.INFERRED.value)
    owners = fetch(client, address(commitment)).section("Who answers for it")
    assert "Ministry of Tests Supporting · Inferred from mandate" in owners
    assert "Lead · Stated" in owners
    assert owners.index("Canada") < owners.index("Japan")


def test_relations_are_told_on_both_pages_and_never_of_drafts(client, commitment):
    successor = published_commitment(title_en="The successor")
    draft = CommitmentFactory.create(title_en="Not yet public")
    CommitmentRelation.objects.create(commitment=successor, kind=RelationKind.SUPERSEDES.value, other=commitment)
    CommitmentRelation.objects.create(commitment=draft, kind=RelationKind.RELATED.value, other=commitment)
    CommitmentRelation.objects.create(commitment=commitment, kind=RelationKind.SPLIT_FROM.value, other=draft)
    page = fetch(client, address(commitment))
    assert f"Superseded by {successor.code} The successor" in page.section("Related commitments")
    assert "Not yet public" not in page.html
    assert draft.code not in page.html
    assert f"Supersedes {commitment.code}" in fetch(client, address(successor)).section("Related commitments")


def test_relations_stand_in_the_order_of_codes_what_the_commitment_says_itself_first(client, commitment):
    others = [published_commitment() for _ in range(4)]
    for other in reversed(others[:2]):
        CommitmentRelation.objects.create(commitment=other, kind=RelationKind.SUPERSEDES.value, other=commitment)
    for other in reversed(others[2:]):
        CommitmentRelation.objects.create(commitment=commitment, kind=RelationKind.SUPERSEDES.value, other=other)
    shown = client.get(address(commitment)).context["relations"]
    assert [related.code for related in shown] == [other.code for other in (*others[2:], *others[:2])]


# Dates


def test_every_move_of_the_target_is_in_the_ledger(client):
    commitment = published_commitment(original_target_date=date(2025, 1, 1))
    editor = OfficialFactory.create(canada=True, editor=True)
    for day, reason in ((date(2025, 4, 2), "A storm."), (date(2025, 4, 1), "Sun.")):
        dates.move_date(commitment=commitment, new_date=day, reason=reason, agreed_by="canada", by=editor)
    shown = fetch(client, address(commitment)).section("Dates")
    assert "Target 1 April 2025 Overdue" in shown
    assert "First promised 1 January 2025; now 90 days later" in shown
    assert "1 January 2025 → moved to 2 April 2025 91 days later A storm." in shown
    assert "2 April 2025 → moved to 1 April 2025 1 day earlier Sun." in shown
    assert "agreed by: Canada" in shown


def test_a_move_decided_later_is_not_in_the_past(client):
    with stopped_at(noon(2024, 1, 1)):
        commitment = published_commitment(original_target_date=date(2030, 1, 1))
    with stopped_at(noon(2025, 1, 1)):
        editor = OfficialFactory.create(canada=True, editor=True)
        dates.move_date(commitment=commitment, new_date=date(2031, 1, 1), reason="R.", agreed_by="canada", by=editor)
    assert "1 January 2031" in fetch(client, address(commitment)).section("Dates")
    for query in ("as_of=2024-12-31", "known_at=2024-12-31T00:00:00Z"):
        then = fetch(client, f"{address(commitment)}?{query}").section("Dates")
        assert "1 January 2030" in then
        assert "1 January 2031" not in then


def test_milestones_are_reached_missed_or_ahead(client, commitment):
    MilestoneFactory.create(commitment=commitment, title_en="Done", reached=True)
    MilestoneFactory.create(commitment=commitment, title_en="Late", original_due_date=date(2024, 1, 1))
    MilestoneFactory.create(commitment=commitment, title_en="Open", date_basis_en="no page says")
    guessed = MilestoneFactory.create(commitment=commitment, title_en="Guessed", reached=True, date_basis_en="by then")
    guessed.sources.add(SourceFactory.create(title="Its page"))
    shown = fetch(client, address(commitment)).section("Milestones")
    assert "Done Reached on 1 January 2024" in shown
    assert "Late Due on 1 January 2024 Overdue" in shown
    assert "Open Open, or no page read gives the day (no page says)" in shown
    assert "Guessed Reached on 1 January 2024 (date inferred: by then)" in shown
    assert "Its page" in shown


# Languages, the past, and citing


def test_a_text_in_another_language_says_which(client, commitment):
    note = released_note(commitment, reporter=Reporter.JAPAN, language="ja", text_en="", text_ja="進んでいます。")
    page = fetch(client, address(commitment))
    assert "進んでいます。 in Japanese" in entry(page, note)
    assert text(page.one("div[@lang='ja']")) == "進んでいます。"
    japanese = fetch(client, address(commitment, "ja"))
    assert not japanese.all(f"article[@id='note-{note.number}']//div[@lang]")
    assert [text(part) for part in japanese.all("h1/span[@lang='en']")] == [f"Commitment {commitment.code}"]


def test_the_day_of_its_change_is_not_moved_by_another(client):
    with stopped_at(noon(2026, 3, 1)):
        commitment, other = published_commitment(), published_commitment()
    with stopped_at(noon(2026, 3, 2)):
        released_note(other)
    told = [text(fetch(client, address(row)).one("p[@class='modified wrap']/time")) for row in (commitment, other)]
    assert told == ["2026-03-01", "2026-03-02"]
    with stopped_at(noon(2026, 3, 3)):
        released_note(commitment)
    assert text(fetch(client, address(commitment)).one("p[@class='modified wrap']/time")) == "2026-03-03"


def test_a_title_of_our_own_translation_is_marked_once(client):
    commitment = published_commitment(title_fr="Un engagement", description_fr="Ce qui a été promis.")
    released_note(commitment, text_fr="Ce qui a été fait.")
    assert len(fetch(client, address(commitment, "fr")).all("p[@class='unofficial']")) == 1
    assert not fetch(client, address(commitment)).all("p[@class='unofficial']")


def test_a_page_in_the_past_shows_only_what_spoke_of_days_until_then(client, commitment):
    released_note(commitment, status=Status.ON_TRACK, as_of=date(2023, 1, 1), text_en="Early.")
    released_note(commitment, status=Status.COMPLETED, as_of=date(2025, 1, 1), text_en="Late.")
    then = fetch(client, address(commitment), as_of="2024-01-01")
    assert "Early." in then.main
    assert "Late." not in then.main
    assert then.section("Where it stands").startswith("Where it stands On track")


def test_its_citation_leads_to_the_page_as_it_is_now(client, commitment):
    note = released_note(commitment, text_en="The first report.")
    page = fetch(client, address(commitment))
    cited = page.one("a[@class='citation-address']").get("href", "")
    assert text(page.one("a[@class='citation-address']")) == cited
    assert fetch(client, address(commitment)).one("a[@class='citation-address']").get("href") == cited
    assert "journal entry " in page.section("How to cite")
    released_note(commitment, status=Status.COMPLETED, as_of=today(), text_en="The second report.")
    again = fetch(client, cited[cited.index("/en/") :])
    assert "The second report." not in again.main
    assert entry(again, note) == entry(page, note)
    assert again.section("As Canada reports it") == page.section("As Canada reports it")
    assert again.one("a[@class='citation-address']").get("href") == cited


def test_the_day_of_the_record_is_that_of_tokyo(client, commitment):
    with stopped_at(now().replace(hour=15, minute=30) + timedelta(days=1)) as instant:
        released_note(commitment, as_of=day_of(instant))
        page = fetch(client, address(commitment))
        assert page.one("p[@class='modified wrap']/time").get("datetime") == day_of(instant).isoformat()
        assert page.one("input[@id='as-of']").get("max") == day_of(instant).isoformat()
