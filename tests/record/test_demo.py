"""The demonstration officials that `load_record --demo` makes."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from priorities.models import Official


def test_demo_officials_share_one_password_that_is_shown_once(record: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FIP_DEMO_PASSWORD", raising=False)
    first, second = StringIO(), StringIO()
    call_command("load_record", demo=True, stdout=first)
    call_command("load_record", demo=True, stdout=second)
    password = first.getvalue().split("with the password ")[1].split()[0]
    for username in ("editor.ca", "approver.ca", "editor.jp", "approver.jp", "admin"):
        assert Official.objects.get(username=username).check_password(password)
    assert password not in second.getvalue()


def test_a_demo_password_from_outside_is_honoured_and_not_printed(
    record: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIP_DEMO_PASSWORD", "a password of one's own")
    output = StringIO()
    call_command("load_record", demo=True, stdout=output)
    assert Official.objects.get(username="editor.jp").check_password("a password of one's own")
    assert "a password of one's own" not in output.getvalue()


def test_demo_officials_are_never_made_on_a_public_site(record: None, settings: Any) -> None:
    settings.BASE_URL = "https://tracker.example.org"
    with pytest.raises(CommandError, match=r"own machine only, not for https://tracker\.example\.org"):
        call_command("load_record", demo=True)
    assert not Official.objects.exclude(username__startswith="record.").exists()
