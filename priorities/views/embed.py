"""Pieces for other people's pages: badge and card of a commitment, card of an area. Nothing else may be framed."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_exempt

from priorities.choices import Language
from priorities.clocks import Clocks
from priorities.filters import BadParameters, read_clocks
from priorities.formatting import day, writable
from priorities.models import Commitment, PriorityArea
from priorities.models.summary import summarise
from priorities.models.text import active_language
from priorities.views.area_line import area_line
from priorities.views.moment import moment_of
from priorities.views.plain import public_file
from priorities.views.rows import row_of
from priorities.views.sides import side_reports
from priorities.views.status import StatusWord, basis_in_brief, basis_in_words, freshness_of, status_word
from priorities.views.translation import is_own_name

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# About how wide characters are in ems, in the fonts that most readers have.
THIN = frozenset("fijlrtI.,:;·'’()- ")
BROAD = frozenset("mwMW–")


@dataclass(frozen=True, slots=True)
class BadgeText:
    """A line of the badge, drawn exactly `width` pixels wide whatever fonts the reader has."""

    text: str
    width: int


@dataclass(frozen=True, slots=True)
class Badge:
    """The badge's words and measures in pixels; `facts` says on whose word the status rests and how old it is."""

    code: BadgeText
    status: StatusWord
    label: BadgeText
    facts: BadgeText
    left: int
    right: int
    width: int


@dataclass(frozen=True, slots=True)
class Snippets:
    """HTML to copy into another page."""

    badge: str
    card: str


def embeddable(view: View[P]) -> View[P]:
    """A piece that any page may show in a frame, in the language that `lang` asks for."""

    @xframe_options_exempt
    @csp_replace({"frame-ancestors": ["*"]})
    @public_file
    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        language = _language(request.GET)
        with override(language):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = language
        return response

    # django-csp types its decorators for views without arguments of their own.
    return answer  # type: ignore[return-value]


@embeddable
def commitment_badge(request: HttpRequest, code: str) -> HttpResponse:
    commitment = _commitment(code, _clocks(request))
    title = commitment.title
    context = {"badge": _badge(commitment), "title": title, "title_words": writable(str(title))}
    return render(request, "embed/badge.svg", context, content_type="image/svg+xml; charset=utf-8")


@embeddable
def commitment_card(request: HttpRequest, code: str) -> HttpResponse:
    moment = moment_of(request, _clocks(request))
    commitment = _commitment(code, Clocks(moment.on, moment.known_at))
    row = row_of(commitment, moment)
    context = {
        "moment": moment,
        "title": row.title,
        "row": row,
        "is_translated": row.is_translated or is_own_name(commitment.area, "title"),
        "basis": basis_in_words(commitment.basis),
        "reports": [report for report in side_reports(commitment, []) if report.status],
    }
    return render(request, "embed/commitment.html", context)


@embeddable
def area_card(request: HttpRequest, slug: str) -> HttpResponse:
    moment = moment_of(request, _clocks(request))
    area = get_object_or_404(PriorityArea, slug=slug)
    known = Commitment.objects.public(moment.known_at).as_of(on=moment.on, known_at=moment.known_at)
    counts = next(row for row in summarise(known.filter(area=area)).areas if row.area == area)
    line, is_translated = area_line(counts, moment), is_own_name(area, "title")
    context = {"moment": moment, "title": line.title, "line": line, "is_translated": is_translated}
    return render(request, "embed/area.html", context)


def snippets(commitment: Commitment) -> Snippets:
    """What to copy to show a commitment elsewhere, in the language of this page."""
    language, base = active_language(), settings.BASE_URL
    name = f"FIP Tracker: {commitment.code}"
    badge = f"{base}{reverse('commitment-badge', args=[commitment.code])}?lang={language}"
    card = f"{base}{reverse('commitment-card', args=[commitment.code])}?lang={language}"
    page = base + commitment.get_absolute_url()
    return Snippets(
        badge=f'<a href="{page}"><img src="{badge}" alt="{name}" height="44"></a>',
        card=f'<iframe src="{card}" title="{name}" width="420" height="300" loading="lazy"></iframe>',
    )


def _language(query: QueryDict) -> str:
    asked = query.get("lang") or active_language()
    if asked not in set(Language):
        raise BadParameters({"lang": [_("Choose en, fr or ja.")]})
    return asked


def _clocks(request: HttpRequest) -> Clocks:
    return read_clocks(request.GET, also={"lang"})


def _commitment(code: str, clocks: Clocks) -> Commitment:
    rows = Commitment.objects.public(clocks.known_at).as_of(on=clocks.on, known_at=clocks.known_at)
    return get_object_or_404(rows.select_related("area"), code=code.upper())


def _badge(commitment: Commitment) -> Badge:
    status = status_word(commitment.status)
    code, label, facts = _sized(commitment.code, 15), _sized(status.label, 15), _sized(_facts(commitment), 11)
    left = max(code.width, 66) + 20
    right = max(label.width + 24, facts.width) + 20
    return Badge(code, status, label, facts, left=left, right=left + 10, width=left + right)


def _facts(commitment: Commitment) -> str:
    """A status never goes without its day and its reporter, nor one grown old without saying so."""
    if commitment.status_as_of is None:
        return _("Never reported")
    facts = [day(commitment.status_as_of, active_language()), basis_in_brief(commitment.basis)]
    if freshness_of(commitment).is_stale:
        facts.append(_("Not recently verified"))
    return " · ".join(facts)


def _sized(text: str, size: int) -> BadgeText:
    return BadgeText(text, round(sum(_ems(character) for character in text) * size))


def _ems(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in THIN:
        return 0.31
    if character in BROAD:
        return 0.83
    return 0.68 if character.isupper() else 0.56
