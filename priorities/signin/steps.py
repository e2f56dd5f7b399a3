"""How far somebody has come on the way in."""

from enum import Enum, auto
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from priorities.actions.second_factor import has_second_factor, needs_second_factor

NEXT = "next"


class Step(Enum):
    """What an official who has given the right password still has to do."""

    NOTHING = auto()
    GIVE_CODE = auto()
    SET_UP = auto()


def step_of(request: HttpRequest) -> Step:
    official: Any = request.user
    if official.is_verified():  # put there by django-otp
        return Step.NOTHING
    if has_second_factor(official):
        return Step.GIVE_CODE
    return Step.SET_UP if needs_second_factor(official) else Step.NOTHING


def to_step(request: HttpRequest, step: Step) -> HttpResponseRedirect:
    """Lead to the page of a step, and from there back to what was asked for."""
    if step is Step.NOTHING:
        return HttpResponseRedirect(wanted(request))
    page = reverse("admin:second-factor" if step is Step.GIVE_CODE else "admin:security")
    if request.method != "GET":
        return HttpResponseRedirect(page)
    asked = request.GET.get(NEXT) or request.get_full_path()
    return HttpResponseRedirect(f"{page}?{urlencode({NEXT: asked})}")


def wanted(request: HttpRequest) -> str:
    """Where somebody wanted to go before they were asked who they are; only addresses of this site count."""
    asked = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else reverse("admin:index")
