"""What machines read of the files: Frictionless Data Package 2.0 and CSV on the Web, from the registry of columns."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override

from priorities.choices import Language
from priorities.exports.datasets import DATASETS
from priorities.exports.licences import licence
from priorities.exports.registry import CellType, Column, PublicDataset

CONTENT_TYPE = "application/json"
CSVW_CONTENT_TYPE = "application/csvm+json"
PROFILES = "https://datapackage.org/profiles/2.0"
TITLE = "FIP Tracker"
DESCRIPTION = (
    "The public record of what Canada and Japan committed to for a free and open Indo-Pacific, and how far each "
    "commitment has got: statuses by reporter and day, progress notes, dates, milestones, owners and sources."
)
RIGHTS = (
    "The licence covers the facts of the record. No licence is claimed or given for texts and titles of others that "
    "it quotes."
)

FIELD_TYPES: dict[CellType, dict[str, Any]] = {
    "string": {"type": "string"},
    "list": {"type": "list", "delimiter": ";", "itemType": "string"},
    "url": {"type": "string", "format": "uri"},
    "integer": {"type": "integer"},
    "date": {"type": "date"},
    "datetime": {"type": "datetime"},
    "boolean": {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
}
CSVW_TYPES: dict[CellType, Any] = {
    "string": "string",
    "list": "string",
    "url": "anyURI",
    "integer": "integer",
    "date": {"base": "date", "format": "yyyy-MM-dd"},
    "datetime": {"base": "datetime", "format": "yyyy-MM-ddTHH:mm:ssX"},
    "boolean": {"base": "boolean", "format": "yes|no"},
}


@dataclass(frozen=True, slots=True)
class Release:
    """What identifies a state of the record: its last public moment as RFC 3339 text, and its journal's last number.

    `created` is empty where the record is.
    """

    created: str
    version: str


def data_package(release: Release, *, query: str = "", files: Mapping[str, dict[str, Any]] | None = None) -> bytes:
    """The description of all files; `files` may hold size and hash of each by its name."""
    described = {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": "fip-tracker",
        "title": TITLE,
        "description": DESCRIPTION,
        "homepage": f"{settings.BASE_URL}/",
        "version": release.version,
        **({"created": release.created} if release.created else {}),
        "licenses": [_licence()],
        "rights": RIGHTS,
        "contributors": [{"title": settings.FIP_DATA_ATTRIBUTION, "roles": ["publisher"]}],
        "resources": [_resource(dataset, query, (files or {}).get(dataset.name, {})) for dataset in DATASETS.values()],
    }
    return _json(described)


def _licence() -> dict[str, str]:
    given = licence()
    return {"name": given.code, "title": given.title, "path": given.url}


def _resource(dataset: PublicDataset, query: str, told: dict[str, Any]) -> dict[str, Any]:
    file = f"{dataset.name}.csv"
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": dataset.name,
        "type": "table",
        "path": f"{settings.BASE_URL}/data/{file}?{query}" if query else file,
        **_translated("title", dataset.title),
        **_translated("description", dataset.row),
        "scheme": "http" if query else "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **told,
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "licenses": [_licence()],
        "schema": {
            "$schema": f"{PROFILES}/tableschema.json",
            "fields": [_field(dataset, column) for column in dataset.columns],
            "missingValues": [""],
            "primaryKey": list(dataset.key),
            "foreignKeys": [_foreign_key(dataset, column) for column in dataset.columns if column.refers_to],
        },
    }


def _field(dataset: PublicDataset, column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.is_required else {}
    if dataset.key == (column.name,):
        constraints["unique"] = True
    if column.codes:
        constraints["enum"] = [member.value for member in column.codes]
    meanings = {}
    for language in Language:
        with override(language):
            meanings[language.value] = column.meaning
    return {
        "name": column.name,
        **FIELD_TYPES[column.datatype],
        "description": meanings["en"],
        "description_fr": meanings["fr"],
        "description_ja": meanings["ja"],
        **({"constraints": constraints} if constraints else {}),
    }


def _foreign_key(dataset: PublicDataset, column: Column) -> dict[str, Any]:
    file, _dot, field = column.refers_to.partition(".")
    resource = "" if file == dataset.name else file
    return {"fields": [column.name], "reference": {"resource": resource, "fields": [field]}}


def csvw(dataset: PublicDataset, *, query: str = "") -> bytes:
    """The metadata of one file as CSV on the Web has it."""
    given = licence()
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{dataset.name}.csv" + (f"?{query}" if query else ""),
        "dc:title": _in_languages(dataset.title),
        "dc:description": _in_languages(dataset.row),
        "dc:publisher": settings.FIP_DATA_ATTRIBUTION,
        "dc:license": {"@id": given.url},
        "dc:rights": RIGHTS,
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"], "commentPrefix": None},
        "tableSchema": {
            "columns": [_csvw_column(column) for column in dataset.columns],
            "primaryKey": list(dataset.key),
        },
    }
    return _json(described)


def _csvw_column(column: Column) -> dict[str, Any]:
    codes = "|".join(member.value for member in column.codes) if column.codes else ""
    meanings = []
    for language in Language:
        with override(language):
            meanings.append({"@value": column.meaning, "@language": language.value})
    return {
        "name": column.name,
        "titles": column.name,
        "dc:description": meanings,
        "datatype": {"base": "string", "format": codes} if codes else CSVW_TYPES[column.datatype],
        **({"separator": ";"} if column.datatype == "list" else {}),
        **({"required": True} if column.is_required else {}),
        **({"lang": column.of.value} if isinstance(column.of, Language) and not codes else {}),
    }


def _translated(name: str, text: str) -> dict[str, str]:
    """A text under its name, and its translations beside it."""
    by_language = {said["@language"]: said["@value"] for said in _in_languages(text)}
    return {name: by_language["en"], f"{name}_fr": by_language["fr"], f"{name}_ja": by_language["ja"]}


def _in_languages(text: str) -> list[dict[str, str]]:
    said = []
    for language in Language:
        with override(language):
            said.append({"@value": gettext(text), "@language": language.value})
    return said


def _json(described: dict[str, Any]) -> bytes:
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()
