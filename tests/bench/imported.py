"""The preview of a spreadsheet of 5,000 rows against that of django-import-export."""

import json
from collections.abc import Iterator

from tests.bench.rendered import NO_PEERS
from tests.bench.setting import Bench, inside
from tests.bench.turns import Line

ROWS = 5_000
WHAT = "spreadsheet preview, rows a second"


def lines(bench: Bench) -> Iterator[Line]:
    if not bench.peers:
        yield Line(WHAT, "django-import-export", "≥ 3", why=NO_PEERS)
        return
    told = json.loads(inside(bench.with_peers(), "preview", ROWS, bench.turns))
    yield Line(f"{WHAT} ({told['rows']} rows)", "django-import-export", "≥ 3", tuple(b / a for a, b in told["seconds"]))
