"""Pages rendered anew, against the same from a naive site and from what others would take."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from tests.bench import directus
from tests.bench.searched import NOTE_TEXTS, TEXTS
from tests.bench.setting import Bench, inside
from tests.bench.turns import Line, Measure, repeated

Peers = dict[str, tuple[str, Measure | None]]  # by name: the goal, and how it is measured where it is here

# Words that stand together in the notes of about every fifteenth commitment made up.
AREA, STATUS, WORD = "energy-security", "on_track", "later than planned on hydrogen supply"
FILTERED = "?" + urlencode({"area": AREA, "status": STATUS, "q": WORD})
PAST = "2021-11-01"
CODE = "XA-0003"
NO_PEERS = "a peer, and not here: make bench PEERS=1"

HOLDING = """p.valid_from <= date('now') AND p.valid_to > date('now')
 AND p.known_from <= datetime('now') AND p.known_to > datetime('now')"""
COUNTS = f"""SELECT c.area_id, p.status, COUNT(*) FROM priorities_statusperiod p
JOIN priorities_commitment c ON c.id = p.commitment_id WHERE {HOLDING} GROUP BY 1, 2"""
# What somebody who publishes with Datasette makes for readers, because its pages filter the columns of a table or view:
# a view with the status in force and, in one column, the texts to look through.
TEXT = " || ' ' || ".join(f"c.{name}" for name in TEXTS)
TOLD = " || ' ' || ".join(f"n.{name}" for name in NOTE_TEXTS)
VIEW = f"""SELECT c.code, c.title_en, a.slug AS area, COALESCE(p.status, 'no_report') AS status, p.status_as_of,
 p.basis, COALESCE((SELECT d.new_date FROM priorities_datechange d WHERE d.commitment_id = c.id
  AND d.milestone_id IS NULL AND d.known_at <= datetime('now') ORDER BY d.decided_on DESC, d.known_at DESC LIMIT 1),
  c.original_target_date) AS target_date, p.last_reported, p.next_update_due,
 {TEXT} || ' ' || COALESCE((SELECT GROUP_CONCAT({TOLD}) FROM priorities_progressnote n
  WHERE n.commitment_id = c.id AND n.released_at <= datetime('now')), '') AS texts
FROM priorities_commitment c JOIN priorities_priorityarea a ON a.id = c.area_id
LEFT JOIN priorities_statusperiod p ON p.commitment_id = c.id AND {HOLDING}
WHERE c.published_at <= datetime('now')"""
# As its own form asks: in the order of codes, a page of 25, with the count, and without the column of all texts.
VIEWED = "?" + urlencode(
    {"area": AREA, "status": STATUS, "texts__contains": WORD, "_nocol": "texts", "_size": 25, "_sort": "code"}
)


def lines(bench: Bench) -> Iterator[Line]:
    yield from _overview(bench)
    yield from _filtered(bench)
    yield from _commitment(bench)


def _pace(bench: Bench, port: Callable[[], int], path: str) -> Measure:
    return lambda: bench.pace(port(), path)


def _datasette(bench: Bench, page: str) -> Measure | None:
    python, file = bench.peers, bench.file
    if not (python and file):
        return None
    views, queries = {"bench_commitments": VIEW}, {"counts": COUNTS}
    return _pace(bench, lambda: bench.servers.datasette(python, file, views, queries), f"/{file.stem}/{page}")


def _directus(bench: Bench, path: str) -> Measure | None:
    file = bench.file
    if not (file and bench.peers and directus.COMMAND.exists()):
        return None
    return _pace(bench, lambda: bench.servers.directus(file), path)


def _against(bench: Bench, what: str, ours: Measure, peers: Peers) -> Iterator[Line]:
    """A line for each peer; those that are not here say so."""
    for name, (goal, theirs) in peers.items():
        if theirs:
            yield bench.in_turn(what, name, goal, ours=ours, theirs=theirs)
        else:
            yield Line(what, name, goal, why=NO_PEERS)


def _overview(bench: Bench) -> Iterator[Line]:
    naive = _pace(bench, bench.naive, "/")
    datasette = _datasette(bench, "counts")
    peers: Peers = {"naive": ("≥ 8", naive), "Datasette (the counts alone)": ("≥ 3", datasette)}
    peers["Directus (counts of all periods)"] = ("≥ 3", _directus(bench, directus.COUNTS))
    yield from _against(bench, "overview rendered", _pace(bench, bench.rendering, "/en/"), peers)
    everything = _pace(bench, bench.counting, "/en/")
    yield from _against(bench, "first overview after a change", everything, {"naive": ("", naive)})
    yield repeated(
        "first overview after a change", "", "s", measure=lambda: 1 / everything(), turns=min(3, bench.turns)
    )
    past = _pace(bench, bench.counting, f"/en/?as_of={PAST}")
    yield bench.in_turn(
        "overview five years back, first after a change", "of today", "≥ 0.67", ours=past, theirs=everything
    )
    counts = [
        tuple(float(inside(bench.environment, "counts", day)) for day in (PAST, "today")) for _ in range(bench.turns)
    ]
    ratios = tuple(today / then for then, today in counts)
    yield Line("counts by area and status five years back", "of today", "≥ 0.67", ratios)


def _filtered(bench: Bench) -> Iterator[Line]:
    peers: Peers = {
        "naive": ("≥ 5", _pace(bench, bench.naive, f"/commitments/{FILTERED}")),
        "DRF": ("≥ 3", _pace(bench, bench.naive, f"/api/{FILTERED}") if bench.peers else None),
        "stock admin list": (
            "≥ 5",
            _pace(bench, bench.naive, f"/admin/priorities/commitment/?area__id__exact=1&{urlencode({'q': WORD})}"),
        ),
        "Datasette": ("≥ 40", _datasette(bench, f"bench_commitments{VIEWED}")),
    }
    ours = _pace(bench, bench.counting, f"/en/commitments/{FILTERED}")
    yield from _against(bench, "list filtered by status, area and word", ours, peers)


def _commitment(bench: Bench) -> Iterator[Line]:
    ours = _pace(bench, bench.counting, f"/en/commitments/{CODE}/")
    naive = _pace(bench, bench.naive, f"/commitments/{CODE}/")
    peers: Peers = {"naive": ("≥ 1", naive), "Directus (JSON)": ("≥ 2", _directus(bench, directus.commitment(CODE)))}
    yield from _against(bench, "commitment page", ours, peers)
    if not bench.small:
        return
    nothing_kept = {**bench.small, "PAGE_CACHE_MEGABYTES": "0", "CACHE_URL": "dummycache://"}
    small = _pace(
        bench, lambda: bench.servers.granian("small", "fip_tracker.wsgi", nothing_kept), f"/en/commitments/{CODE}/"
    )
    yield bench.in_turn("commitment page", "in a record of 1,000", "≥ 0.83", ours=ours, theirs=small)
