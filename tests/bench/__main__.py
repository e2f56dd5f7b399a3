"""`make bench`: how fast this software is, as ratios of two things taken in turn in one run."""

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import cached, exported, imported, rendered, searched
from tests.bench.load import client_name
from tests.bench.servers import Servers
from tests.bench.setting import SMALL, Bench, environment_of, install_peers, manage, seed
from tests.bench.turns import Line
from tests.postgresql import find_binaries, server
from tests.site import ROOT

KINDS = {module.__name__.rpartition(".")[2]: module for module in (cached, rendered, searched, exported, imported)}
MOST_ON_POSTGRESQL = 10_000  # commitments; the second record is made up in a minute or two


def main() -> None:
    options = _options()
    print(_taken_on(options), flush=True)
    with tempfile.TemporaryDirectory(prefix="fip-bench-") as folder, ExitStack() as stack:
        bench = _bench(Path(folder), options, stack)
        lines = []
        for line in _lines(bench, options.only):
            print(line, flush=True)
            lines.append(line.as_json())
    options.json.parent.mkdir(parents=True, exist_ok=True)
    told = {"taken": _taken_on(options), "lines": lines}
    options.json.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commitments", type=int, default=10_000, help="how many to make up")
    parser.add_argument("--notes", type=int, default=5, help="how many notes each of them has")
    parser.add_argument("--database", help="the URL of a made-up record of that size to take instead")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each turn is")
    parser.add_argument("--peers", action="store_true", help="install what others would take, and measure against it")
    parser.add_argument("--no-postgresql", action="store_true", help="on SQLite alone")
    parser.add_argument("--only", nargs="*", choices=KINDS, default=list(KINDS), help="only these kinds of lines")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench.json")
    return parser.parse_args()


def _bench(folder: Path, options: argparse.Namespace, stack: ExitStack) -> Bench:
    peers = install_peers() if options.peers else None
    environment = environment_of(folder, options.database or f"sqlite:///{folder}/bench.sqlite3")
    manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
    if options.database:
        manage(environment, "migrate", "--verbosity", "0")
    else:
        seed(environment, commitments=options.commitments, notes=options.notes)
    small = None
    if "rendered" in options.only and options.commitments > SMALL:
        small = {**environment, "DATABASE_URL": f"sqlite:///{folder}/small.sqlite3"}
        seed(small, commitments=SMALL, notes=options.notes)
    postgresql = None
    if "exported" in options.only and not options.no_postgresql and (binaries := find_binaries()):
        postgresql = {**environment, "DATABASE_URL": stack.enter_context(server(binaries))}
        seed(postgresql, commitments=min(options.commitments, MOST_ON_POSTGRESQL), notes=options.notes)
    servers = Servers(folder)
    stack.enter_context(servers.stack)
    return Bench(folder, environment, servers, options.turns, options.seconds, peers, postgresql, small)


def _lines(bench: Bench, only: list[str]) -> Iterator[Line]:
    for name in only:
        yield from KINDS[name].lines(bench)


def _taken_on(options: argparse.Namespace) -> str:
    load = ", ".join(f"{average:.1f}" for average in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {options.commitments} commitments × {options.notes} notes, "
        f"{options.turns} turns of {options.seconds:g} s, {client_name()}, {os.cpu_count()} cores with load {load}, "
        f"Python {platform.python_version()}"
    )


if __name__ == "__main__":
    main()
