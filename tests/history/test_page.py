"""The history as officials read it: who, when, what, field by field; of what they may see, and nothing to change."""

import re
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from priorities.actions.dates import move_date
from priorities.models import Commitment, Organization, ProgressNote
from tests.admin.conftest import Desk, Desks, desks, page, told
from tests.admin.forms import filled
from tests.factories import (
    CommitmentFactory,
    NoteFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    SourceFactory,
    approved_by_all,
    published_commitment,
    released_note,
    submitted_note,
)

__all__ = ["desks"]


def text(response: HttpResponse) -> str:
    """What a history page says, as one line."""
    assert response.status_code == 200
    table = response.content.decode().partition('<table class="history">')[2].partition("</table>")[0]
    return re.sub(r"\s+", " ", strip_tags(table))


def history(desk: Desk, row: Any) -> Any:
    return desk.get(page(row._meta.model_name, "history", row.pk))


@pytest.fixture
def commitment(desks: Desks) -> Commitment:
    return published_commitment(title_en="Old title")


def test_an_edit_tells_who_what_was_and_what_became(desks: Desks, commitment: Commitment) -> None:
    desks("editor.ca").fill(page("commitment", "change", commitment.pk), title_en="New title", kind="ongoing")
    shown = text(history(desks("editor.jp"), commitment))
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC editor.ca Changed", shown)
    assert "Title (English) Old title → New title" in shown
    assert "Kind One-off → Open-ended" in shown
    newest = Commitment.history.filter(id=commitment.pk).first()
    assert newest.history_user == desks("editor.ca").official


def test_each_change_page_leads_to_it(desks: Desks, commitment: Commitment) -> None:
    note, source = released_note(commitment), SourceFactory.create()
    rows: list[Any] = [commitment, note, source, commitment.area, desks("editor.ca").official.organization]
    for row in rows:
        link = f'href="{page(row._meta.model_name, "history", row.pk)}"'
        assert link in desks("admin").get(page(row._meta.model_name, "change", row.pk)).content.decode()
        assert history(desks("admin"), row).status_code == 200
    official = desks("editor.ca").official
    assert history(desks("admin"), official).status_code == 200


def test_parts_are_told_on_their_commitment_s_page(desks: Desks, commitment: Commitment) -> None:
    desk, url = desks("editor.ca"), page("commitment", "change", commitment.pk)
    body = OrganizationFactory.create(code="NEWBODY", name_en="New body")
    values = {
        "ownerships-TOTAL_FORMS": "3", "ownerships-2-organization": str(body.pk), "ownerships-2-role": "supporting",
        "ownerships-2-basis": "stated", "ownerships-2-commitment": str(commitment.pk), "ownerships-2-id": "",
    }  # fmt: skip
    desk.post(url, {**filled(desk.get(url)), **values, "_save": "1"})
    assert "Owner New body (NEWBODY): Added" in text(history(desk, commitment))
    last = commitment.ownerships.get(organization=body)
    shown = filled(desk.get(url))
    prefix = next(
        name[: -len("-id")] for name, value in shown.items() if value == str(last.pk) and name.endswith("-id")
    )
    desk.post(url, {**shown, f"{prefix}-DELETE": "on", "_save": "1"})
    assert "Owner New body (NEWBODY): Deleted" in text(history(desk, commitment))


def test_a_save_with_its_sources_is_one_entry(desks: Desks, commitment: Commitment) -> None:
    desk, source = desks("editor.ca"), SourceFactory.create(title="The report")
    url = f"{page('progressnote', 'add')}?commitment={commitment.pk}"
    desk.fill(url, status="on_track", text_en="What was done.", sources=[str(source.pk)])
    note = ProgressNote.objects.get(commitment=commitment)
    assert ProgressNote.history.filter(id=note.pk).count() == 1
    assert "Sources – → The report" in text(history(desk, note))


def test_actions_on_many_rows_are_told_one_by_one(desks: Desks, commitment: Commitment) -> None:
    desk = desks("editor.ca")
    drafts = [NoteFactory.create(commitment=commitment, author=desk.official) for _ in range(2)]
    chosen = {"action": "submit_chosen", "_selected_action": [str(note.pk) for note in drafts]}
    assert "2 notes submitted" in told(desk.post(page("progressnote", "changelist"), chosen))
    for note in drafts:
        assert "State Draft → Submitted" in text(history(desk, note))
        assert ProgressNote.history.filter(id=note.pk).first().history_user == desk.official


def test_roles_given_and_taken_are_told_to_administrators_only(desks: Desks) -> None:
    official = OfficialFactory.create(editor=True)
    approver = desks("admin").get(page("official", "change", official.pk)).context["adminform"].form.fields["groups"]
    group = approver.queryset.get(name="approver")
    desks("admin").fill(page("official", "change", official.pk), groups=[str(group.pk)])
    shown = text(history(desks("admin"), official))
    assert "admin Changed" in shown
    assert "→ approver" in shown
    assert history(desks("approver.ca"), official).status_code == 403


def test_drafts_of_the_other_side_have_no_history_for_this_one(desks: Desks, commitment: Commitment) -> None:
    draft = NoteFactory.create(commitment=commitment, author=desks("editor.ca").official, text_en="Between us.")
    for username in ("editor.jp", "approver.jp"):
        answer = desks(username).client.get(page("progressnote", "history", draft.pk), follow=True)
        assert "Between us." not in answer.content.decode()
        assert answer.redirect_chain or answer.status_code in {403, 404}


def test_what_a_released_note_was_as_a_draft_stays_with_its_side(desks: Desks, commitment: Commitment) -> None:
    draft = NoteFactory.create(commitment=commitment, author=desks("editor.ca").official, text_en="Between us.")
    desks("editor.ca").fill(page("progressnote", "change", draft.pk), text_en="For all.", button="_submit")
    approved_by_all(ProgressNote.objects.get(pk=draft.pk))
    own, other = text(history(desks("approver.ca"), draft)), text(history(desks("approver.jp"), draft))
    assert "Text (English) Between us. → For all." in own
    assert "Between us." not in other
    assert "For all." in other


def test_an_approver_of_the_other_side_sees_what_was_handed_to_them(desks: Desks, commitment: Commitment) -> None:
    joint = submitted_note(commitment, reporter="joint", text_en="Handed over.")
    assert "Handed over." in text(history(desks("approver.jp"), joint))
    assert "Draft" not in text(history(desks("approver.jp"), joint)).replace("State – → Submitted", "")


def test_nothing_of_it_can_be_changed(desks: Desks, commitment: Commitment) -> None:
    desk, url = desks("admin"), page("commitment", "history", commitment.pk)
    before = Commitment.history.count()
    desk.post(url, {"title_en": "Forged"})
    assert Commitment.history.count() == before
    commitment.refresh_from_db()
    assert commitment.title_en == "Old title"
    assert desk.get(f"{url}1/").status_code in {302, 404}
    shown = desk.get(url).content.decode().partition('<div id="content-main">')[2]
    assert "<form" not in shown
    assert "<input" not in shown
    assert not [
        model for model in apps.get_models() if "Historical" in model.__name__ and admin.site.is_registered(model)
    ]


def test_it_asks_as_many_queries_for_many_entries_as_for_few(desks: Desks, commitment: Commitment) -> None:
    desk = desks("editor.ca")

    def queries() -> int:
        history(desk, commitment)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            history(desk, commitment)
        return len(asked)

    few = queries()
    for number in range(6):
        commitment.title_en = f"Title {number}"
        commitment.save()
        OwnershipFactory.create(commitment=commitment, organization=OrganizationFactory.create())
    assert queries() == few


def test_it_comes_in_pages(desks: Desks) -> None:
    body = OrganizationFactory.create()
    for number in range(59):
        body.name_en = f"Name {number}"
        body.save()
    desk, url = desks("admin"), page("organization", "history", body.pk)
    first, last = desk.get(url), desk.get(url, p="2")
    assert "60 saves" in text(first)
    assert "Name 57 → Name 58" in text(first)
    assert "Older" in first.content.decode()
    assert "Name 7 → Name 8" in text(last)
    assert Organization.history.filter(id=body.pk).count() == 60


def test_rows_that_are_gone_are_named_so(desks: Desks) -> None:
    commitment, source = CommitmentFactory.create(), SourceFactory.create()
    provision = commitment.provisions.create(source=source, locator="p. 1")
    provision.delete()
    source.delete()
    assert "deleted since" in text(history(desks("admin"), commitment))


def test_it_keeps_the_strict_policy(desks: Desks, commitment: Commitment) -> None:
    shown = history(desks("editor.ca"), commitment)
    assert "unsafe" not in shown.headers["Content-Security-Policy"]
    assert " style=" not in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]


def test_it_says_so_where_there_is_nothing(desks: Desks) -> None:
    body = OrganizationFactory.create()
    Organization.history.all().delete()
    assert "Nothing that you may see here" in history(desks("admin"), body).content.decode()


def test_a_move_of_a_date_has_the_admin_s_own_log(desks: Desks, commitment: Commitment) -> None:
    change = move_date(
        commitment=commitment, new_date=date(2030, 1, 1), reason="Agreed.", agreed_by="canada",
        by=desks("editor.ca").official,
    )  # fmt: skip
    assert history(desks("editor.ca"), change).status_code == 200
