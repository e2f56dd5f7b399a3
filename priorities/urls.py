"""Addresses: the pages, under a language, and the files, under none."""

from django.urls import URLPattern, URLResolver, path

from priorities import calendar, feeds, sitemaps
from priorities.api import pages as api_pages
from priorities.api.operations import api
from priorities.api.site import nothing_here
from priorities.exports.datasets import DATASETS
from priorities.views import (
    about,
    area,
    changes,
    commitment,
    commitment_list,
    downloads,
    embed,
    files,
    journal,
    organization,
    overview,
    wellknown,
)

localized_urlpatterns = [
    path("", overview.overview, name="overview"),
    path("priorities/<slug:slug>/", area.area_detail, name="area-detail"),
    path("commitments/", commitment_list.commitment_list, name="commitment-list"),
    path("commitments/<str:code>/", commitment.commitment_detail, name="commitment-detail"),
    path("organizations/<slug:code>/", organization.organization_detail, name="organization-detail"),
    path("changes/", changes.changes, name="changes"),
    path("feeds/changes.atom", feeds.changes_atom, name="changes-atom"),
    path("feeds/changes.json", feeds.changes_json, name="changes-json"),
    path("calendar.ics", calendar.calendar, name="calendar"),
    path("data/", downloads.downloads, name="data"),
    path("data/api/", api_pages.reference, name="api-reference"),
    path("journal/", journal.journal, name="journal"),
    path("about/", about.about, name="about"),
    path("accessibility/", about.accessibility, name="accessibility"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("api/v1/<path:rest>", nothing_here),
    path("embed/commitments/<slug:code>.svg", embed.commitment_badge, name="commitment-badge"),
    path("embed/commitments/<slug:code>/", embed.commitment_card, name="commitment-card"),
    path("embed/areas/<slug:slug>/", embed.area_card, name="area-card"),
    path("robots.txt", wellknown.robots_txt, name="robots"),
    path(".well-known/security.txt", wellknown.security_txt, name="security"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap-index"),
    path("sitemaps/<slug:section>.xml", sitemaps.sitemap, name="sitemap"),
    *[path(f"data/{name}.csv", files.csv_file, {"name": name}, name=f"{name}-csv") for name in DATASETS],
    *[
        path(f"data/{name}.csv-metadata.json", files.csv_metadata, {"name": name}, name=f"{name}-metadata")
        for name in DATASETS
    ],
    path("data/datapackage.json", files.data_package, name="data-package"),
    path("data/dictionary.csv", files.dictionary, name="dictionary-csv"),
    path("data/journal.jsonl", files.journal_lines, name="journal-lines"),
    path("data/release.zip", files.release_archive, name="release-archive"),
]
