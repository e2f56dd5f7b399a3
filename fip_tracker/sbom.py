"""What the service is made of, as a CycloneDX document: `python -m fip_tracker.sbom FILE`. Asks no network.

Names, versions and hashes come from the lock; licences from what is installed.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parent.parent / "requirements" / "base.txt"
PINNED = re.compile(
    r"^([A-Za-z0-9._-]+)(?:\[[a-z0-9,_-]+\])?==([^\s;\\]+)[^\n]*((?:\n +--hash=sha256:[0-9a-f]{64}[ \\]*)*)",
    re.MULTILINE,
)
NO_LICENCE = "not stated"
CLASSIFIER = "License :: "


def document() -> dict[str, Any]:
    """The bill of materials; the same lock gives the same document."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "fip-tracker", "bom-ref": "fip-tracker"}},
        "components": list(_components()),
    }


def _components() -> Iterator[dict[str, Any]]:
    for name, version, hashes in PINNED.findall(LOCK.read_text(encoding="utf-8")):
        address = f"pkg:pypi/{name.lower()}@{version}"
        digests = sorted(re.findall(r"sha256:([0-9a-f]{64})", hashes))
        yield {
            "type": "library",
            "bom-ref": address,
            "name": name,
            "version": version,
            "purl": address,
            "licenses": [{"license": {"name": licence_of(name)}}],
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in digests],
        }


def licence_of(name: str) -> str:
    """The licence that an installed package states: as an expression, as a short text, or by its classifiers."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return NO_LICENCE  # for another system or another Python than this one
    stated = next((told[key] for key in ("License-Expression", "License") if key in told), "")
    classified = [entry.rpartition(" :: ")[2] for entry in told.get_all("Classifier") or [] if CLASSIFIER in entry]
    short = stated.strip().splitlines()[0] if stated.strip() else ""
    return (short if short and len(stated) <= 100 else " AND ".join(classified)) or short or NO_LICENCE


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("Name the file to write: python -m fip_tracker.sbom FILE")
    made = document()
    Path(sys.argv[1]).write_text(f"{json.dumps(made, indent=1)}\n", encoding="utf-8")
    for component in made["components"]:
        print(component["name"], component["version"], component["licenses"][0]["license"]["name"], sep="\t")


if __name__ == "__main__":
    main()
