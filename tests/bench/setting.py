"""What is measured on: a made-up record, the servers that serve it, and peers where they were asked for."""

import os
import secrets
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

from tests.bench import directus
from tests.bench.load import Headers, pace, rate
from tests.bench.servers import Servers
from tests.bench.turns import Line, Measure, in_turn
from tests.site import ROOT

PEERS = ROOT / "var" / "bench" / "peers"
PACKAGES = ["gunicorn", "djangorestframework", "datasette", "django-import-export"]
SMALL = 1_000  # commitments of the record that the cost of a page is compared with


@dataclass(frozen=True)
class Bench:
    """`peers` is the Python that has them, None without. `postgresql` and `small` are environments of other records."""

    folder: Path
    environment: dict[str, str]
    servers: Servers
    turns: int
    seconds: float
    peers: Path | None = None
    postgresql: dict[str, str] | None = None
    small: dict[str, str] | None = None

    def in_turn(self, what: str, against: str, goal: str, *, ours: Measure, theirs: Measure) -> Line:
        return in_turn(what, against, goal, ours=ours, theirs=theirs, turns=self.turns)

    def rate(self, port: int, path: str, headers: Headers | None = None) -> float:
        return rate(port, path, seconds=self.seconds, headers=headers)

    def pace(self, port: int, path: str) -> float:
        return pace(port, path, seconds=self.seconds)

    @property
    def file(self) -> Path | None:
        """The file of the record, where it is SQLite."""
        url = self.environment["DATABASE_URL"]
        return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else None

    def with_peers(self) -> dict[str, str]:
        """The environment of a program that needs both the project and its peers."""
        return {**self.environment, "PYTHONPATH": str(_packages_of(PEERS))}

    # The same site on four kinds of servers.
    def cached(self) -> int:
        return self.servers.granian("as in production", "fip_tracker.wsgi", self.environment)

    def rendering(self) -> int:
        """Each page is rendered anew; what is counted once a revision is kept."""
        environment = {**self.environment, "PAGE_CACHE_MEGABYTES": "0"}
        return self.servers.granian("rendering", "fip_tracker.wsgi", environment)

    def counting(self) -> int:
        """Each page is rendered and counted anew: nothing is kept at all."""
        environment = {**self.environment, "PAGE_CACHE_MEGABYTES": "0", "CACHE_URL": "dummycache://"}
        return self.servers.granian("counting", "fip_tracker.wsgi", environment)

    def naive(self) -> int:
        """The pages as a hurried developer writes them; with peers also as an API of Django REST framework."""
        environment = self.with_peers() if self.peers else self.environment
        environment = {**environment, "DJANGO_SETTINGS_MODULE": "tests.bench.naive_settings"}
        return self.servers.granian("naive", "tests.bench.naive_wsgi", environment)


def environment_of(folder: Path, url: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": url,
        "ENV_FILE": os.devnull,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "STATIC_ROOT": str(folder / "static"),
        # Whoever measures asks more than anybody is let.
        "RATE_FILES": "0",
        "RATE_SEARCH": "0",
    }


def seed(environment: dict[str, str], *, commitments: int, notes: int) -> None:
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "seed_synthetic", "--commitments", str(commitments), "--notes", str(notes))


def manage(environment: dict[str, str], *arguments: str) -> str:
    return _run(environment, sys.executable, "manage.py", *arguments)


def inside(environment: dict[str, str], question: str, *arguments: Any) -> str:
    """What `tests.bench.inside` measures in a process of its own."""
    return _run(environment, sys.executable, "-m", "tests.bench.inside", question, *map(str, arguments))


def _run(environment: dict[str, str], *command: str) -> str:
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def install_peers() -> Path:
    """An environment with the peers, which sees the packages of the project too; its Python."""
    python = PEERS / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
        ours = Path(django.__file__).parents[1]
        (_packages_of(PEERS) / "project.pth").write_text(f"{ours}\n")
    quiet = ["--quiet", "--disable-pip-version-check", "--root-user-action=ignore"]
    subprocess.run([str(python), "-m", "pip", "install", *quiet, *PACKAGES], check=True)
    directus.install()
    return python


def _packages_of(environment: Path) -> Path:
    return next((environment / "lib").glob("python*/site-packages"))


def ask(port: int, path: str, headers: Headers | None = None) -> bytes:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers or {})
    with urllib.request.urlopen(request, timeout=600) as answer:
        body: bytes = answer.read()
        return body
