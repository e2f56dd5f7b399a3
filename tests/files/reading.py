"""Reading a file as an analyst's tools do."""

import csv
import io
from typing import Any

from django.test import Client


def download(client: Client, path: str, **query: Any) -> bytes:
    response = client.get(path, query)
    assert response.status_code == 200, response.content
    assert response.streaming
    return response.getvalue()


def rows(client: Client, path: str, **query: Any) -> list[dict[str, str]]:
    text = download(client, path, **query).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))
