"""Loading the starting record from `fixtures/`, through the same actions that officials use.

Loading adds what is missing and never touches what is there: officials may have changed it since.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.contrib.auth.models import Group
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction

from priorities.actions.commitments import publish, save_milestone
from priorities.actions.errors import RuleBroken
from priorities.actions.notes import approve, submit
from priorities.choices import Reporter, Role
from priorities.models import (
    Commitment,
    Document,
    Milestone,
    Official,
    Organization,
    Ownership,
    PriorityArea,
    ProgressNote,
    Provision,
    Source,
)
from priorities.models.history import in_history, recorded_once

# The same safe loader, written in C where libyaml came with the package: a sixth of the whole load.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Row = TypeVar("Row", bound=models.Model)
Entry = dict[str, Any]
Watch = Callable[[Iterable[Entry]], Iterable[Entry]]

REFERENCE: list[tuple[type[models.Model], str]] = [
    (Source, "sources.yaml"),
    (Organization, "organizations.yaml"),
    (PriorityArea, "areas.yaml"),
    (Document, "documents.yaml"),
]
DAYS = {"date", "published", "start_date", "target_date", "due", "reached_on", "as_of"}
RENAMED = {"target_date": "original_target_date", "due": "original_due_date"}


class WrongEntry(Exception):  # noqa: N818 - names what was found
    """An entry of a file cannot be loaded; the message names the file, the entry and the reason."""


@dataclass
class Loaded:
    """How many rows of each kind were added."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, model: type[models.Model], number: int = 1) -> None:
        self.counts[str(model._meta.verbose_name_plural)] += number

    def __str__(self) -> str:
        return ", ".join(f"{number} {name}" for name, number in self.counts.items() if number)


@dataclass(frozen=True)
class Keepers:
    """The two accounts that enter the starting record: one writes, the other approves. Neither can sign in."""

    author: Official
    reviewer: Official


def load(folder: Path, *, watch: Watch = iter) -> Loaded:
    """Load the files of a folder; `watch` may show progress over the commitments. Raises WrongEntry."""
    loaded = Loaded()
    with transaction.atomic(), _in_history():
        _load_reference(folder, loaded)
        keepers = Keepers(
            _keeper("record.author", Role.EDITOR, Role.ADMINISTRATOR), _keeper("record.reviewer", Role.APPROVER)
        )
    entries = [entry for path in sorted((folder / "commitments").glob("*.yaml")) for entry in _read(path)]
    present = set(Commitment.objects.values_list("code", flat=True))
    for entry in watch([entry for entry in entries if entry["code"] not in present]):
        _load_commitment(entry, keepers, loaded)
    return loaded


def load_reference(folder: Path) -> Loaded:
    """Load what commitments rest on, and no commitment: sources, organizations, areas, documents. Raises WrongEntry."""
    loaded = Loaded()
    with transaction.atomic(), _in_history():
        _load_reference(folder, loaded)
    return loaded


def _load_reference(folder: Path, loaded: Loaded) -> None:
    for model, name in REFERENCE:
        present = set(model._default_manager.values_list("code", flat=True))
        for entry in _read(folder / name):
            if entry["code"] not in present:
                with _naming(f"{name}, {entry['code']}"):
                    _create(model, entry)
                loaded.add(model)


def _load_commitment(entry: Entry, keepers: Keepers, loaded: Loaded) -> None:
    """One commitment with everything below it, in one transaction: an interrupted load goes on where it stopped."""
    with transaction.atomic(), _in_history(keepers.author):
        _load_all_of(entry, keepers, loaded)


def _load_all_of(entry: Entry, keepers: Keepers, loaded: Loaded) -> None:
    below = {name: entry.get(name, []) for name in ("owners", "provisions", "milestones", "notes")}
    own = {name: value for name, value in entry.items() if name not in below}
    with _naming(f"commitment {entry['code']}"):
        commitment = _create(Commitment, {**own, "area": PriorityArea.objects.get(code=entry["area"])})
        for owner in below["owners"]:
            organization = Organization.objects.get(code=owner["organization"])
            _create(Ownership, {**owner, "organization": organization, "commitment": commitment})
        for provision in below["provisions"]:
            _create(Provision, {**_resolved(provision), "commitment": commitment})
        for number, milestone in enumerate(below["milestones"], start=1):
            _load_milestone(commitment, number, milestone)
        publish(commitment=commitment, by=keepers.author)
        for note in below["notes"]:
            _load_note(commitment, note, keepers)
    for model, name in ((Commitment, None), (Milestone, "milestones"), (ProgressNote, "notes")):
        loaded.add(model, len(below[name]) if name else 1)


def _load_milestone(commitment: Commitment, number: int, entry: Entry) -> None:
    columns, sources = _columns(entry)
    milestone = Milestone(commitment=commitment, number=number, **columns)
    save_milestone(milestone=milestone)
    milestone.sources.set(_sources(sources))


def _load_note(commitment: Commitment, entry: Entry, keepers: Keepers) -> None:
    """A note compiled from public sources: no government reported it, and it never says so."""
    note = _create(
        ProgressNote,
        {**entry, "commitment": commitment, "reporter": Reporter.PUBLIC_SOURCES.value, "author": keepers.author},
    )
    approve(note=submit(note=note, by=keepers.author), by=keepers.reviewer)


def _create(model: type[Row], entry: Entry) -> Row:
    columns, sources = _columns(entry)
    row = model(**columns)
    row.clean_fields()  # constraints are left to the database: asking it for each beforehand takes most of the time
    row.save()
    if sources:
        row.sources.set(_sources(sources))  # type: ignore[attr-defined]
    return row


def _columns(entry: Entry) -> tuple[Entry, list[str]]:
    """The columns that an entry fills, and the codes of its sources."""
    columns: Entry = {}
    for name, value in entry.items():
        if name == "sources":
            continue
        if isinstance(value, dict):  # a text by language: {"title": {"en": …}} is title_en=…
            columns.update({f"{name}_{language}": text for language, text in value.items()})
        else:
            column = RENAMED.get(name, name)
            columns[column] = date.fromisoformat(value) if name in DAYS else value
    return columns, entry.get("sources", [])


def _resolved(provision: Entry) -> Entry:
    """A provision with its document and source as rows."""
    named: dict[str, type[models.Model]] = {"document": Document, "source": Source}
    found = {
        name: model._default_manager.get(code=provision[name]) for name, model in named.items() if name in provision
    }
    return {**provision, **found}


def _sources(codes: list[str]) -> list[Source]:
    found = {source.code: source for source in Source.objects.filter(code__in=codes)}
    return [found[code] for code in codes]


def _keeper(username: str, *roles: Role) -> Official:
    official, created = Official.objects.get_or_create(username=username)
    if created:
        official.set_unusable_password()
        official.save(update_fields=["password"])
        official.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    return official


@contextmanager
def _in_history(by: Official | None = None) -> Iterator[None]:
    """One entry a row in the history, so that the first edit of each has something to be compared with."""
    with recorded_once(), in_history(by=by, reason="Starting record"):
        yield


def _read(path: Path) -> list[Entry]:
    with path.open(encoding="utf-8") as file:
        return list(yaml.load(file, Loader=Loader))  # noqa: S506 - one of the two safe loaders


@contextmanager
def _naming(where: str) -> Iterator[None]:
    """Turn what is wrong with an entry into WrongEntry with its name."""
    try:
        yield
    except ValidationError as error:
        raise WrongEntry(f"{where}: {'; '.join(error.messages)}") from error
    except (KeyError, ValueError, TypeError, ObjectDoesNotExist, IntegrityError, RuleBroken) as error:
        raise WrongEntry(f"{where}: {error}") from error
