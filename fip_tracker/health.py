"""Two probes: is the process alive, and can it do its work?"""

from datetime import timedelta
from functools import cache

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from priorities.clocks import now
from priorities.models import JournalEntry

# Machines that are kept in time by the network differ by less.
CLOCK_TOLERANCE = timedelta(seconds=30)
PLAIN = "text/plain; charset=utf-8"


@require_safe
@cache_control(no_store=True)
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nothing of the database."""
    return HttpResponse("ok\n", content_type=PLAIN)


@require_safe
@cache_control(no_store=True)
def readyz(request: HttpRequest) -> HttpResponse:
    """200 once each database answers, has every migration, and the clock is right; otherwise 503 with the reason."""
    problem = next(filter(None, map(_problem_of, connections)), "") or _problem_of_the_clock()
    if problem:
        return HttpResponse(f"not ready: {problem}\n", content_type=PLAIN, status=503)
    return HttpResponse("ok\n", content_type=PLAIN)


def _problem_of(alias: str) -> str:
    """What is wrong with a database; without the replica there would be no public page."""
    name = "database" if alias == DEFAULT_DB_ALIAS else alias
    try:
        applied = MigrationRecorder(connections[alias]).applied_migrations()
    except DatabaseError:
        return f"the {name} does not answer"
    return "migrations are waiting" if _last_migrations() - applied.keys() else ""


def _problem_of_the_clock() -> str:
    return "the clock is behind the journal" if JournalEntry.objects.recorded_after(now() + CLOCK_TOLERANCE) else ""


@cache
def _last_migrations() -> frozenset[tuple[str, str]]:
    """The newest migration of each app, as (app, name): code, so the same as long as the process lives."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
