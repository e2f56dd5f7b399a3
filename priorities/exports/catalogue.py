"""How search engines and data portals find the files: schema.org Dataset and DCAT, as one JSON-LD document."""

import json
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from priorities.choices import Language
from priorities.exports import archive, journal
from priorities.exports.datasets import DATASETS
from priorities.exports.licences import licence
from priorities.exports.metadata import TITLE, Release

DESCRIPTION = _(
    "The public record of what Canada and Japan committed to for a free and open Indo-Pacific, and how far each "
    "commitment has got: statuses by reporter and day, progress notes, dates, milestones, owners and sources."
)
# In HTML these could end the element that holds the document.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def linked_data(release: Release) -> str:
    """The document, safe inside a script element."""
    document = {
        "@context": [
            "https://schema.org",
            {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        ],
        "@graph": [_dataset(release)],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).translate(ESCAPES)


def _dataset(release: Release) -> dict[str, Any]:
    given, description = licence(), gettext(DESCRIPTION)
    publisher = {"@type": "Organization", "name": settings.FIP_DATA_ATTRIBUTION, "url": f"{settings.BASE_URL}/"}
    files = [*((f"{name}.csv", "text/csv", dataset.title) for name, dataset in DATASETS.items()), *_OTHERS]
    changed = {"dateModified": release.created, "dct:modified": release.created} if release.created else {}
    return {
        "@type": ["Dataset", "dcat:Dataset"],
        "@id": f"{settings.BASE_URL}/data/",
        "name": TITLE,
        "dct:title": TITLE,
        "description": description,
        "dct:description": description,
        "url": f"{settings.BASE_URL}/{get_language()}/data/",
        "inLanguage": [language.value for language in Language],
        "license": given.url,
        "dct:license": {"@id": given.url},
        "creator": publisher,
        "publisher": publisher,
        "isAccessibleForFree": True,
        "version": release.version,
        **changed,
        "distribution": [_distribution(name, kind, gettext(title)) for name, kind, title in files],
    }


_OTHERS = [
    ("release.zip", archive.CONTENT_TYPE, _("Everything in one archive")),
    ("journal.jsonl", journal.CONTENT_TYPE.partition(";")[0], _("Journal")),
]


def _distribution(name: str, kind: str, title: str) -> dict[str, Any]:
    address = f"{settings.BASE_URL}/data/{name}"
    return {
        "@type": ["DataDownload", "dcat:Distribution"],
        "name": title,
        "encodingFormat": kind,
        "dcat:mediaType": kind,
        "contentUrl": address,
        "dcat:downloadURL": {"@id": address},
        "license": licence().url,
        "dct:license": {"@id": licence().url},
    }
