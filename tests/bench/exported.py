"""The largest file, against the database's own tool; what it takes, and what is left for readers meanwhile."""

import http.client
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

from tests.bench.cached import COMPRESSED, PAGE, WORKERS_REACHED
from tests.bench.load import pace
from tests.bench.setting import Bench, ask
from tests.bench.turns import Line, repeated

FILE = "/data/commitments.csv"
# The same columns as far as one statement gives them, so without the owners.
QUERY = """SELECT c.code, a.code, a.title_en, a.title_fr, a.title_ja, c.title_en, c.title_fr, c.title_ja, p.status,
 p.status_as_of, p.basis, p.status_canada, p.status_japan, c.kind, c.linkage, c.start_date,
 COALESCE((SELECT d.new_date FROM priorities_datechange d WHERE d.commitment_id = c.id AND d.milestone_id IS NULL
  AND d.known_at <= {now} ORDER BY d.decided_on DESC, d.known_at DESC LIMIT 1), c.original_target_date),
 c.original_target_date,
 (SELECT COUNT(*) FROM priorities_milestone m WHERE m.commitment_id = c.id AND m.reached_on IS NOT NULL),
 (SELECT COUNT(*) FROM priorities_milestone m WHERE m.commitment_id = c.id),
 p.last_reported, p.next_update_due, n.text_en, n.text_fr, n.text_ja
FROM priorities_commitment c JOIN priorities_priorityarea a ON a.id = c.area_id
LEFT JOIN priorities_statusperiod p ON p.commitment_id = c.id AND p.valid_from <= {today} AND p.valid_to > {today}
 AND p.known_from <= {now} AND p.known_to > {now}
LEFT JOIN priorities_progressnote n ON n.id = p.last_note_id
WHERE c.published_at <= {now} ORDER BY c.code"""
READERS_SECONDS = 3.0


def lines(bench: Bench) -> Iterator[Line]:
    port = bench.rendering()

    def ours() -> float:
        return 1 / _seconds(lambda: ask(port, FILE))

    if bench.file and shutil.which("sqlite3"):
        command = ["sqlite3", "-csv", str(bench.file), QUERY.format(now="datetime('now')", today="date('now')")]
        yield bench.in_turn(
            "commitments.csv on SQLite", "sqlite3 -csv", "≥ 0.6", ours=ours, theirs=lambda: 1 / _seconds(_runs(command))
        )
    else:
        yield Line("commitments.csv on SQLite", "sqlite3 -csv", "≥ 0.6", why="sqlite3 was not found")
    yield from _postgresql(bench)
    yield repeated("memory grown by commitments.csv", "≤ 16", "MB", measure=lambda: _grown(bench), turns=bench.turns)
    yield from _first_bytes(bench)
    yield from _readers_meanwhile(bench)


def _first_bytes(bench: Bench) -> Iterator[Line]:
    """Of the file as it is kept for readers, and as the first of them after a change waits for it to be written."""
    kept = bench.cached()
    for _ in range(WORKERS_REACHED):
        _first_byte(kept)
    for what, goal, port in (("", "≤ 10", kept), (", first after a change", "", bench.rendering())):
        milliseconds = partial(_first_byte, port)
        yield repeated(f"first byte of commitments.csv{what}", goal, "ms", measure=milliseconds, turns=bench.turns)


def _postgresql(bench: Bench) -> Iterator[Line]:
    environment = bench.postgresql
    if not (environment and shutil.which("psql")):
        yield Line("commitments.csv on PostgreSQL", "psql \\copy", "≥ 1.1", why="PostgreSQL or psql was not found")
        return
    url = environment["DATABASE_URL"].replace("postgres://tests@/", "postgresql:///?user=tests&host=")
    place, _, name = url.rpartition("/")
    port = bench.servers.granian("on PostgreSQL", "fip_tracker.wsgi", {**environment, "PAGE_CACHE_MEGABYTES": "0"})
    query = " ".join(QUERY.format(now="now()", today="current_date").split())
    command = ["psql", f"{place}&dbname={name}", "-c", f"\\copy ({query}) TO STDOUT WITH (FORMAT csv)"]
    yield bench.in_turn(
        "commitments.csv on PostgreSQL",
        "psql \\copy",
        "≥ 1.1",
        ours=lambda: 1 / _seconds(lambda: ask(port, FILE)),
        theirs=lambda: 1 / _seconds(_runs(command)),
    )


def _readers_meanwhile(bench: Bench) -> Iterator[Line]:
    port = bench.cached()

    def cached() -> float:
        return bench.rate(port, PAGE, COMPRESSED)

    def rendered() -> float:
        return pace(bench.rendering(), "/en/commitments/XA-0003/", seconds=READERS_SECONDS)

    for what, measure, exporting in (
        ("cached pages while two exports run", cached, port),
        ("commitment pages rendered while two exports run", rendered, bench.rendering()),
    ):
        yield bench.in_turn(what, "alone", "≥ 0.55", ours=_with_exports(exporting, measure), theirs=measure)


def _with_exports(port: int, measure: Callable[[], float]) -> Callable[[], float]:
    def measured() -> float:
        stop = threading.Event()
        readers = [threading.Thread(target=_read_again_and_again, args=(port, stop)) for _ in range(2)]
        for reader in readers:
            reader.start()
        time.sleep(0.3)
        try:
            return measure()
        finally:
            stop.set()
            for reader in readers:
                reader.join()

    return measured


def _read_again_and_again(port: int, stop: threading.Event) -> None:
    while not stop.is_set():
        ask(port, FILE)


def _grown(bench: Bench) -> float:
    port = bench.rendering()
    bench.servers.forget_peak("rendering")
    before = bench.servers.memory("rendering", "VmRSS")
    ask(port, FILE)
    return max(0.0, bench.servers.memory("rendering", "VmHWM") - before)


def _first_byte(port: int) -> float:
    """Milliseconds; the rest of the file is read as well."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    start = time.perf_counter()
    connection.request("GET", FILE)
    answer = connection.getresponse()
    answer.read(1)
    taken = 1000 * (time.perf_counter() - start)
    answer.read()
    connection.close()
    return taken


def _runs(command: list[str]) -> Callable[[], object]:
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _seconds(does: Callable[[], object]) -> float:
    start = time.perf_counter()
    does()
    return time.perf_counter() - start
