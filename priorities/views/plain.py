"""What feeds, calendars and embedded pieces share: safe methods, errors in plain text, 304 where nothing changed."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import conditional_page, require_safe

from priorities.filters import BadParameters

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def public_file(view: View[P]) -> View[P]:
    """A file that anyone may read; where its parameters are wrong, 400 in plain text that names them."""

    @require_safe
    @conditional_page
    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except BadParameters as bad:
            return HttpResponse(f"{bad}\n", status=400, content_type="text/plain; charset=utf-8")

    return answer
