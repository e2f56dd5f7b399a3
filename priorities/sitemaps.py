"""The addresses of all public pages for search engines, each in its three languages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.contrib.sitemaps.views import x_robots_tag
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from priorities.choices import Language
from priorities.clocks import TOKYO, now
from priorities.models import Commitment, JournalEntry, Organization, PriorityArea

PAGES = ("overview", "commitment-list", "changes", "data", "api-reference", "journal", "about", "accessibility")


class _Pages(Sitemap):  # type: ignore[type-arg]  # not generic while running
    """Pages on this site's own address, whatever host was asked, with each language beside the others."""

    i18n = True
    languages = [language.value for language in Language]
    alternates = True
    x_default = True
    limit = 3000
    protocol = urlsplit(settings.BASE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.BASE_URL).netloc


class SectionPages(_Pages):
    def items(self) -> list[str]:
        return list(PAGES)

    def location(self, item: str) -> str:
        return reverse(item)


class AreaPages(_Pages):
    def items(self) -> QuerySet[PriorityArea]:
        return PriorityArea.objects.only("slug")

    def location(self, item: PriorityArea) -> str:
        return reverse("area-detail", args=[item.slug])


class CommitmentPages(_Pages):
    def items(self) -> QuerySet[Commitment]:
        """The public commitments with the moment of the last public event of each, in `changed_at`."""
        known_at = now()
        events = JournalEntry.objects.open_at(known_at).filter(commitment=OuterRef("pk"))
        latest = events.order_by("-public_from").values("public_from")[:1]
        return Commitment.objects.public(known_at).only("code").annotate(changed_at=Subquery(latest))

    def location(self, item: Commitment) -> str:
        return item.get_absolute_url()

    def lastmod(self, item: Any) -> datetime | None:
        changed_at: datetime | None = item.changed_at
        return changed_at


class OrganizationPages(_Pages):
    def items(self) -> QuerySet[Organization]:
        public = Commitment.objects.public(now())
        return Organization.objects.filter(ownerships__commitment__in=public).distinct().only("code")

    def location(self, item: Organization) -> str:
        return reverse("organization-detail", args=[item.code])


SITEMAPS: dict[str, type[_Pages]] = {
    "pages": SectionPages,
    "areas": AreaPages,
    "commitments": CommitmentPages,
    "organizations": OrganizationPages,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the sitemap, and when the last of its pages changed; Django's template reads these names."""

    location: str
    last_mod: datetime | None


@x_robots_tag
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The parts of the sitemap, on this site's own address: Django's view names them on whatever host was asked."""
    parts = [part for section, pages in SITEMAPS.items() for part in _parts(section, pages())]
    answer = TemplateResponse(request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml")
    return _in_days_of_the_record(answer)


def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    return _in_days_of_the_record(sitemap_views.sitemap(request, {**SITEMAPS}, section))


def _parts(section: str, pages: _Pages) -> Iterator[Part]:
    address, changed_at = settings.BASE_URL + reverse("sitemap", args=[section]), pages.get_latest_lastmod()
    for number in pages.paginator.page_range:
        yield Part(f"{address}?p={number}" if number > 1 else address, changed_at)


def _in_days_of_the_record(answer: TemplateResponse) -> HttpResponse:
    """With the days on which pages changed as the pages say them, not as they are in UTC."""
    with timezone.override(TOKYO):
        return answer.render()
