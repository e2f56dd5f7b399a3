"""The admin with its gate: every page of it is behind the password and, where there is one, the second factor."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from priorities.signin import pages, passkeys
from priorities.signin.forms import SignInForm
from priorities.signin.language import own_language, speak
from priorities.signin.steps import Step, step_of, to_step

View = Callable[..., Any]


@contextmanager
def what_can_be_stored() -> Iterator[None]:
    """400 for what no column can hold, a number of thirty digits or a NUL: no link of the admin asks for it."""
    try:
        yield
    except (OverflowError, DataError) as unstorable:
        raise BadRequest(str(unstorable)) from unstorable


class OfficialsSite(AdminSite):
    """The admin of officials."""

    login_form = SignInForm
    login_template = "admin/signin/sign_in.html"
    logout_template = "admin/signin/signed_out.html"

    def knows(self, request: HttpRequest) -> bool:
        """Whether an official has given the right password, whatever else is asked of them."""
        return super().has_permission(request)

    def has_permission(self, request: HttpRequest) -> bool:
        return self.knows(request) and step_of(request) is Step.NOTHING

    def get_urls(self) -> list[URLPattern | URLResolver]:
        second = self.step_view(pages.second_factor, Step.GIVE_CODE)
        own = [
            path("second-factor/", second, name="second-factor"),
            path("language/", self.own_view(own_language), name="language"),
            path("security/", self.own_view(pages.security), name="security"),
            path("security/app/", self.own_view(pages.app), name="security-app"),
            path("security/app/begin/", self.own_action(pages.begin_app), name="security-app-begin"),
            path("security/app/remove/", self.own_action(pages.remove_app), name="security-app-remove"),
            path("security/backup-codes/", self.own_action(pages.backup_codes), name="security-backup-codes"),
            path(
                "security/passkeys/<int:pk>/remove/",
                self.own_action(pages.remove_passkey),
                name="security-passkey-remove",
            ),
            *passkeys.urls,
        ]
        return [*own, *super().get_urls()]

    def own_action(self, view: View) -> View:
        return require_POST(self.own_view(view))

    def own_view(self, view: View) -> View:
        """A page about one's own devices: open, too, to those who must set up the first one before anything else."""
        return self.step_view(view, Step.NOTHING, Step.SET_UP)

    def step_view(self, view: View, *steps: Step) -> View:
        """A page for those on one of these steps; others are led to their own."""

        @never_cache
        @csrf_protect
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.knows(request):
                return redirect_to_login(request.get_full_path())
            speak(request)
            step = step_of(request)
            return view(self, request, *args, **kwargs) if step in steps else to_step(request, step)

        return update_wrapper(inner, view)

    def admin_view(self, view: View, cacheable: bool = False) -> Any:
        if view == self.logout:  # the way out is open on every step
            return never_cache(csrf_protect(view))
        # What an official sees stays in no cache; only the words for scripts may.
        whole = super().admin_view(view, cacheable and view == self.i18n_javascript)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            speak(request)
            if self.knows(request) and (step := step_of(request)) is not Step.NOTHING:
                return to_step(request, step)
            with what_can_be_stored():
                return whole(request, *args, **kwargs)

        return update_wrapper(inner, whole)

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "GET" and self.knows(request):
            return to_step(request, step_of(request))
        response: HttpResponse = super().login(request, extra_context)
        return response

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        return super().get_app_list(request, app_label) if self.has_permission(request) else []

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        return {**context, "is_nav_sidebar_enabled": self.enable_nav_sidebar and context["has_permission"]}
