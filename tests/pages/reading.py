"""Reading pages as a visitor gets them: fetched through the real address and parsed strictly."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

from django.test import Client

INLINE = {"a", "b", "cite", "code", "em", "span", "strong", "svg", "time", "use"}
VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "use"}


class Page:
    """A page that came: its status, headers and tree."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.html: str = response.content.decode()
        self.root = tree(self.html)

    def all(self, path: str) -> list[Element]:
        return self.root.findall(f".//{path}")

    def one(self, path: str) -> Element:
        found = self.all(path)
        assert len(found) == 1, f"{path}: found {len(found)}"
        return found[0]

    @property
    def title(self) -> str:
        return text(self.root.find("head/title"))

    @property
    def main(self) -> str:
        """All words of the main part."""
        return text(self.one("main"))

    def section(self, heading: str) -> str:
        """All words of the one section under this heading."""
        for part in [*self.all("section"), *self.all("nav"), *self.all("article")]:
            if any(text(title) == heading for level in (2, 3) for title in part.findall(f"./h{level}")):
                return text(part)
        raise AssertionError(f"no section “{heading}”")

    def table_rows(self, caption: str) -> list[list[str]]:
        """The cells of the table with this caption, row by row, as words."""
        for table in self.all("table"):
            if text(table.find("caption")) == caption:
                rows = [row for part in ("tbody", "tfoot") for row in table.findall(f"{part}/tr")]
                return [[text(cell) for cell in row] for row in rows]
        raise AssertionError(f"no table “{caption}”")

    def links(self) -> dict[str, str]:
        """The addresses of the links by their words."""
        return {text(link): link.get("href", "") for link in self.all("a")}


def fetch(client: Client, address: str, *, expecting: int = 200, **query: Any) -> Page:
    response = client.get(address, query or None)
    assert response.status_code == expecting, f"{address}: {response.status_code}"
    return Page(response)


def text(element: Element | None) -> str:
    """The words of an element, with single spaces; what stands in a line of its own is apart from the rest."""
    assert element is not None
    return " ".join("".join(_words(element)).split())


def _words(element: Element) -> Iterator[str]:
    apart = " " if element.tag not in INLINE else ""
    yield apart + (element.text or "")
    for child in element:
        yield from _words(child)
        yield child.tail or ""
    yield apart


def tree(html: str) -> Element:
    """The page as a tree; refuses one whose elements are not properly nested."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open, f"never closed: {reader.open}"
    return reader.builder.close()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice: {tag} {names}"
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.open.append(tag)
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing; near line {self.getpos()}"
        assert self.open[-1] == tag, f"</{tag}> inside <{self.open[-1]}> at {self.getpos()}"
        self.open.pop()
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.builder.data(data)
