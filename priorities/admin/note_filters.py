"""By what the list of notes is narrowed: where a note is on its way, and whose turn it is."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.admin.base import ConditionFilter
from priorities.admin.scope import awaiting, official_of
from priorities.choices import NoteState
from priorities.clocks import now
from priorities.models import ProgressNote
from priorities.models.fields import translated_pairs


class SituationFilter(ConditionFilter):
    title = gettext_lazy("situation")
    parameter_name = "situation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        unreleased = [pair for pair in translated_pairs(NoteState) if pair[0] != NoteState.APPROVED]
        return [
            *unreleased,
            ("embargo", _("Under embargo")),
            ("public", _("Public")),
            ("corrected", _("Corrected")),
            ("withdrawn", _("Withdrawn")),
        ]

    def conditions(self) -> dict[str, Q]:
        moment = now()
        withdrawn = Q(withdrawal__isnull=False)
        return {
            **{state.value: Q(state=state.value) for state in NoteState if state != NoteState.APPROVED},
            "embargo": Q(released_at__gt=moment) & ~withdrawn,
            "public": Q(released_at__lte=moment) & ~withdrawn,
            "corrected": Q(pk__in=ProgressNote.objects.corrected(moment).values("pk")),
            "withdrawn": withdrawn,
        }


class MineFilter(ConditionFilter):
    title = gettext_lazy("my work")
    parameter_name = "my_work"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.by = official_of(request)
        super().__init__(request, *args)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("returned", _("Returned to me")),
            ("awaiting", _("Awaiting my approval")),
            ("written", _("Written by me")),
        ]

    def conditions(self) -> dict[str, Q]:
        waiting = awaiting(ProgressNote.objects.all(), self.by)
        return {
            "returned": Q(state=NoteState.RETURNED.value, author=self.by),
            "awaiting": Q(pk__in=waiting.values("pk")),
            "written": Q(author=self.by),
        }
