"""Response headers that neither Django nor django-csp sets."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

UNUSED_FEATURES = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES)

OPEN_PATHS = ("/api/", "/data/")
# What a browser asks before a script of another site may send an ETag back, and for how many seconds it remembers it.
PREFLIGHT = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}

View = Callable[[HttpRequest], HttpResponseBase]


def permissions_policy(get_response: View) -> View:
    """Tell browsers that no page uses the device: no camera, no position, no payment."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def open_to_scripts(get_response: View) -> View:
    """Let scripts of any site read the open data; there is nothing in it that depends on who asks."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(OPEN_PATHS):
            return get_response(request)
        preflight = request.method == "OPTIONS"
        response = HttpResponse(status=204, headers=PREFLIGHT) if preflight else get_response(request)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag"
        return response

    return middleware
