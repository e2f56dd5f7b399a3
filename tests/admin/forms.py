"""Filling in the forms of a page as a browser would: every field as it stands, but those that a test changes."""

from html.parser import HTMLParser
from typing import Any

Values = dict[str, str | list[str]]


class _Fields(HTMLParser):
    """The values that the forms of a page would post, without those of buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.values: Values = {}
        self.names: set[str] = set()
        self.area: str | None = None
        self.select: tuple[str, bool] | None = None
        self.first_option = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        self.names.add(name)
        if tag == "textarea":
            self.area, self.values[name] = name, ""
        elif tag == "select":
            self.select = (name, "multiple" in given)
            self.first_option = "multiple" not in given
            if "multiple" in given:
                self.values[name] = []
        elif tag == "option" and self.select and ("selected" in given or self.first_option):
            self.first_option = False
            self._choose(given.get("value", ""))
        elif tag == "input" and name and given.get("type") not in {"submit", "button"}:
            self._take(name, given)

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] = f"{self.values[self.area]}{data}"

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            self.values[self.area] = str(self.values[self.area]).removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.select = None

    def _choose(self, value: str) -> None:
        assert self.select
        name, multiple = self.select
        chosen = self.values.get(name)
        self.values[name] = [*chosen, value] if multiple and isinstance(chosen, list) else value

    def _take(self, name: str, given: dict[str, str]) -> None:
        if given.get("type") in {"checkbox", "radio"} and "checked" not in given:
            return
        if given.get("type") == "checkbox":
            self.values[name] = [*self.values.get(name, []), given.get("value", "on")]
        else:
            self.values[name] = given.get("value", "")


def filled(response: Any, **changes: str | list[str]) -> Values:
    """What a page's form would post after typing the changes. A field that the page has not cannot be typed into."""
    reader = _Fields()
    reader.feed(response.content.decode())
    unknown = set(changes) - reader.names
    assert not unknown, f"the page has no field {unknown}"
    return {**reader.values, **changes}
