"""What the outside may ask: the filters of list, files and feeds, and the two clocks. Nothing is ever ignored."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.choices import HeadlineStatus, Kind, Labelled, Linkage, Side
from priorities.clocks import Clocks, day_of, now
from priorities.models import Commitment, CommitmentQuerySet, Organization, PriorityArea
from priorities.models.fields import translated_pairs
from priorities.models.organization import OrganizationQuerySet
from priorities.search.words import query_of

# Added to links by others when they are shared; they ask nothing of us.
FOREIGN = frozenset({"fbclid", "gclid", "msclkid", "mc_cid", "mc_eid"})
EARLIEST = date(1900, 1, 1)
LONGEST_QUERY = 200  # characters of free text
MULTIPLE = frozenset({"area", "status", "organization", "side", "kind", "linkage"})

SORTS = {
    "code": ["code"],
    "title": ["title_en", "code"],
    "area": ["area__order", "code"],
    "status": ["status", "code"],
    "target_date": ["target_date", "code"],
    "last_reported": ["last_reported", "code"],
}


class BadParameters(Exception):  # noqa: N818 - names what the visitor sent
    """The query has parameters that are unknown or invalid; `errors` names each with the reasons."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(errors)
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(f"{name}: {' '.join(reasons)}" for name, reasons in self.errors.items())


@dataclass(frozen=True, slots=True)
class Selection:
    """The public commitments that a query asks for, with the clocks, the query without blanks and the bound form."""

    clocks: Clocks
    commitments: CommitmentQuerySet
    query: QueryDict
    form: forms.Form
    is_past: bool


class DayField(forms.DateField):
    """A day written YYYY-MM-DD, in no other form and in no language's own."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**{"required": False, **options, "input_formats": ["%Y-%m-%d"]})
        self.error_messages["invalid"] = gettext_lazy("Write a day as YYYY-MM-DD.")

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and (day < EARLIEST or day.isoformat() != str(value).strip()):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class InstantField(forms.Field):
    """An ISO 8601 instant with its offset from UTC."""

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            instant = datetime.fromisoformat(str(value).replace(" ", "+"))  # a bare + in an address means a space
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None or instant.year < EARLIEST.year:
            raise forms.ValidationError(_("Write an instant as 2027-01-01T00:00:00Z."), code="invalid")
        return instant


class ClocksForm(forms.Form):
    """The two parameters that every page and file takes; neither may lie in the future."""

    as_of = DayField(label=gettext_lazy("As of"))
    known_at = InstantField(required=False, label=gettext_lazy("As known at"))

    def clean_as_of(self) -> date | None:
        day: date | None = self.cleaned_data["as_of"]
        if day is not None and day > day_of(now()):
            raise forms.ValidationError(_("This day is in the future."), code="future")
        return day

    def clean_known_at(self) -> datetime | None:
        instant: datetime | None = self.cleaned_data["known_at"]
        if instant is not None and instant > now():
            raise forms.ValidationError(_("This instant is in the future."), code="future")
        return instant


def _area_pairs() -> list[tuple[str, str]]:
    """Each area by its address, and by its code for those who have it from a file."""
    areas = list(PriorityArea.objects.all())
    return [(area.slug, str(area.title)) for area in areas] + [(area.code, str(area.title)) for area in areas]


def public_organizations() -> OrganizationQuerySet:
    """The bodies that answer for a public commitment: the others are in preparation, as their commitments are."""
    return Organization.objects.public(now())


def _organization_pairs() -> list[tuple[str, str]]:
    return [(row.code, str(row.name)) for row in public_organizations()]


def _sort_pairs() -> list[tuple[str, str]]:
    labels = {
        "code": _("Code"),
        "title": _("Title"),
        "area": _("Priority area"),
        "status": _("Status"),
        "target_date": _("Target date"),
        "last_reported": _("Last report"),
    }
    falling = [(f"-{name}", _("%(sort)s, falling") % {"sort": label}) for name, label in labels.items()]
    return [*labels.items(), *falling]


def _codes(vocabulary: type[Labelled]) -> list[tuple[str, Any]]:
    return translated_pairs(vocabulary)


class _ManyCodes(django_filters.MultipleChoiceFilter):
    """Rows whose column holds one of the codes given, by one IN instead of a chain of ORs."""

    def filter(self, qs: Any, value: list[str]) -> Any:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class _DayFilter(django_filters.Filter):
    field_class = DayField


class CommitmentFilter(django_filters.FilterSet):
    """The filters of the list of commitments, on rows that `as_of` has annotated."""

    q = django_filters.CharFilter(method="search", max_length=LONGEST_QUERY, label=gettext_lazy("Search"))
    area = django_filters.MultipleChoiceFilter(
        choices=_area_pairs, method="in_areas", label=gettext_lazy("Priority area")
    )
    status = _ManyCodes(choices=lambda: _codes(HeadlineStatus), label=gettext_lazy("Status"))
    organization = django_filters.MultipleChoiceFilter(
        choices=_organization_pairs, method="owned_by", label=gettext_lazy("Organization")
    )
    side = django_filters.MultipleChoiceFilter(
        choices=lambda: _codes(Side), method="owned_on_side", label=gettext_lazy("Side")
    )
    kind = _ManyCodes(choices=lambda: _codes(Kind), label=gettext_lazy("Kind"))
    linkage = _ManyCodes(choices=lambda: _codes(Linkage), label=gettext_lazy("Linkage"))
    due_after = _DayFilter(field_name="target_date", lookup_expr="gte", label=gettext_lazy("Due on or after"))
    due_before = _DayFilter(field_name="target_date", lookup_expr="lte", label=gettext_lazy("Due on or before"))
    updated_since = _DayFilter(
        field_name="last_reported", lookup_expr="gte", label=gettext_lazy("Reported on or after")
    )
    fresh = django_filters.ChoiceFilter(
        choices=lambda: [("yes", _("Yes")), ("no", _("No"))],
        method="recently_verified",
        label=gettext_lazy("Recently verified"),
    )
    sort = django_filters.ChoiceFilter(choices=_sort_pairs, method="in_order", label=gettext_lazy("Sort by"))

    class Meta:
        model = Commitment
        fields: list[str] = []

    def __init__(self, *, clocks: Clocks, **options: Any) -> None:
        super().__init__(**options)
        self.clocks = clocks

    def search(self, rows: CommitmentQuerySet, name: str, value: str) -> CommitmentQuerySet:
        return rows.matching(query_of(value), on=self.clocks.on, known_at=self.clocks.known_at)

    def in_areas(self, rows: CommitmentQuerySet, name: str, value: list[str]) -> CommitmentQuerySet:
        return rows.filter(Q(area__slug__in=value) | Q(area__code__in=value))

    def owned_by(self, rows: CommitmentQuerySet, name: str, value: list[str]) -> CommitmentQuerySet:
        return rows.owned_by(value)

    def owned_on_side(self, rows: CommitmentQuerySet, name: str, value: list[str]) -> CommitmentQuerySet:
        return rows.on_sides(value)

    def recently_verified(self, rows: CommitmentQuerySet, name: str, value: str) -> CommitmentQuerySet:
        return rows.filter(Q(fresh=value == "yes"))

    def in_order(self, rows: CommitmentQuerySet, name: str, value: str) -> CommitmentQuerySet:
        falls = value.startswith("-")
        first, *others = SORTS[value.removeprefix("-")]
        # Rows without a value come last either way; the engines differ otherwise.
        column = F(first).desc(nulls_last=True) if falls else F(first).asc(nulls_last=True)
        return rows.order_by(column, *others)


FILTERS = frozenset(CommitmentFilter.base_filters)
CLOCKS = frozenset(ClocksForm.base_fields)


def read_clocks(query: QueryDict, *, also: Iterable[str] = ()) -> Clocks:
    """The clocks that a query asks for, where it may hold them and the parameters named in `also`, and no other.

    Raises BadParameters.
    """
    errors = _unknown(query, CLOCKS | set(also))
    clocks, wrong = _clocks(query)
    if errors or wrong:
        raise BadParameters({**errors, **wrong})
    return clocks


def commitments_for(query: QueryDict, *, also: Iterable[str] = ()) -> Selection:
    """The public commitments that a query asks for, filtered and in order. Raises BadParameters."""
    errors = _unknown(query, FILTERS | CLOCKS | set(also))
    clocks, wrong = _clocks(query)
    rows = Commitment.objects.public(clocks.known_at).as_of(on=clocks.on, known_at=clocks.known_at)
    filled = without_blanks(query)
    chosen = CommitmentFilter(data=filled, queryset=rows, clocks=clocks)
    if not chosen.is_valid():
        wrong |= _messages(chosen.form)
    if errors or wrong:
        raise BadParameters({**errors, **wrong})
    return Selection(clocks=clocks, commitments=chosen.qs, query=filled, form=chosen.form, is_past=is_past(query))


def narrowed(selection: Selection, query: QueryDict) -> CommitmentQuerySet:
    """The selection, or of it the one commitment that the parameter `commitment` names, in capitals or not.

    Raises BadParameters.
    """
    code = query.get("commitment", "").strip().upper()
    if not code:
        return selection.commitments
    # Read from the clocks' own door: whether the other filters let it through is another question.
    if not Commitment.objects.public(selection.clocks.known_at).coded(code).exists():
        raise BadParameters({"commitment": [_("There is no such commitment.")]})
    return selection.commitments.coded(code)


def selection_for_file(query: QueryDict) -> Selection:
    """The commitments whose rows a file is to hold: all that a query asks for, or of them the one in `commitment`.

    Files have an order of their own. Raises BadParameters.
    """
    chosen = commitments_for(query, also={"commitment"})
    if query.get("sort", "").strip():
        raise BadParameters({"sort": [_("These rows have one order.")]})
    return replace(chosen, commitments=narrowed(chosen, query))


def is_foreign(name: str) -> bool:
    """Whether a parameter is a tracker's, which no page depends on."""
    return name in FOREIGN or name.startswith("utm_")


def is_past(query: QueryDict) -> bool:
    """Whether a query asks for another moment than now."""
    return any(query.get(name) for name in CLOCKS)


def _clocks(query: QueryDict) -> tuple[Clocks, dict[str, list[str]]]:
    form = ClocksForm(query)
    if not form.is_valid():
        return Clocks.at(), _messages(form)
    clocks = Clocks.at(on=form.cleaned_data["as_of"], known_at=form.cleaned_data["known_at"])
    return clocks, {}


def _unknown(query: QueryDict, known: Iterable[str]) -> dict[str, list[str]]:
    """Parameters that nobody here understands, and single ones given twice."""
    errors = {}
    for name, values in query.lists():
        if is_foreign(name):
            continue
        if name not in known:
            errors[name] = [_("There is no such parameter.")]
        elif len(values) > 1 and name not in MULTIPLE:
            errors[name] = [_("Give this parameter once.")]
    return errors


def without_blanks(query: QueryDict) -> QueryDict:
    """The query without the empty fields that a browser sends along with a form."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        filled = [value for value in values if value.strip()]
        if filled:
            kept.setlist(name, filled)
    return kept


def _messages(form: forms.Form) -> dict[str, list[str]]:
    return {str(name): [str(message) for message in messages] for name, messages in form.errors.items()}
