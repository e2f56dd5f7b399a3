"""How much one address may ask: a token bucket each, kept by every process for itself, without a database.

It keeps the site answering when somebody takes every export in a loop; it is no shield against many machines at once,
for which there is the server in front. Addresses of this machine are not limited: where a proxy stands in front and the
settings say so, they never come here. What the page cache answers does not come here either, and costs next to nothing.
"""

import ipaddress
import math
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.module_loading import import_string

from fip_tracker.errors import PAGES

REMEMBERED = 10_000  # addresses a bucket table holds; the one unseen longest goes first
LONGEST_QUERY = 4_000  # characters; every filter with every value is far shorter
LARGEST_BODY = 12 * 1024**2  # bytes, as the server in front has it; spreadsheets are the largest thing that is sent
NEIGHBOURS = 64  # bits: who has one IPv6 address has all of its network

# Codes of a second factor are slowed down by the devices themselves.
SIGN_IN = "/admin/login/"
# What makes a page one that nobody has asked for before, so that it has to be rendered: words, days and moments.
MADE_ANEW = ("q", "as_of", "known_at", "since", "until")
# As long as the whole record, or put together from all of it.
WHOLE = re.compile(r"/(?:sitemaps/|(?:en|fr|ja)/(?:feeds/|calendar\.ics$))")
TOO_LARGE, TOO_LONG, TOO_MANY = 413, 414, 429
View = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and then so many a minute."""

    at_once: int
    a_minute: int


class Buckets:
    """Tokens left by address. `clock` gives seconds that only grow."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.clock = rate, clock
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.lock = threading.Lock()

    def wait(self, address: str) -> int:
        """Take a token; the whole seconds to wait where none is left, otherwise 0."""
        with self.lock:
            now = self.clock()
            tokens, since = self.left.pop(address, (float(self.rate.at_once), now))
            tokens = min(self.rate.at_once, tokens + (now - since) * self.rate.a_minute / 60)
            has_token = tokens >= 1
            self.left[address] = (tokens - has_token, now)
            if len(self.left) > REMEMBERED:
                self.left.popitem(last=False)
        return 0 if has_token else math.ceil((1 - tokens) * 60 / self.rate.a_minute)


def limits(get_response: View) -> View:
    """Answer 429 to an address that asks for too much that is dear, 414 and 413 to a query and a body nobody needs."""
    buckets = {name: Buckets(Rate(*rate)) for name, rate in settings.FIP_RATES.items() if all(rate)}
    address_of = import_string(settings.FIP_CLIENT_ADDRESS)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
            return _line("The query of this address is too long.", TOO_LONG)
        if _length(request) > LARGEST_BODY:  # told before anyone, even to look for a token, begins to read it
            return _line("What you sent is too large.", TOO_LARGE)
        kind = kind_of(request)
        who = _limited(address_of(request)) if kind in buckets else ""
        seconds = buckets[kind].wait(who) if who else 0
        return _wait(request, seconds) if seconds else get_response(request)

    return middleware


def kind_of(request: HttpRequest) -> str:
    """Which rate a request counts for; empty for what is cheap."""
    path = request.path_info
    if path.startswith("/admin/"):
        return "signin" if request.method == "POST" and path.startswith(SIGN_IN) else ""
    if path.startswith(("/data/", "/api/")):
        return "files"
    is_dear = WHOLE.match(path) or any(request.GET.get(name) for name in MADE_ANEW)
    return "search" if is_dear else ""


def _length(request: HttpRequest) -> int:
    """The bytes of the body; without a number that says so Django reads none."""
    told = request.META.get("CONTENT_LENGTH") or ""
    return int(told) if told.isdecimal() else 0


def _limited(address: str) -> str:
    """The address that a bucket goes by; empty for this machine itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.is_loopback:
        return ""
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, NEIGHBOURS), strict=False))
    return address


def _wait(request: HttpRequest, seconds: int) -> HttpResponse:
    if PAGES.match(request.path_info):
        path_language = translation.get_language_from_path(request.path_info)
        with translation.override(path_language or translation.get_language_from_request(request)):
            page = render_to_string("429.html", {"seconds": seconds})
        response = HttpResponse(page, status=TOO_MANY)
    else:
        response = _line(f"Too many requests from this address: ask again in {seconds} seconds.", TOO_MANY)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def _line(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
