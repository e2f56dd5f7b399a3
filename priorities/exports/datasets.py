"""The public files: which there are, what one row of each is, and where its columns and rows are found."""

from django.utils.translation import gettext_noop as _

from priorities.exports import columns, rows
from priorities.exports.registry import PublicDataset

_FILES = [
    PublicDataset(
        "summary",
        _("Summary by priority area"),
        columns.SUMMARY,
        row=_("One row an area, and one for all: counts by status, overdue, not recently verified, last report."),
        key=("area_code",),
        rows=rows.summary,
    ),
    PublicDataset(
        "commitments",
        _("Commitments"),
        columns.COMMITMENTS,
        row=_("One row a commitment: titles, status and its basis, both sides' reports, owners, dates, freshness."),
        key=("code",),
        rows=rows.commitments,
    ),
    PublicDataset(
        "progress-notes",
        _("Progress notes"),
        columns.PROGRESS_NOTES,
        row=_(
            "One row a public note, also where corrected or withdrawn: who says what, of which day, on which sources."
        ),
        key=("reference",),
        rows=rows.progress_notes,
    ),
    PublicDataset(
        "status-periods",
        _("Status periods"),
        columns.STATUS_PERIODS,
        row=_("One row a span of days with one status, and the span of moments during which this site said so."),
        key=("code", "valid_from", "known_from"),
        rows=rows.status_periods,
    ),
    PublicDataset(
        "milestones",
        _("Milestones"),
        columns.MILESTONES,
        row=_("One row a dated step of a commitment: due date, moves, and the day on which it was reached."),
        key=("code", "number"),
        rows=rows.milestones,
    ),
    PublicDataset(
        "date-changes",
        _("Date changes"),
        columns.DATE_CHANGES,
        row=_("One row a move of a target or due date: from when to when, why, and agreed by whom."),
        key=("code", "number"),
        rows=rows.date_changes,
    ),
    PublicDataset(
        "sources",
        _("Sources"),
        columns.SOURCE_LIST,
        row=_("One row a page or document that the commitments, their areas or their notes rest on."),
        key=("code",),
        rows=rows.sources,
    ),
    PublicDataset(
        "organizations",
        _("Organizations"),
        columns.ORGANIZATIONS,
        row=_("One row a department or body that answers for a commitment."),
        key=("code",),
        rows=rows.organizations,
    ),
]

DATASETS = {dataset.name: dataset for dataset in _FILES}
