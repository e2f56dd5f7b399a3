"""Who may do what: one function a question, asked by every action."""

from priorities.actions.errors import NoteFixed, NotYourNote, NotYourOrganization, NotYourRole, NotYourSide
from priorities.choices import Reporter, Role, Side
from priorities.models import Commitment, Official, ProgressNote

SIDES = (Side.CANADA.value, Side.JAPAN.value)


def sides_of(reporter: str) -> tuple[str, ...]:
    """The sides whose word a report is; none for public sources."""
    if reporter == Reporter.JOINT:
        return SIDES
    return (reporter,) if reporter in SIDES else ()


def require_writer(by: Official) -> None:
    if not by.may_write:
        raise NotYourRole


def require_may_report(by: Official, reporter: str) -> None:
    """An official writes notes of their own side, joint ones, and ones from public sources."""
    require_writer(by)
    sides = sides_of(reporter)
    if sides and by.side not in sides:
        raise NotYourSide


def require_may_edit_note(by: Official, note: ProgressNote) -> None:
    """A draft belongs to the side of its author."""
    require_may_report(by, note.reporter)
    if by != note.author and by.side != note.author.side:
        raise NotYourNote


def require_may_rewrite_note(by: Official, note: ProgressNote) -> None:
    """A note is edited while it is being written. Once it is with the approvers it is fixed: they would approve what
    they have not read."""
    require_may_edit_note(by, note)
    if not note.is_under_work:
        raise NoteFixed


def require_may_decide(by: Official, reporter: str) -> None:
    """Approving, returning and withdrawing is for approvers of the sides concerned."""
    if not by.is_approver:
        raise NotYourRole
    sides = sides_of(reporter)
    if sides and by.side not in sides:
        raise NotYourSide


def owners_of(commitment: Commitment) -> frozenset[int]:
    """The ids of the organizations that answer for a commitment, as it is stored."""
    return frozenset(commitment.ownerships.values_list("organization", flat=True))


def require_may_edit_commitment(by: Official, commitment: Commitment) -> None:
    """Writers change the commitments that their own organization answers for; administrators change all."""
    require_is_owner(by, owners_of(commitment))


def require_is_owner(by: Official, owners: frozenset[int]) -> None:
    """The same, of a commitment that these organizations, given by id, answer for."""
    if Role.ADMINISTRATOR in by.roles:
        return
    require_writer(by)
    if by.organization_id not in owners:
        raise NotYourOrganization
