"""The starting record: everything in the files arrives, under the rules that the files promise."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.db import models

from priorities.choices import HeadlineStatus, Reliability, Reporter
from priorities.clocks import Clocks
from priorities.loading import load
from priorities.models import (
    Commitment,
    Document,
    JournalEntry,
    Milestone,
    Official,
    Organization,
    Ownership,
    PriorityArea,
    ProgressNote,
    Provision,
    Source,
)

FIXTURES = settings.BASE_DIR / "fixtures"


def read(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((FIXTURES / name).read_text(encoding="utf-8")))


def commitments_in_files() -> list[dict[str, Any]]:
    return [
        entry
        for path in sorted((FIXTURES / "commitments").glob("*.yaml"))
        for entry in read(f"commitments/{path.name}")
    ]


def as_now() -> dict[str, Commitment]:
    now = Clocks.at()
    rows = Commitment.objects.public(now.known_at).as_of(on=now.on, known_at=now.known_at)
    return {row.code: row for row in rows}


def row_counts() -> dict[str, int]:
    """How many rows each table holds, links between rows included."""
    models_of_app = apps.get_app_config("priorities").get_models(include_auto_created=True)
    return {model.__name__: model._default_manager.count() for model in models_of_app}


def test_every_entry_of_the_files_is_loaded(record: None) -> None:
    commitments = commitments_in_files()
    expected: dict[type[models.Model], int] = {
        PriorityArea: len(read("areas.yaml")),
        Organization: len(read("organizations.yaml")),
        Document: len(read("documents.yaml")),
        Source: len(read("sources.yaml")),
        Commitment: len(commitments),
        Ownership: sum(len(entry["owners"]) for entry in commitments),
        Provision: sum(len(entry["provisions"]) for entry in commitments),
        Milestone: sum(len(entry.get("milestones", [])) for entry in commitments),
        ProgressNote: sum(len(entry.get("notes", [])) for entry in commitments),
    }
    assert {model: model._default_manager.count() for model in expected} == expected
    assert expected[PriorityArea] == 6
    assert expected[Commitment] == 45


def test_headlines_are_those_of_the_newest_note_in_the_files(record: None) -> None:
    rows = as_now()
    for entry in commitments_in_files():
        newest = entry["notes"][-1] if "notes" in entry else {}
        shown = rows[entry["code"]]
        assert shown.status == newest.get("status", "no_report"), entry["code"]
        assert shown.status_as_of == (date.fromisoformat(newest["as_of"]) if newest else None), entry["code"]


def test_commitments_without_a_supported_status_show_no_report(record: None) -> None:
    without = {code for code, row in as_now().items() if row.status == HeadlineStatus.NO_REPORT}
    assert without == {"RL-12", "PK-07", "FT-10"}


def test_no_government_is_said_to_have_reported(record: None) -> None:
    assert set(ProgressNote.objects.values_list("reporter", flat=True)) == {Reporter.PUBLIC_SOURCES.value}
    assert {row.basis for row in as_now().values()} == {"public_sources", ""}


def test_no_note_rests_on_weak_sources_alone(record: None) -> None:
    for note in ProgressNote.objects.prefetch_related("sources"):
        grades = {source.reliability for source in note.sources.all()}
        assert grades, note
        assert grades != {Reliability.D.value}, note


def test_notes_on_secondary_sources_alone_are_marked(record: None) -> None:
    note = ProgressNote.objects.get(commitment__code="ES-01", as_of="2025-06-22")
    assert note.is_secondary
    assert not ProgressNote.objects.get(commitment__code="ES-01", as_of="2025-12-01").is_secondary


def test_inferred_dates_say_how_they_are_known(record: None) -> None:
    entries = {
        (entry["code"], note["as_of"]): note for entry in commitments_in_files() for note in entry.get("notes", [])
    }
    inferred = {key for key, note in entries.items() if "date_basis" in note}
    stored = ProgressNote.objects.exclude(date_basis_en="").values_list("commitment__code", "as_of")
    assert {(code, day.isoformat()) for code, day in stored} == inferred
    assert len(inferred) > 5


def test_lng_canada_was_on_track_at_the_start_of_2024(record: None) -> None:
    then = Clocks.at(on=date(2024, 1, 1))
    row = Commitment.objects.as_of(on=then.on, known_at=then.known_at).get(code="ES-01")
    assert (row.status, row.status_as_of) == ("on_track", date(2018, 10, 2))
    assert as_now()["ES-01"].status == "completed"


def test_the_tracker_said_nothing_before_it_was_loaded(record: None) -> None:
    before = datetime.now(UTC) - timedelta(hours=1)
    assert not Commitment.objects.public(before).exists()
    assert not ProgressNote.objects.public(before).exists()


def test_the_acsa_states_no_day_of_entry_into_force(record: None) -> None:
    step = Milestone.objects.get(commitment__code="PK-01", title_en="In force")
    assert step.reached_on is None
    assert "2019" not in step.date_basis_en + step.date_basis_fr + step.date_basis_ja


def test_every_public_row_is_in_the_journal(record: None) -> None:
    kinds = list(JournalEntry.objects.values_list("kind", flat=True))
    assert kinds.count("commitment_added") == Commitment.objects.count()
    assert kinds.count("milestone_added") == Milestone.objects.count()
    assert kinds.count("note_released") == ProgressNote.objects.count()


def test_loading_twice_changes_nothing(record: None) -> None:
    counts, head = row_counts(), JournalEntry.objects.head()
    assert str(load(FIXTURES)) == ""
    assert row_counts() == counts
    assert JournalEntry.objects.head() == head


def test_loading_leaves_what_officials_changed(record: None) -> None:
    Organization.objects.filter(code="GAC").update(acronym_en="by an official")
    load(FIXTURES)
    assert Organization.objects.get(code="GAC").acronym_en == "by an official"


def test_nobody_can_sign_in_as_the_keepers_of_the_record(record: None) -> None:
    keepers = Official.objects.filter(username__startswith="record.")
    assert {keeper.username for keeper in keepers} == {"record.author", "record.reviewer"}
    assert not any(keeper.has_usable_password() or keeper.is_staff for keeper in keepers)
