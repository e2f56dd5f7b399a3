"""What the actions have written: moves of dates, status periods and the journal. To be looked at, not edited."""

import json
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.actions import errors
from priorities.actions.dates import close_date_change, confirm_date_change
from priorities.actions.permissions import require_may_report, sides_of
from priorities.admin.base import ConditionFilter, ReadOnlyAdmin
from priorities.admin.display import NOTHING, badge, in_capitals, label, utc_minute
from priorities.admin.object_actions import ActionsAdmin, Done, ObjectAction, ReasonForm, change_url
from priorities.admin.scope import is_allowed, official_of, visible_notes
from priorities.choices import Basis, HeadlineStatus, JournalKind
from priorities.clocks import FOREVER, FOREVER_DAY, now
from priorities.models import DateChange, JournalEntry, Official, ProgressNote, StatusPeriod


class Confirm(ObjectAction):
    name = "confirm"
    label = gettext_lazy("Confirm")
    explanation = gettext_lazy("You confirm for your side that this move was agreed. With that it is public, for good.")
    is_main = True

    def offered(self, row: DateChange, by: Official) -> bool:
        is_other = by.side in sides_of(row.agreed_by) and by.side != row.proposed_by.side
        return row.waits and by.may_write and is_other

    def run(self, row: DateChange, by: Official, answers: dict[str, Any]) -> Done:
        confirm_date_change(change=row, by=by)
        return Done(_("The move is confirmed and public."), change_url(row.commitment))


class Closing(ObjectAction):
    """Ending a move that waits, without its ever being public."""

    form = ReasonForm
    refusal_fields = {errors.ReasonMissing: "reason"}
    by_who_asked: ClassVar[bool]
    told: ClassVar[str | Promise]

    def offered(self, row: DateChange, by: Official) -> bool:
        is_mine = by.side == row.proposed_by.side
        return row.waits and is_mine == self.by_who_asked and is_allowed(require_may_report, by, row.agreed_by)

    def run(self, row: DateChange, by: Official, answers: dict[str, Any]) -> Done:
        close_date_change(change=row, by=by, reason=answers["reason"])
        return Done(str(self.told), change_url(row.commitment))


class Decline(Closing):
    name = "decline"
    label = gettext_lazy("Decline")
    explanation = gettext_lazy(
        "The move does not happen and the public never sees it. It is kept here with your reason, for both sides."
    )
    by_who_asked = False
    told = gettext_lazy("The move is declined. The date in force stays.")


class TakeBack(Closing):
    name = "take-back"
    label = gettext_lazy("Take back")
    explanation = gettext_lazy(
        "The other side is no longer asked and the public never sees this move. It is kept here with your reason."
    )
    by_who_asked = True
    told = gettext_lazy("The move is taken back. The date in force stays.")


class PendingFilter(ConditionFilter):
    title = gettext_lazy("confirmation")
    parameter_name = "pending"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Waits for the other side")), ("no", _("Public")), ("closed", _("Declined or taken back"))]

    def conditions(self) -> dict[str, Q]:
        return {
            "yes": Q(known_at__isnull=True, closed_at__isnull=True),
            "no": Q(known_at__isnull=False),
            "closed": Q(closed_at__isnull=False),
        }


@admin.register(DateChange)
class DateChangeAdmin(ReadOnlyAdmin, ActionsAdmin):
    object_actions = (Confirm(), Decline(), TakeBack())
    list_display = ["commitment_code", "what", "from_date", "to_date", "days", "agreed_by", "decided", "situation"]
    list_filter = [PendingFilter, "agreed_by", "commitment__area"]
    search_fields = ["commitment__code", "commitment__title_en", "reason_en", "reason_fr", "reason_ja"]
    list_select_related = ["commitment", "milestone__commitment", "proposed_by"]
    ordering = ["-decided_on", "-pk"]
    fields = [
        "commitment", "what", "old_date", "new_date", "days", "agreed_by", "decided_on",
        "reason_en", "reason_fr", "reason_ja", "proposed_by", "confirmed_by", "situation",
        "closed_by", "closing_reason",
    ]  # fmt: skip

    @admin.display(description=gettext_lazy("commitment"), ordering="commitment__code")
    def commitment_code(self, change: DateChange) -> str:
        return change.commitment.code

    @admin.display(description=gettext_lazy("date moved"))
    def what(self, change: DateChange) -> str:
        return str(change.milestone.title) if change.milestone else _("Target date")

    @admin.display(description=gettext_lazy("from"), ordering="old_date")
    def from_date(self, change: DateChange) -> str:
        return str(change.old_date or NOTHING)

    @admin.display(description=gettext_lazy("to"), ordering="new_date")
    def to_date(self, change: DateChange) -> str:
        return str(change.new_date)

    @admin.display(description=gettext_lazy("decided on"), ordering="decided_on")
    def decided(self, change: DateChange) -> str:
        return str(change.decided_on)

    @admin.display(description=gettext_lazy("days"))
    def days(self, change: DateChange) -> str:
        return NOTHING if change.days_slipped is None else f"{change.days_slipped:+d}"

    @admin.display(description=gettext_lazy("situation"), ordering="known_at")
    def situation(self, change: DateChange) -> str:
        if change.closed_at is not None:
            return _("Declined or taken back %(instant)s") % {"instant": utc_minute(change.closed_at)}
        if change.known_at is None:
            return _("Waits for the other side")
        return _("Public since %(instant)s") % {"instant": in_capitals(change.known_at)}


@admin.register(StatusPeriod)
class StatusPeriodAdmin(ReadOnlyAdmin):
    list_display = ["commitment_code", "shown_status", "shown_basis", "since", "until", "told_from", "told_until"]
    list_filter = ["status", "basis", "commitment__area"]
    search_fields = ["commitment__code", "commitment__title_en"]
    list_select_related = ["commitment"]
    ordering = ["commitment__code", "-valid_from", "-known_from"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # A later row would tell of a note that is still under embargo.
        return super().get_queryset(request).filter(known_from__lte=now())

    @admin.display(description=gettext_lazy("commitment"), ordering="commitment__code")
    def commitment_code(self, period: StatusPeriod) -> str:
        return period.commitment.code

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def shown_status(self, period: StatusPeriod) -> SafeString | str:
        return badge(HeadlineStatus, period.status)

    @admin.display(description=gettext_lazy("basis"), ordering="basis")
    def shown_basis(self, period: StatusPeriod) -> str:
        return label(Basis, period.basis)

    @admin.display(description=gettext_lazy("from"), ordering="valid_from")
    def since(self, period: StatusPeriod) -> str:
        return str(period.valid_from)

    @admin.display(description=gettext_lazy("to"), ordering="valid_to")
    def until(self, period: StatusPeriod) -> str:
        return NOTHING if period.valid_to == FOREVER_DAY else str(period.valid_to)

    @admin.display(description=gettext_lazy("told from"), ordering="known_from")
    def told_from(self, period: StatusPeriod) -> str:
        return utc_minute(period.known_from)

    @admin.display(description=gettext_lazy("told until"), ordering="known_to")
    def told_until(self, period: StatusPeriod) -> str:
        return NOTHING if period.known_to >= min(FOREVER, now()) else utc_minute(period.known_to)


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    list_display = ["number", "shown_kind", "commitment_code", "recorded"]
    list_filter = ["kind", "recorded_at"]
    search_fields = ["number", "commitment__code", "payload"]
    list_select_related = ["commitment"]
    ordering = ["-number"]
    fields = [
        "number", "shown_kind", "commitment", "note", "recorded_at", "public_from",
        "content", "digest", "previous", "hash",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Open entries, and the sealed ones of notes that the official may see."""
        notes = visible_notes(ProgressNote.objects.all(), official_of(request))
        opened = JournalEntry.objects.open_at(now()).values("pk")
        return super().get_queryset(request).filter(Q(pk__in=opened) | Q(note__in=notes.values("pk")))

    @admin.display(description=gettext_lazy("event"), ordering="kind")
    def shown_kind(self, entry: JournalEntry) -> str:
        return label(JournalKind, entry.kind)

    @admin.display(description=gettext_lazy("commitment"), ordering="commitment__code")
    def commitment_code(self, entry: JournalEntry) -> str:
        return entry.commitment.code if entry.commitment else NOTHING

    @admin.display(description=gettext_lazy("recorded"), ordering="recorded_at")
    def recorded(self, entry: JournalEntry) -> str:
        return utc_minute(entry.recorded_at)

    @admin.display(description=gettext_lazy("content"))
    def content(self, entry: JournalEntry) -> SafeString:
        return format_html("<pre>{}</pre>", json.dumps(entry.data, ensure_ascii=False, indent=2, sort_keys=True))
