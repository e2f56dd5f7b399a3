"""Run a command on a throw-away PostgreSQL: `python -m tests.postgresql COMMAND...`.

The server listens on a socket in a temporary directory, and both are gone when the command has ended.
The command finds it in DATABASE_URL.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DEBIAN_BINARIES = Path("/usr/lib/postgresql")
# It forgets everything anyway, so it need not wait for the disk; nor are its queries long enough to be compiled.
SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off"


def main() -> int:
    binaries = find_binaries()
    if binaries is None:
        print("PostgreSQL was not found: install the Debian package postgresql to run this part.")
        return 1 if os.environ.get("CI") == "true" else 0
    # Being told to stop becomes an exception, so that the server is stopped too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with server(binaries) as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode


def find_binaries() -> Path | None:
    """The folder of initdb and pg_ctl: the newest of Debian's, which keeps them off PATH, or that on PATH."""
    on_path = shutil.which("initdb")
    versions = sorted(DEBIAN_BINARIES.glob("*/bin/initdb"), key=lambda file: float(file.parts[-3]))
    if versions:
        return versions[-1].parent
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def server(binaries: Path, settings: str = SPEED) -> Iterator[str]:
    """A running server, as the URL of its database."""
    made_by = ("initdb", "-U", "tests", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    with _running(binaries, settings, *made_by) as url:
        yield url


@contextmanager
def standby_of(primary: str, binaries: Path) -> Iterator[str]:
    """A streaming replica of a running server of ours, as the URL of its database."""
    sockets = primary.removeprefix("postgres://tests@/").rpartition("/")[0]
    made_by = ("pg_basebackup", "-h", sockets, "-U", "tests", "--write-recovery-conf", "--checkpoint=fast", "--no-sync")
    with _running(binaries, SPEED, *made_by) as url:
        yield url


@contextmanager
def _running(binaries: Path, settings: str, *made_by: str) -> Iterator[str]:
    """A server on the data that a program makes, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="fip-pg-", ignore_cleanup_errors=True) as folder:
        data, log = Path(folder) / "data", Path(folder) / "log"
        account = unprivileged(Path(folder))

        def run(program: str, *arguments: str) -> None:
            command = [str(binaries / program), "-D", str(data), *arguments]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **account)
            if done.returncode:
                reason = done.stderr + (log.read_text() if log.exists() else "")
                sys.exit(f"{program} failed: {reason}")

        run(*made_by)
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} {settings}"
        run("pg_ctl", "start", "--wait", "--log", str(log), "-o", options)
        try:
            yield f"postgres://tests@/{folder}/postgres"
        finally:
            run("pg_ctl", "stop", "--wait", "--mode", "immediate")


def unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root; then another user gets the folder, and runs it."""
    if os.geteuid() != 0:
        return {}
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


if __name__ == "__main__":
    sys.exit(main())
