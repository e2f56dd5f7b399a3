"""Writing a progress note: the prefilled form, drafts, submitting, and what the form refuses."""

from datetime import UTC, date, datetime, timedelta

import pytest

from priorities.actions.notes import approve, return_note, submit
from priorities.choices import NoteKind, NoteState, Reporter, Status
from priorities.clocks import OTTAWA, now, today
from priorities.models import Commitment, ProgressNote
from tests.admin.conftest import Desks, page, told
from tests.admin.forms import filled
from tests.factories import NoteFactory, SourceFactory, published_commitment, released_note, submitted_note

ADD = "progressnote", "add"
EVERYBODY = {"editor.ca", "approver.ca", "editor.jp", "approver.jp", "admin"}


@pytest.fixture
def commitment(db: None) -> Commitment:
    return published_commitment(title_en="LNG Canada, phase 1")


def add_page(commitment: Commitment) -> str:
    return f"{page(*ADD)}?commitment={commitment.pk}"


def errors_of(response) -> dict[str, list[str]]:
    """What the form says, by field."""
    return {name: list(messages) for name, messages in response.context["adminform"].form.errors.items()}


def test_a_commitment_leads_to_a_new_note_in_one_click(desks: Desks, commitment: Commitment) -> None:
    shown = desks("editor.ca").get(page("commitment", "change", commitment.pk))
    assert add_page(commitment) in shown.content.decode()


def test_a_new_note_begins_as_the_last_report_left_it(desks: Desks, commitment: Commitment) -> None:
    released_note(commitment, reporter=Reporter.CANADA, status=Status.FACING_CHALLENGES)
    released_note(commitment, reporter=Reporter.JAPAN, status=Status.ON_TRACK)
    form = desks("editor.jp").get(add_page(commitment)).context["adminform"].form
    assert form["commitment"].value() == str(commitment.pk)
    assert form["reporter"].value() == Reporter.JAPAN
    assert form["status"].value() == Status.ON_TRACK
    assert form["as_of"].value() == today()


def test_in_ottawa_today_is_the_day_there(desks: Desks, commitment: Commitment) -> None:
    form = desks("editor.ca").get(add_page(commitment)).context["adminform"].form
    assert form["as_of"].value() == now().astimezone(OTTAWA).date()
    assert form["reporter"].value() == Reporter.CANADA


def test_without_a_report_of_ones_side_the_shown_status_is_proposed(desks: Desks, commitment: Commitment) -> None:
    released_note(commitment, reporter=Reporter.PUBLIC_SOURCES, status=Status.NOT_STARTED)
    form = desks("editor.ca").get(add_page(commitment)).context["adminform"].form
    assert form["status"].value() == Status.NOT_STARTED


def test_a_state_that_nobody_picks_is_not_proposed(desks: Desks, commitment: Commitment) -> None:
    form = desks("editor.ca").get(add_page(commitment)).context["adminform"].form
    assert not form["status"].value()


def test_the_language_last_written_in_is_proposed(desks: Desks, commitment: Commitment) -> None:
    desk = desks("editor.ca")
    NoteFactory.create(author=desk.official, language="fr", text_fr="Fait.")
    assert desk.get(add_page(commitment)).context["adminform"].form["language"].value() == "fr"


@pytest.mark.parametrize(
    ("username", "own", "other"), [("editor.ca", "canada", "japan"), ("approver.jp", "japan", "canada")]
)
def test_the_form_offers_the_reporters_one_may_write_for(
    desks: Desks, commitment: Commitment, username: str, own: str, other: str
) -> None:
    desk = desks(username)
    choices = dict(desk.get(add_page(commitment)).context["adminform"].form.fields["reporter"].choices)
    assert {own, "joint", "public_sources"} <= set(choices)
    assert other not in choices
    refused = desk.fill(add_page(commitment), status="on_track", text_en="Done.", reporter=other)
    assert "reporter" in errors_of(refused)
    assert not ProgressNote.objects.exists()


def test_saving_keeps_a_draft_of_ones_own(desks: Desks, commitment: Commitment) -> None:
    desk, source = desks("editor.ca"), SourceFactory.create()
    saved = desk.fill(add_page(commitment), button="_continue", status="on_track", text_en="Cargo.")
    note = ProgressNote.objects.get()
    assert (note.author, note.state, note.text_en) == (desk.official, NoteState.DRAFT, "Cargo.")
    assert saved.redirect_chain[0][0].startswith(page("progressnote", "change", note.pk))
    desk.fill(page("progressnote", "change", note.pk), button="_continue", sources=[str(source.pk)])
    assert list(note.sources.all()) == [source]


def test_save_and_submit_does_both(desks: Desks, commitment: Commitment) -> None:
    response = desks("editor.ca").fill(add_page(commitment), button="_submit", status="on_track", text_en="Cargo.")
    note = ProgressNote.objects.get()
    assert note.state == NoteState.SUBMITTED
    assert "Submitted for approval." in told(response)


def test_what_submitting_refuses_is_said_beside_the_field_and_nothing_is_written(
    desks: Desks, commitment: Commitment
) -> None:
    desk = desks("editor.ca")
    without_text = desk.fill(
        add_page(commitment), button="_submit", status="on_track", language="fr", text_en="English only."
    )
    assert errors_of(without_text) == {"text_fr": ["Write the text in the language that the note is written in."]}
    tomorrow = str(today() + timedelta(days=1))
    early = desk.fill(add_page(commitment), button="_submit", status="on_track", text_en="Cargo.", as_of=tomorrow)
    assert errors_of(early) == {"as_of": ["The day that the note speaks of is after its release."]}
    assert "Cargo." in early.content.decode(), "what was typed is kept"
    assert not ProgressNote.objects.exists()


def test_a_refused_submit_of_a_saved_draft_leaves_it_as_it_was(desks: Desks, commitment: Commitment) -> None:
    desk = desks("editor.ca")
    note = NoteFactory.create(commitment=commitment, author=desk.official, text_en="First.")
    desk.fill(page("progressnote", "change", note.pk), button="_submit", text_en=" ", challenges_en="New.")
    note.refresh_from_db()
    assert (note.state, note.text_en, note.challenges_en) == (NoteState.DRAFT, "First.", "")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"status": ""}, "status"),
        ({"kind": NoteKind.NOTHING_TO_REPORT.value, "status": "on_track"}, "status"),
        ({"kind": NoteKind.WITHHELD.value, "status": ""}, "withheld_for"),
        ({"withheld_for": "A ministry", "status": "on_track"}, "withheld_for"),
        ({"as_of": "2024-02-30", "status": "on_track"}, "as_of"),
        ({"as_of": "0001-01-01", "status": "on_track"}, "as_of"),
    ],
)
def test_a_mistake_is_named_beside_its_field(
    desks: Desks, commitment: Commitment, typed: dict[str, str], field: str
) -> None:
    response = desks("editor.ca").fill(add_page(commitment), text_en="Cargo.", **typed)
    assert set(errors_of(response)) == {field}
    assert not ProgressNote.objects.exists()


def test_nothing_to_report_and_withheld_are_kinds_of_their_own(desks: Desks, commitment: Commitment) -> None:
    desk = desks("editor.ca")
    desk.fill(add_page(commitment), button="_submit", kind="nothing_to_report", status="")
    desk.fill(
        add_page(commitment), button="_submit", kind="withheld", status="", withheld_for="Defence", text_en="Security."
    )
    assert set(ProgressNote.objects.values_list("kind", "state")) == {
        ("nothing_to_report", "submitted"),
        ("withheld", "submitted"),
    }


@pytest.mark.parametrize("kind", [{"kind": "nothing_to_report"}, {"kind": "withheld", "withheld_for": "Defence"}])
def test_a_kind_without_status_drops_the_one_that_the_form_came_with(
    desks: Desks, commitment: Commitment, kind: dict[str, str]
) -> None:
    desk = desks("editor.ca")
    released_note(commitment, reporter=Reporter.CANADA, status=Status.ON_TRACK)
    drafted = NoteFactory.create(commitment=commitment, author=desk.official, status=Status.COMPLETED)
    desk.fill(add_page(commitment), button="_submit", text_en="A.", **kind)
    desk.fill(page("progressnote", "change", drafted.pk), button="_submit", text_en="A.", **kind)
    written = ProgressNote.objects.filter(author=desk.official).values_list("kind", "status", "state")
    assert list(written) == [(kind["kind"], "", NoteState.SUBMITTED)] * 2


@pytest.mark.parametrize("kind", [{"kind": "nothing_to_report"}, {"kind": "withheld", "withheld_for": "Defence"}])
def test_a_kind_without_status_contradicts_one_that_was_chosen(
    desks: Desks, commitment: Commitment, kind: dict[str, str]
) -> None:
    desk = desks("editor.ca")
    released_note(commitment, reporter=Reporter.CANADA, status=Status.ON_TRACK)
    refused = desk.fill(add_page(commitment), text_en="A.", status="completed", **kind)
    assert errors_of(refused) == {"status": ["A progress note has a status; the other kinds have none."]}
    assert not ProgressNote.objects.filter(author=desk.official).exists()


def test_a_release_time_is_given_by_the_clock_of_a_capital(desks: Desks, commitment: Commitment) -> None:
    desks("editor.ca").fill(
        add_page(commitment),
        status="on_track",
        release_at_day="2027-01-15",
        release_at_time="09:00",
        release_at_zone="Asia/Tokyo",
    )
    assert ProgressNote.objects.get().release_at == datetime(2027, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "time", "message"),
    [
        ("2027-01-15", "", "Give both the day and the time."),
        ("", "09:00", "Give both the day and the time."),
        ("2027-03-14", "02:30", "couldn’t be interpreted"),
        ("soon", "09:00", "Enter a valid date."),
        ("9999-12-31", "23:59", "The year 9999 cannot be meant."),
        ("0001-01-01", "00:00", "The year 1 cannot be meant."),
    ],
)
def test_a_release_time_that_does_not_exist_is_refused(
    desks: Desks, commitment: Commitment, day: str, time: str, message: str
) -> None:
    response = desks("editor.ca").fill(
        add_page(commitment),
        status="on_track",
        release_at_day=day,
        release_at_time=time,
        release_at_zone="America/Toronto",
    )
    assert message in errors_of(response)["release_at"][0]
    assert not ProgressNote.objects.exists()


def test_a_release_in_a_year_that_the_record_does_not_reach_is_refused_beside_its_field(
    desks: Desks, commitment: Commitment
) -> None:
    last_night = {"release_at_day": "2199-12-31", "release_at_time": "23:00", "release_at_zone": "America/Toronto"}
    refused = desks("editor.ca").fill(add_page(commitment), status="on_track", text_en="Cargo.", **last_night)
    assert errors_of(refused) == {"release_at": ["The year of the release cannot be meant."]}
    assert not ProgressNote.objects.exists()


def test_a_stored_release_time_is_shown_by_ones_own_clock_and_kept(desks: Desks, commitment: Commitment) -> None:
    desk = desks("editor.jp")
    release_at = now().replace(second=0, microsecond=0) + timedelta(days=30)
    note = NoteFactory.create(
        commitment=commitment, author=desk.official, reporter=Reporter.JAPAN.value, release_at=release_at
    )
    desk.fill(page("progressnote", "change", note.pk), button="_continue", text_en="Mended.")
    note.refresh_from_db()
    assert (note.text_en, note.release_at) == ("Mended.", release_at)


def test_the_side_of_the_author_may_go_on_writing(desks: Desks, commitment: Commitment) -> None:
    note = NoteFactory.create(commitment=commitment, author=desks("editor.ca").official)
    desks("approver.ca").fill(page("progressnote", "change", note.pk), button="_continue", text_en="Mended.")
    note.refresh_from_db()
    assert (note.text_en, note.author) == ("Mended.", desks("editor.ca").official)


def test_a_note_with_the_approvers_is_fixed_until_it_is_returned(desks: Desks, commitment: Commitment) -> None:
    desk = desks("editor.ca")
    note = submitted_note(commitment, author=desk.official)
    address = page("progressnote", "change", note.pk)
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"text_en": "Quietly changed.", "_continue": "1"}).status_code == 403
    return_note(note=note, by=desks("approver.ca").official, reason="Name the date.")
    assert "Name the date." in desk.get(address).content.decode()
    desk.fill(address, button="_submit", text_en="Changed in the open.")
    note.refresh_from_db()
    assert (note.state, note.text_en) == (NoteState.SUBMITTED, "Changed in the open.")


def test_a_draft_is_deleted_by_its_own_side_only(desks: Desks, commitment: Commitment) -> None:
    note = NoteFactory.create(commitment=commitment, author=desks("editor.ca").official, reporter=Reporter.JOINT.value)
    address = page("progressnote", "delete", note.pk)
    for username in ("editor.jp", "approver.jp", "admin"):
        desks(username).post(address, {"post": "yes"})
        assert ProgressNote.objects.filter(pk=note.pk).exists()
    desks("approver.ca").post(address, {"post": "yes"})
    assert not ProgressNote.objects.filter(pk=note.pk).exists()


def test_a_released_note_is_neither_changed_nor_deleted(desks: Desks, commitment: Commitment) -> None:
    note = released_note(commitment, text_en="As released.")
    before = ProgressNote.objects.values().get()
    typed = {"commitment": str(commitment.pk), "text_en": "Rewritten.", "status": "completed", "as_of": "2024-01-01"}
    for username in EVERYBODY:
        desk = desks(username)
        assert desk.post(page("progressnote", "change", note.pk), typed).status_code == 403
        assert desk.post(page("progressnote", "delete", note.pk), {"post": "yes"}).status_code == 403
        assert "As released." in desk.get(page("progressnote", "change", note.pk)).content.decode()
    assert ProgressNote.objects.values().get() == before


# Who sees what


@pytest.fixture
def seen(desks: Desks):
    """Whether an official finds a note in the list and can open it."""

    def is_seen(username: str, note: ProgressNote) -> bool:
        listed = desks(username).get(page("progressnote", "changelist")).context["cl"].result_list
        opened = desks(username).client.get(page("progressnote", "change", note.pk)).status_code == 200
        assert (note in listed) == opened
        return opened

    return is_seen


@pytest.mark.parametrize(
    ("reporter", "state", "seers"),
    [
        ("canada", "draft", {"editor.ca", "approver.ca"}),
        ("canada", "submitted", {"editor.ca", "approver.ca"}),
        ("canada", "embargo", {"editor.ca", "approver.ca"}),
        ("canada", "public", EVERYBODY),
        ("joint", "draft", {"editor.ca", "approver.ca"}),
        ("joint", "submitted", {"editor.ca", "approver.ca", "approver.jp"}),
        ("joint", "embargo", {"editor.ca", "approver.ca", "approver.jp"}),
        ("public_sources", "draft", {"editor.ca", "approver.ca"}),
        ("public_sources", "submitted", {"editor.ca", "approver.ca", "approver.jp"}),
        ("japan", "draft", {"editor.jp", "approver.jp"}),
        ("japan", "submitted", {"editor.jp", "approver.jp"}),
    ],
)
def test_who_sees_a_note(commitment: Commitment, seen, reporter: str, state: str, seers: set[str]) -> None:
    note = in_state(commitment, reporter, state)
    assert {username for username in EVERYBODY if seen(username, note)} == seers


def in_state(commitment: Commitment, reporter: str, state: str) -> ProgressNote:
    if state == "draft":
        note = submitted_note(commitment, reporter=reporter)
        ProgressNote.objects.filter(pk=note.pk).update(state=NoteState.DRAFT.value)
        return note
    if state == "submitted":
        return submitted_note(commitment, reporter=reporter)
    release_at = now() + timedelta(days=1) if state == "embargo" else None
    return released_note(commitment, reporter=reporter, release_at=release_at)


def test_an_embargoed_release_shows_in_no_ledger_of_the_other_side(desks: Desks, commitment: Commitment) -> None:
    released_note(commitment, release_at=now() + timedelta(days=1))

    def rows(username: str, model: str) -> int:
        count: int = desks(username).get(page(model, "changelist")).context["cl"].result_count
        return count

    assert rows("editor.ca", "journalentry") == rows("editor.jp", "journalentry") + 1
    assert rows("editor.ca", "statusperiod") == rows("editor.jp", "statusperiod") == 0


def test_what_waits_for_me_is_one_click_away(desks: Desks, commitment: Commitment) -> None:
    mine = submitted_note(commitment, author=desks("approver.ca").official)
    others = submitted_note(commitment)
    returned = submitted_note(commitment, author=desks("approver.ca").official, as_of=date(2023, 1, 1))
    return_note(note=returned, by=desks("approver.ca").official, reason="Say more.")

    def listed(work: str) -> list[ProgressNote]:
        response = desks("approver.ca").get(page("progressnote", "changelist"), my_work=work)
        return list(response.context["cl"].result_list)

    assert listed("awaiting") == [others]
    assert listed("returned") == [returned]
    assert set(listed("written")) == {mine, returned}


def test_a_note_released_while_its_form_was_open_stays_as_released(desks: Desks, commitment: Commitment) -> None:
    desk = desks("editor.ca")
    note = NoteFactory.create(commitment=commitment, author=desk.official, text_en="As approved.")
    address = page("progressnote", "change", note.pk)
    late = filled(desk.get(address), text_en="Typed too late.")
    approve(note=submit(note=note, by=desk.official), by=desks("approver.ca").official)
    assert desk.post(address, {**late, "_submit": "1"}).status_code == 403
    assert desk.post(page("progressnote", "delete", note.pk), {"post": "yes"}).status_code == 403
    note.refresh_from_db()
    assert note.text_en == "As approved."
