"""What programs ask every site for: where they may go, and whom to tell of a weakness."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from priorities.choices import Language
from priorities.clocks import today

PLAIN = "text/plain; charset=utf-8"
LONGEST_PROMISE = timedelta(days=364)  # RFC 9116, 2.5.5: less than a year ahead

# Each day and each moment of the record is a page of its own: programs would never come to an end.
ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /*?*as_of=
Disallow: /*?*known_at=

Sitemap: {base}/sitemap.xml
"""

SECURITY = """Contact: {contact}
Expires: {expires}
Preferred-Languages: {languages}
Canonical: {base}/.well-known/security.txt
"""


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS.format(base=settings.BASE_URL), content_type=PLAIN)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. It promises the contact until the day of the setting, and never for a year or more."""
    last = min(settings.FIP_SECURITY_EXPIRES, today() + LONGEST_PROMISE)
    text = SECURITY.format(
        contact=settings.FIP_SECURITY_CONTACT,
        expires=datetime.combine(last, time.min, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        languages=", ".join(Language),
        base=settings.BASE_URL,
    )
    return HttpResponse(text, content_type=PLAIN)
