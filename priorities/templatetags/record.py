"""Template tags of the public pages: one-line wrappers around plain modules."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from priorities import formatting
from priorities.choices import Language
from priorities.markdown import to_html
from priorities.models.text import Text, active_language
from priorities.search.marks import Piece
from priorities.templatetags import addresses

register = template.Library()

SECTIONS: dict[str, Callable[[], str]] = {
    "overview": lambda: _("Overview"),
    "commitment-list": lambda: _("Commitments"),
    "changes": lambda: _("What changed"),
    "data": lambda: _("Data"),
    "about": lambda: _("About"),
}
WITHIN = {
    "area-detail": "overview",
    "commitment-detail": "commitment-list",
    "organization-detail": "commitment-list",
    "api-reference": "data",
}


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


@register.simple_block_tag
def previewed_title(content: str) -> SafeString:
    """The title of a page, for its tab and for whoever shows a preview of a link to it."""
    words = _one_line(content)
    return format_html('<title>{}</title>\n  <meta property="og:title" content="{}">', words, words)


@register.simple_block_tag
def previewed_description(content: str) -> SafeString:
    words = _one_line(content)
    return format_html(
        '<meta name="description" content="{}">\n  <meta property="og:description" content="{}">', words, words
    )


def _one_line(content: str) -> SafeString:
    """Rendered words in one line, fit for an attribute."""
    return mark_safe(" ".join(content.split()).replace('"', "&quot;"))  # noqa: S308 - escaped when rendered


@register.simple_tag
def status(word: Hashable) -> SafeString:
    """A status with its mark, colour and word."""
    return _status(word)


@cache
def _status(word: Hashable) -> SafeString:
    """There are few statuses, in three languages, and a page shows them many times over."""
    return render_to_string("components/status.html", {"status": word})


@register.simple_tag
def pieces(value: list[Piece]) -> SafeString:
    """A text with the words marked that were looked for."""
    shown = [format_html("<mark>{}</mark>", piece.text) if piece.is_hit else escape(piece.text) for piece in value]
    return mark_safe("".join(shown))  # noqa: S308 - each piece is escaped


@register.simple_tag
def day(value: date) -> SafeString:
    return _day(value, active_language())


@lru_cache(maxsize=formatting.KEPT)
def _day(value: date, language: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formatting.day(value, language))


@register.simple_tag
def instant(value: datetime) -> SafeString:
    written = formatting.moment(value, active_language())
    return format_html('<time datetime="{}">{}</time>', value.isoformat(timespec="milliseconds"), written)


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
    """A text of the record in a line; in another language than the page's, or out of date, it says so."""
    if not value.is_fallback:
        return format_html("{}{}", value.value, _outdated_mark(value))
    marks = format_html("{}{}", _fallback_mark(value), _outdated_mark(value))
    return format_html('<span lang="{}">{}</span> {}', value.language, value.value, marks)


@register.simple_tag
def prose(value: Text) -> SafeString:
    """A text of the record in paragraphs, written in Markdown."""
    body = mark_safe(to_html(value.value))  # noqa: S308 - cleaned by to_html
    if not value.is_fallback:
        return format_html('<div class="prose">{}</div>{}', body, _outdated_mark(value))
    marks = format_html("{}{}", _fallback_mark(value), _outdated_mark(value))
    return format_html('<div class="prose" lang="{}">{}</div>{}', value.language, body, marks)


def _outdated_mark(value: Text) -> SafeString:
    """Says that the words shown are older than the text that they translate."""
    if not value.is_outdated:
        return SafeString("")
    return format_html(' <span class="fallback">{}</span>', _("translation out of date"))


def _fallback_mark(value: Text) -> SafeString:
    return in_language(value.language)


@register.simple_tag
def in_language(language: str) -> SafeString:
    """Says which language the words before it are in."""
    said = _("in %(language)s") % {"language": _(dict(Language.pairs())[language])}
    return format_html('<span class="fallback">{}</span>', said)
