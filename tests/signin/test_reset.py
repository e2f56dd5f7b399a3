"""An official who has lost their device: an administrator resets it, and that leaves a trace."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from priorities.actions import errors, second_factor
from priorities.choices import SecondFactorChange
from priorities.clocks import now
from priorities.models import Official, SecondFactorEvent
from tests.factories import OfficialFactory
from tests.signin.conftest import EVERY_ROLE, HOME, SECOND_STEP, SECURITY, Visitor, Visitors

REASON = "Phone lost on the train; called back on the number in the directory."


@pytest.fixture
def administrator(visitors: Visitors) -> Visitor:
    visitor = visitors(administrator=True)
    visitor.sign_in()
    return visitor


def reset_url(official: Official) -> str:
    return reverse("admin:priorities_official_reset-second-factor", args=[official.pk])


def change_url(official: Official) -> str:
    return reverse("admin:priorities_official_change", args=[official.pk])


def test_a_reset_lets_the_official_set_up_anew(administrator: Visitor, equipped: Visitor, settings) -> None:
    settings.FIP_SECOND_FACTOR_ROLES = frozenset({"editor"})
    assert "Reset second factor" in administrator.get(change_url(equipped.official)).content.decode()
    asked = administrator.get(reset_url(equipped.official))
    assert "calling them on a number that you know" in asked.content.decode()
    assert equipped.app is not None
    done = administrator.post(reset_url(equipped.official), reason=REASON)
    assert done.headers["Location"] == change_url(equipped.official)
    assert not second_factor.has_anything(equipped.official)
    equipped.sign_in()
    assert equipped.get(HOME).headers["Location"].startswith(SECURITY)
    assert len(equipped.set_up_app()) == 10
    assert equipped.gets_in()


def test_a_reset_leaves_a_trace_in_log_history_and_admin(administrator: Visitor, equipped: Visitor) -> None:
    administrator.post(reset_url(equipped.official), reason=REASON)
    event = SecondFactorEvent.objects.get(change=SecondFactorChange.RESET.value)
    assert (event.official, event.by, event.reason) == (equipped.official, administrator.official, REASON)
    state = Official.history.filter(id=equipped.official.pk).first()
    assert (state.history_user, state.history_change_reason) == (administrator.official, REASON)
    assert state.second_factor_reset_at is not None
    assert LogEntry.objects.filter(user=administrator.official, object_id=str(equipped.official.pk)).exists()
    for url in (
        reverse("admin:priorities_secondfactorevent_changelist"),
        reverse("admin:priorities_official_history", args=[equipped.official.pk]),
    ):
        assert REASON in administrator.get(url).content.decode()
    equipped.sign_in()
    assert REASON in equipped.get(SECURITY).content.decode()


def test_a_reset_ends_the_sessions_of_the_official_and_of_nobody_else(
    administrator: Visitor, visitors: Visitors
) -> None:
    visitor = visitors()
    visitor.sign_in()
    visitor.set_up_app()
    assert visitor.gets_in()
    administrator.post(reset_url(visitor.official), reason=REASON)
    assert not visitor.gets_in()
    assert administrator.gets_in()


def test_a_reset_needs_a_reason(administrator: Visitor, equipped: Visitor) -> None:
    for reason in ("", "   "):
        refused = administrator.post(reset_url(equipped.official), reason=reason)
        assert refused.context["form"].errors["reason"]
    assert equipped.app is not None
    with pytest.raises(errors.ReasonMissing):
        second_factor.reset(official=equipped.official, by=administrator.official, reason=" ")
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondFactorEvent.objects.create(
            official=equipped.official, by=administrator.official, change="reset", happened_at=now()
        )


@pytest.mark.parametrize("role", ["editor", "approver"])
def test_only_administrators_reset(visitors: Visitors, equipped: Visitor, role: str) -> None:
    visitor = visitors(**{role: True})
    visitor.sign_in()
    assert visitor.get(reset_url(equipped.official)).status_code == 403
    assert visitor.post(reset_url(equipped.official), reason=REASON).status_code == 403
    with pytest.raises(errors.NotYourRole):
        second_factor.reset(official=equipped.official, by=visitor.official, reason=REASON)
    assert equipped.app is not None
    assert visitor.get(reverse("admin:priorities_secondfactorevent_changelist")).status_code == 403


def test_a_superuser_s_second_factor_is_above_administrators(administrator: Visitor, db: None) -> None:
    superuser = OfficialFactory.create(is_superuser=True, is_staff=True)
    TOTPDevice.objects.create(user=superuser, name="app")
    assert administrator.post(reset_url(superuser), reason=REASON).status_code == 403
    assert second_factor.has_second_factor(superuser)


def test_nobody_resets_their_own(administrator: Visitor) -> None:
    administrator.set_up_app()
    assert administrator.post(reset_url(administrator.official), reason=REASON).status_code == 403
    assert administrator.app is not None


def test_there_must_be_something_to_reset(administrator: Visitor, visitors: Visitors) -> None:
    official = visitors().official
    assert "Reset second factor" not in administrator.get(change_url(official)).content.decode()
    assert administrator.post(reset_url(official), reason=REASON).status_code == 403
    assert not SecondFactorEvent.objects.exists()


def test_a_reset_account_waits_at_no_old_second_step(administrator: Visitor, equipped: Visitor, settings) -> None:
    """Who stood at the second step with a stolen password is thrown out, not let in."""
    settings.FIP_SECOND_FACTOR_ROLES = EVERY_ROLE
    administrator.set_up_app()
    equipped.sign_in()
    assert equipped.get(SECOND_STEP).status_code == 200
    administrator.post(reset_url(equipped.official), reason=REASON)
    assert equipped.get(HOME).headers["Location"].startswith("/admin/login/")


def test_the_log_is_read_only(administrator: Visitor, equipped: Visitor) -> None:
    event = SecondFactorEvent.objects.first()
    assert event
    url = reverse("admin:priorities_secondfactorevent_change", args=[event.pk])
    assert administrator.get(url).status_code == 200
    assert administrator.post(url, reason="x").status_code == 403
    assert administrator.get(reverse("admin:priorities_secondfactorevent_add")).status_code == 403
    assert administrator.post(reverse("admin:priorities_secondfactorevent_delete", args=[event.pk])).status_code == 403
