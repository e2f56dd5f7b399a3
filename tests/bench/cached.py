"""A page out of the page cache, against a constant page and against a file."""

import urllib.request
from collections.abc import Iterator

from tests.bench.servers import NGINX
from tests.bench.setting import Bench, ask
from tests.bench.turns import Line

PAGE = "/en/"
COMPRESSED = {"Accept-Encoding": "gzip"}
WORKERS_REACHED = 24  # requests, each on a connection of its own, after which each worker has rendered the page


def lines(bench: Bench) -> Iterator[Line]:
    port = bench.cached()
    for _ in range(WORKERS_REACHED):
        page = ask(port, PAGE, COMPRESSED)
    tag = urllib.request.urlopen(f"http://127.0.0.1:{port}{PAGE}").headers["ETag"]

    def ours() -> float:
        return bench.rate(port, PAGE, COMPRESSED)

    def answered_304() -> float:
        return bench.rate(port, PAGE, {"If-None-Match": tag})

    def bare() -> float:
        return bench.rate(bench.servers.granian("bare", "tests.bench.bare", bench.environment), "/")

    if bench.peers:
        python = bench.peers

        def reference() -> float:
            return bench.rate(bench.servers.gunicorn("gunicorn", python, "tests.bench.bare", bench.environment), "/")

        yield bench.in_turn("cached page", "bare", "≥ 5", ours=ours, theirs=reference)
        yield bench.in_turn("the same answered 304", "bare", "≥ 6", ours=answered_304, theirs=reference)
    else:
        yield Line("cached page", "bare", "≥ 5", why="gunicorn is a peer: make bench PEERS=1")
    yield bench.in_turn("cached page", "bare on granian", "≥ 2.6", ours=ours, theirs=bare)
    yield bench.in_turn("the same answered 304", "bare on granian", "", ours=answered_304, theirs=bare)
    if not NGINX:
        yield Line("cached page", "nginx, the same bytes", "≥ 0.35", why="nginx was not found")
        return
    nginx = bench.servers.nginx({"page.gz": page, "page": b"only compressed"})
    yield bench.in_turn(
        "cached page",
        "nginx, the same bytes",
        "≥ 0.35",
        ours=ours,
        theirs=lambda: bench.rate(nginx, "/page", COMPRESSED),
    )
