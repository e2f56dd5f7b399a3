"""What a released version wrote is read, proved and guarded by this one."""

from pathlib import Path

import pytest

from tests.databases import fresh_database
from tests.reliability.releases import RELEASES
from tests.reliability.tracker import RECORD, Tracker

NEEDS = """
import pickle
from pathlib import Path
from tests.reliability.releases import begin_at, keep, passed

def public_files(moment):
    names = ["commitments", "progress-notes", "status-periods", "milestones", "date-changes", "sources"]
    then = [file(f"{name}.csv?known_at={moment}") for name in ("commitments", "milestones")]
    return [file(f"{name}.csv") for name in names] + [file("journal.jsonl")] + then
"""
# Of everything that is fixed, one: a correction, a withdrawal, a joint note, a moved date, a source, a mended day.
MAKE = """
from datetime import date
from django.db import transaction
from priorities.actions import dates, notes
from priorities.actions.commitments import Rewording, save_milestone
from tests.factories import MilestoneFactory
commitment = Commitment.objects.get(code="ES-90")
first = released_note(commitment, sources=[SourceFactory.create()])
released_correction(first, text_en="What was really done.")
joint = released_note(commitment, reporter="joint")
notes.withdraw(note=joint, by=OfficialFactory.create(approver=True), reason="Too soon.")
by = OfficialFactory.create(editor=True)
dates.move_date(commitment=commitment, new_date=date(2027, 1, 1), reason="Ice.", agreed_by="canada", by=by)
step = MilestoneFactory.build(commitment=commitment)
for day in (1, 2):
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    with transaction.atomic():
        rewording = Rewording(commitment)
        step.reached_on = date(2024, 1, day)
        save_milestone(milestone=step)
        rewording.record(by=by)
keep(Path(r"{rows}"))
Path(r"{files}").write_bytes(pickle.dumps((moment, public_files(moment))))
print("head:", told("journal_head"))
"""
UPGRADE = """
begin_at("{release}", Path(r"{rows}"))
print(told("migrate", "--verbosity", "0"))
print(told("verify_record"))
print("head:", told("journal_head"))
moment, files = pickle.loads(Path(r"{files}").read_bytes())
print("files unchanged:", public_files(moment) == files)
print("then:", file(f"milestones.csv?known_at={{moment}}"))
print("rewritten:", passed())
released_note(Commitment.objects.get(code="ES-90"), reporter="japan")
print("after another note:", told("verify_record"))
"""


@pytest.mark.parametrize("release", RELEASES)
def test_a_record_of_a_release_is_whole_and_guarded_after_the_upgrade(
    tracker: Tracker, tmp_path: Path, release: str
) -> None:
    names = {"rows": tmp_path / "rows", "files": tmp_path / "files", "release": release}
    with fresh_database(tmp_path, "released") as other:
        made = tracker.python(RECORD + NEEDS + MAKE.format(**names))
        upgraded = tracker.on(other).python(NEEDS + UPGRADE.format(**names))
    assert made.partition("head: ")[2].split()[0] in upgraded.partition("head: ")[2]
    assert "files unchanged: True" in upgraded
    assert "2024-01-01" in upgraded.partition("then: ")[2].splitlines()[0]
    assert "rewritten: []" in upgraded
    assert upgraded.count("The record verifies") == 2
