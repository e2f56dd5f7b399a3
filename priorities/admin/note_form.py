"""The form in which a note is written, and how a new one begins."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from priorities.actions import errors
from priorities.admin.base import RecordForm
from priorities.admin.collisions import LONGEST_KEY
from priorities.admin.fields import InstantField, today_of
from priorities.choices import Reporter, Status
from priorities.clocks import now, today
from priorities.models import Commitment, Official, ProgressNote


class NoteForm(RecordForm):
    constraint_fields = {
        "note_status_goes_with_kind": "status",
        "note_withheld_says_who_asked": "withheld_for",
        "note_reporter_known": "reporter",
    }
    refusal_fields = {errors.AsOfInTheFuture: "as_of", errors.NotYourSide: "reporter"}
    is_preview = False
    release_at = InstantField(
        label=gettext_lazy("Release not before"),
        required=False,
        help_text=gettext_lazy("Leave empty to release on approval. Until this moment nobody outside sees the note."),
    )

    def is_valid(self) -> bool:
        """A preview shows the form again and so saves nothing, right as it may be."""
        return super().is_valid() and not self.is_preview

    def field_to_mend(self, refusal: Any) -> str | None:
        if isinstance(refusal, errors.TextMissing):
            return f"text_{self.cleaned_data.get('language', 'en')}"
        return super().field_to_mend(refusal)


def chosen_commitment(request: HttpRequest) -> Commitment | None:
    """The commitment that the form was opened from."""
    chosen = request.GET.get("commitment", "")
    return Commitment.objects.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) <= LONGEST_KEY else None


def prefilled(by: Official, commitment: Commitment | None) -> dict[str, str | date]:
    """What a new note most likely says: today, for the official's side, in the language they last wrote in, the
    status that their side last gave or else the one shown."""
    last = ProgressNote.objects.filter(author=by).order_by("-pk").first()
    values: dict[str, str | date] = {"as_of": today_of(by.side), "reporter": by.side or Reporter.PUBLIC_SOURCES.value}
    if last:
        values["language"] = last.language
    if commitment:
        row = Commitment.objects.as_of(on=today(), known_at=now()).get(pk=commitment.pk)
        own = {Reporter.CANADA: row.status_canada, Reporter.JAPAN: row.status_japan}.get(str(values["reporter"]), "")  # type: ignore[call-overload]
        shown = row.status if row.status in list(Status) else ""
        values["status"] = own or shown
    return values
