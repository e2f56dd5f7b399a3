"""What loading refuses."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from priorities.loading import WrongEntry, load
from priorities.models import Commitment, JournalEntry

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
