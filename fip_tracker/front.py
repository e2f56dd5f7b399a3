"""The page cache of this site: what it is told of the record, and where it keeps its pages."""

from functools import partial

from django.conf import settings
from django.core.cache import caches

from fip_tracker.build import is_shared
from fip_tracker.kept_pages import Shelf
from fip_tracker.page_cache import Application, PageCache, Site
from fip_tracker.replicas import public_database

# PostgreSQL is asked at most so often which revision is public, in seconds. SQLite is in this process, and tells at
# each request whether anything was written.
BETWEEN_LOOKS = 1.0


def cached(application: Application) -> Application:
    """The application with the page cache in front of it, or by itself where the cache is turned off."""
    if not settings.PAGE_CACHE_MEGABYTES:
        return application
    return PageCache(application, _site(), _shelf(), Shelf(megabytes=settings.FILE_CACHE_MEGABYTES))


def _site() -> Site:
    # Importable only once Django is set up.
    from fip_tracker.metrics import tally  # noqa: PLC0415
    from priorities import clocks  # noqa: PLC0415
    from priorities.filters import is_foreign  # noqa: PLC0415
    from priorities.revision import RevisionWatch, current_revision  # noqa: PLC0415

    database = public_database()
    tells_of_writes = settings.DATABASES[database]["ENGINE"] == "django.db.backends.sqlite3"
    return Site(
        is_public=lambda path: settings.PUBLIC_PATHS.match(path) is not None,
        revision=RevisionWatch(database) if tells_of_writes else partial(current_revision, using=database),
        now=clocks.now,
        says_nothing=is_foreign,
        own_cookies=settings.OWN_COOKIES,
        check_every=0.0 if tells_of_writes else BETWEEN_LOOKS,
        count=tally.add_kept,
    )


def _shelf() -> Shelf:
    shared = caches["default"] if is_shared(settings.CACHES["default"]) else None
    return Shelf(megabytes=settings.PAGE_CACHE_MEGABYTES, shared=shared)
