"""What to do where this machine lacks a program that a test needs."""

import os
from typing import NoReturn

import pytest


def skip_for_lack_of(program: str, package: str) -> NoReturn:
    """Skip with a sentence that names the package to install; under CI a skip would hide a hole, so fail."""
    sentence = f"{program} was not found: install the Debian package {package} to run this part."
    if os.environ.get("CI") == "true":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
