"""The same pages as a hurried developer writes them: model objects, whatever queries come to mind, nothing kept.

The list and the page of a commitment show what ours show, in the same frame: `templates/naive` has it line by line.
They speak one language, though, know one moment, and mark no words that were searched for. The overview shows less
than ours: counts, reports, dates and bodies, but no bars and nothing over time.
"""

from importlib.util import find_spec
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import include, path
from django.utils.safestring import mark_safe

from priorities.choices import FINISHED, HeadlineStatus, Kind, Linkage, Side
from priorities.clocks import now, today
from priorities.markdown import to_html
from priorities.models import (
    Commitment,
    JournalEntry,
    Official,
    Organization,
    PriorityArea,
    ProgressNote,
    StatusPeriod,
)
from tests.bench.searched import NOTE_TEXTS, TEXTS

LANGUAGES = [("en", "English"), ("fr", "Français"), ("ja", "日本語")]
SEARCHED = [*TEXTS, *(f"notes__{name}" for name in NOTE_TEXTS)]
LOOKUPS = {
    "area": "area__slug__in",
    "organization": "organizations__code__in",
    "side": "organizations__side__in",
    "kind": "kind__in",
    "linkage": "linkage__in",
    "due_after": "original_target_date__gte",
    "due_before": "original_target_date__lte",
}


def standing() -> Q:
    """Which periods hold now."""
    moment, day = now(), today()
    return Q(valid_from__lte=day, valid_to__gt=day, known_from__lte=moment, known_to__gt=moment)


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    entries = JournalEntry.objects.filter(public_from__lte=now()).order_by("-public_from")
    frame = {"languages": LANGUAGES, "today": today(), "modified": entries.first()}
    return render(request, f"naive/{template}", {**frame, **context})


def overview(request: HttpRequest) -> HttpResponse:
    periods = StatusPeriod.objects.filter(standing())
    counts = [
        (area, periods.filter(commitment__area=area).order_by().values("status").annotate(n=Count("pk")))
        for area in PriorityArea.objects.all()
    ]
    notes = ProgressNote.objects.filter(released_at__lte=now()).select_related("commitment")
    due = Commitment.objects.filter(published_at__lte=now(), original_target_date__gte=today())
    context = {
        "areas": counts,
        "notes": notes.order_by("-as_of")[:6],
        "due": due.order_by("original_target_date")[:5],
        "bodies": Organization.objects.annotate(n=Count("commitments")),
    }
    return page(request, "overview.html", context)


class Choose(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, choices: Any) -> None:
        super().__init__(choices=choices, required=False)


class Filters(forms.Form):
    q = forms.CharField(label="Words", required=False)
    sort = forms.ChoiceField(choices=[("code", "Code"), ("title_en", "Title"), ("area", "Area")], required=False)
    status = Choose(HeadlineStatus.pairs)
    area = Choose(lambda: [(area.slug, area.title) for area in PriorityArea.objects.all()])
    side = Choose(Side.pairs)
    organization = Choose(lambda: [(body.code, body.name) for body in Organization.objects.all()])
    kind = Choose(Kind.pairs)
    linkage = Choose(Linkage.pairs)
    due_after = forms.DateField(required=False)
    due_before = forms.DateField(required=False)
    updated_since = forms.DateField(required=False)
    fresh = forms.ChoiceField(choices=[("", "Either"), ("yes", "Yes"), ("no", "No")], required=False)


def chosen(request: HttpRequest) -> Any:
    """Filtered by what was asked; words are looked for in all languages, as ours are."""
    form = Filters(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    rows = Commitment.objects.filter(published_at__lte=now())
    if asked["q"]:
        texts = Q()
        for name in SEARCHED:
            texts |= Q(**{f"{name}__icontains": asked["q"]})
        rows = rows.filter(texts)
    if asked["status"]:
        holding = StatusPeriod.objects.filter(standing(), status__in=asked["status"])
        rows = rows.filter(pk__in=holding.values("commitment"))
    for name, lookup in LOOKUPS.items():
        if asked[name]:
            rows = rows.filter(**{lookup: asked[name]})
    return rows.distinct().order_by(asked["sort"] or "code").select_related("area").prefetch_related("organizations")


def commitment_list(request: HttpRequest) -> HttpResponse:
    shown = Paginator(chosen(request), 25).get_page(request.GET.get("page"))
    for row in shown:
        stand(row)
    return page(request, "list.html", {"page": shown, "form": Filters(request.GET)})


def stand(row: Any) -> None:
    """How a commitment stands: the period in force, the date in force, and what follows from them."""
    row.period = row.status_periods.filter(standing()).first()
    move = row.date_changes.filter(milestone=None, known_at__lte=now()).last()
    row.target = move.new_date if move else row.original_target_date
    finished = row.period and row.period.status in FINISHED
    row.is_overdue = row.target and row.target < today() and not finished
    row.is_stale = row.period and row.period.next_update_due < today()


def commitment_detail(request: HttpRequest, code: str) -> HttpResponse:
    row: Any = get_object_or_404(Commitment, code=code, published_at__lte=now())
    stand(row)
    entries = JournalEntry.objects.filter(public_from__lte=now()).order_by("-public_from")
    others = Commitment.objects.filter(area=row.area, published_at__lte=now())
    last = entries.first()
    at = urlencode({"as_of": today(), "known_at": last.public_from.isoformat() if last else ""})
    context = {
        "row": row,
        "description": mark_safe(to_html(str(row.description))),
        "notes": timeline(row),
        "moves": row.date_changes.filter(milestone=None, known_at__lte=now()),
        "steps": milestones(row),
        "modified": entries.filter(commitment=row).first(),
        "last": last,
        "cited": f"https://example.org/commitments/{row.code}/?{at}",
        "before": others.filter(code__lt=row.code).order_by("-code").first(),
        "after": others.filter(code__gt=row.code).order_by("code").first(),
    }
    return page(request, "commitment.html", context)


def timeline(row: Any) -> list[Any]:
    """The notes, newest first, each with the status that its reporter gave before."""
    notes = list(row.notes.filter(released_at__lte=now()).order_by("-as_of", "-released_at"))
    before: dict[str, str] = {}
    for note in reversed(notes):
        note.html = mark_safe(to_html(str(note.text)))
        status = note.get_status_display()
        note.moved_from = before.get(note.reporter) if status and status != before.get(note.reporter) else ""
        before[note.reporter] = status or before.get(note.reporter, "")
    return notes


def milestones(row: Any) -> list[Any]:
    steps = list(row.milestones.filter(added_at__lte=now()))
    for step in steps:
        move = step.date_changes.filter(known_at__lte=now()).last()
        step.due = move.new_date if move else step.original_due_date
    return steps


class OpenAdmin(admin.AdminSite):
    """Django's own admin, let in by itself so that nothing but the list is measured."""

    def has_permission(self, request: HttpRequest) -> bool:
        if isinstance(request.user, AnonymousUser):
            request.user = Official(username="bench", is_active=True, is_staff=True, is_superuser=True, pk=0)
        return True


class StockCommitments(admin.ModelAdmin):
    """As Django makes it. Its filters are by columns, so that it can't filter by the status in force."""

    list_display = ["code", "title_en", "area", "kind", "linkage"]
    list_filter = ["area", "kind", "linkage"]
    search_fields = SEARCHED
    list_per_page = 25


site = OpenAdmin(name="admin")
site.register(Commitment, StockCommitments)

urlpatterns = [
    path("", overview, name="overview"),
    path("commitments/", commitment_list, name="commitment-list"),
    path("commitments/<str:code>/", commitment_detail, name="commitment-detail"),
    path("admin/", site.urls),
]
if find_spec("rest_framework"):
    urlpatterns.append(path("api/", include("tests.bench.naive_api")))
