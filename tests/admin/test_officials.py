"""Keeping officials: administrators only."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from priorities.choices import Role
from priorities.models import Official
from tests.admin.conftest import Desks, page
from tests.factories import OfficialFactory, OrganizationFactory

PASSWORD = "seventeen wet sails"


def group(role: Role) -> str:
    return str(Group.objects.get(name=role.value).pk)


def add(desks: Desks, **values: Any):
    return desks("admin").fill(
        page("official", "add"), username="new.person", password1=PASSWORD, password2=PASSWORD, **values
    )


@pytest.mark.parametrize("username", ["editor.ca", "approver.ca", "editor.jp", "approver.jp"])
def test_only_administrators_keep_officials(desks: Desks, username: str) -> None:
    desk, other = desks(username), OfficialFactory.create()
    for address in (
        page("official", "changelist"),
        page("official", "add"),
        page("official", "change", other.pk),
        f"{page('official', 'changelist')}{other.pk}/password/",
    ):
        assert desk.get(address).status_code == 403
        assert desk.post(address, {"username": "changed"}).status_code == 403
    assert "officials" not in desk.get("/admin/").content.decode().lower()


def test_an_administrator_adds_an_official_who_can_sign_in(desks: Desks) -> None:
    add(desks, organization=str(OrganizationFactory.create().pk), groups=[group(Role.EDITOR)])
    official = Official.objects.get(username="new.person")
    assert (official.is_staff, official.is_superuser, set(official.roles)) == (True, False, {"editor"})
    visitor = Client()
    visitor.post("/admin/login/", {"username": "new.person", "password": PASSWORD})
    assert visitor.get("/admin/").status_code == 200


@pytest.mark.parametrize("role", [Role.EDITOR, Role.APPROVER])
def test_writers_need_an_organization(desks: Desks, role: Role) -> None:
    refused = add(desks, groups=[group(role)])
    assert "organization" in refused.context["adminform"].form.errors
    assert not Official.objects.filter(username="new.person").exists()


def test_an_administrator_needs_no_organization(desks: Desks) -> None:
    add(desks, groups=[group(Role.ADMINISTRATOR)])
    assert Official.objects.get(username="new.person").is_staff


def test_who_loses_every_role_loses_the_admin(desks: Desks) -> None:
    official = OfficialFactory.create(editor=True)
    desks("admin").fill(page("official", "change", official.pk), groups=[])
    official.refresh_from_db()
    assert not official.is_staff


def test_a_closed_account_may_lack_an_organization(desks: Desks) -> None:
    official = OfficialFactory.create(editor=True, organization=None)
    values = desks("admin").fill(page("official", "change", official.pk), first_name="Kei")
    assert "organization" in values.context["adminform"].form.errors
    desks("admin").fill(page("official", "change", official.pk), is_active=[])
    official.refresh_from_db()
    assert not official.is_active


@pytest.mark.parametrize(("change", "field"), [({"groups": []}, "groups"), ({"is_active": []}, "is_active")])
def test_administrators_do_not_lock_themselves_out(desks: Desks, change: dict, field: str) -> None:
    own = desks("admin").official
    refused = desks("admin").fill(page("official", "change", own.pk), **change)
    assert field in refused.context["adminform"].form.errors
    own.refresh_from_db()
    assert own.is_active
    assert own.groups.exists()


def test_nobody_is_made_a_superuser_here(desks: Desks) -> None:
    official = OfficialFactory.create(editor=True)
    page_of = page("official", "change", official.pk)
    assert "is_superuser" not in desks("admin").get(page_of).content.decode()
    desks("admin").fill(page_of)
    desks("admin").post(page_of, {"username": official.username, "is_superuser": "on", "is_staff": "on"})
    official.refresh_from_db()
    assert not official.is_superuser


def test_a_superusers_account_is_above_administrators(desks: Desks) -> None:
    superuser = OfficialFactory.create(is_superuser=True, is_staff=True)
    assert desks("admin").post(page("official", "change", superuser.pk), {"username": "mine"}).status_code == 403
    password = f"{page('official', 'changelist')}{superuser.pk}/password/"
    assert desks("admin").get(password).status_code == 403


def test_a_superuser_appoints_the_first_administrator(db: None, client: Client) -> None:
    client.force_login(OfficialFactory.create(is_superuser=True, is_staff=True))
    assert client.get(page("official", "add")).status_code == 200


def test_officials_are_closed_not_deleted(desks: Desks) -> None:
    official = OfficialFactory.create()
    assert desks("admin").post(page("official", "delete", official.pk), {"post": "yes"}).status_code == 403


def test_a_short_password_is_refused(desks: Desks) -> None:
    refused = desks("admin").fill(
        page("official", "add"), username="new.person", password1="too short", password2="too short"
    )
    assert not Official.objects.filter(username="new.person").exists()
    assert "at least 15 characters" in refused.content.decode()
