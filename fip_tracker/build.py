"""What tells this version of the site from another that shares a cache with it: each finds only what is its own."""

import hashlib
from pathlib import Path
from typing import Any

# Seen by no other process, or by nobody at all.
OWN_CACHES = ("django.core.cache.backends.locmem", "django.core.cache.backends.dummy")
# Whatever of the project is in a page: its code, its words, its looks, and the libraries that made it.
PARTS = (
    ("fip_tracker", "*.py"),
    ("priorities", "**/*.py"),
    ("priorities", "locale/**/*.[pm]o"),
    ("priorities", "static/**/*"),
    ("requirements", "base.txt"),
    ("templates", "**/*"),
)


def is_shared(cache: dict[str, Any]) -> bool:
    """Whether other processes find what one has put into a cache."""
    return not str(cache["BACKEND"]).startswith(OWN_CACHES)


def build_of(root: Path, *told: object) -> str:
    """A name for the project as it is in a folder, under the settings that pages tell of."""
    digest = hashlib.sha256(repr(told).encode())
    for folder, pattern in PARTS:
        for file in sorted((root / folder).glob(pattern)):
            if file.is_file():
                digest.update(f"\n{file.relative_to(root)}\n".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
