"""Start the production server: `python -m fip_tracker.serve`. With `--check`, say only what would stop it."""

import os
import socket
import sys

import django
from django.conf import settings
from django.core import checks
from django.db import OperationalError, connections

from fip_tracker.environment import WrongSettingError

# Each thread keeps a connection to the database, so threads × workers must stay below what PostgreSQL allows.
# Nothing here speaks anything but HTTP/1.1: neither does a proxy to what stands behind it.
OPTIONS = ["--interface", "wsgi", "--http", "1", "--no-ws", "--workers", "2", "--blocking-threads", "4"]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fip_tracker.settings")
    try:
        django.setup()
    except WrongSettingError as wrong:
        sys.exit(str(wrong))
    if problem := settings_problem() or database_problem() or port_problem(settings.PORT):
        sys.exit(problem)
    if "--check" in sys.argv:
        return
    print(f"FIP Tracker is at {settings.BASE_URL}/ (Ctrl+C stops it).", flush=True)
    place = ["--host", settings.HOST, "--port", str(settings.PORT)]
    quietly = ["--log-level", "warning"]
    command = [sys.executable, "-m", "granian", *OPTIONS, *quietly, *place, "fip_tracker.wsgi:application"]
    os.execv(sys.executable, command)  # noqa: S606  (no shell is wanted)


def settings_problem() -> str:
    """One sentence for each thing in the settings that must not go out, with how to mend it; nothing otherwise."""
    found = checks.run_checks(tags=[checks.Tags.security, checks.Tags.database])
    errors = [message for message in found if message.is_serious() and not message.is_silenced()]
    return "\n".join(f"{error.msg} {error.hint or ''} ({error.id})" for error in errors)


def database_problem() -> str:
    """One sentence where the database does not answer, otherwise nothing."""
    try:
        for connection in connections.all():
            connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        return f"The database does not answer ({reason}): start it, or correct DATABASE_URL."
    return ""


def port_problem(port: int) -> str:
    """One sentence where another program listens on the port, otherwise nothing."""
    # Granian shares its port between workers, so a second server would start and take half of the requests.
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, port))
        except OSError as error:
            return f"Port {port} can't be used ({error.strerror}): choose another, such as `make run PORT=8001`."
    return ""


if __name__ == "__main__":
    main()
