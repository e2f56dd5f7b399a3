"""Template tags of the public pages: one-line wrappers around plain modules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from priorities import formatting
from priorities.choices import Language
from priorities.markdown import to_html
from priorities.models.text import Text, active_language
from priorities.templatetags import addresses

register = template.Library()

SECTIONS: dict[str, Callable[[], str]] = {
    "overview": lambda: _("Overview"),
    "commitment-list": lambda: _("Commitments"),
    "data": lambda: _("Data"),
    "about": lambda: _("About"),
}
WITHIN = {"area-detail": "overview", "commitment-detail": "commitment-list", "organization-detail": "commitment-list"}


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """A section of the site; `current` is what `aria-current` says of it, empty where it is another."""

    label: str
    href: str
    current: str


@register.simple_tag(takes_context=True)
def language_links(context: dict[str, Any]) -> list[addresses.LanguageLink]:
    return addresses.language_links(context.get("request"), active_language())


@register.simple_tag(takes_context=True)
def default_address(context: dict[str, Any]) -> str:
    return addresses.default_address(context.get("request"))


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[NavigationLink]:
    """The sections, with the one that the page is (`page`) or lies in (`true`)."""
    request: HttpRequest | None = context.get("request")
    here = (request.resolver_match.url_name or "") if request and request.resolver_match else ""
    marks = {here: "page", WITHIN.get(here, ""): "true"}
    return [NavigationLink(label(), reverse(name), marks.get(name, "")) for name, label in SECTIONS.items()]


@register.simple_tag
def day(value: date) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formatting.day(value, active_language()))


@register.simple_tag
def instant(value: datetime) -> SafeString:
    written = formatting.moment(value, active_language())
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), written)


@register.filter
def number(value: int) -> str:
    return formatting.number(value, active_language())


@register.filter
def words_of_day(value: date) -> str:
    return formatting.day(value, active_language())


@register.filter
def words_of_instant(value: datetime) -> str:
    return formatting.moment(value, active_language())


@register.filter
def words_of_months(value: int) -> str:
    return formatting.months(value, active_language())


@register.simple_tag
def text(value: Text) -> SafeString:
    """A text of the record in a line; in another language than the page's it says so."""
    if not value.is_fallback:
        return format_html("{}", value.value)
    return format_html('<span lang="{}">{}</span> {}', value.language, value.value, _fallback_mark(value))


@register.simple_tag
def prose(value: Text) -> SafeString:
    """A text of the record in paragraphs, written in Markdown."""
    body = mark_safe(to_html(value.value))  # noqa: S308 - cleaned by to_html
    if not value.is_fallback:
        return format_html('<div class="prose">{}</div>', body)
    return format_html('<div class="prose" lang="{}">{}</div>{}', value.language, body, _fallback_mark(value))


def _fallback_mark(value: Text) -> SafeString:
    said = _("in %(language)s") % {"language": _(dict(Language.pairs())[value.language])}
    return format_html('<span class="fallback">{}</span>', said)
