"""The files and their columns. To add a column, add it here; header, cells and dictionary follow."""

from django.utils.translation import gettext, override

from priorities.choices import Basis, HeadlineStatus, Kind, Labelled, Language, Linkage, Status
from priorities.exports.registry import Column, Dataset


def label(member: Labelled, language: str) -> str:
    """The word for a code in one language."""
    with override(language):
        return gettext(member.label)


def _label_columns(name: str, vocabulary: type[Labelled], meaning: str) -> list[Column]:
    """One column a language with the word for the code in the column `name`."""
    return [_label_column(name, vocabulary, meaning, language) for language in Language]


def _label_column(name: str, vocabulary: type[Labelled], meaning: str, language: Language) -> Column:
    words = {member.value: label(member, language) for member in vocabulary}
    return Column(f"{name}_label_{language}", f"{meaning} ({language.label})", value=lambda row: words[row[name]])


def _in_each_language(name: str, meaning: str) -> list[Column]:
    return [Column(f"{name}_{language}", f"{meaning} ({language.label})") for language in Language]


AREA = [Column("area_code", "Code of the priority area"), *_in_each_language("area", "Title of the priority area")]


def commitments_dataset() -> Dataset:
    """commitments.csv: one row a commitment, ordered by code."""
    columns = [
        Column("code", "Code of the commitment, never reused"),
        *AREA,
        *_in_each_language("title", "Title"),
        Column("status", "Headline status", codes=HeadlineStatus),
        *_label_columns("status", HeadlineStatus, "Headline status in words"),
        Column("status_as_of", "Day that the status speaks of", "date"),
        Column("status_basis", "On whose word the status rests", codes=Basis),
        Column("status_canada", "Status as Canada reports it", codes=Status),
        Column("status_japan", "Status as Japan reports it", codes=Status),
        Column("kind", "One-off or ongoing", codes=Kind),
        Column("linkage", "How the two countries act", codes=Linkage),
        Column("lead_canada", "Codes of Canada's leading organizations, separated by ;"),
        Column("lead_japan", "Codes of Japan's leading organizations, separated by ;"),
        Column("supporting", "Codes of all other organizations that answer for it, separated by ;"),
        Column("start_date", "Start", "date"),
        Column("target_date", "Target date in force", "date"),
        Column("original_target_date", "Target date as first published", "date"),
        Column("days_slipped", "Days from the first target date to the one in force", "integer"),
        Column("milestones_reached", "Milestones reached", "integer"),
        Column("milestones_total", "Milestones", "integer"),
        Column("last_reported", "Day of the last report that the headline rests on", "date"),
        Column("next_update_due", "Day by which the next report is due", "date"),
        Column("fresh", "Whether the status was verified within its review interval: yes or no", "boolean"),
        *_in_each_language("last_note", "Text of the newest progress note"),
        Column("url", "Address of the page"),
    ]
    return Dataset("commitments", "Commitments", columns)


def summary_dataset() -> Dataset:
    """summary.csv: one row an area in order, then the row ALL."""
    columns = [
        *AREA,
        Column("total", "Commitments", "integer"),
        *[Column(status.value, f"Commitments with the status: {status.label}", "integer") for status in HeadlineStatus],
        Column("overdue", "Commitments past their target date, neither completed nor given up", "integer"),
        Column("not_recently_verified", "Commitments without a report within their review interval", "integer"),
        Column("last_reported", "Day of the last report", "date"),
    ]
    return Dataset("summary", "Counts by priority area", columns)
