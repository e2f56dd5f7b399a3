"""What is measured within a process of its own: `python -m tests.bench.inside QUESTION ARGUMENTS`."""

import io
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fip_tracker.settings")
django.setup()

from django.db.models import Q  # noqa: E402

from priorities.clocks import Clocks  # noqa: E402
from priorities.exports.csv import stream  # noqa: E402
from priorities.importing.planning import SHEETS, plan  # noqa: E402
from priorities.models import Commitment, Official, ProgressNote  # noqa: E402
from priorities.models.summary import summarise  # noqa: E402
from priorities.search.words import query_of  # noqa: E402
from tests.bench.searched import NOTE_TEXTS, TEXTS  # noqa: E402


def counts(day: str) -> float:
    """Seconds for the counts by area and status."""
    clocks = Clocks.at(on=None if day == "today" else date.fromisoformat(day))
    rows = Commitment.objects.public(clocks.known_at).as_of(on=clocks.on, known_at=clocks.known_at)
    return _seconds(lambda: summarise(rows))


def title(code: str) -> str:
    """The Japanese title of a commitment."""
    return Commitment.objects.get(code=code).title_ja


def search(words: str, turns: str) -> dict[str, Any]:
    clocks = Clocks.at()
    public = Commitment.objects.public(clocks.known_at).order_by()
    notes = ProgressNote.objects.public(clocks.known_at).order_by().filter(as_of__lte=clocks.on)

    def ours() -> set[int]:
        found = public.matching(query_of(words), on=clocks.on, known_at=clocks.known_at)
        return set(found.values_list("pk", flat=True))

    def like() -> set[int]:
        own = set(public.filter(_any(TEXTS, words)).values_list("pk", flat=True))
        return own | set(notes.filter(_any(NOTE_TEXTS, words)).values_list("commitment", flat=True))

    return {"ours": len(ours()), "theirs": len(like()), "seconds": _in_turn(ours, like, int(turns))}


def preview(rows: str, turns: str) -> dict[str, Any]:
    """Our plan of a file in which every other row was edited, and a dry run of the same with django-import-export."""
    from import_export.resources import modelresource_factory  # noqa: PLC0415
    from tablib import Dataset  # noqa: PLC0415

    official = Official.objects.get(username="synthetic.author.canada")
    sheet = SHEETS["commitments"](official)
    mine = Commitment.objects.filter(organizations=official.organization).order_by("code")
    chosen = Commitment.objects.filter(pk__in=mine.values("pk")[: int(rows)])
    content = b"".join(stream(sheet.dataset(), sheet.rows(chosen)))
    table = Dataset().load(io.StringIO(content.decode("utf-8-sig")), format="csv")
    edited = Dataset(headers=table.headers)
    place = table.headers.index("title_fr")
    for number, row in enumerate(table):
        edited.append([f"{cell} !" if at == place and number % 2 else cell for at, cell in enumerate(row)])
    file = edited.export("csv").encode()
    meta = {"import_id_fields": ["code"], "fields": ["code", *TEXTS, "kind", "linkage", "start_date"], "use_bulk": True}
    resource = modelresource_factory(Commitment, meta_options=meta)()

    def ours() -> object:
        return plan(file, "file.csv", "commitments", official)

    def theirs() -> object:
        parsed = Dataset().load(io.StringIO(file.decode()), format="csv")
        return resource.import_data(parsed, dry_run=True, raise_errors=True)

    return {"rows": len(edited), "seconds": _in_turn(ours, theirs, int(turns))}


def _any(columns: list[str], words: str) -> Q:
    asked = Q()
    for column in columns:
        asked |= Q(**{f"{column}__contains": words})
    return asked


def _in_turn(ours: Callable[[], object], theirs: Callable[[], object], turns: int) -> list[tuple[float, float]]:
    return [(_seconds(ours), _seconds(theirs)) for _ in range(turns)]


def _seconds(does: Callable[[], object]) -> float:
    start = time.perf_counter()
    does()
    return time.perf_counter() - start


QUESTIONS: dict[str, Callable[..., Any]] = {
    "counts": counts,
    "preview": preview,
    "search": search,
    "title": title,
}

if __name__ == "__main__":
    print(json.dumps(QUESTIONS[sys.argv[1]](*sys.argv[2:])))
