"""Start the service's programs with an environment of the test's choosing, as an operator would."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET_KEY = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
PRODUCTION = {
    "SECRET_KEY": SECRET_KEY,
    "BASE_URL": "https://tracker.test",
    "ALLOWED_HOSTS": "tracker.test",
    "SECOND_FACTOR_ROLES": "editor,approver,administrator",
}


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project's root with these variables and no others; `.env` is not read."""
    variables = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "SECRET_KEY": SECRET_KEY, **environment}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def setting(expression: str, **environment: str) -> str:
    """The repr of an expression over the settings as they are under these variables."""
    done = start("-c", f"from fip_tracker.settings import *; print(repr({expression}))", **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
