"""Form fields of the admin."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priorities.choices import Side
from priorities.clocks import OTTAWA, TOKYO, YEARS, now

ZONES = [
    (TOKYO.key, _("Tokyo time")),
    (OTTAWA.key, _("Ottawa time")),
    ("UTC", _("UTC")),
]


def zone_of(side: str | None) -> str:
    """The time zone in which officials of a side think."""
    return {Side.CANADA.value: OTTAWA.key, Side.JAPAN.value: TOKYO.key}.get(side or "", "UTC")


def today_of(side: str | None) -> date:
    """The day that officials of a side have today; in Ottawa it may still be yesterday's of the record."""
    return now().astimezone(ZoneInfo(zone_of(side))).date()


def require_a_year_that_can_be_meant(day: date) -> None:
    if day.year not in YEARS:
        raise ValidationError(_("The year %d cannot be meant.") % day.year)


class DayField(forms.DateField):
    default_validators = [require_a_year_that_can_be_meant]


# For `formfield_overrides`: every day that officials type.
SANE_DAYS: Any = {models.DateField: {"form_class": DayField}}


class InstantWidget(forms.MultiWidget):
    """Day, time of day and whose clock."""

    def __init__(self) -> None:
        self.zone = "UTC"
        super().__init__(
            {
                "day": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "aria-label": _("Day")}),
                "time": forms.TimeInput(format="%H:%M", attrs={"type": "time", "aria-label": _("Time")}),
                "zone": forms.Select(choices=ZONES, attrs={"aria-label": _("Whose clock")}),
            }
        )

    def decompress(self, value: object) -> list[Any]:
        if not isinstance(value, datetime):  # an address may give anything to begin with
            return [None, None, self.zone]
        local = value.astimezone(ZoneInfo(self.zone))
        return [local.date(), local.time(), self.zone]


class InstantField(forms.MultiValueField):
    """An instant, given as the clock of either capital shows it."""

    widget: InstantWidget

    def __init__(self, **kwargs: Any) -> None:
        fields = (DayField(), forms.TimeField(required=False), forms.ChoiceField(choices=ZONES))
        super().__init__(fields, widget=InstantWidget(), require_all_fields=False, **kwargs)

    def think_in(self, side: str | None) -> None:
        """Show and ask instants by the clock of a side's capital, until told otherwise."""
        self.widget.zone = zone_of(side)

    def clean(self, value: Any) -> datetime | None:
        day, clock, zone = value if isinstance(value, list) else [None, None, None]
        if not day and not clock:
            return self.compress([])
        if not day or not clock:
            raise ValidationError(_("Give both the day and the time."), code="incomplete")
        instant: datetime | None = super().clean([day, clock, zone or self.widget.zone])
        return instant

    def compress(self, data_list: list[Any]) -> datetime | None:
        if not data_list:
            return None
        day, clock, zone = data_list
        return _instant(day, clock, ZoneInfo(zone))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial or self.widget.decompress(None), data)


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant at which the clocks of a zone show a time; refused where they skip it or show it twice."""
    with timezone.override(zone):
        return from_current_timezone(datetime.combine(day, clock))
