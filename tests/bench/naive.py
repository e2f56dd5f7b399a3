"""The same pages as a hurried developer writes them: model objects, plain queries, short templates, nothing kept.

They show less than ours, in one language, and make no difference between what was known when.
"""

from importlib.util import find_spec

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template import Context, Template
from django.urls import include, path

from priorities.clocks import now, today
from priorities.models import Commitment, Official, Organization, PriorityArea, ProgressNote, StatusPeriod

OVERVIEW = Template("""<!doctype html><title>Overview</title>
{% for area, counts in areas %}<h2>{{ area.title }}</h2>
<ul>{% for row in counts %}<li>{{ row.status }}: {{ row.n }}</li>{% endfor %}</ul>{% endfor %}
<ul>{% for note in notes %}<li>{{ note.commitment.code }} {{ note.commitment.title }} {{ note.text }}</li>{% endfor %}
</ul><ul>{% for row in due %}<li>{{ row.original_target_date }} {{ row.code }} {{ row.title }}</li>{% endfor %}</ul>
<ul>{% for body in bodies %}<li>{{ body.name }}: {{ body.n }}</li>{% endfor %}</ul>""")
LIST = Template("""<!doctype html><title>Commitments</title><p>{{ page.paginator.count }}</p><table>
{% for row in page %}<tr><td>{{ row.code }}<td>{{ row.title }}<td>{{ row.area.title }}
<td>{% for body in row.organizations.all %}{{ body.name }} {% endfor %}{% endfor %}</table>""")
DETAIL = Template("""<!doctype html><title>{{ row.title }}</title><h1>{{ row.code }} {{ row.title }}</h1>
<p>{{ row.area.title }}</p><p>{{ row.description }}</p>
<ul>{% for owner in row.ownerships.all %}<li>{{ owner.organization.name }} {{ owner.role }}</li>{% endfor %}</ul>
<ul>{% for note in notes %}<li>{{ note.as_of }} {{ note.reporter }} {{ note.status }} {{ note.text }}
{% for source in note.sources.all %}{{ source.title }} {{ source.url }}{% endfor %}</li>{% endfor %}</ul>
<ul>{% for step in row.milestones.all %}<li>{{ step.title }} {{ step.original_due_date }}</li>{% endfor %}</ul>
<ul>{% for move in row.date_changes.all %}<li>{{ move.new_date }} {{ move.reason }}</li>{% endfor %}</ul>
<ul>{% for part in row.provisions.all %}<li>{{ part.source.title }} {{ part.excerpt }}</li>{% endfor %}</ul>""")


def standing() -> Q:
    """Which periods hold now."""
    moment, day = now(), today()
    return Q(valid_from__lte=day, valid_to__gt=day, known_from__lte=moment, known_to__gt=moment)


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
    return HttpResponse(OVERVIEW.render(Context(context)))


def chosen(request: HttpRequest) -> "list[Commitment]":
    """Filtered by area, status and a word in the texts of a commitment or its notes."""
    word, status = request.GET["q"], request.GET["status"]
    texts = Q(title_en__icontains=word) | Q(description_en__icontains=word) | Q(notes__text_en__icontains=word)
    holding = StatusPeriod.objects.filter(standing(), status=status).values("commitment")
    rows = Commitment.objects.filter(texts, area__slug=request.GET["area"], published_at__lte=now(), pk__in=holding)
    return rows.distinct().order_by("code").select_related("area").prefetch_related("organizations")  # type: ignore[return-value]


def commitment_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(chosen(request), 25).get_page(1)
    return HttpResponse(LIST.render(Context({"page": page})))


def commitment_detail(request: HttpRequest, code: str) -> HttpResponse:
    row = get_object_or_404(Commitment.objects.select_related("area"), code=code)
    notes = row.notes.filter(released_at__lte=now()).order_by("-as_of")
    return HttpResponse(DETAIL.render(Context({"row": row, "notes": notes})))


class OpenAdmin(admin.AdminSite):
    """Django's own admin, let in by itself so that nothing but the list is measured."""

    def has_permission(self, request: HttpRequest) -> bool:
        if isinstance(request.user, AnonymousUser):
            request.user = Official(username="bench", is_active=True, is_staff=True, is_superuser=True, pk=0)
        return True


class StockCommitments(admin.ModelAdmin):
    list_display = ["code", "title_en", "area", "kind", "linkage"]
    list_filter = ["area", "kind", "linkage"]
    search_fields = ["title_en", "description_en", "notes__text_en"]
    list_per_page = 25


site = OpenAdmin(name="admin")
site.register(Commitment, StockCommitments)

urlpatterns = [
    path("", overview),
    path("commitments/", commitment_list),
    path("commitments/<str:code>/", commitment_detail),
    path("admin/", site.urls),
]
if find_spec("rest_framework"):
    urlpatterns.append(path("api/", include("tests.bench.naive_api")))
