"""Documents that speak of the code are true of it."""

import json
import re
from pathlib import Path

import pytest

from fip_tracker import sbom
from tests import architecture

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "fixtures" / "README.md"])
TABLE_ROW = re.compile(r"^\| (V[\d., V]+) \|", re.MULTILINE)


def test_the_picture_of_the_imports_is_current():
    assert architecture.is_current(), "run `make architecture`"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_links_between_documents_lead_somewhere(document):
    text = document.read_text(encoding="utf-8")
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    local = [target for target in targets if target and "://" not in target and not target.startswith(("/", "mailto:"))]
    assert [target for target in local if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("name", ["security.md", "reliability.md"])
def test_every_test_that_a_document_names_exists(name):
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / name).read_text(encoding="utf-8")))
    assert len(named) > 8
    written = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    assert {test for test in named if f"def {test}(" not in written} == set()


def test_each_requirement_of_the_security_page_has_a_test_or_says_what_stands_in():
    rows = [
        line for line in (ROOT / "docs" / "security.md").read_text().splitlines() if re.match(r"\| [0-9]+\.[0-9]", line)
    ]
    assert len(rows) > 40
    assert [row for row in rows if "`" not in row.rpartition(" | ")[2]] == []


def test_the_bill_of_materials_has_every_package_of_the_lock_with_its_licence():
    made = sbom.document()
    locked = re.findall(r"^([a-z0-9-]+)(?:\[\S+\])?==(\S+)", sbom.LOCK.read_text(), re.MULTILINE)
    assert [(part["name"], part["version"]) for part in made["components"]] == locked
    assert all(part["hashes"] for part in made["components"])
    unknown = {part["name"] for part in made["components"] if part["licenses"][0]["license"]["name"] == sbom.NO_LICENCE}
    assert unknown <= {"colorama", "tzdata"}  # for other systems than this one
    assert json.dumps(made) == json.dumps(sbom.document())
