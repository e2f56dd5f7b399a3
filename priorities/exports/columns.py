"""The columns of the files. To add one, add it here; header, cells, JSON, dictionary and metadata follow."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Value
from django.utils.translation import gettext_noop as _

from priorities.choices import (
    Basis,
    HeadlineStatus,
    Kind,
    Labelled,
    Language,
    Linkage,
    NoteKind,
    PublicationBasis,
    Reliability,
    Reporter,
    Side,
    Status,
    TextProvenance,
    TitleBasis,
)
from priorities.exports import made
from priorities.exports.iso import Bare, DayText, InstantText
from priorities.exports.registry import Beside, CellType, Column
from priorities.models import Milestone, ProgressNote

OUTDATED = _("Columns whose translation was made from an earlier wording of its source text, separated by ;")
SOURCES = _("Codes of the sources, separated by ;")
COMMITMENT = _("Code of the commitment")
AREA_TITLE = _("Title of the priority area")
OWNERS = Beside("pk", made.owners)


def _texts(name: str, meaning: str, *, source: str = "") -> list[Column]:
    """One column a language."""
    return [
        Column(f"{name}_{language}", meaning, of=language, sources=(f"{source or name}_{language}",))
        for language in Language
    ]


def _day(name: str, meaning: str, *, source: Any = "", **told: Any) -> Column:
    return Column(name, meaning, "date", sources=(DayText(source or name),), **told)


def _instant(name: str, meaning: str, *, source: str = "", **told: Any) -> Column:
    return Column(name, meaning, "datetime", sources=(InstantText(source or name),), **told)


def _bare(name: str, meaning: str, datatype: CellType = "integer") -> Column:
    return Column(name, meaning, datatype, sources=(Bare(name),), is_required=True)


def _code(name: str, meaning: str, codes: type[Labelled], *, source: str = "", **told: Any) -> Column:
    return Column(name, meaning, codes=codes, sources=(source or name,), **told)


def _words(name: str, meaning: str, codes: type[Labelled]) -> list[Column]:
    """One column a language with the word for the code in the column `name`."""
    return [
        Column(f"{name}_label_{language}", meaning, of=language, sources=(name,), made=made.words(codes, language))
        for language in Language
    ]


def _slip(name: str, meaning: str, old: str, new: str) -> Column:
    return Column(name, meaning, "integer", sources=(DayText(old), DayText(new)), made=made.slips)


def _outdated(names: Iterable[str], language: Any) -> Column:
    columns = [f"{name}_{translation}" for name in names for translation in Language]
    sources = ("translated_from", language, *columns)
    return Column("outdated_translations", OUTDATED, "list", sources=sources, made=made.outdated(*columns))


def _commitment() -> Column:
    return Column("code", COMMITMENT, sources=("commitment__code",), refers_to="commitments.code", is_required=True)


COMMITMENTS = [
    Column("code", _("Code of the commitment, never reused"), is_required=True),
    Column(
        "area_code",
        _("Code of the priority area"),
        sources=("area__code",),
        refers_to="summary.area_code",
        is_required=True,
    ),
    *_texts("area", AREA_TITLE, source="area__title"),
    *_texts("title", _("Title")),
    _code("status", _("Headline status"), HeadlineStatus, is_required=True),
    *_words("status", _("Headline status in words"), HeadlineStatus),
    _day("status_as_of", _("Day that the status speaks of")),
    _code("status_basis", _("On whose word the status rests"), Basis, source="basis"),
    _code("status_canada", _("Status as Canada reports it"), Status),
    _code("status_japan", _("Status as Japan reports it"), Status),
    _code("kind", _("One-off or ongoing"), Kind, is_required=True),
    _code("linkage", _("How the two countries act"), Linkage, is_required=True),
    Column(
        "lead_canada",
        _("Codes of Canada's leading organizations, separated by ;"),
        "list",
        sources=(OWNERS,),
        made=made.leads(Side.CANADA),
    ),
    Column(
        "lead_japan",
        _("Codes of Japan's leading organizations, separated by ;"),
        "list",
        sources=(OWNERS,),
        made=made.leads(Side.JAPAN),
    ),
    Column(
        "supporting",
        _("Codes of all other organizations that answer for it, separated by ;"),
        "list",
        sources=(OWNERS,),
        made=made.supporters,
    ),
    _day("start_date", _("Start")),
    _day("target_date", _("Target date in force")),
    _day("original_target_date", _("Target date as first published")),
    _slip(
        "days_slipped", _("Days from the first target date to the one in force"), "original_target_date", "target_date"
    ),
    _bare("milestones_reached", _("Milestones reached")),
    _bare("milestones_total", _("Milestones")),
    _day("last_reported", _("Day of the last report that the headline rests on")),
    _day("next_update_due", _("Day by which the next report is due")),
    _bare("fresh", _("Whether the status was verified within its review interval: yes or no"), "boolean"),
    *_texts("last_note", _("Text of the newest progress note"), source="period__last_note__text"),
    Column("url", _("Address of the page"), "url", sources=("code",), made=made.page_addresses, is_required=True),
]

SUMMARY = [
    Column("area_code", _("Code of the priority area, or ALL"), is_required=True),
    *_texts("area", AREA_TITLE),
    Column("total", _("Commitments"), "integer", is_required=True),
    *[
        Column(status.value, _("Commitments with the status"), "integer", of=status, is_required=True)
        for status in HeadlineStatus
    ],
    Column(
        "overdue",
        _("Commitments past their target date, neither completed nor given up"),
        "integer",
        is_required=True,
    ),
    Column(
        "not_recently_verified",
        _("Commitments without a report within their review interval"),
        "integer",
        is_required=True,
    ),
    Column("last_reported", _("Day of the last report"), "date"),
]

PROGRESS_NOTES = [
    Column(
        "reference",
        _("How the note is cited: code of the commitment and number of the note"),
        sources=("commitment__code", "number"),
        made=made.references,
        is_required=True,
    ),
    _commitment(),
    Column("number", _("Number of the note, never reused"), "integer", is_required=True),
    _code("kind", _("Kind of note"), NoteKind, is_required=True),
    _code("reporter", _("Who says so"), Reporter, is_required=True),
    _day("as_of", _("Day that the note speaks of"), is_required=True),
    *_texts("date_basis", _("How the day is known, where the source does not state it")),
    _code("status", _("Status that the note reports"), Status),
    *_words("status", _("Status in words"), Status),
    _code("language", _("Language that the note was written in"), Language, is_required=True),
    *_texts("text", _("What was reported")),
    *_texts("challenges", _("Challenges")),
    *_texts("next_steps", _("Next steps")),
    Column("withheld_for", _("At whose request it is withheld")),
    Column(
        "sources", SOURCES, "list", sources=(Beside("pk", made.cited_by(ProgressNote.sources.through, "progressnote")),)
    ),
    # These two may name a note that the file of a past day does not have, since it speaks of a later day: it is to be
    # told all the same that a note was corrected. So they are no foreign keys.
    Column(
        "corrects",
        _("Reference of the note that it corrects"),
        sources=("commitment__code", "corrects__number"),
        made=made.references,
    ),
    Column(
        "corrected_by",
        _("Reference of the note that corrects it"),
        sources=("commitment__code", "shown_corrected_by"),
        made=made.references,
    ),
    _instant("withdrawn_at", _("Moment at which it was withdrawn"), source="shown_withdrawn_at"),
    Column("withdrawal_reason", _("Why it was withdrawn"), sources=("shown_withdrawal_reason",)),
    _code("withdrawal_language", _("Language of that reason"), Language, source="shown_withdrawal_language"),
    _bare("self_approved", _("Whether its author approved it: yes or no"), "boolean"),
    _instant("released_at", _("Moment from which it is public"), is_required=True),
    _outdated(ProgressNote.translated_texts, "language"),
    Column(
        "url",
        _("Address of the note"),
        "url",
        sources=("commitment__code", "number"),
        made=made.note_addresses,
        is_required=True,
    ),
]

STATUS_PERIODS = [
    _commitment(),
    _day("valid_from", _("First day of the period"), is_required=True),
    _day("valid_to", _("Day on which it ended, itself not part of it; empty while it lasts"), source="shown_valid_to"),
    _instant("known_from", _("Moment from which this site said so"), is_required=True),
    _instant("known_to", _("Moment from which it said so no longer; empty while it says so"), source="shown_known_to"),
    _code("status", _("Headline status"), HeadlineStatus, is_required=True),
    *_words("status", _("Headline status in words"), HeadlineStatus),
    _code("status_basis", _("On whose word the status rests"), Basis, source="basis"),
    _day("status_as_of", _("Day that the status speaks of")),
    _code("status_canada", _("Status as Canada reports it"), Status),
    _day("canada_as_of", _("Day that Canada's status speaks of")),
    _code("status_japan", _("Status as Japan reports it"), Status),
    _day("japan_as_of", _("Day that Japan's status speaks of")),
    _day("last_reported", _("Day of the last report that the headline rests on")),
    _day("next_update_due", _("Day by which the next report is due")),
    Column(
        "last_note",
        _("Reference of the newest progress note"),
        sources=("commitment__code", "last_note__number"),
        made=made.references,
        refers_to="progress-notes.reference",
        is_required=True,
    ),
]

MILESTONES = [
    _commitment(),
    Column("number", _("Number of the milestone, never reused"), "integer", is_required=True),
    *_texts("title", _("Title")),
    _day("original_due_date", _("Due date as first published")),
    _day("due_date", _("Due date in force")),
    _slip("days_slipped", _("Days from the first due date to the one in force"), "original_due_date", "due_date"),
    _day("reached_on", _("Day on which it was reached"), source="shown_reached_on"),
    *_texts("date_basis", _("How the date is known, where the source does not state it")),
    Column("sources", SOURCES, "list", sources=(Beside("pk", made.cited_by(Milestone.sources.through, "milestone")),)),
    _instant("added_at", _("Moment from which the record tells of it"), is_required=True),
    _outdated(Milestone.translated_texts, Value(Language.EN.value)),
]

DATE_CHANGES = [
    _commitment(),
    _bare("number", _("Number of the move among those of the commitment")),
    Column(
        "milestone",
        _("Number of the milestone that moved; empty where the target date did"),
        "integer",
        sources=("milestone__number",),
    ),
    _day("old_date", _("Date until then")),
    _day("new_date", _("Date from then on"), is_required=True),
    _slip("days_slipped", _("Days from the old date to the new one"), "old_date", "new_date"),
    _day("decided_on", _("Day of the decision"), is_required=True),
    _code("agreed_by", _("Who agreed to the move"), Reporter, is_required=True),
    _code("language", _("Language that the reason was written in"), Language, is_required=True),
    *_texts("reason", _("Reason")),
    _instant("known_at", _("Moment from which it is public"), is_required=True),
    _outdated(("reason",), "language"),
]

SOURCE_LIST = [
    Column("code", _("Code of the source"), is_required=True),
    Column("title", _("Title"), is_required=True),
    _code("title_basis", _("Where the title comes from"), TitleBasis, is_required=True),
    Column("publisher", _("Publisher"), is_required=True),
    Column("url", _("Address"), "url", is_required=True),
    _day("published", _("Day of publication")),
    _code("published_basis", _("How that day is known"), PublicationBasis, is_required=True),
    _code("language", _("Language"), Language, is_required=True),
    _code("reliability", _("Reliability"), Reliability, is_required=True),
]

ORGANIZATIONS = [
    Column("code", _("Code of the organization"), is_required=True),
    _code("side", _("Side"), Side, is_required=True),
    *_texts("name", _("Name")),
    *[
        Column(f"name_provenance_{language}", _("Where the name comes from"), codes=TextProvenance, of=language)
        for language in Language
    ],
    *_texts("acronym", _("Acronym")),
    Column("url", _("Web site, where someone has seen that it is the body's own"), "url", sources=("shown_url",)),
    _outdated(("name",), Value(Language.EN.value)),
]
