"""Commitments that wait for an official: a date to confirm, a report that is due, two sides that differ."""

from datetime import timedelta

from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from priorities import formatting
from priorities.choices import HeadlineStatus, Reporter, Side, Status
from priorities.models import Commitment, CommitmentQuerySet, DateChange, ProgressNote
from priorities.models.text import active_language
from priorities.workqueue.lines import Desk, Line, Section, change_url, commitment_title, label, list_url, quoted

SOON = timedelta(days=30)


def moves(desk: Desk) -> Section:
    """Moves of dates that the other side proposed as agreed jointly, for the official's side to confirm."""
    waiting = DateChange.objects.pending().filter(agreed_by=Reporter.JOINT.value)
    rows = waiting.exclude(proposed_by__organization__side=desk.side).select_related("commitment", "milestone")
    lines, total = desk.first_of(rows.order_by("decided_on", "pk"), _of_move)
    return Section(
        code="moves",
        title=_("Date moves to confirm"),
        lines=lines,
        total=total,
        when_empty=_("No move of a date waits for your side. If the other side proposes one, confirm it here."),
        all_url=list_url(DateChange, "pending=yes"),
    )


def overdue(desk: Desk) -> Section:
    """Commitments of the official's organization whose report was due before today, longest due first."""
    rows = _reportable(desk).filter(Q(next_update_due__lt=desk.clocks.on))
    lines, total = desk.first_of(rows, lambda row: _of_overdue(row, desk))
    return Section(
        code="overdue",
        title=_("Reports overdue"),
        lines=lines,
        total=total,
        when_empty=_(
            "No report of your organization is overdue. Add a progress note to a commitment before its review is due."
        ),
        all_url=list_url(Commitment, "attention=stale&owned_by=mine"),
    )


def due_soon(desk: Desk) -> Section:
    """Commitments of the official's organization whose report falls due within thirty days."""
    rows = _reportable(desk).filter(Q(next_update_due__range=(desk.clocks.on, desk.clocks.on + SOON)))
    lines, total = desk.first_of(rows, _of_due)
    return Section(
        code="due_soon",
        title=_("Reports due within 30 days"),
        lines=lines,
        total=total,
        when_empty=_(
            "No report of your organization falls due within 30 days. You may add a progress note at any time."
        ),
        all_url=list_url(Commitment, "owned_by=mine"),
    )


def differing(desk: Desk) -> Section:
    """Commitments that a body of the official's side answers for, and on which the two sides report differently."""
    rows = _told(desk).on_sides([desk.side]).filter(Q(status=HeadlineStatus.SIDES_DIFFER.value)).order_by("code")
    lines, total = desk.first_of(rows, _of_differing)
    return Section(
        code="differing",
        title=_("The sides report differently"),
        lines=lines,
        total=total,
        when_empty=_(
            "On no commitment of your side do Canada and Japan report differently. Should they, agree on a joint note."
        ),
        all_url=list_url(Commitment, f"status={HeadlineStatus.SIDES_DIFFER}&owned_by={desk.side}"),
    )


def _told(desk: Desk) -> CommitmentQuerySet:
    """Public commitments with what the record says of them."""
    moment = desk.clocks.known_at
    return Commitment.objects.public(moment).as_of(on=desk.clocks.on, known_at=moment)


def _reportable(desk: Desk) -> CommitmentQuerySet:
    """The commitments of the official's organization, those due first before others, with the note under way."""
    organization = desk.by.organization
    unseen = Q(released_at__isnull=True) | Q(released_at__gt=desk.clocks.known_at, withdrawal__isnull=True)
    of_my_side = ProgressNote.objects.filter(unseen, author__organization__side=desk.side)
    newest = of_my_side.filter(commitment=OuterRef("pk")).order_by("-pk")
    rows = _told(desk).owned_by([organization.code] if organization else [])
    return rows.annotate(under_way=Subquery(newest.values("pk")[:1])).order_by(F("next_update_due"), "code")


def _of_move(change: DateChange) -> Line:
    said = {
        "what": _("Milestone “%s”") % change.milestone.title if change.milestone else _("Target date"),
        "old": change.old_date or _("no date"),
        "new": change.new_date,
        "reason": quoted(str(change.reason)),
    }
    detail = _("%(what)s from %(old)s to %(new)s: %(reason)s") % said
    return Line(commitment_title(change.commitment), detail, change_url(change))


def _of_overdue(commitment: Commitment, desk: Desk) -> Line:
    due = commitment.next_update_due or desk.clocks.on
    late = (desk.clocks.on - due).days
    sentence = ngettext(
        "The next report was due on %(day)s, %(days)s day ago.",
        "The next report was due on %(day)s, %(days)s days ago.",
        late,
    )
    return _to_report(commitment, sentence % {"day": due, "days": formatting.number(late, active_language())})


def _of_due(commitment: Commitment) -> Line:
    return _to_report(commitment, _("The next report is due on %s.") % commitment.next_update_due)


def _to_report(commitment: Commitment, sentence: str) -> Line:
    """A line that leads to a new note, or to the one that the official's side has begun."""
    under_way: int | None = commitment.under_way  # type: ignore[attr-defined]
    if under_way is None:
        url = f"{reverse('admin:priorities_progressnote_add')}?commitment={commitment.pk}"
        return Line(commitment_title(commitment), sentence, url)
    url = reverse("admin:priorities_progressnote_change", args=[under_way])
    return Line(commitment_title(commitment), " ".join([sentence, _("A note of your side is under way.")]), url)


def _of_differing(commitment: Commitment) -> Line:
    said = [
        (Side.CANADA, commitment.status_canada, commitment.canada_as_of),
        (Side.JAPAN, commitment.status_japan, commitment.japan_as_of),
    ]
    sentences = [
        _("%(side)s: %(status)s, as of %(day)s.")
        % {"side": label(Side, side), "status": label(Status, status), "day": day}
        for side, status, day in said
    ]
    return Line(commitment_title(commitment), " ".join(sentences), change_url(commitment))
