"""Notes that wait for an official: returned to them, for their approval, and for the moment of their release."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from priorities import formatting
from priorities.actions.errors import RuleBroken
from priorities.actions.permissions import require_may_decide, sides_of
from priorities.choices import NoteState, Reporter, Side
from priorities.models import Official, ProgressNote
from priorities.models.text import active_language
from priorities.workqueue.lines import (
    Desk,
    Line,
    Section,
    change_url,
    in_capitals,
    label,
    list_url,
    note_title,
    quoted,
)


def returned(desk: Desk) -> Section:
    """Notes of the official's own that an approver has sent back."""
    rows = ProgressNote.objects.filter(state=NoteState.RETURNED.value, author=desk.by).select_related("commitment")
    lines, total = desk.first_of(rows.order_by("submitted_at", "pk"), _of_returned)
    return Section(
        code="returned",
        title=_("Returned to me"),
        lines=lines,
        total=total,
        when_empty=_(
            "No note of yours was returned. If one is, find the reason here; mend the note and submit it again."
        ),
        all_url=list_url(ProgressNote, "my_work=returned"),
    )


def awaiting(desk: Desk) -> Section:
    """Submitted notes that the official may approve now."""
    rows = ProgressNote.objects.filter(state=NoteState.SUBMITTED.value, reporter__in=_decided_by(desk.by))
    rows = rows.exclude(approvals__side=desk.side)
    if not settings.FIP_SELF_APPROVAL:
        rows = rows.exclude(author=desk.by)
    rows = rows.select_related("commitment", "author").prefetch_related("approvals")
    lines, total = desk.first_of(rows.order_by("submitted_at", "pk"), _of_awaiting)
    return Section(
        code="awaiting",
        title=_("Awaiting my approval"),
        lines=lines,
        total=total,
        when_empty=_(
            "No note waits for your approval. Once somebody submits one, read it here and approve or return it."
        ),
        all_url=list_url(ProgressNote, "my_work=awaiting"),
    )


def embargoed(desk: Desk) -> Section:
    """Approved notes of the official's side whose release is still ahead."""
    of_my_side = Q(author__organization__side=desk.side)
    if Reporter.JOINT in _decided_by(desk.by):
        of_my_side |= Q(reporter=Reporter.JOINT.value)
    ahead = ProgressNote.objects.filter(of_my_side, released_at__gt=desk.clocks.known_at, withdrawal__isnull=True)
    rows = ahead.select_related("commitment").order_by("released_at", "pk")
    lines, total = desk.first_of(rows, _of_embargoed)
    return Section(
        code="embargoed",
        title=_("Under embargo"),
        lines=lines,
        total=total,
        when_empty=_("No release of your side lies ahead. To set one, give a release time when you approve a note."),
        all_url=list_url(ProgressNote, "situation=embargo"),
    )


def _decided_by(by: Official) -> list[str]:
    """The reporters on whose notes an official may decide."""

    def may_decide(reporter: str) -> bool:
        try:
            require_may_decide(by, reporter)
        except RuleBroken:
            return False
        return True

    return [reporter.value for reporter in Reporter if may_decide(reporter)]


def _of_returned(note: ProgressNote) -> Line:
    said = {"day": note.as_of, "reason": quoted(note.return_reason)}
    return Line(note_title(note), _("As of %(day)s. Returned: %(reason)s") % said, change_url(note))


def _of_awaiting(note: ProgressNote) -> Line:
    said = {
        "reporter": label(Reporter, note.reporter),
        "day": note.as_of,
        "author": note.author.get_full_name() or note.author.get_username(),
    }
    sentences = [_("%(reporter)s, as of %(day)s, written by %(author)s.") % said, *_who_still_has_to(note)]
    if note.commitment.published_at is None:
        sentences.append(_("Its commitment is not public yet: publish that first."))
    return Line(note_title(note), " ".join(sentences), change_url(note))


def _who_still_has_to(note: ProgressNote) -> list[str]:
    """Of a joint note, which side has approved it and which has not."""
    if note.reporter != Reporter.JOINT:
        return []
    given = {approval.side for approval in note.approvals.all()}
    sentences = [_("Approved by %s.") % label(Side, side) for side in sides_of(note.reporter) if side in given]
    missing = [label(Side, side) for side in sides_of(note.reporter) if side not in given]
    return [*sentences, _("Still to approve: %s.") % formatting.joined(missing, active_language())]


def _of_embargoed(note: ProgressNote) -> Line:
    instants = in_capitals(note.released_at) if note.released_at else ""
    said = {"reporter": label(Reporter, note.reporter), "day": note.as_of}
    group = _("Public at %(instants)s.") % {"instants": instants}
    return Line(note_title(note), _("%(reporter)s, as of %(day)s.") % said, change_url(note), group)
