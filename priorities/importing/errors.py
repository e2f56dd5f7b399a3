"""Why a file, or an import, is refused: each with one clear sentence."""

from django.utils.translation import gettext_lazy as _

from priorities.actions.errors import RuleBroken


class WrongFile(ValueError):  # noqa: N818 - named for what was found
    """The file as a whole cannot be read; the message says why and what to do."""


class WrongCell(ValueError):  # noqa: N818 - named for what was found
    """A cell cannot be read; the message says why and what to do."""


class AlreadyThere(RuleBroken):
    """A new note is a draft that exists, or a row further up in the file (number 0)."""

    def __init__(self, number: int) -> None:
        told = _("This draft is already there: id %d.") % number if number else _("The same row stands further up.")
        super().__init__(told)


class NotApplied(RuleBroken):
    """An import was refused as a whole; nothing was written."""


class RowsInTheWay(NotApplied):
    sentence = _("Some rows are wrong, or were edited by somebody else: mend the file and upload it again.")


class NothingToApply(NotApplied):
    sentence = _("The file changes nothing.")


class RecordChanged(NotApplied):
    sentence = _("The record has changed since this preview. Look at the new one before you apply it.")


class NoLongerKept(NotApplied):
    sentence = _("This file is no longer kept: it has just been applied, or cancelled.")


class AlreadyUndone(NotApplied):
    sentence = _("This import has already been undone.")


class CannotUndo(NotApplied):
    """Something has happened to rows of the import since; the message names them."""
