"""What `load_record` refuses, and the demonstration officials."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from priorities.loading import WrongEntry, load
from priorities.models import Commitment, JournalEntry, Official

FIXTURES = settings.BASE_DIR / "fixtures"


def copy_of_fixtures(folder: Path, code: str, **changes: Any) -> Path:
    """The reference files, and one commitment with some of its values replaced."""
    for name in ("areas.yaml", "organizations.yaml", "documents.yaml", "sources.yaml"):
        (folder / name).write_bytes((FIXTURES / name).read_bytes())
    area_file = FIXTURES / "commitments" / f"{code[:2]}.yaml"
    entry = next(entry for entry in yaml.safe_load(area_file.read_text(encoding="utf-8")) if entry["code"] == code)
    (folder / "commitments").mkdir()
    (folder / "commitments" / "one.yaml").write_text(yaml.safe_dump([{**entry, **changes}], allow_unicode=True))
    return folder


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "sometimes"}, "sometimes"),
        ({"target_date": "soon"}, "soon"),
        ({"target_date": "1999-01-01"}, "commitment_dates_in_order"),
        ({"owners": [{"organization": "NOBODY", "role": "lead", "basis": "stated"}]}, "Organization"),
        ({"notes": [{"as_of": "2999-01-01", "status": "on_track", "text": {"en": "x"}}]}, "after its release"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_entry_is_named_and_nothing_of_it_is_loaded(
    db: None, tmp_path: Path, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(WrongEntry, match=f"commitment ES-01: .*{reason}"):
        load(copy_of_fixtures(tmp_path, "ES-01", **changes))
    assert not Commitment.objects.exists()
    assert not JournalEntry.objects.exists()


def test_demo_officials_share_one_password_that_is_shown_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FIP_DEMO_PASSWORD", raising=False)
    first, second = StringIO(), StringIO()
    call_command("load_record", demo=True, stdout=first)
    call_command("load_record", demo=True, stdout=second)
    password = first.getvalue().split("with the password ")[1].split()[0]
    for username in ("editor.ca", "approver.ca", "editor.jp", "approver.jp", "admin"):
        assert Official.objects.get(username=username).check_password(password)
    assert password not in second.getvalue()


def test_a_demo_password_from_outside_is_honoured_and_not_printed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIP_DEMO_PASSWORD", "a password of one's own")
    output = StringIO()
    call_command("load_record", demo=True, stdout=output)
    assert Official.objects.get(username="editor.jp").check_password("a password of one's own")
    assert "a password of one's own" not in output.getvalue()


def test_demo_officials_are_never_made_on_a_public_site(db: None, settings: Any) -> None:
    settings.BASE_URL = "https://tracker.example.org"
    with pytest.raises(CommandError, match=r"own machine only, not for https://tracker\.example\.org"):
        call_command("load_record", demo=True)
    assert not Official.objects.exists()
