"""Why an action was refused: one exception a rule, with a sentence for the person who tried."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RuleBroken(Exception):  # noqa: N818 - named for what happened, as all below
    """A rule of the record forbids the action; nothing was written."""

    sentence: str | Promise = _("A rule of the record forbids this.")

    def __str__(self) -> str:
        return str(self.args[0] if self.args else self.sentence)


class NotYourRole(RuleBroken):
    sentence = _("Your role does not allow this.")


class NotYourSide(RuleBroken):
    sentence = _("Only an official of that side can do this; one side never speaks for the other.")


class NotYourOrganization(RuleBroken):
    sentence = _("Only officials of an organization that answers for this commitment can do this.")


class NotYourNote(RuleBroken):
    sentence = _("Only officials of the side that wrote this note can do this.")


class AuthorCannotApprove(RuleBroken):
    sentence = _("The author of a note cannot approve it.")


class SideAlreadyApproved(RuleBroken):
    sentence = _("Your side has already approved this note; it waits for the other side.")


class EarlierThanAgreed(RuleBroken):
    sentence = _("The other side approved this note for a later moment; it cannot be released before.")


class WrongState(RuleBroken):
    sentence = _("The note is not in a state that allows this.")


class NoteFixed(RuleBroken):
    sentence = _("Only a draft or a returned note can be edited. An approver can return this one.")


class ReasonMissing(RuleBroken):
    sentence = _("Give the reason.")


class TextMissing(RuleBroken):
    sentence = _("Write the text in the language that the note is written in.")


class AsOfInTheFuture(RuleBroken):
    sentence = _("The day that the note speaks of is after its release.")


class NotTogether(RuleBroken):
    sentence = _("These notes cannot be released together.")


class CommitmentNotPublic(RuleBroken):
    sentence = _("Publish the commitment first; its notes can be released after that.")


class CannotCorrect(RuleBroken):
    sentence = _("Only a public note that is neither corrected nor withdrawn can be corrected.")


class AlreadyWithdrawn(RuleBroken):
    sentence = _("The note has already been withdrawn.")


class DateUnchanged(RuleBroken):
    sentence = _("The new date is the same as the one in force.")


class DateBeforeStart(RuleBroken):
    sentence = _("The new date is before the start of the commitment.")


class DecisionInTheFuture(RuleBroken):
    sentence = _("The day of the decision is in the future.")


class DecisionOutOfOrder(RuleBroken):
    sentence = _("The day of the decision is before that of the last move of this date.")


class MoveAlreadyWaiting(RuleBroken):
    sentence = _("A move of this date already waits for the other side to confirm it.")


class AlreadyConfirmed(RuleBroken):
    sentence = _("This move has already been confirmed.")


class MoveClosed(RuleBroken):
    sentence = _("This move was declined or taken back; propose it anew.")


class CannotPublish(RuleBroken):
    sentence = _("The commitment cannot be published yet.")


class NotATranslation(RuleBroken):
    sentence = _("Only the translations of a released note can be mended, not its source text.")


class CodeRefused(RuleBroken):
    sentence = _("This code is not right, or it has been used. Wait for the next one, or check your backup codes.")


class TooManyCodes(RuleBroken):
    sentence = _("Too many wrong codes.")


class SecondFactorNeeded(RuleBroken):
    sentence = _("Your role needs a second factor. Set up another one before you remove the last.")


class NoSecondFactor(RuleBroken):
    sentence = _("There is no second factor to reset.")


class OwnSecondFactor(RuleBroken):
    sentence = _("Another administrator has to reset yours; what you still have, you change on your security page.")
