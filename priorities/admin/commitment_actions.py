"""What can be done to a commitment beyond editing it: publish it, report on it, move one of its dates."""

import json
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.actions import errors
from priorities.actions.commitments import publish
from priorities.actions.dates import move_date
from priorities.actions.permissions import require_may_edit_commitment
from priorities.admin.display import untranslated
from priorities.admin.fields import DayField, today_of
from priorities.admin.object_actions import Done, ObjectAction, ReasonForm, change_url
from priorities.admin.scope import is_allowed, reporters_for
from priorities.admin.standing import move_lines
from priorities.choices import Language
from priorities.clocks import now, today
from priorities.models import Commitment, Milestone, Official
from priorities.models.fields import translated_pairs


def add_note_url(commitment: Commitment) -> str:
    return f"{reverse('admin:priorities_progressnote_add')}?commitment={commitment.pk}"


class Publish(ObjectAction):
    name = "publish"
    label = gettext_lazy("Publish")
    explanation = gettext_lazy(
        "From now on everybody sees this commitment. It cannot be deleted any more, its code and first dates are "
        "fixed, and the public journal tells of every change to it."
    )
    is_main = True

    def offered(self, row: Commitment, by: Official) -> bool:
        return row.published_at is None and is_allowed(require_may_edit_commitment, by, row)

    def run(self, row: Commitment, by: Official, answers: dict[str, Any]) -> Done:
        publish(commitment=row, by=by)
        return Done(_("%(code)s is public.") % {"code": row.code}, change_url(row))

    def context(self, row: Commitment, by: Official) -> dict[str, Any]:
        return {"warnings": untranslated(row)}


TARGET = "target"


class MoveDateForm(ReasonForm):
    field_order = ["what", "new_date", "agreed_by", "decided_on", "language", "reason"]

    what = forms.ChoiceField(label=gettext_lazy("Date to move"))
    new_date = DayField(
        label=gettext_lazy("New date"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    agreed_by = forms.ChoiceField(
        label=gettext_lazy("Agreed by"),
        help_text=gettext_lazy("A move agreed jointly waits, unseen, until an official of the other side confirms it."),
    )
    decided_on = DayField(
        label=gettext_lazy("Decided on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    language = forms.ChoiceField(label=gettext_lazy("Reason written in"), choices=translated_pairs(Language))
    dates_shown = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.milestones = {
            str(milestone.pk): milestone
            for milestone in Milestone.objects.as_of(on=today(), known_at=now()).filter(commitment=self.row)
        }
        target = Commitment.objects.as_of(on=today(), known_at=now()).get(pk=self.row.pk).target_date
        dates = [(TARGET, _("Target date"), target)]
        dates += [(key, str(milestone.title), milestone.due_date) for key, milestone in self.milestones.items()]
        self.dates_in_force = {key: str(day or "") for key, _word, day in dates}
        self.initial["dates_shown"] = self.dates_in_force
        unset = _("none yet")
        self._choices_of("what", [(key, f"{word} ({day or unset})") for key, word, day in dates])
        self._choices_of("agreed_by", reporters_for(self.by))
        self.initial.setdefault("decided_on", today_of(self.by.side))
        self.initial.setdefault("agreed_by", self.by.side)

    def clean(self) -> dict[str, Any] | None:
        """A move starts from the date that was shown; where that has been moved since, it is decided anew."""
        cleaned = super().clean()
        shown = self.cleaned_data.pop("dates_shown", None) or self.dates_in_force
        chosen = self.cleaned_data.get("what")
        if chosen and (not isinstance(shown, dict) or shown.get(chosen) != self.dates_in_force[chosen]):
            self.data = {**self.data.dict(), "dates_shown": json.dumps(self.dates_in_force)}  # type: ignore[attr-defined]
            self.add_error("what", _("This date has been moved since the page was shown to you. Look at it again."))
        return cleaned

    def _choices_of(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        field.choices = choices  # type: ignore[attr-defined]


class MoveDate(ObjectAction):
    name = "move-date"
    label = gettext_lazy("Move date")
    explanation = gettext_lazy(
        "The record keeps the first date and shows each move with its days and reason. A move cannot be taken back; "
        "a later move can follow it."
    )
    form = MoveDateForm
    template = "admin/priorities/commitment/move_date.html"
    refusal_fields = {
        errors.DateUnchanged: "new_date",
        errors.DateBeforeStart: "new_date",
        errors.ReasonMissing: "reason",
        errors.DecisionInTheFuture: "decided_on",
        errors.DecisionOutOfOrder: "decided_on",
        errors.MoveAlreadyWaiting: "what",
    }

    def offered(self, row: Commitment, by: Official) -> bool:
        return row.published_at is not None and by.may_write and is_allowed(require_may_edit_commitment, by, row)

    def run(self, row: Commitment, by: Official, answers: dict[str, Any]) -> Done:
        chosen = answers.pop("what")
        milestone = None if chosen == TARGET else Milestone.objects.get(pk=chosen, commitment=row)
        change = move_date(commitment=row, milestone=milestone, by=by, **answers)
        days = change.days_slipped
        message = (
            _("The date is now %(day)s.") if change.known_at else _("The move to %(day)s waits for the other side.")
        )
        slip = _(" It moves by %(days)+d days.") % {"days": days} if days is not None else ""
        return Done(message % {"day": change.new_date} + slip, change_url(row))

    def context(self, row: Commitment, by: Official) -> dict[str, Any]:
        return {"moves": move_lines(row)}
