"""Answers to what goes wrong on our side."""

import re
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import server_error

UNAVAILABLE = 503
RETRY_AFTER = "30"  # seconds; a database that restarts is back by then
PAGES = re.compile(r"^/(en|fr|ja|admin)(/|$)")


def failure(request: HttpRequest) -> HttpResponse:
    """503 while the database does not answer or is full, so that people and programs try again; otherwise 500."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return server_error(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    """A page in the language of its address, and one line where a program asks. Neither needs the database."""
    if PAGES.match(request.path_info):
        with translation.override(translation.get_language_from_path(request.path_info) or translation.get_language()):
            response = HttpResponse(render_to_string("503.html"), status=UNAVAILABLE)
    else:
        line = "The database does not answer at the moment. Please try again in half a minute.\n"
        response = HttpResponse(line, status=UNAVAILABLE, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = RETRY_AFTER
    response["Cache-Control"] = "no-store"
    return response
