"""Texts of notes become safe HTML, whatever was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.markdown import TAGS, to_html
from tests.pages.reading import tree


def test_what_is_rendered():
    html = to_html("One *two* **three**\n\n- four\n- [five](https://example.org/?a=1&b=2)\n\n> six")
    assert "<em>two</em> <strong>three</strong>" in html
    assert "<li>four</li>" in html
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">five</a>' in html
    assert "<blockquote>" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](//example.org)",
        "[x](httpsz//example.org)",
        "[x](/admin/logout/)",
        "![x](https://example.org/track.png)",
        "<a href='https://example.org' onclick='alert(1)'>x</a>",
        "<style>body{display:none}</style>",
        "# A heading",
        "A heading\n===",
    ],
)
def test_what_is_not(hostile):
    page = tree(f"<div>{to_html(hostile)}</div>")
    assert {element.tag for element in page.iter()} <= TAGS | {"div"}
    for element in page.iter():
        assert set(element.attrib) <= {"href", "rel"}
        assert element.get("href", "https://").startswith("https://")


@given(st.text(alphabet="ab <>&\"'()[]!*_`#-=>\n:/.jshtp"))
def test_nothing_escapes(written):
    page = tree(f"<div>{to_html(written)}</div>")
    assert {element.tag for element in page.iter()} <= TAGS | {"div"}
