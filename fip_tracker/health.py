"""Two probes: is the process alive, and can it do its work?"""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

PLAIN = "text/plain; charset=utf-8"


@require_safe
@cache_control(no_store=True)
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nothing of the database."""
    return HttpResponse("ok\n", content_type=PLAIN)


@require_safe
@cache_control(no_store=True)
def readyz(request: HttpRequest) -> HttpResponse:
    """200 once the database answers and has every migration; otherwise 503 with the one that is missing."""
    try:
        waiting = _last_migrations() - MigrationRecorder(connection).applied_migrations().keys()
    except DatabaseError:
        return HttpResponse("not ready: the database does not answer\n", content_type=PLAIN, status=503)
    if waiting:
        return HttpResponse("not ready: migrations are waiting\n", content_type=PLAIN, status=503)
    return HttpResponse("ok\n", content_type=PLAIN)


@cache
def _last_migrations() -> frozenset[tuple[str, str]]:
    """The newest migration of each app, as (app, name): code, so the same as long as the process lives."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
