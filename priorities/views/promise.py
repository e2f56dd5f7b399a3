"""What was committed, where it is written, who answers for it, and how it relates to other commitments."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from priorities.choices import OwnerBasis, OwnerRole, RelationKind, Side
from priorities.models import Commitment, CommitmentRelation, Provision
from priorities.models.text import Text
from priorities.views.moment import Moment
from priorities.views.sources import SourceLine, source_line
from priorities.views.words import word_for


@dataclass(frozen=True, slots=True)
class Owner:
    name: Text
    acronym: Text
    href: str
    role: str
    is_lead: bool
    basis: str


@dataclass(frozen=True, slots=True)
class SideOwners:
    side: str
    owners: list[Owner]


@dataclass(frozen=True, slots=True)
class Passage:
    """Where it is written; `document` is None where no joint text has it."""

    document: Text | None
    document_date: date | None
    locator: str
    excerpt: str
    language: str
    source: SourceLine | None


@dataclass(frozen=True, slots=True)
class Related:
    relation: str
    code: str
    title: Text
    href: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The commitment before or after in the same area; `relation` is what links call that."""

    relation: str
    label: str
    code: str
    title: Text
    href: str


def neighbours_of(commitment: Commitment, moment: Moment) -> list[Neighbour]:
    """The public commitments of the area next to this one by code: the one before, then the one after."""
    others = Commitment.objects.public(moment.known_at).filter(area=commitment.area_id)
    before = others.filter(code__lt=commitment.code).order_by("-code").values("pk")[:1]
    after = others.filter(code__gt=commitment.code).order_by("code").values("pk")[:1]
    # By their keys alone: asked of `others`, all of the area would be looked at.
    both = Commitment.objects.filter(Q(pk=Subquery(before)) | Q(pk=Subquery(after)))
    ways = {True: ("prev", _("Previous in this area")), False: ("next", _("Next in this area"))}
    return [
        Neighbour(*ways[row.code < commitment.code], row.code, row.title, row.get_absolute_url() + moment.suffix)
        for row in both.order_by("code")
    ]


def owners_of(commitment: Commitment, moment: Moment) -> list[SideOwners]:
    """The owners by side, leads first, in the order of the record."""
    by_side: dict[str, list[Owner]] = {side.value: [] for side in Side}
    for ownership in commitment.ownerships.in_order():
        body = ownership.organization
        by_side[body.side].append(
            Owner(
                name=body.name,
                acronym=body.acronym,
                href=reverse("organization-detail", args=[body.code]) + moment.suffix,
                role=word_for(OwnerRole, ownership.role),
                is_lead=ownership.role == OwnerRole.LEAD,
                basis=word_for(OwnerBasis, ownership.basis),
            )
        )
    return [SideOwners(word_for(Side, side), owners) for side, owners in by_side.items() if owners]


def provisions_of(commitment: Commitment) -> list[Passage]:
    """The passages that a commitment rests on, in the order of the documents' dates."""
    return [_passage(row) for row in commitment.provisions.select_related("document", "source")]


def relations_of(commitment: Commitment, moment: Moment) -> list[Related]:
    """How it relates to other public commitments: first as it says itself, then as they say."""
    found = CommitmentRelation.objects.public(moment.known_at).of(commitment).order_by()
    rows = list(found.select_related("commitment", "other"))
    own = [(row.kind, row.other) for row in rows if row.commitment_id == commitment.pk]
    others = [(row.kind, row.commitment) for row in rows if row.other_id == commitment.pk]
    return [
        *(_related(word_for(RelationKind, kind), other, moment) for kind, other in sorted(own, key=_by_code)),
        *(_related(_(BACKWARD[kind]), other, moment) for kind, other in sorted(others, key=_by_code)),
    ]


def _by_code(relation: tuple[str, Commitment]) -> tuple[str, str]:
    kind, other = relation
    return kind, other.code


# What the other commitment is to this one, where the relation was noted on the other.
BACKWARD: dict[str, str] = {
    RelationKind.SUPERSEDES: gettext_noop("Superseded by"),
    RelationKind.SPLIT_FROM: gettext_noop("Split into"),
    RelationKind.MERGED_INTO: gettext_noop("Merged from"),
    RelationKind.RELATED: gettext_noop("Related to"),
}


def _related(relation: str, other: Commitment, moment: Moment) -> Related:
    return Related(relation, other.code, other.title, other.get_absolute_url() + moment.suffix)


def _passage(row: Provision) -> Passage:
    return Passage(
        document=row.document.title if row.document else None,
        document_date=row.document.date if row.document else None,
        locator=row.locator,
        excerpt=row.excerpt,
        language=row.language,
        source=source_line(row.source) if row.source else None,
    )
