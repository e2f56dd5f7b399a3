"""Who is at the other end, where a proxy stands in between."""

import ipaddress

from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that the proxy saw: the last one of X-Forwarded-For. Those before it may be made up."""
    seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(seen))
    except ValueError:
        return direct_address(request)


def direct_address(request: HttpRequest) -> str:
    """The address of the connection itself; what a header says is not asked where no proxy stands in between."""
    return str(request.META["REMOTE_ADDR"])
