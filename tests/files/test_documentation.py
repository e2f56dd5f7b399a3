"""The examples for analysts do what docs/data.md says, on the running site."""

import re
import urllib.request

import pytest
from django.conf import settings

from tests.site import Site

EXAMPLES = re.findall(r"```python\n(.*?)```", (settings.BASE_DIR / "docs" / "data.md").read_text(), re.DOTALL)


@pytest.mark.filterwarnings("ignore")
def test_the_examples_run_one_after_the_other(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {"base": site.url}
    for example in EXAMPLES:
        exec(compile(example, "docs/data.md", "exec"), names)  # our own documentation
    told = capsys.readouterr().out
    assert len(EXAMPLES) == 3
    assert re.search(r"^ES +\d+$", told, re.MULTILINE)
    assert "2024-01-01 {" in told
    assert "publisher" in told


def test_the_server_tells_the_length_so_that_a_cut_transfer_shows(site: Site) -> None:
    with urllib.request.urlopen(f"{site.url}/data/progress-notes.csv") as answer:
        assert int(answer.headers["Content-Length"]) == len(answer.read())
