"""The record: one file a noun, each with its querysets above its model."""

from priorities.models.area import PriorityArea
from priorities.models.commitment import Commitment, CommitmentQuerySet
from priorities.models.date_change import DateChange
from priorities.models.document import Document, Provision
from priorities.models.import_batch import ImportBatch, ImportedRow, PendingImport
from priorities.models.journal import JournalEntry
from priorities.models.mended_day import MendedDay
from priorities.models.milestone import Milestone
from priorities.models.note import NoteApproval, NoteWithdrawal, ProgressNote
from priorities.models.official import Official
from priorities.models.organization import Organization
from priorities.models.ownership import Ownership
from priorities.models.relation import CommitmentRelation
from priorities.models.search_text import SearchText
from priorities.models.second_factor import SecondFactorEvent
from priorities.models.source import Source
from priorities.models.status_period import StatusPeriod

__all__ = [
    "Commitment",
    "CommitmentQuerySet",
    "CommitmentRelation",
    "DateChange",
    "Document",
    "ImportBatch",
    "ImportedRow",
    "JournalEntry",
    "MendedDay",
    "Milestone",
    "NoteApproval",
    "NoteWithdrawal",
    "Official",
    "Organization",
    "Ownership",
    "PendingImport",
    "PriorityArea",
    "ProgressNote",
    "Provision",
    "SearchText",
    "SecondFactorEvent",
    "Source",
    "StatusPeriod",
]
