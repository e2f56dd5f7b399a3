"""One organization and what it answers for; and all of them by side, as a way in."""

from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from priorities.choices import OwnerBasis, OwnerRole, Side
from priorities.filters import public_organizations, read_clocks
from priorities.models import Commitment, CommitmentQuerySet, Organization, Ownership
from priorities.models.text import Text
from priorities.revision import remembered
from priorities.views.file_link import csv_link
from priorities.views.moment import Moment, moment_of
from priorities.views.page import moved_for_good, public_page, render_page
from priorities.views.rows import CommitmentRow, row_of
from priorities.views.translation import is_own_name
from priorities.views.words import word_for

GROUP_TITLES: dict[tuple[str, str], str] = {
    (OwnerRole.LEAD, OwnerBasis.STATED): gettext_noop("Leads"),
    (OwnerRole.LEAD, OwnerBasis.INFERRED): gettext_noop("Leads, inferred from its mandate"),
    (OwnerRole.SUPPORTING, OwnerBasis.STATED): gettext_noop("Supports"),
    (OwnerRole.SUPPORTING, OwnerBasis.INFERRED): gettext_noop("Supports, inferred from its mandate"),
}


@dataclass(frozen=True, slots=True)
class OrganizationLink:
    """An organization with the number of public commitments that it answers for."""

    name: Text
    acronym: Text
    href: str
    commitments: int
    is_translated: bool


@dataclass(frozen=True, slots=True)
class SideGroup:
    label: str
    organizations: list[OrganizationLink]


@dataclass(frozen=True, slots=True)
class RoleGroup:
    """The commitments that an organization answers for in one role."""

    label: str
    is_inferred: bool
    rows: list[CommitmentRow]


@public_page
def organization_detail(request: HttpRequest, code: str) -> HttpResponse:
    moment = moment_of(request, read_clocks(request.GET))
    bodies = public_organizations()
    organization = bodies.filter(code=code).first() or get_object_or_404(bodies, code=code.upper())
    if organization.code != code:
        return moved_for_good(request, reverse("organization-detail", args=[organization.code]))
    commitments = Commitment.objects.public(moment.known_at).as_of(on=moment.on, known_at=moment.known_at)
    groups = _groups(organization, commitments, moment)
    rows = {row.code: row for group in groups for row in group.rows}
    context = {
        "moment": moment,
        "organization": organization,
        "side": word_for(Side, organization.side),
        "website": organization.url if organization.url_checked else "",
        "groups": groups,
        "csv": csv_link("commitments", moment.query(organization=organization.code), rows=len(rows)),
        "is_translated": is_own_name(organization, "name") or any(row.is_translated for row in rows.values()),
    }
    return render_page(request, "priorities/organization.html", context)


def organizations_by_side(moment: Moment) -> list[SideGroup]:
    """The organizations that answer for one of all public commitments, by side, those with the most first."""
    # One set of public commitments, not a look at each one for each of its owners: a quarter of the time on SQLite.
    public = Commitment.objects.public(moment.known_at).order_by()
    owned = Ownership.objects.filter(commitment__in=public).order_by()
    counting = owned.values_list("organization").annotate(Count("commitment", distinct=True))
    counted: dict[int, int] = remembered("owners", *moment.asked, compute=lambda: dict(counting))
    rows = sorted(Organization.objects.filter(pk__in=counted), key=lambda row: (-counted[row.pk], row.code))
    by_side: dict[str, list[OrganizationLink]] = {side.value: [] for side in Side}
    for row in rows:
        href = reverse("organization-detail", args=[row.code]) + moment.suffix
        link = OrganizationLink(row.name, row.acronym, href, counted[row.pk], is_own_name(row, "name"))
        by_side[row.side].append(link)
    return [SideGroup(word_for(Side, side), links) for side, links in by_side.items() if links]


def _groups(organization: Organization, commitments: CommitmentQuerySet, moment: Moment) -> list[RoleGroup]:
    """Its commitments as lead and in support, each with those inferred from its mandate apart."""
    chosen = commitments.owned_by([organization.code]).select_related("area")
    rows = {commitment.pk: row_of(commitment, moment) for commitment in chosen}
    owned = Ownership.objects.filter(organization=organization, commitment__in=rows)
    kinds: dict[tuple[str, str], list[CommitmentRow]] = {
        (role.value, basis.value): [] for role in OwnerRole for basis in OwnerBasis
    }
    for ownership in owned.order_by("commitment__code"):
        kinds[ownership.role, ownership.basis].append(rows[ownership.commitment_id])
    return [
        RoleGroup(_(GROUP_TITLES[role, basis]), basis == OwnerBasis.INFERRED, found)
        for (role, basis), found in kinds.items()
        if found
    ]
