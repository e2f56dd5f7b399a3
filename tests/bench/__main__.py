"""`make bench`: the figures of this software's speed, as ratios of two things taken in turn in one run."""

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.load import requests_a_second
from tests.bench.turns import Line, in_turn
from tests.site import ROOT, free_port

NOT_HERE = [
    Line("overview and list against Datasette, Directus, DRF", "", "", why="needs peers, which are not set up here"),
    Line("commitments.csv on PostgreSQL", "psql \\copy", "≥ 1.1", why="not in this harness yet"),
    Line("pages while two exports run", "alone", "≥ 0.55", why="not in this harness yet"),
    Line("spreadsheet preview", "django-import-export", "≥ 3", why="needs peers, which are not set up here"),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commitments", type=int, default=10_000, help="how many to make up")
    parser.add_argument("--notes", type=int, default=5)
    parser.add_argument("--database", help="the URL of a made-up record to take instead")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each turn is")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fip-bench-") as folder:
        lines = []
        for line in _lines(Path(folder), options):
            print(line, flush=True)
            lines.append(line)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps([line.as_json() for line in lines], indent=1, ensure_ascii=False))


def _lines(folder: Path, options: argparse.Namespace) -> Iterator[Line]:
    environment = _environment(folder, options)
    with _server(environment, "fip_tracker.wsgi") as cached, _server(environment, "tests.bench.bare") as bare:
        plain = {**environment, "PAGE_CACHE_MEGABYTES": "0"}

        def rate(port: int, path: str, headers: str = "") -> float:
            return requests_a_second(port, path, seconds=options.seconds, headers=headers)

        for _ in range(16):  # so that each worker has rendered it
            _ask(cached, "/en/")
        tag = urllib.request.urlopen(f"http://127.0.0.1:{cached}/en/").headers["ETag"]
        asks = f"If-None-Match: {tag}\r\n"
        yield in_turn(
            "cached page",
            "bare view on the same server",
            "≥ 2.6",
            ours=lambda: rate(cached, "/en/", "Accept-Encoding: gzip\r\n"),
            theirs=lambda: rate(bare, "/"),
            turns=options.turns,
        )
        yield in_turn(
            "the same answered 304",
            "bare view on the same server",
            "≥ 3",
            ours=lambda: rate(cached, "/en/", asks),
            theirs=lambda: rate(bare, "/"),
            turns=options.turns,
        )
        with _server(plain, "fip_tracker.wsgi") as fresh:
            for _ in range(16):
                _ask(fresh, "/en/")
            yield in_turn(
                "overview five years back, counted anew",
                "the overview, counted anew",
                "≥ 0.67",
                ours=lambda: 1 / _once_a_revision(environment, "as_of=2023-01-01"),
                theirs=lambda: 1 / _once_a_revision(environment, ""),
                turns=min(options.turns, 3),
            )
            yield in_turn(
                "cached page",
                "the same rendered",
                "",
                ours=lambda: rate(cached, "/en/"),
                theirs=lambda: rate(fresh, "/en/"),
                turns=options.turns,
            )
            if shutil.which("sqlite3") and "sqlite" in environment["DATABASE_URL"]:
                yield in_turn(
                    "commitments.csv",
                    "sqlite3 -csv",
                    "≥ 0.6",
                    ours=lambda: 1 / _seconds(lambda: _ask(fresh, "/data/commitments.csv")),
                    theirs=lambda: 1 / _seconds(lambda: _sqlite(environment)),
                    turns=options.turns,
                )
    yield from NOT_HERE


def _environment(folder: Path, options: argparse.Namespace) -> dict[str, str]:
    """A site of its own with a made-up record, unless one was named."""
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": options.database or f"sqlite:///{folder}/bench.sqlite3",
        "ENV_FILE": os.devnull,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "STATIC_ROOT": str(folder / "static"),
    }
    _manage(environment, "migrate", "--verbosity", "0")
    _manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
    if not options.database:
        size = ("--commitments", str(options.commitments), "--notes", str(options.notes))
        _manage(environment, "seed_synthetic", *size)
    return environment


def _manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextmanager
def _server(environment: dict[str, str], module: str) -> Iterator[int]:
    """An application on the production server with its own options, on a free port."""
    port = free_port()
    options = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--log-level", "critical"]
    command = [sys.executable, "-m", "granian", *options, "--port", str(port), f"{module}:application"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        for _ in range(600):
            try:
                _ask(port, "/robots.txt")
                break
            except OSError as error:
                if hasattr(error, "code"):  # it answered, be it that there is no such page
                    break
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _ask(port: int, path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=600) as answer:
        return sum(len(piece) for piece in iter(lambda: answer.read(1 << 16), b""))


def _seconds(does: object) -> float:
    start = time.perf_counter()
    does()  # type: ignore[operator]
    return time.perf_counter() - start


COUNT = """
import time
from django.http import QueryDict
from priorities.filters import read_clocks
from priorities.models import Commitment
from priorities.models.summary import summarise
clocks = read_clocks(QueryDict("{query}"))
start = time.perf_counter()
summarise(Commitment.objects.public(clocks.known_at).as_of(on=clocks.on, known_at=clocks.known_at))
print(time.perf_counter() - start)
"""


def _once_a_revision(environment: dict[str, str], query: str) -> float:
    """Seconds for the counts behind the overview, which are made once a revision."""
    return float(_manage(environment, "shell", "--verbosity", "0", "--command", COUNT.format(query=query)))


def _sqlite(environment: dict[str, str]) -> None:
    file = environment["DATABASE_URL"].removeprefix("sqlite:///")
    query = "SELECT c.*, a.* FROM priorities_commitment c JOIN priorities_priorityarea a ON a.id = c.area_id"
    command = ["sqlite3", "-csv", file, f"{query} ORDER BY c.code"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
