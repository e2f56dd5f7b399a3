"""Publishing a commitment, and keeping the journal of what is said of it afterwards."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from priorities.actions import errors
from priorities.actions.journal import write_entry
from priorities.actions.notes import refresh_periods
from priorities.actions.payloads import Payload, commitment_payload, milestone_payload
from priorities.actions.permissions import owners_of, require_is_owner, require_may_edit_commitment
from priorities.actions.search import index_commitment
from priorities.choices import JournalKind, Language
from priorities.clocks import now
from priorities.models import Commitment, MendedDay, Milestone, Official


@transaction.atomic
def publish(*, commitment: Commitment, by: Official) -> Commitment:
    """Make a commitment public, for good: from now on the journal tells of every change to it."""
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    require_may_edit_commitment(by, commitment)
    if commitment.published_at is not None:
        return commitment
    _require_publishable(commitment)
    commitment.full_clean()
    commitment.published_at = now()
    commitment.save(update_fields=["published_at"])
    write_entry(kind=JournalKind.COMMITMENT_ADDED, data=commitment_payload(commitment), commitment=commitment)
    for milestone in commitment.milestones.all():
        _journal_milestone(JournalKind.MILESTONE_ADDED, milestone, milestone_payload(milestone))
    index_commitment(commitment)
    return commitment


OFFICIAL_LANGUAGES = (Language.EN, Language.FR)
"""Both official languages of Canada appear at the same moment; Japanese may follow."""


def _require_publishable(commitment: Commitment) -> None:
    if not commitment.ownerships.exists():
        raise errors.CannotPublish(_("List at least one owner first: somebody has to answer for it."))
    columns = [f"{text}_{language}" for text in ("title", "description") for language in OFFICIAL_LANGUAGES]
    empty = [column for column in columns if not getattr(commitment, column).strip()]
    if empty:
        names = [str(Commitment._meta.get_field(column).verbose_name) for column in empty]  # type: ignore[union-attr]
        raise errors.CannotPublish(_("Write these first: %(fields)s.") % {"fields": ", ".join(names)})


class Rewording:
    """Journals what an edit of a commitment, of its owners, provisions, relations and milestones, changed.

    Made before the edit, it remembers what was public; `record` compares and writes the entries, in the
    transaction of the edit.
    """

    def __init__(self, commitment: Commitment) -> None:
        self.commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
        self.owners = owners_of(self.commitment)  # an edit that adds one's own organization does not make one its owner
        self.before = commitment_payload(self.commitment)
        self.milestones = {row.pk: milestone_payload(row) for row in self.commitment.milestones.all()}

    def record(self, *, by: Official) -> None:
        require_is_owner(by, self.owners)
        commitment = Commitment.objects.get(pk=self.commitment.pk)
        if commitment.published_at is None:
            return
        old, new = changed(self.before, commitment_payload(commitment))
        if new:
            write_entry(kind=JournalKind.COMMITMENT_REWORDED, data={"old": old, "new": new}, commitment=commitment)
        index_commitment(commitment)
        if "review_interval_months" in new:
            refresh_periods(commitment)
        for milestone in commitment.milestones.all():
            self._record_milestone(milestone)

    def _record_milestone(self, milestone: Milestone) -> None:
        after = milestone_payload(milestone)
        before = self.milestones.get(milestone.pk)
        if before is None:
            _journal_milestone(JournalKind.MILESTONE_ADDED, milestone, after)
            return
        old, new = changed(before, after)
        if not new:
            return
        reached = before["reached_on"] is None and after["reached_on"] is not None
        kind = JournalKind.MILESTONE_REACHED if reached else JournalKind.MILESTONE_REWORDED
        _journal_milestone(kind, milestone, {"milestone": milestone.number, "old": old, "new": new})


def changed(before: Payload, after: Payload) -> tuple[Payload, Payload]:
    """The entries that differ, with their old and their new values."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def save_milestone(*, milestone: Milestone) -> Milestone:
    """Save a milestone with the moments since when the record tells of it and of the day on which it was reached.

    Raises ValidationError for a day in the future. A day that is mended or emptied is kept beside it (ADR 0017).
    """
    milestone.clean()
    stored = Milestone.objects.select_related("commitment").filter(pk=milestone.pk).first() if milestone.pk else None
    moment = now()
    if stored is None:
        milestone.added_at = moment
    if milestone.reached_on != (stored.reached_on if stored else None):
        milestone.reached_known_at = moment if milestone.reached_on else None
        if stored:
            _keep_mended_day(stored, moment)
    milestone.save()
    return milestone


def _keep_mended_day(stored: Milestone, moment: datetime) -> None:
    """Keep the day that a milestone has had, if the public could see it."""
    if stored.reached_on and stored.reached_known_at and stored.commitment.published_at:
        MendedDay.objects.create(
            milestone=stored, reached_on=stored.reached_on, known_from=stored.reached_known_at, known_to=moment
        )


def _journal_milestone(kind: JournalKind, milestone: Milestone, data: Payload) -> None:
    write_entry(kind=kind, data=data, commitment=milestone.commitment)
