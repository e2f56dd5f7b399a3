"""The page that describes the API to people, made from the same document as machines read."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from priorities.api.operations import api
from priorities.api.parameters import MOST, USUAL, meaning
from priorities.views.page import public_page, refuse_parameters, render_page

EXAMPLES = {
    "/areas": "?as_of=2024-01-01",
    "/commitments": "?area=energy-security&status=completed",
    "/notes": "?commitment=ES-01",
    "/changes": "?organization=METI&limit=5",
    "/organizations": "?side=japan",
    "/journal": "?limit=5",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """What can be asked; `values` are the codes that it takes or the form that it is written in."""

    name: str
    meaning: str
    values: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An address and what it answers with; `example` is one to try."""

    name: str
    path: str
    about: str
    example: str
    parameters: list[Parameter]
    statuses: str


@public_page
def reference(request: HttpRequest) -> HttpResponse:
    refuse_parameters(request.GET)
    paths = api.get_openapi_schema()["paths"]
    context = {
        "operations": [_operation(path, found["get"]) for path, found in paths.items()],
        "openapi": reverse("api:openapi-json"),
        "most": MOST,
        "usual": USUAL,
    }
    return render_page(request, "priorities/api.html", context)


def _operation(path: str, described: dict[str, Any]) -> Operation:
    about = described["description"]
    address = reverse("api:api-root").rstrip("/") + path
    return Operation(
        name=path.removeprefix("/").replace("/{code}", "-one") or "index",
        path=address,
        about=_(about),
        example=address.replace("{code}", "ES-01") + EXAMPLES.get(path, ""),
        parameters=[_parameter(row) for row in described["parameters"]],
        statuses=", ".join(str(status) for status in sorted(described["responses"])),
    )


def _parameter(described: dict[str, Any]) -> Parameter:
    name, schema = described["name"], described["schema"]
    if described["in"] == "path":
        return Parameter(name, _("Code of one commitment."), "ES-01")
    return Parameter(name, meaning(name), _values(schema.get("items", schema)))


def _values(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(schema["enum"])
    if schema["type"] == "integer":
        return f"{schema['minimum']}–{schema['maximum']}"
    forms = {"date": "YYYY-MM-DD", "date-time": "2027-01-01T00:00:00Z"}
    return forms.get(schema.get("format", ""), "")
