"""Reading a feed and a calendar as a reader's programs do."""

import json
from typing import Any
from xml.etree import ElementTree

from django.test import Client
from icalendar import Calendar

ATOM = "{http://www.w3.org/2005/Atom}"


def atom(client: Client, language: str = "en", **query: Any) -> ElementTree.Element:
    response = client.get(f"/{language}/feeds/changes.atom", query)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def texts(feed: ElementTree.Element, name: str) -> list[str]:
    """What each entry of a feed has in an element."""
    return [entry.findtext(f"{ATOM}{name}") or "" for entry in feed.findall(f"{ATOM}entry")]


def json_feed(client: Client, language: str = "en", **query: Any) -> dict[str, Any]:
    response = client.get(f"/{language}/feeds/changes.json", query)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    return dict(json.loads(response.content))


def calendar_bytes(client: Client, language: str = "en", **query: Any) -> bytes:
    response = client.get(f"/{language}/calendar.ics", query)
    assert response.status_code == 200, response.content
    return bytes(response.content)


def events(client: Client, language: str = "en", **query: Any) -> dict[str, Any]:
    """The events of the calendar by their UID."""
    found = Calendar.from_ical(calendar_bytes(client, language, **query)).walk("VEVENT")
    by_uid = {str(event["UID"]): event for event in found}
    assert len(by_uid) == len(found)
    return by_uid
