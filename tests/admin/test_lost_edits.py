"""Two officials at one row: a save over somebody else's newer one is refused, and nothing that was typed is lost."""

import pytest

from priorities.choices import NoteState
from priorities.models import Commitment, Milestone, Ownership, ProgressNote, Source
from tests.admin.conftest import Desks, page, told
from tests.admin.forms import Values, filled
from tests.factories import (
    MilestoneFactory,
    NoteFactory,
    OrganizationFactory,
    OwnershipFactory,
    SourceFactory,
    published_commitment,
    submitted_note,
)

OVER = {"_over": "1"}


@pytest.fixture
def commitment(db: None) -> Commitment:
    return published_commitment(title_en="Ship gas", description_en="To ship gas.")


def change(commitment: Commitment) -> str:
    return page("commitment", "change", commitment.pk)


def opened(desks: Desks, username: str, address: str) -> Values:
    return filled(desks(username).get(address))


def cells(response) -> list[tuple[str, str, str]]:
    """What the page lists of a collision: field, one's own text, theirs."""
    return [
        (difference.field, difference.mine, difference.theirs)
        for collision in response.context["collisions"]
        for difference in collision.differences
    ]


def test_a_save_over_a_newer_one_is_refused_with_both_texts_until_it_is_meant(
    desks: Desks, commitment: Commitment
) -> None:
    late = opened(desks, "editor.jp", change(commitment)) | {"title_en": "Ship much gas", "title_ja": "ガス"}
    desks("editor.ca").fill(change(commitment), title_en="Ship liquefied gas")
    refused = desks("editor.jp").post(change(commitment), {**late, "_save": "1"})
    assert cells(refused) == [
        ("Title (English)", "Ship much gas", "Ship liquefied gas"),
        ("Title (Japanese)", "ガス", "–"),
    ]
    html = refused.content.decode()
    assert str(desks("editor.ca").official) in html
    assert '<td lang="en">Ship much gas</td>' in html
    assert '<td lang="en">Ship liquefied gas</td>' in html
    assert (filled(refused)["title_en"], filled(refused)["title_ja"]) == ("Ship much gas", "ガス"), "typed text is kept"
    assert 'value="Save mine over theirs"' in html
    commitment.refresh_from_db()
    assert (commitment.title_en, commitment.title_ja) == ("Ship liquefied gas", "")

    again = desks("editor.jp").post(change(commitment), {**filled(refused), "_save": "1"})
    assert cells(again), "an ordinary save is not meant to be one over theirs"
    desks("editor.jp").post(change(commitment), {**filled(again), **OVER})
    commitment.refresh_from_db()
    assert (commitment.title_en, commitment.title_ja) == ("Ship much gas", "ガス")


def test_what_is_saved_while_one_reads_the_other_text_is_not_saved_over_either(
    desks: Desks, commitment: Commitment
) -> None:
    late = opened(desks, "editor.jp", change(commitment)) | {"title_en": "Mine"}
    desks("editor.ca").fill(change(commitment), title_en="Theirs")
    refused = desks("editor.jp").post(change(commitment), late)
    desks("editor.ca").fill(change(commitment), title_en="Theirs, mended")
    once_more = desks("editor.jp").post(change(commitment), {**filled(refused), **OVER})
    assert cells(once_more) == [("Title (English)", "Mine", "Theirs, mended")]
    merged = filled(once_more) | {"title_en": "Theirs, mended", "title_ja": "ガス"}
    desks("editor.jp").post(change(commitment), merged)
    commitment.refresh_from_db()
    assert (commitment.title_en, commitment.title_ja) == ("Theirs, mended", "ガス"), "merged by hand, it is saved"


@pytest.mark.parametrize("shown", ["", "9" * 30, "9" * 5000])
def test_a_post_that_does_not_say_what_it_was_shown_is_refused(
    desks: Desks, commitment: Commitment, shown: str
) -> None:
    values = opened(desks, "editor.ca", change(commitment)) | {"title_en": "Blind", "shown_state": shown}
    assert cells(desks("editor.ca").post(change(commitment), values)) == [("Title (English)", "Blind", "Ship gas")]


# Parts


def with_owner(values: Values, organization_id: int) -> Values:
    number = values["ownerships-TOTAL_FORMS"]
    return {
        **values,
        "ownerships-TOTAL_FORMS": str(int(str(number)) + 1),
        f"ownerships-{number}-organization": str(organization_id),
        f"ownerships-{number}-role": "supporting",
        f"ownerships-{number}-basis": "stated",
    }


def test_two_officials_each_add_a_part_and_both_are_kept(desks: Desks, commitment: Commitment) -> None:
    bodies = [OrganizationFactory.create(), OrganizationFactory.create()]
    first, second = (opened(desks, name, change(commitment)) for name in ("editor.ca", "editor.jp"))
    desks("editor.ca").post(change(commitment), with_owner(first, bodies[0].pk))
    desks("editor.jp").post(change(commitment), with_owner(second, bodies[1].pk))
    assert set(Ownership.objects.filter(role="supporting").values_list("organization", flat=True)) == {
        body.pk for body in bodies
    }


def test_a_part_changed_meanwhile_is_neither_saved_over_nor_deleted(desks: Desks, commitment: Commitment) -> None:
    step = MilestoneFactory.create(commitment=commitment, title_en="First cargo")
    late = opened(desks, "editor.jp", change(commitment))
    desks("editor.ca").fill(change(commitment), **{"milestones-0-title_en": "First ship"})
    refused = desks("editor.jp").post(change(commitment), {**late, "milestones-0-title_en": "Cargo one"})
    assert cells(refused) == [("Title (English)", "Cargo one", "First ship")]
    assert Milestone.objects.get().title_en == "First ship"
    desks("editor.jp").post(change(commitment), {**filled(refused), **OVER})
    assert Milestone.objects.get().title_en == "Cargo one"

    owner = commitment.ownerships.order_by("pk")[0]
    late = opened(desks, "editor.jp", change(commitment))
    desks("editor.ca").fill(change(commitment), **{"ownerships-0-role": "supporting"})
    refused = desks("editor.jp").post(change(commitment), {**late, "ownerships-1-DELETE": "on"})
    numbered = {str(late[f"ownerships-{number}-id"]): number for number in (0, 1)}
    refused = desks("editor.jp").post(
        change(commitment), {**late, f"ownerships-{numbered[str(owner.pk)]}-DELETE": "on"}
    )
    assert ("Role", "(deleted)", "Supporting") in cells(refused)
    assert Ownership.objects.filter(pk=owner.pk, role="supporting").exists()
    assert step.pk


def test_what_was_typed_into_a_part_deleted_meanwhile_stands_as_a_new_row(desks: Desks, commitment: Commitment) -> None:
    owner = OwnershipFactory.create(commitment=commitment, supporting=True)
    untouched, late = (opened(desks, "editor.jp", change(commitment)) for _time in range(2))
    assert late["ownerships-2-id"] == str(owner.pk)
    desks("editor.ca").fill(change(commitment), **{"ownerships-2-DELETE": "on"})
    desks("editor.jp").post(change(commitment), {**untouched, "title_ja": "ガス"})
    commitment.refresh_from_db()
    assert (commitment.title_ja, commitment.ownerships.count()) == ("ガス", 2), (
        "who typed nothing there is not bothered"
    )

    late |= {"ownerships-2-basis": "inferred", "title_ja": "ガス"}
    refused = desks("editor.jp").post(change(commitment), late)
    assert "was deleted by" in refused.content.decode()
    assert cells(refused) == [
        ("Organization", str(owner.organization), "–"),
        ("Role", "Supporting", "–"),
        ("Basis", "Inferred from mandate", "–"),
    ]
    assert filled(refused)["ownerships-2-basis"] == "inferred"
    assert not filled(refused)["ownerships-2-id"]
    desks("editor.jp").post(change(commitment), filled(refused))
    added = commitment.ownerships.get(role="supporting")
    assert (added.organization, added.basis) == (owner.organization, "inferred")


# Other rows


def test_a_note_is_kept_from_a_second_author_sources_included(desks: Desks, commitment: Commitment) -> None:
    note = NoteFactory.create(commitment=commitment, author=desks("editor.ca").official, text_en="One ship.")
    ours, theirs = SourceFactory.create(title="Ours"), SourceFactory.create(title="Theirs")
    address = page("progressnote", "change", note.pk)
    late = opened(desks, "editor.ca", address)
    desks("approver.ca").fill(address, button="_continue", text_en="Two ships.", sources=[str(theirs.pk)])
    typed = {**late, "text_en": "Three ships.", "sources": [str(ours.pk)], "_submit": "1"}
    refused = desks("editor.ca").post(address, typed)
    assert cells(refused) == [
        ("Text (English)", "Three ships.", "Two ships."),
        ("Sources", str(ours), str(theirs)),
    ]
    note.refresh_from_db()
    assert (note.text_en, note.state, list(note.sources.all())) == ("Two ships.", NoteState.DRAFT, [theirs])


def test_a_source_deleted_meanwhile_is_said_so_with_all_that_was_typed(desks: Desks) -> None:
    source = SourceFactory.create(title="A page")
    address = page("source", "change", source.pk)
    late = opened(desks, "admin", address)
    Source.objects.get().delete()
    gone = desks("admin").post(address, {**late, "publisher": "A ministry"})
    assert gone.status_code == 410
    assert "was deleted by" in gone.content.decode()
    assert "A ministry" in gone.content.decode()


# Things done to a row


def test_a_note_that_changed_since_it_was_shown_is_not_approved_unread(desks: Desks, commitment: Commitment) -> None:
    note = submitted_note(commitment, author=desks("editor.ca").official, text_en="One ship.")
    address = page("progressnote", "approve", note.pk)
    shown = opened(desks, "approver.ca", address)
    ProgressNote.objects.get(pk=note.pk).save()  # saved, but nothing of it changed
    changed = ProgressNote.objects.get(pk=note.pk)
    changed.text_en = "Ten ships."
    changed.save()
    refused = desks("approver.ca").post(address, shown)
    html = refused.content.decode()
    assert refused.status_code == 409
    assert '<td lang="en">One ship.</td>' in html
    assert '<td lang="en">Ten ships.</td>' in html
    note.refresh_from_db()
    assert note.state == NoteState.SUBMITTED
    assert "is public" in told(desks("approver.ca").post(address, filled(refused)))


def test_a_date_moved_since_the_page_was_shown_is_not_moved_from_there(desks: Desks, commitment: Commitment) -> None:
    address = page("commitment", "move-date", commitment.pk)
    move = {"new_date": "2027-01-01", "decided_on": "2026-01-01", "reason": "Late."}
    late = opened(desks, "editor.jp", address)
    desks("editor.ca").fill(address, **move)
    refused = desks("editor.jp").post(address, {**late, **move, "new_date": "2028-01-01"})
    assert "has been moved since" in str(refused.context["form"].errors["what"])
    desks("editor.jp").post(address, {**filled(refused), "new_date": "2028-01-01"})
    assert list(commitment.date_changes.values_list("new_date__year", flat=True)) == [2027, 2028]
