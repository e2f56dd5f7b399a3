"""How an area stands, as bar and as numbers."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from priorities.models import Commitment
from priorities.models.summary import AreaCounts, Summary, summarise
from priorities.models.text import Text, active_language
from priorities.revision import remembered
from priorities.views.bars import Bar, bar_of
from priorities.views.moment import Moment
from priorities.views.status import StatusWord, all_status_words


@dataclass(frozen=True, slots=True)
class StatusCount:
    status: StatusWord
    count: int


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area, or all of them: `href` is its page, `listing` the list of its commitments, `cells` its counts in the
    order of `all_status_words`."""

    title: Text
    href: str
    bar: Bar
    listing: str
    cells: list[StatusCount]
    counts: AreaCounts


def summary_at(moment: Moment) -> Summary:
    """How all public commitments stand, counted once a revision for every page and language."""

    def count() -> Summary:
        public = Commitment.objects.public(moment.known_at)
        return summarise(public.as_of(on=moment.on, known_at=moment.known_at))

    return remembered("summary", *moment.asked, compute=count)


def area_line(counts: AreaCounts, moment: Moment) -> AreaLine:
    area = counts.area
    listing = moment.listing(area=area.slug) if area else moment.listing()
    return AreaLine(
        title=area.title if area else Text(_("All areas"), active_language()),
        href=reverse("area-detail", args=[area.slug]) + moment.suffix if area else listing,
        bar=bar_of(counts, moment),
        listing=listing,
        cells=[StatusCount(status, counts.counts[status.code]) for status in all_status_words()],
        counts=counts,
    )
