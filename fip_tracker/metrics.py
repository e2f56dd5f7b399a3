"""Figures for operators in the text format of Prometheus: what this process answered, and where the record stands."""

import os
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from hmac import compare_digest
from itertools import accumulate
from time import perf_counter

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from priorities.models import JournalEntry
from priorities.revision import current_revision

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
View = Callable[[HttpRequest], HttpResponseBase]


class Tally:
    """What one process has answered: requests by method and status, and how long they took; and, by status, what
    went out of its page cache, rendered just then or long before.

    Who asks twice may come to two processes, so each says which it is: what one counts only grows.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.requests: Counter[tuple[str, int]] = Counter()
        self.kept: Counter[int] = Counter()
        self.slots = [0] * (len(SECONDS) + 1)
        self.seconds = 0.0

    def add(self, method: str, status: int, seconds: float) -> None:
        with self.lock:
            self.requests[method, status] += 1
            self.slots[bisect_left(SECONDS, seconds)] += 1
            self.seconds += seconds

    def add_kept(self, status: int) -> None:
        with self.lock:
            self.kept[status] += 1

    def lines(self) -> Iterator[str]:
        worker = f'worker="{os.getpid()}"'
        with self.lock:
            requests, slots, seconds = sorted(self.requests.items()), list(accumulate(self.slots)), self.seconds
            kept = sorted(self.kept.items())
        yield "# TYPE fip_requests_total counter"
        for (method, status), number in requests:
            yield f'fip_requests_total{{{worker},method="{method}",status="{status}"}} {number}'
        yield "# TYPE fip_kept_answers_total counter"
        for status, number in kept:
            yield f'fip_kept_answers_total{{{worker},status="{status}"}} {number}'
        yield "# TYPE fip_request_seconds histogram"
        for bound, number in zip([*map(str, SECONDS), "+Inf"], slots, strict=True):
            yield f'fip_request_seconds_bucket{{{worker},le="{bound}"}} {number}'
        yield f"fip_request_seconds_sum{{{worker}}} {seconds:.6f}"
        yield f"fip_request_seconds_count{{{worker}}} {slots[-1]}"


tally = Tally()
METHODS = {"GET", "HEAD", "POST"}


def counted(get_response: View) -> View:
    """Count each request that reaches Django, and the time to its answer."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        begun = perf_counter()
        response = get_response(request)
        method = request.method if request.method in METHODS else "other"
        tally.add(str(method), response.status_code, perf_counter() - begun)
        return response

    return middleware


@require_safe
@cache_control(no_store=True)
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever shows the operators' token; to everyone else there is no such page."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.FIP_METRICS_TOKEN or not compare_digest(token.encode(), settings.FIP_METRICS_TOKEN.encode()):
        raise Http404
    return HttpResponse("\n".join([*tally.lines(), *_record(), ""]), content_type=CONTENT_TYPE)


def _record() -> Iterator[str]:
    try:
        head, revision = JournalEntry.objects.head(), current_revision()
    except DatabaseError:
        yield "# TYPE fip_database_up gauge"
        yield "fip_database_up 0"
        return
    yield "# TYPE fip_database_up gauge"
    yield "fip_database_up 1"
    yield "# TYPE fip_revision_info gauge"
    yield f'fip_revision_info{{name="{revision.name}"}} 1'
    yield "# TYPE fip_journal_entries gauge"
    yield f"fip_journal_entries {head.number if head else 0}"
    if head:
        yield "# TYPE fip_journal_recorded_seconds gauge"
        yield f"fip_journal_recorded_seconds {head.recorded_at.timestamp():.0f}"
