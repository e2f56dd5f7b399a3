"""The form in which a note is written, and how a new one begins."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from priorities.actions import errors
from priorities.admin.base import RecordForm
from priorities.admin.collisions import key_in
from priorities.admin.fields import InstantField, today_of
from priorities.choices import NoteKind, Reporter, Status
from priorities.clocks import now, today
from priorities.models import Commitment, Official, ProgressNote

WITHOUT_STATUS = (NoteKind.NOTHING_TO_REPORT.value, NoteKind.WITHHELD.value)


class NoteForm(RecordForm):
    constraint_fields = {
        "note_status_goes_with_kind": "status",
        "note_withheld_says_who_asked": "withheld_for",
        "note_reporter_known": "reporter",
        "note_release_can_be_meant": "release_at",
    }
    refusal_fields = {errors.AsOfInTheFuture: "as_of", errors.NotYourSide: "reporter"}
    is_preview = False
    by: Official
    release_at = InstantField(
        label=gettext_lazy("Release not before"),
        required=False,
        help_text=gettext_lazy("Leave empty to release on approval. Until this moment nobody outside sees the note."),
    )

    def is_valid(self) -> bool:
        """A preview shows the form again and so saves nothing, right as it may be."""
        return super().is_valid() and not self.is_preview

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        kind, status = self.cleaned_data.get("kind"), self.cleaned_data.get("status")
        # The form came with that status; only another one contradicts a kind that gives none.
        if kind in WITHOUT_STATUS and status in self.offered_statuses():
            self.cleaned_data["status"] = ""
        return cleaned

    def offered_statuses(self) -> tuple[object, ...]:
        """The status that the note was saved with, and the one that a new note would begin with."""
        return self.initial.get("status"), prefilled_status(self.by, self.cleaned_data.get("commitment"))

    def field_to_mend(self, refusal: Any) -> str | None:
        if isinstance(refusal, errors.TextMissing):
            return f"text_{self.cleaned_data.get('language', 'en')}"
        return super().field_to_mend(refusal)


def chosen_commitment(request: HttpRequest) -> Commitment | None:
    """The commitment that the form was opened from."""
    return Commitment.objects.filter(pk=key_in(request.GET.get("commitment", ""))).first()


def prefilled(by: Official, commitment: Commitment | None) -> dict[str, str | date]:
    """What a new note most likely says: today, for the official's side, in the language they last wrote in, the
    status that their side last gave or else the one shown."""
    last = ProgressNote.objects.filter(author=by).order_by("-pk").first()
    values: dict[str, str | date] = {"as_of": today_of(by.side), "reporter": _voice(by)}
    if last:
        values["language"] = last.language
    if commitment:
        values["status"] = prefilled_status(by, commitment)
    return values


def prefilled_status(by: Official, commitment: Commitment | None) -> str:
    """The status that an official's side last gave, or else the one shown; empty where nobody gave one."""
    if commitment is None:
        return ""
    row = Commitment.objects.as_of(on=today(), known_at=now()).get(pk=commitment.pk)
    own = {Reporter.CANADA.value: row.status_canada, Reporter.JAPAN.value: row.status_japan}.get(_voice(by), "")
    return str(own or (row.status if row.status in list(Status) else ""))


def _voice(by: Official) -> str:
    """For whom an official most likely reports."""
    return by.side or Reporter.PUBLIC_SOURCES.value
