"""The vocabulary of the record. Plain enumerations, so that the rules that use them need no Django."""

from enum import StrEnum
from typing import Self


def gettext_noop(text: str) -> str:
    """Mark a label for translation; the text is translated where it is shown."""
    return text


class Labelled(StrEnum):
    """A code that is stored and published, with the English label that people read."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def pairs(cls) -> list[tuple[str, str]]:
        """The (code, English label) pairs in the order of definition."""
        return [(member.value, member.label) for member in cls]


class Language(Labelled):
    EN = "en", gettext_noop("English")
    FR = "fr", gettext_noop("French")
    JA = "ja", gettext_noop("Japanese")


class Status(Labelled):
    """What a report can say of a commitment."""

    NOT_STARTED = "not_started", gettext_noop("Not started")
    ON_TRACK = "on_track", gettext_noop("On track")
    FACING_CHALLENGES = "facing_challenges", gettext_noop("Facing challenges")
    ONGOING = "ongoing", gettext_noop("Ongoing")
    COMPLETED = "completed", gettext_noop("Completed")
    COMPLETED_MODIFIED = "completed_modified", gettext_noop("Completed – modified")
    NOT_PURSUED = "not_pursued", gettext_noop("Not being pursued")


class HeadlineStatus(Labelled):
    """What the record shows of a commitment: a reported status, or one of two states that nobody picks."""

    NO_REPORT = "no_report", gettext_noop("No report yet")
    NOT_STARTED = "not_started", gettext_noop("Not started")
    ON_TRACK = "on_track", gettext_noop("On track")
    FACING_CHALLENGES = "facing_challenges", gettext_noop("Facing challenges")
    ONGOING = "ongoing", gettext_noop("Ongoing")
    COMPLETED = "completed", gettext_noop("Completed")
    COMPLETED_MODIFIED = "completed_modified", gettext_noop("Completed – modified")
    NOT_PURSUED = "not_pursued", gettext_noop("Not being pursued")
    SIDES_DIFFER = "sides_differ", gettext_noop("The sides report differently")


FINISHED = frozenset({Status.COMPLETED, Status.COMPLETED_MODIFIED, Status.NOT_PURSUED})
"""Statuses after which a target date can no longer be missed."""


class Side(Labelled):
    CANADA = "canada", gettext_noop("Canada")
    JAPAN = "japan", gettext_noop("Japan")
    INTERNATIONAL = "international", gettext_noop("International")


class Reporter(Labelled):
    """Who says so."""

    CANADA = "canada", gettext_noop("Canada")
    JAPAN = "japan", gettext_noop("Japan")
    JOINT = "joint", gettext_noop("Canada and Japan jointly")
    PUBLIC_SOURCES = "public_sources", gettext_noop("Public sources")


class Basis(Labelled):
    """On whose word the headline status rests."""

    JOINT = "joint", gettext_noop("Reported jointly by Canada and Japan")
    BOTH = "both", gettext_noop("Reported by Canada and by Japan")
    CANADA = "canada", gettext_noop("Reported by Canada, not yet confirmed by Japan")
    JAPAN = "japan", gettext_noop("Reported by Japan, not yet confirmed by Canada")
    PUBLIC_SOURCES = "public_sources", gettext_noop("From public sources, not reported by either government")


class NoteKind(Labelled):
    PROGRESS = "progress", gettext_noop("Progress")
    NOTHING_TO_REPORT = "nothing_to_report", gettext_noop("Nothing to report this period")
    WITHHELD = "withheld", gettext_noop("Withheld")


class NoteState(Labelled):
    DRAFT = "draft", gettext_noop("Draft")
    SUBMITTED = "submitted", gettext_noop("Submitted")
    RETURNED = "returned", gettext_noop("Returned")
    APPROVED = "approved", gettext_noop("Approved")


class Kind(Labelled):
    ONE_OFF = "one_off", gettext_noop("One-off")
    ONGOING = "ongoing", gettext_noop("Open-ended")


class Linkage(Labelled):
    BILATERAL = "bilateral", gettext_noop("Bilateral")
    SHARED_MULTILATERAL = "shared_multilateral", gettext_noop("Shared multilateral")
    PARALLEL_NATIONAL = "parallel_national", gettext_noop("Parallel national action")


class OwnerRole(Labelled):
    LEAD = "lead", gettext_noop("Lead")
    SUPPORTING = "supporting", gettext_noop("Supporting")


class OwnerBasis(Labelled):
    """Whether a text names the owner or we inferred it from the body's mandate."""

    STATED = "stated", gettext_noop("Stated")
    INFERRED = "inferred", gettext_noop("Inferred from mandate")


class RelationKind(Labelled):
    SUPERSEDES = "supersedes", gettext_noop("Supersedes")
    SPLIT_FROM = "split_from", gettext_noop("Split from")
    MERGED_INTO = "merged_into", gettext_noop("Merged into")
    RELATED = "related", gettext_noop("Related to")


class TextProvenance(Labelled):
    """Where a title or name comes from."""

    OFFICIAL = "official", gettext_noop("Official")
    OFFICIAL_UNSEEN = "official_unseen", gettext_noop("Official, not seen in a source")
    OFFICIAL_TERM = "official_term", gettext_noop("Official term inside our wording")
    OWN_WORDING = "own_wording", gettext_noop("Our wording")
    OWN_TRANSLATION = "own_translation", gettext_noop("Unofficial translation")


class Reliability(Labelled):
    A = "A", gettext_noop("Official or primary source")
    B = "B", gettext_noop("Established press")
    C = "C", gettext_noop("Copy, mirror or secondary source")
    D = "D", gettext_noop("Weak source")


class PublicationBasis(Labelled):
    """How the publication date of a source is known."""

    STATED = "stated", gettext_noop("Stated")
    INFERRED = "inferred", gettext_noop("Inferred")
    URL = "url", gettext_noop("From the web address")
    NONE = "none", gettext_noop("Not known")


class TitleBasis(Labelled):
    PAGE = "page", gettext_noop("As on the page")
    DESCRIBED = "described", gettext_noop("Our description")


class Role(Labelled):
    """What an official may do; each is a group of officials."""

    EDITOR = "editor", gettext_noop("Editor")
    APPROVER = "approver", gettext_noop("Approver")
    ADMINISTRATOR = "administrator", gettext_noop("Administrator")


class SecondFactorChange(Labelled):
    """What happened to the second factor that an official signs in with."""

    APP_ADDED = "app_added", gettext_noop("Authenticator app set up")
    APP_REMOVED = "app_removed", gettext_noop("Authenticator app removed")
    PASSKEY_ADDED = "passkey_added", gettext_noop("Passkey added")
    PASSKEY_REMOVED = "passkey_removed", gettext_noop("Passkey removed")
    CODES_MADE = "codes_made", gettext_noop("Backup codes made")
    CODE_USED = "code_used", gettext_noop("Backup code used")
    RESET = "reset", gettext_noop("Reset by an administrator")


class JournalKind(Labelled):
    COMMITMENT_ADDED = "commitment_added", gettext_noop("Commitment added")
    COMMITMENT_REWORDED = "commitment_reworded", gettext_noop("Commitment reworded")
    NOTE_RELEASED = "note_released", gettext_noop("Progress note released")
    NOTE_CORRECTED = "note_corrected", gettext_noop("Progress note corrected")
    NOTE_WITHDRAWN = "note_withdrawn", gettext_noop("Progress note withdrawn")
    TRANSLATION_MENDED = "translation_mended", gettext_noop("Translation mended")
    DATE_MOVED = "date_moved", gettext_noop("Date moved")
    MILESTONE_ADDED = "milestone_added", gettext_noop("Milestone added")
    MILESTONE_REACHED = "milestone_reached", gettext_noop("Milestone reached")
    MILESTONE_REWORDED = "milestone_reworded", gettext_noop("Milestone reworded")
