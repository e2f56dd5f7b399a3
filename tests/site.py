"""The real thing for tests that need it: the production server with a database of its own."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 30


@dataclass(frozen=True)
class Site:
    """A running site: where it answers, the demo officials' password, and the environment that it runs in."""

    url: str
    password: str
    environment: dict[str, str] = field(repr=False)

    def manage(self, *arguments: str) -> str:
        """Run a management command on this site's database; its output."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}"
        return done.stdout


@contextmanager
def running_site(folder: Path, database_url: str) -> Iterator[Site]:
    """The site as `make run` starts it, on an empty database, for what is no test."""
    site = a_site(folder, database_url, password=secrets.token_urlsafe(12), static=folder / "static")
    site.manage("migrate", "--verbosity", "0")
    site.manage("collectstatic", "--no-input", "--verbosity", "0")
    site.manage("load_record", "--demo")
    with serving(site, folder / "server.log"):
        yield site


def a_site(folder: Path, database_url: str, *, password: str, static: Path) -> Site:
    """Not running yet."""
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database_url,
        "ENV_FILE": os.devnull,
        "FIP_DEMO_PASSWORD": password,
        "PORT": str(port),
        "SECRET_KEY": secrets.token_urlsafe(64),
        "STATIC_ROOT": str(static),
    }
    return Site(f"http://127.0.0.1:{port}", password, environment)


@contextmanager
def serving(site: Site, log: Path) -> Iterator[None]:
    """Run the production server until the block ends."""
    command = [sys.executable, "-m", "fip_tracker.serve"]
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=output, stderr=output)
    try:
        wait_until_ready(site, server, log)
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_until_ready(site: Site, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{site.url}/readyz", timeout=5).close()
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"The server did not start:\n{log.read_text()}", pytrace=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
