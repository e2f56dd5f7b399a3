"""The addresses of a page in the three languages."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from priorities.choices import Language

LOCALES = {Language.EN: "en_CA", Language.FR: "fr_CA", Language.JA: "ja_JP"}
OWN_NAMES = {Language.EN: "English", Language.FR: "Français", Language.JA: "日本語"}


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same page in a language: `href` keeps the query, `address` is absolute and has none."""

    code: str
    name: str
    href: str
    address: str
    locale: str
    is_current: bool


def language_links(request: HttpRequest | None, current: str) -> list[LanguageLink]:
    """The page of a request in each language; the overview where there is no such page, as on an error."""
    rest = _rest_of_path(request)
    query = f"?{request.GET.urlencode()}" if request and request.GET else ""
    return [
        LanguageLink(
            code=language.value,
            name=name,
            href=f"/{language}/{rest}{query}",
            address=f"{settings.BASE_URL}/{language}/{rest}",
            locale=LOCALES[language],
            is_current=language == current,
        )
        for language, name in OWN_NAMES.items()
    ]


def default_address(request: HttpRequest | None) -> str:
    """The absolute address that leads everyone to the page in their own language."""
    return f"{settings.BASE_URL}/{_rest_of_path(request)}"


def _rest_of_path(request: HttpRequest | None) -> str:
    """The path after its language; empty for an address outside the languages."""
    if request is None:
        return ""
    language, _, rest = request.path.removeprefix("/").partition("/")
    return rest if language in set(Language) else ""
