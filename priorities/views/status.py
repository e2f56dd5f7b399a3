"""A status as it is shown: its mark, its word, what the word means, on whose word it rests and how old it is."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from priorities.choices import Basis, HeadlineStatus
from priorities.models import Commitment
from priorities.models.text import active_language
from priorities.views.words import word_for

MEANINGS: dict[str, str] = {
    HeadlineStatus.NO_REPORT: gettext_noop("No report has been made: by neither government and in no source we read."),
    HeadlineStatus.NOT_STARTED: gettext_noop("A report says that work has not begun."),
    HeadlineStatus.ON_TRACK: gettext_noop(
        "Announced or under way, and nothing reported shows it slipping. It is no proof of delivery."
    ),
    HeadlineStatus.FACING_CHALLENGES: gettext_noop("Under way, but a report names obstacles or delay."),
    HeadlineStatus.ONGOING: gettext_noop("Open-ended: action is being taken, and there is no end point to reach."),
    HeadlineStatus.COMPLETED: gettext_noop("What was promised has been done."),
    HeadlineStatus.COMPLETED_MODIFIED: gettext_noop("Done, but in another form than was first promised."),
    HeadlineStatus.NOT_PURSUED: gettext_noop("It has been decided not to go on with it."),
    HeadlineStatus.SIDES_DIFFER: gettext_noop(
        "Both governments have reported, and their latest statuses are not the same. Both are shown."
    ),
}

# The order in which a bar and its legend show them: what is done, what is under way, what is stuck, what is unknown.
SHOWN_ORDER = (
    HeadlineStatus.COMPLETED,
    HeadlineStatus.COMPLETED_MODIFIED,
    HeadlineStatus.ON_TRACK,
    HeadlineStatus.ONGOING,
    HeadlineStatus.SIDES_DIFFER,
    HeadlineStatus.FACING_CHALLENGES,
    HeadlineStatus.NOT_STARTED,
    HeadlineStatus.NOT_PURSUED,
    HeadlineStatus.NO_REPORT,
)

BRIEF_BASIS: dict[str, str] = {
    Basis.JOINT: gettext_noop("Joint report"),
    Basis.BOTH: gettext_noop("Both governments"),
    Basis.CANADA: gettext_noop("Canada only"),
    Basis.JAPAN: gettext_noop("Japan only"),
    Basis.PUBLIC_SOURCES: gettext_noop("Public sources"),
}


@dataclass(frozen=True, slots=True)
class StatusWord:
    """A status in the reader's language; `code` chooses the mark and the colour."""

    code: str
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old a status is: verified within its review interval, or not, or never reported."""

    last_reported: date | None
    next_due: date | None
    is_fresh: bool
    is_stale: bool


def status_word(code: str) -> StatusWord:
    return _status_word(str(code), active_language())


@cache
def _status_word(code: str, language: str) -> StatusWord:
    """A status in the language of the reader, put together once for all rows and pages."""
    return StatusWord(code, word_for(HeadlineStatus, code), _(MEANINGS[code]))


def all_status_words() -> list[StatusWord]:
    """Every status in the order of bars and legends."""
    return [status_word(status) for status in SHOWN_ORDER]


def basis_in_words(code: str) -> str:
    """On whose word a headline rests, as a sentence without its full stop; empty where there is no report."""
    return word_for(Basis, code) if code else ""


def basis_in_brief(code: str) -> str:
    return _(BRIEF_BASIS[code]) if code else ""


def freshness_of(commitment: Commitment) -> Freshness:
    """The freshness of a commitment that `as_of` has annotated."""
    reported = commitment.last_reported is not None
    return Freshness(
        last_reported=commitment.last_reported,
        next_due=commitment.next_update_due,
        is_fresh=reported and commitment.fresh,
        is_stale=reported and not commitment.fresh,
    )
