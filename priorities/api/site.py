"""The API as a whole: read-only, with errors that name the parameter, and 304 where nothing changed."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from priorities.exports.licences import licence
from priorities.filters import BadParameters

METHODS = ("GET", "HEAD")
ABOUT = (
    "The public record of what Canada and Japan committed to for a free and open Indo-Pacific. "
    "Rows have the columns of the files under /data/; a parameter that is wrong is an error that names it."
)
TAG = "record"


class PlainJSON(JSONRenderer):
    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}  # a third of the size for Japanese


class ReadOnlyAPI(NinjaAPI):
    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        patterns, app, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = _readable(pattern.callback)
        return patterns, app, namespace

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description, with paths from the address of the API on: none then ends in a slash."""
        described = super().get_openapi_schema(path_prefix="", path_params=path_params)
        described["servers"] = [{"url": self.get_root_path(path_params or {}).rstrip("/")}]
        return described


def _readable(view: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
    """Answer GET, and HEAD like GET, which the library would refuse; anything else is 405 as JSON."""
    conditional: Callable[..., HttpResponse] = conditional_page(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.method
        if asked not in METHODS:
            refused = problem({"method": [_("This is read only: GET or HEAD.")]}, status=405)
            refused["Allow"] = ", ".join(METHODS)
            return refused
        request.method = "GET"
        response = conditional(request, *args, **kwargs)
        request.method = asked
        return response

    return answer


def problem(errors: dict[str, list[str]], *, status: int) -> HttpResponse:
    return JsonResponse({"errors": errors}, status=status, json_dumps_params={"ensure_ascii": False})


@_readable
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    return problem({"path": [_("There is no such address. They are listed at /api/v1/.")]}, status=404)


def _wrong(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.errors, status=400)


def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return problem({"code": [_("There is nothing public of this code.")]}, status=404)


api = ReadOnlyAPI(
    title="FIP Tracker",
    version="1",
    description=ABOUT,
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
    renderer=PlainJSON(),
    openapi_extra={
        "info": {
            "contact": {"name": settings.FIP_DATA_ATTRIBUTION, "url": f"{settings.BASE_URL}/en/about/"},
            "license": {"name": licence().title, "url": licence().url},
        },
        "tags": [{"name": TAG, "description": "What the record tells, and the events that it came from."}],
        "security": [],  # no key is needed
    },
)
api.add_exception_handler(BadParameters, _wrong)
api.add_exception_handler(Http404, _missing)
