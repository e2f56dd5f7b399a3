"""Keeping commitments: adding, publishing, rewording, milestones and moves of dates."""

import json
from datetime import date, timedelta

import pytest

from priorities.choices import JournalKind, Reporter
from priorities.clocks import today
from priorities.models import Commitment, DateChange, JournalEntry, Milestone
from tests.admin.conftest import Desks, page, told
from tests.admin.forms import Values, filled
from tests.admin.moves import moved
from tests.factories import (
    AreaFactory,
    CommitmentFactory,
    MilestoneFactory,
    OrganizationFactory,
    OwnBodyFactory,
    OwnershipFactory,
    SourceFactory,
    published_commitment,
)

SIDES = {"editor.ca": "canada", "approver.ca": "canada", "editor.jp": "japan", "approver.jp": "japan"}


def change(commitment: Commitment) -> str:
    return page("commitment", "change", commitment.pk)


def entries(kind: JournalKind) -> list[dict]:
    return [json.loads(entry.payload) for entry in JournalEntry.objects.filter(kind=kind)]


def in_preparation(**sides: bool) -> Commitment:
    commitment = CommitmentFactory.create(bilingual=True)
    OwnershipFactory.create(commitment=commitment, **(sides or {"canada": True}))
    return commitment


def new_commitment(desks: Desks, username: str, **values: str) -> Values:
    area, organization = AreaFactory.create(code="ES"), OwnBodyFactory.create(side=SIDES.get(username, "canada"))
    return {
        **filled(desks(username).get(page("commitment", "add"))),
        "code": "ES-09",
        "area": str(area.pk),
        "title_en": "Ship gas",
        "description_en": "To ship gas.",
        "kind": "one_off",
        "linkage": "bilateral",
        "ownerships-TOTAL_FORMS": "1",
        "ownerships-0-organization": str(organization.pk),
        "ownerships-0-role": "lead",
        "ownerships-0-basis": "stated",
        "milestones-TOTAL_FORMS": "2",
        "milestones-0-title_en": "First step",
        "milestones-1-title_en": "Second step",
        "milestones-1-reached_on": "2024-05-01",
        **values,
    }


@pytest.mark.parametrize("username", ["editor.ca", "approver.jp", "admin"])
def test_a_commitment_is_added_with_its_parts(desks: Desks, username: str) -> None:
    values = new_commitment(desks, username)
    desks(username).post(page("commitment", "add"), values)
    commitment = Commitment.objects.get(code="ES-09")
    assert commitment.published_at is None
    assert list(commitment.milestones.values_list("number", "title_en")) == [(1, "First step"), (2, "Second step")]
    assert commitment.milestones.get(number=2).reached_known_at
    assert not JournalEntry.objects.exists()


def test_a_commitment_that_ones_own_body_does_not_answer_for_is_refused(desks: Desks) -> None:
    another = OrganizationFactory.create(canada=True)
    values = new_commitment(desks, "editor.ca", **{"ownerships-0-organization": str(another.pk)})
    refused = desks("editor.ca").post(page("commitment", "add"), values)
    assert "List your own organization as an owner" in refused.content.decode()
    assert "Ship gas" in refused.content.decode(), "what was typed is kept"
    assert not Commitment.objects.exists()
    assert not Milestone.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"code": "es1"}, "code", "two letters, a hyphen and digits"),
        ({"title_en": ""}, "title_en", "required"),
        (
            {"start_date": "2025-01-02", "original_target_date": "2025-01-01"},
            "original_target_date",
            "before the start",
        ),
        ({"review_interval_months": "0"}, "review_interval_months", "greater than or equal to 1"),
        ({"kind": "sometimes"}, "kind", "valid choice"),
    ],
)
def test_a_mistake_is_named_beside_its_field(desks: Desks, typed: dict[str, str], field: str, message: str) -> None:
    response = desks("editor.ca").post(page("commitment", "add"), new_commitment(desks, "editor.ca", **typed))
    errors = response.context["adminform"].form.errors
    assert list(errors) == [field]
    assert message in errors[field][0]
    assert not Commitment.objects.exists()


def test_a_mistake_in_a_part_is_named_in_prose(desks: Desks) -> None:
    commitment = published_commitment()
    values = filled(desks("editor.ca").get(change(commitment)))
    values |= {"relations-TOTAL_FORMS": "1", "relations-0-kind": "related", "relations-0-other": str(commitment.pk)}
    values |= {"provisions-TOTAL_FORMS": "1", "provisions-0-excerpt": "in words", "provisions-0-language": "en"}
    response = desks("editor.ca").post(change(commitment), values)
    assert "A commitment cannot relate to itself." in response.content.decode()
    assert "Name the document, or the source" in response.content.decode()
    assert not commitment.relations.exists()


# Publishing


def test_publishing_asks_first_and_then_journals(desks: Desks) -> None:
    commitment = in_preparation()
    MilestoneFactory.create(commitment=commitment)
    asked = desks("editor.ca").get(page("commitment", "publish", commitment.pk))
    assert "title (Japanese)" in asked.content.decode()
    commitment.refresh_from_db()
    assert commitment.published_at is None
    desks("editor.ca").fill(page("commitment", "publish", commitment.pk))
    commitment.refresh_from_db()
    assert commitment.published_at
    assert [entry.kind for entry in JournalEntry.objects.all()] == ["commitment_added", "milestone_added"]


def test_publishing_without_an_owner_is_refused_in_words(desks: Desks) -> None:
    commitment = CommitmentFactory.create()
    refused = desks("admin").fill(page("commitment", "publish", commitment.pk))
    assert refused.status_code == 403
    assert "List at least one owner first" in refused.content.decode()
    assert not JournalEntry.objects.exists()


def test_publish_is_offered_once(desks: Desks) -> None:
    commitment = published_commitment()
    offers = desks("editor.ca").get(change(commitment)).context["offers"]
    assert [str(offer.label) for offer in offers] == ["Add a progress note", "Move date"]
    assert desks("editor.ca").get(page("commitment", "publish", commitment.pk)).status_code == 403


# Rewording


def test_rewording_a_public_title_is_journaled_with_old_and_new(desks: Desks) -> None:
    commitment = published_commitment(title_en="Ship gas")
    desks("editor.jp").fill(change(commitment), title_en="Ship liquefied gas")
    commitment.refresh_from_db()
    assert commitment.title_en == "Ship liquefied gas"
    [entry] = entries(JournalKind.COMMITMENT_REWORDED)
    assert (entry["old"]["title"], entry["new"]["title"]) == (
        {"en": "Ship gas", "fr": "Un engagement"},
        {"en": "Ship liquefied gas", "fr": "Un engagement"},
    )


def test_saving_without_a_change_journals_nothing(desks: Desks) -> None:
    commitment = published_commitment()
    MilestoneFactory.create(commitment=commitment).sources.set([SourceFactory.create()])
    desks("editor.ca").fill(change(commitment))
    assert not entries(JournalKind.COMMITMENT_REWORDED)
    assert not entries(JournalKind.MILESTONE_REWORDED)


def test_an_owner_added_to_a_public_commitment_is_journaled(desks: Desks) -> None:
    commitment = published_commitment()
    body = OrganizationFactory.create(code="NRCAN")
    values = filled(desks("editor.ca").get(change(commitment)))
    values |= {
        "ownerships-TOTAL_FORMS": "3",
        "ownerships-2-organization": str(body.pk),
        "ownerships-2-role": "supporting",
        "ownerships-2-basis": "inferred",
    }
    desks("editor.ca").post(change(commitment), values)
    [entry] = entries(JournalKind.COMMITMENT_REWORDED)
    assert ["NRCAN", "supporting", "inferred"] in entry["new"]["owners"]


def test_code_and_first_target_date_are_fixed_once_public(desks: Desks) -> None:
    commitment = published_commitment(original_target_date=date(2026, 1, 1))
    values = filled(desks("editor.ca").get(change(commitment)))
    assert {"code", "original_target_date"}.isdisjoint(values)
    desks("editor.ca").post(change(commitment), {**values, "code": "XX-99", "original_target_date": "2030-01-01"})
    before = commitment.code
    commitment.refresh_from_db()
    assert (commitment.code, commitment.original_target_date) == (before, date(2026, 1, 1))


@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize("username", [*SIDES, "admin"])
def test_commitments_are_changed_by_the_sides_that_own_them(desks: Desks, username: str, published: bool) -> None:
    commitment = in_preparation(canada=True)
    if published:
        Commitment.objects.filter(pk=commitment.pk).update(published_at="2024-01-01T00:00Z")
    values = {**filled(desks("admin").get(change(commitment))), "title_en": "Changed"}
    allowed = username in {"editor.ca", "approver.ca", "admin"}
    response = desks(username).post(change(commitment), values)
    assert response.status_code == (200 if allowed else 403)
    commitment.refresh_from_db()
    assert (commitment.title_en == "Changed") == allowed


@pytest.mark.parametrize("username", [*SIDES, "admin"])
def test_a_commitment_is_published_by_the_sides_that_own_it(desks: Desks, username: str) -> None:
    commitment = in_preparation(japan=True)
    allowed = username in {"editor.jp", "approver.jp", "admin"}
    response = desks(username).post(page("commitment", "publish", commitment.pk))
    assert response.status_code == (200 if allowed else 403)
    commitment.refresh_from_db()
    assert (commitment.published_at is not None) == allowed


def test_no_commitment_is_deleted(desks: Desks) -> None:
    address = page("commitment", "delete", in_preparation().pk)
    for username in [*SIDES, "admin"]:
        assert desks(username).post(address, {"post": "yes"}).status_code == 403


# Milestones


def test_a_milestone_reached_is_journaled(desks: Desks) -> None:
    commitment = published_commitment()
    milestone = MilestoneFactory.create(commitment=commitment)
    desks("editor.ca").fill(change(commitment), **{"milestones-0-reached_on": "2024-05-01"})
    milestone.refresh_from_db()
    assert milestone.reached_known_at
    [entry] = entries(JournalKind.MILESTONE_REACHED)
    assert entry["new"] == {"reached_on": "2024-05-01"}


def test_a_milestone_is_not_reached_in_the_future(desks: Desks) -> None:
    commitment = published_commitment()
    MilestoneFactory.create(commitment=commitment)
    tomorrow = str(today() + timedelta(days=1))
    refused = desks("editor.ca").fill(change(commitment), **{"milestones-0-reached_on": tomorrow})
    errors = [formset.formset.errors for formset in refused.context["inline_admin_formsets"]]
    assert [form for forms in errors for form in forms if form] == [{"reached_on": ["This day is in the future."]}]
    assert not Milestone.objects.filter(reached_on__isnull=False).exists()
    assert not entries(JournalKind.MILESTONE_REACHED)


def test_a_milestone_added_to_a_public_commitment_gets_the_next_number(desks: Desks) -> None:
    commitment = published_commitment()
    MilestoneFactory.create(commitment=commitment, number=4)
    values = filled(desks("editor.ca").get(change(commitment)))
    values |= {
        "milestones-TOTAL_FORMS": "2",
        "milestones-1-title_en": "Next",
        "milestones-1-original_due_date": "2027-01-01",
    }
    desks("editor.ca").post(change(commitment), values)
    assert commitment.milestones.get(title_en="Next").number == 5
    [entry] = entries(JournalKind.MILESTONE_ADDED)
    assert (entry["milestone"], entry["due_date"]) == (5, "2027-01-01")


def test_a_public_milestone_is_neither_deleted_nor_redated(desks: Desks) -> None:
    commitment = published_commitment()
    milestone = MilestoneFactory.create(commitment=commitment, original_due_date=date(2026, 1, 1))
    values = filled(desks("editor.ca").get(change(commitment)))
    assert "milestones-0-DELETE" not in desks("editor.ca").get(change(commitment)).content.decode()
    values |= {"milestones-0-DELETE": "on", "milestones-0-original_due_date": "2030-01-01"}
    desks("editor.ca").post(change(commitment), values)
    milestone.refresh_from_db()
    assert milestone.original_due_date == date(2026, 1, 1)


def test_a_milestone_in_preparation_may_go(desks: Desks) -> None:
    commitment = in_preparation()
    MilestoneFactory.create(commitment=commitment)
    desks("editor.ca").fill(change(commitment))
    values = filled(desks("editor.ca").get(change(commitment)))
    desks("editor.ca").post(change(commitment), {**values, "milestones-0-DELETE": "on"})
    assert not Milestone.objects.exists()


# Moves of dates

MOVE = {
    "what": "target",
    "new_date": "2026-04-01",
    "agreed_by": "canada",
    "decided_on": "2026-01-01",
    "language": "en",
    "reason": "Not ready.",
}


@pytest.fixture
def dated(db: None) -> Commitment:
    return published_commitment(original_target_date=date(2026, 1, 1), start_date=date(2020, 1, 1))


def test_a_moved_target_date_shows_with_its_days(desks: Desks, dated: Commitment) -> None:
    response = desks("editor.ca").fill(page("commitment", "move-date", dated.pk), **MOVE)
    assert "The date is now 2026-04-01. It moves by +90 days." in told(response)
    [line] = response.context["standing"].moves
    assert (line.old_date, line.new_date, line.days) == (date(2026, 1, 1), date(2026, 4, 1), 90)
    assert entries(JournalKind.DATE_MOVED)
    listed = desks("editor.ca").get(page("commitment", "changelist")).content.decode()
    assert "2026-04-01" in listed
    ledger = desks("editor.ca").get(page("datechange", "changelist")).content.decode()
    assert "+90" in ledger


def test_a_milestones_date_moves_too(desks: Desks, dated: Commitment) -> None:
    milestone = MilestoneFactory.create(commitment=dated, original_due_date=date(2025, 1, 1))
    desks("editor.ca").fill(page("commitment", "move-date", dated.pk), **{**MOVE, "what": str(milestone.pk)})
    assert DateChange.objects.get().milestone == milestone
    assert "2026-04-01 (+455 days)" in desks("editor.ca").get(change(dated)).content.decode()


def test_a_joint_move_waits_for_the_other_side(desks: Desks, dated: Commitment) -> None:
    desks("editor.ca").fill(page("commitment", "move-date", dated.pk), **{**MOVE, "agreed_by": "joint"})
    move = DateChange.objects.get()
    assert move.known_at is None
    confirm = page("datechange", "confirm", move.pk)
    assert desks("approver.ca").post(confirm).status_code == 403
    assert desks("admin").post(confirm).status_code == 403
    move.refresh_from_db()
    assert move.known_at is None
    assert [
        str(offer.label) for offer in desks("editor.jp").get(page("datechange", "change", move.pk)).context["offers"]
    ]
    desks("editor.jp").fill(confirm)
    move.refresh_from_db()
    assert move.known_at


def test_a_start_after_the_target_date_in_force_is_refused_beside_its_field(desks: Desks, dated: Commitment) -> None:
    desks("editor.ca").fill(page("commitment", "move-date", dated.pk), **{**MOVE, "new_date": "2025-01-01"})

    def refusal(start: str) -> dict[str, list[str]]:
        values = {**filled(desks("editor.ca").get(change(dated))), "start_date": start}
        return dict(desks("editor.ca").post(change(dated), values).context["adminform"].form.errors)

    assert refusal("2025-01-02") == {
        "start_date": ["The target date has moved to 2025-01-01, which is before this start."]
    }
    assert list(refusal("2026-01-02")) == ["start_date"]
    dated.refresh_from_db()
    assert dated.start_date == date(2020, 1, 1)
    desks("editor.ca").fill(change(dated), start_date="2025-01-01")
    dated.refresh_from_db()
    assert dated.start_date == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"new_date": "2026-01-01"}, "new_date"),
        ({"new_date": "2019-01-01"}, "new_date"),
        ({"new_date": "2026-02-30"}, "new_date"),
        ({"decided_on": "2999-01-01"}, "decided_on"),
        ({"reason": ""}, "reason"),
        ({"agreed_by": "japan"}, "agreed_by"),
        ({"what": "999999"}, "what"),
    ],
)
def test_a_wrong_move_is_refused_beside_its_field(
    desks: Desks, dated: Commitment, typed: dict[str, str], field: str
) -> None:
    response = desks("editor.ca").fill(page("commitment", "move-date", dated.pk), **{**MOVE, **typed})
    assert list(response.context["form"].errors) == [field]
    assert not DateChange.objects.exists()


def test_a_move_that_waits_bars_another(desks: Desks, dated: Commitment) -> None:
    moved(dated, agreed_by=Reporter.JOINT)
    refused = desks("editor.ca").fill(page("commitment", "move-date", dated.pk), **{**MOVE, "new_date": "2027-01-01"})
    assert "already waits for the other side" in refused.content.decode()
    assert DateChange.objects.count() == 1


@pytest.mark.parametrize("username", [*SIDES, "admin"])
def test_dates_are_moved_by_writers_of_an_owning_side(desks: Desks, username: str) -> None:
    commitment = in_preparation(canada=True)
    Commitment.objects.filter(pk=commitment.pk).update(published_at="2024-01-01T00:00Z")
    allowed = username in {"editor.ca", "approver.ca"}
    address = page("commitment", "move-date", commitment.pk)
    assert desks(username).get(address).status_code == (200 if allowed else 403)
    values = {**MOVE, "agreed_by": "public_sources"}
    response = desks(username).post(address, values)
    assert response.status_code == (200 if allowed or username == "admin" else 403)
    assert DateChange.objects.exists() == allowed


def test_dates_of_what_is_not_public_do_not_move(desks: Desks) -> None:
    commitment = in_preparation(canada=True)
    refused = desks("editor.ca").post(page("commitment", "move-date", commitment.pk), MOVE)
    assert refused.status_code == 403
    assert "Publish the commitment first" in refused.content.decode()
