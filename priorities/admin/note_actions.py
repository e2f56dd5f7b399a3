"""What can be done to a progress note beyond editing it. Each calls its action; the action decides."""

from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.actions import errors, notes
from priorities.actions.payloads import NOTE_TEXTS
from priorities.actions.permissions import require_may_decide, require_may_report, sides_of
from priorities.admin.display import column_label, in_capitals, label, untranslated
from priorities.admin.fields import InstantField
from priorities.admin.note_panel import note_panel
from priorities.admin.object_actions import ActionForm, Done, ObjectAction, ReasonForm, change_url
from priorities.admin.scope import is_allowed, may_edit_note
from priorities.choices import Language, NoteState, Reporter, Side
from priorities.clocks import now
from priorities.models import NoteWithdrawal, Official, ProgressNote
from priorities.models.fields import translated_pairs


def open_notes_url(state: NoteState) -> str:
    return f"{reverse('admin:priorities_progressnote_changelist')}?situation={state}"


class NoteAction(ObjectAction):
    def context(self, row: ProgressNote, by: Official) -> dict[str, Any]:
        return {"panel": note_panel(row)}


class Submit(NoteAction):
    name = "submit"
    label = gettext_lazy("Submit")
    explanation = gettext_lazy("The note goes to the approvers of its side. Until one of them returns it, it is fixed.")
    is_main = True

    def offered(self, row: ProgressNote, by: Official) -> bool:
        return may_edit_note(by, row)

    def run(self, row: ProgressNote, by: Official, answers: dict[str, Any]) -> Done:
        notes.submit(note=row, by=by)
        return Done(_("Submitted for approval."), change_url(row))


class ApproveForm(ActionForm):
    release_at = InstantField(
        label=gettext_lazy("Release at"),
        required=False,
        help_text=gettext_lazy("Leave empty to make it public on approval. Until then nobody outside sees the note."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["release_at"]
        field.think_in(self.by.side)  # type: ignore[attr-defined]
        self.initial.setdefault("release_at", self.row.release_at)

    def clean_release_at(self) -> Any:
        release_at = self.cleaned_data["release_at"]
        if release_at and release_at != self.row.release_at and release_at <= now():
            raise forms.ValidationError(_("That moment has passed. Leave it empty to release on approval."))
        # Emptied, where the note asks for a release of its own, it means at once.
        return release_at or (now() if self.row.release_at else None)


class Approve(NoteAction):
    name = "approve"
    label = gettext_lazy("Approve")
    explanation = gettext_lazy(
        "With the last approval it needs, the note becomes public, for good: it can then be corrected by a new note or "
        "withdrawn with a reason, but not edited or deleted."
    )
    form = ApproveForm
    refusal_fields = {errors.AsOfInTheFuture: "release_at", errors.EarlierThanAgreed: "release_at"}
    is_main = True

    def context(self, row: ProgressNote, by: Official) -> dict[str, Any]:
        return {**super().context(row, by), "warnings": untranslated(row)}

    def offered(self, row: ProgressNote, by: Official) -> bool:
        if row.state != NoteState.SUBMITTED or not is_allowed(require_may_decide, by, row.reporter):
            return False
        is_own = row.author == by and not settings.FIP_SELF_APPROVAL
        return not is_own and not row.approvals.filter(side=by.side or "").exists()

    def run(self, row: ProgressNote, by: Official, answers: dict[str, Any]) -> Done:
        note = notes.approve(note=row, by=by, release_at=answers["release_at"])
        return Done(told_of_approval(note), change_url(row))


def told_of_approval(note: ProgressNote) -> str:
    """What an approval led to, in one sentence."""
    if note.released_at is None:
        given = set(note.approvals.values_list("side", flat=True))
        missing = [label(Side, side) for side in sides_of(note.reporter) if side not in given]
        return _("Approved. The note still needs an approver of %(side)s.") % {"side": ", ".join(missing)}
    if note.released_at > now():
        return _("Approved. %(note)s becomes public at %(instant)s.") % {
            "note": note.reference,
            "instant": in_capitals(note.released_at),
        }
    return _("Approved. %(note)s is public.") % {"note": note.reference}


class Return(NoteAction):
    name = "return"
    label = gettext_lazy("Return")
    explanation = gettext_lazy("The note goes back to its side with your reason, to be mended and submitted again.")
    form = ReasonForm
    refusal_fields = {errors.ReasonMissing: "reason"}

    def offered(self, row: ProgressNote, by: Official) -> bool:
        return row.state == NoteState.SUBMITTED and is_allowed(require_may_decide, by, row.reporter)

    def run(self, row: ProgressNote, by: Official, answers: dict[str, Any]) -> Done:
        notes.return_note(note=row, by=by, reason=answers["reason"])
        return Done(_("Returned to its author."), open_notes_url(NoteState.SUBMITTED))


class WithdrawForm(ReasonForm):
    field_order = ["language", "reason"]

    language = forms.ChoiceField(label=gettext_lazy("Reason written in"), choices=translated_pairs(Language))


class Withdraw(NoteAction):
    name = "withdraw"
    label = gettext_lazy("Withdraw")
    explanation = gettext_lazy(
        "The note no longer counts for the status. A public note stays in the timeline, marked as withdrawn, with your "
        "reason; one still under embargo is never shown. This cannot be undone."
    )
    form = WithdrawForm
    refusal_fields = {errors.ReasonMissing: "reason"}

    def context(self, row: ProgressNote, by: Official) -> dict[str, Any]:
        alone = _("Either side may withdraw a joint note alone. The public reads which office did.")
        return {**super().context(row, by), "warnings": [alone] if row.reporter == Reporter.JOINT else []}

    def offered(self, row: ProgressNote, by: Official) -> bool:
        released = row.released_at is not None and is_allowed(require_may_decide, by, row.reporter)
        return released and not NoteWithdrawal.objects.filter(note=row).exists()

    def run(self, row: ProgressNote, by: Official, answers: dict[str, Any]) -> Done:
        notes.withdraw(note=row, by=by, reason=answers["reason"], language=answers["language"])
        return Done(_("%(note)s is withdrawn.") % {"note": row.reference}, change_url(row))


class Correct(NoteAction):
    name = "correct"
    label = gettext_lazy("Correct")
    explanation = gettext_lazy(
        "This starts a draft with the same text for you to mend. When it has been approved, the public sees it in the "
        "place of this note; this one stays in the timeline, marked as corrected."
    )

    def offered(self, row: ProgressNote, by: Official) -> bool:
        if row.released_at is None or row.released_at > now() or not is_allowed(require_may_report, by, row.reporter):
            return False
        is_corrected = row.corrections.effective().exists()
        return not is_corrected and not NoteWithdrawal.objects.filter(note=row).exists()

    def run(self, row: ProgressNote, by: Official, answers: dict[str, Any]) -> Done:
        correction = notes.correct(note=row, by=by)
        return Done(
            _("This draft corrects %(note)s. Mend it, then submit it.") % {"note": row.reference},
            change_url(correction),
        )


class TranslationForm(ActionForm):
    """The texts of a released note in the two languages that it was not written in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NOTE_TEXTS:
            for language in Language:
                is_translation = language.value != self.row.language
                if is_translation and (
                    getattr(self.row, f"{name}_{self.row.language}") or self._stored(name, language)
                ):
                    self._add(name, language)

    def _stored(self, name: str, language: Language) -> str:
        return str(getattr(self.row, f"{name}_{language}"))

    def _add(self, name: str, language: Language) -> None:
        column = f"{name}_{language}"
        self.fields[column] = forms.CharField(
            label=capfirst(column_label(ProgressNote, column)),
            required=False,
            widget=forms.Textarea(attrs={"rows": 5, "lang": language.value}),
        )
        self.initial.setdefault(column, self._stored(name, language))


class MendTranslation(NoteAction):
    name = "translate"
    label = gettext_lazy("Mend translation")
    explanation = gettext_lazy(
        "The text in its source language is fixed for good. Its translations may be added or mended; the public "
        "journal tells of it."
    )
    form = TranslationForm
    template = "admin/priorities/progressnote/translate.html"

    def offered(self, row: ProgressNote, by: Official) -> bool:
        return row.released_at is not None and is_allowed(require_may_report, by, row.reporter)

    def run(self, row: ProgressNote, by: Official, answers: dict[str, Any]) -> Done:
        for language in Language:
            texts = {name: answers[f"{name}_{language}"] for name in NOTE_TEXTS if f"{name}_{language}" in answers}
            if texts:
                notes.mend_translation(note=row, by=by, language=language.value, texts=texts)
        return Done(_("The translations of %(note)s are saved.") % {"note": row.reference}, change_url(row))


NOTE_ACTIONS = (Submit(), Approve(), Return(), Correct(), MendTranslation(), Withdraw())
