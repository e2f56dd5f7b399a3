"""The examples for analysts do what docs/data.md says, on the running site."""

import os
import re
import shutil
import subprocess
import urllib.request

import pytest
from django.conf import settings

from priorities.exports.datasets import DATASETS
from tests.missing import skip_for_lack_of
from tests.site import Site

GUIDE = (settings.BASE_DIR / "docs" / "data.md").read_text()


def examples(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.filterwarnings("ignore")
def test_the_examples_run_one_after_the_other(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {"base": site.url}
    for example in examples("python"):
        exec(compile(example, "docs/data.md", "exec"), names)  # our own documentation
    told = capsys.readouterr().out
    assert len(examples("python")) == 3
    assert re.search(r"^[A-Z]{2} +\d+$", told, re.MULTILINE)  # how many of an area
    assert "2024-01-01 {" in told
    assert "publisher" in told


def test_the_examples_in_r_run_too_and_count_the_same(site: Site) -> None:
    rscript = shutil.which("Rscript") or skip_for_lack_of("Rscript", "r-base-core")
    script = "\n".join([f'base <- "{site.url}"', "options(warn = 2)", *examples("r")])
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    command = [rscript, "--vanilla", "-e", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^ +ES( +\d+)+$", done.stdout, re.MULTILINE)
    with urllib.request.urlopen(f"{site.url}/data/summary.csv?as_of=2024-01-01") as answer:
        header, *_areas, total = answer.read().decode("utf-8-sig").splitlines()
    completed = dict(zip(header.split(","), total.split(","), strict=True))["completed"]
    assert re.search(rf"^\d +2024-01-01 +{completed}$", done.stdout, re.MULTILINE)


def test_the_formula_for_spreadsheets_names_the_right_columns() -> None:
    told = re.findall(r"column ([A-Z])\s+(?:is )?`(\w+)`", GUIDE)
    assert "COUNTIFS(I:I;" in GUIDE
    assert told == [("I", "status"), ("B", "area_code")]
    header = DATASETS["commitments"].header
    assert all(header[ord(letter) - ord("A")] == name for letter, name in told)


def test_the_server_tells_the_length_so_that_a_cut_transfer_shows(site: Site) -> None:
    address = f"{site.url}/data/progress-notes.csv?as_of=2024-01-01"
    with urllib.request.urlopen(urllib.request.Request(address, method="HEAD")) as answer:
        told_before = answer.headers["Content-Length"]
    with urllib.request.urlopen(address) as answer:
        length = answer.headers["Content-Length"]
        assert int(length) == len(answer.read())
    assert told_before in {None, length}
