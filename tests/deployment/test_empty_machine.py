"""An empty machine becomes a production site by the commands of docs/operating.md and the files of docs/deploy."""

from __future__ import annotations

import http.client
import os
import re
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.databases import fresh_database
from tests.deployment.start import ROOT, SECRET_KEY
from tests.deployment.test_deploy_files import DEPLOY, self_sign, shipped_environment
from tests.missing import skip_for_lack_of
from tests.site import free_port

HOST = "tracker.example.org"
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


class Visitor:
    """Asks the machine by its public name, trusting its certificate alone."""

    def __init__(self, port: int, certificate: Path) -> None:
        self.port = port
        self.trust = ssl.create_default_context(cafile=str(certificate))

    def ask(self, path: str, host: str = HOST, **headers: str) -> http.client.HTTPResponse:
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=30) as plain,
            self.trust.wrap_socket(plain, server_hostname=host) as secure,
            closing(http.client.HTTPSConnection(host, self.port, context=self.trust)) as connection,
        ):
            connection.sock = secure
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            return answer


@contextmanager
def running(command: list[str], log: Path, environment: dict[str, str] | None = None) -> Iterator[int]:
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def commands_of_the_page() -> list[list[str]]:
    """The lines that the page has the account fip-tracker run."""
    page = (ROOT / "docs" / "operating.md").read_text()
    installation = page.partition("## First installation")[2].partition("\n## ")[0]
    lines = re.findall(r"^\.venv/bin/python (manage\.py .+)$", installation, re.MULTILINE)
    return [shlex.split(line) for line in lines]


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[tuple[Visitor, int, int]]:
    """The site behind nginx: a visitor, the plain port of nginx, and the process of the web server."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if nginx is None:
        skip_for_lack_of("nginx", "nginx-light")
    web, tls, plain = free_port(), free_port(), free_port()
    with fresh_database(tmp_path, "machine") as url:
        environment = shipped_environment() | {
            "DATABASE_URL": url,
            "SECRET_KEY": SECRET_KEY,
            "STATIC_ROOT": str(tmp_path / "static"),
            "PORT": str(web),
            "ENV_FILE": os.devnull,
            "PATH": os.environ["PATH"],
            "METRICS_TOKEN": "0123456789-only-for-tests",
        }
        for command in commands_of_the_page():
            done = subprocess.run(
                [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        configuration = nginx_configuration(tmp_path, web=web, tls=tls, plain=plain)
        served = [sys.executable, "-m", "fip_tracker.serve"]
        front = [nginx, "-c", str(configuration), "-e", str(tmp_path / "nginx.log"), "-g", "daemon off;"]
        with running(served, tmp_path / "web.log", environment) as server, running(front, tmp_path / "front.log"):
            visitor = Visitor(tls, tmp_path / "fullchain.pem")
            wait_until_ready(visitor, tmp_path)
            yield visitor, plain, server


def nginx_configuration(folder: Path, *, web: int, tls: int, plain: int) -> Path:
    self_sign(folder / "privkey.pem", folder / "fullchain.pem")
    site = (DEPLOY / "nginx.conf").read_text()
    for shipped, here in {
        "/etc/ssl/fip-tracker": str(folder),
        "127.0.0.1:8000": f"127.0.0.1:{web}",
        "listen 443": f"listen 127.0.0.1:{tls}",
        "listen 80": f"listen 127.0.0.1:{plain}",
    }.items():
        assert shipped in site
        site = site.replace(shipped, here)
    site = re.sub(r"^ *listen \[::\].*\n", "", site, flags=re.MULTILINE)
    whole = folder / "nginx.conf"
    whole.write_text(f"pid {folder}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{site}\n}}\n")
    return whole


def wait_until_ready(visitor: Visitor, folder: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if visitor.ask("/readyz").status == http.client.OK:
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.2)
    pytest.fail("".join((folder / name).read_text() for name in ("web.log", "front.log")), pytrace=False)


def test_an_empty_machine_becomes_a_production_site(machine: tuple[Visitor, int, int]) -> None:
    visitor, plain, server = machine
    page = visitor.ask("/ja/commitments/ES-01/")
    assert page.status == http.client.OK
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert page.headers["Server"] == "nginx"
    assert page.headers.get_all("Set-Cookie") is None

    sign_in = visitor.ask("/admin/login/").headers["Set-Cookie"]
    assert sign_in.startswith("__Host-csrf=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(sign_in.split("; "))

    with closing(http.client.HTTPConnection("127.0.0.1", plain, timeout=30)) as unencrypted:
        unencrypted.request("GET", "/en/?as_of=2024-01-01", headers={"Host": HOST})
        moved = unencrypted.getresponse()
        moved.read()
    assert (moved.status, moved.headers["Location"]) == (301, f"https://{HOST}/en/?as_of=2024-01-01")
    with pytest.raises(ssl.SSLError):
        visitor.ask("/en/", host="localhost")

    assert visitor.ask("/metrics").status == http.client.NOT_FOUND
    assert visitor.ask("/metrics", Authorization="Bearer 0123456789-only-for-tests").status == http.client.OK
    for path in ("/.env", "/.git/config", "/en/no-such-page/"):
        assert visitor.ask(path).status == http.client.NOT_FOUND

    children = [int(pid) for pid in Path(f"/proc/{server}/task/{server}/children").read_text().split()]
    workers = [pid for pid in children if b"tracker" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert len(workers) >= 2, "two web processes"
