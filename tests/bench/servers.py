"""The servers that are measured: each is started when it is first asked for, and stopped at the end."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from fip_tracker.serve import OPTIONS
from tests.bench import directus
from tests.site import ROOT, free_port

NGINX = next((path for path in (shutil.which("nginx"), "/usr/sbin/nginx") if path and Path(path).exists()), "")
WORKERS, THREADS = "2", "4"
CONFIGURATION = """
worker_processes 2; daemon off; pid {folder}/pid; error_log {folder}/errors;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; keepalive_requests 1000000000; default_type text/html; gzip_static on;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


@dataclass
class Servers:
    """Running servers by name."""

    folder: Path
    stack: ExitStack = field(default_factory=ExitStack)
    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def granian(self, name: str, module: str, environment: dict[str, str]) -> int:
        """An application on the server of production, with its options."""
        command = [sys.executable, "-m", "granian", *OPTIONS, "--log-level", "critical", f"{module}:application"]
        return self._start(name, command, environment)

    def gunicorn(self, name: str, python: Path, module: str, environment: dict[str, str]) -> int:
        options = ["--worker-class", "gthread", "--workers", WORKERS, "--threads", THREADS, "--log-level", "critical"]
        command = [str(python), "-m", "gunicorn", *options, f"{module}:application"]
        return self._start(name, command, environment, place="--bind=127.0.0.1:{port}")

    def datasette(self, python: Path, file: Path, views: dict[str, str], queries: dict[str, str]) -> int:
        """Datasette on a record, which has these views as long as it is served; queries are pages of their own."""
        if "datasette" in self.ports:
            return self.ports["datasette"]
        _drop_views(file, views)  # a run that was killed may have left its own behind
        self.stack.callback(_drop_views, file, views)
        with closing(sqlite3.connect(file)) as database:
            for name, sql in views.items():
                database.execute(f"CREATE VIEW {name} AS {sql}")
        metadata = self.folder / "datasette.json"
        named = {name: {"sql": sql} for name, sql in queries.items()}
        metadata.write_text(json.dumps({"databases": {file.stem: {"queries": named}}}))
        options = ["--metadata", str(metadata), "--setting", "sql_time_limit_ms", "120000"]
        command = [str(python), "-m", "datasette", "serve", str(file), *options]
        return self._start("datasette", command, {"PATH": os.environ["PATH"]})

    def directus(self, record: Path) -> int:
        if "directus" in self.ports:
            return self.ports["directus"]
        port = free_port()
        environment = {**directus.prepare(self.folder / "directus", record), "PORT": str(port)}
        return self._start("directus", [str(directus.COMMAND), "start"], environment, place="", port=port)

    def nginx(self, pages: dict[str, bytes]) -> int:
        """nginx with these files, by their names."""
        folder = self.folder / "nginx"
        folder.mkdir()
        # Its workers give up root, and have to get at the files.
        for place in (self.folder, folder):
            place.chmod(0o755)
        for name, content in pages.items():
            (folder / name).write_bytes(content)
        port = free_port()
        (folder / "conf").write_text(CONFIGURATION.format(folder=folder, port=port))
        return self._start("nginx", [NGINX, "-c", str(folder / "conf")], {}, place="", port=port)

    def _start(
        self, name: str, command: list[str], environment: dict[str, str], *, place: str = "--port={port}", port: int = 0
    ) -> int:
        if name in self.ports:
            return self.ports[name]
        port = port or free_port()
        placed = [*command, place.format(port=port)] if place else command
        with (self.folder / f"{name.replace(' ', '-')}.log").open("w") as log:
            server = subprocess.Popen(placed, cwd=ROOT, env=environment, stdout=log, stderr=log)
        self.stack.callback(_stop, server)
        _wait_for(port, server, name)
        self.ports[name], self.processes[name] = port, server
        return port

    def memory(self, name: str, figure: str) -> float:
        """`VmRSS` or `VmHWM` of the largest process of a server, in megabytes."""
        return max(_memory(pid, figure) for pid in _family(self.processes[name].pid))

    def forget_peak(self, name: str) -> None:
        """Let `VmHWM` begin anew at what is used now."""
        for pid in _family(self.processes[name].pid):
            Path(f"/proc/{pid}/clear_refs").write_text("5")


def _drop_views(file: Path, names: Iterable[str]) -> None:
    with closing(sqlite3.connect(file)) as database:
        for name in names:
            database.execute(f"DROP VIEW IF EXISTS {name}")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()
    server.wait(timeout=60)


def _wait_for(port: int, server: "subprocess.Popen[bytes]", name: str) -> None:
    for _ in range(900):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt", timeout=60).close()
        except urllib.error.HTTPError:
            return  # it answers, be it that there is no such page
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"{name} did not start.")


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def _memory(pid: int, figure: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(figure))
