"""Rows for tests: required fields only, sequences instead of chance, traits for states.

What the public may see is made by the functions at the end, which take the way that officials take.
"""

from datetime import UTC, date, datetime
from string import ascii_uppercase
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from factory.declarations import LazyAttribute, LazyAttributeSequence, RelatedFactory, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from priorities.actions import commitments, notes
from priorities.actions.permissions import sides_of
from priorities.choices import (
    Kind,
    Language,
    Linkage,
    NoteKind,
    OwnerRole,
    PublicationBasis,
    Reliability,
    Reporter,
    Role,
    Side,
    Status,
)
from priorities.models import (
    Commitment,
    Document,
    Milestone,
    Official,
    Organization,
    Ownership,
    PriorityArea,
    ProgressNote,
    Provision,
    Source,
)

LONG_AGO = datetime(2021, 5, 3, tzinfo=UTC)
"""When rows made by a trait became public; what goes through an action becomes public now."""


def area_code(n: int) -> str:
    """Two letters that no real area has."""
    return "XYZ"[n // 26 % 3] + ascii_uppercase[n % 26]


class AreaFactory(DjangoModelFactory[PriorityArea]):
    class Meta:
        model = PriorityArea

    code = Sequence(area_code)
    slug = Sequence(lambda n: f"area-{n}")
    order = Sequence(lambda n: n + 100)
    title_en = LazyAttribute(lambda area: f"Area {area.code}")
    summary_en = "A summary."
    official_text_en = "An official text."


class OrganizationFactory(DjangoModelFactory[Organization]):
    class Meta:
        model = Organization

    class Params:
        canada = Trait(side=Side.CANADA.value)
        japan = Trait(side=Side.JAPAN.value)
        international = Trait(side=Side.INTERNATIONAL.value)

    code = Sequence(lambda n: f"BODY{n}")
    side = Side.CANADA.value
    name_en = LazyAttribute(lambda body: f"Body {body.code}")


class OwnBodyFactory(OrganizationFactory):
    """The one body of a side that officials belong to and that answers for commitments, unless a test names another."""

    class Meta:
        django_get_or_create = ("code",)

    code: Any = LazyAttribute(lambda body: f"OWN-{body.side}".upper())


class MembershipFactory(DjangoModelFactory[models.Model]):
    class Meta:
        model = Official.groups.through

    class Params:
        role = Role.EDITOR

    group = LazyAttribute(lambda membership: Group.objects.get(name=membership.role))


def member(role: Role) -> RelatedFactory:
    return RelatedFactory(MembershipFactory, factory_related_name="official", role=role)


class OfficialFactory(DjangoModelFactory[Official]):
    """An official of Canada without a role, unless traits say otherwise, as in (japan=True, approver=True)."""

    class Meta:
        model = Official
        skip_postgeneration_save = True

    class Params:
        canada = Trait(organization=SubFactory(OwnBodyFactory, canada=True))
        japan = Trait(organization=SubFactory(OwnBodyFactory, japan=True))
        international = Trait(organization=SubFactory(OwnBodyFactory, international=True))
        editor = Trait(is_staff=True, editorship=member(Role.EDITOR))
        approver = Trait(is_staff=True, approvership=member(Role.APPROVER))
        administrator = Trait(is_staff=True, administratorship=member(Role.ADMINISTRATOR))

    username = Sequence(lambda n: f"official.{n}")
    organization = SubFactory(OwnBodyFactory)


class SourceFactory(DjangoModelFactory[Source]):
    class Meta:
        model = Source

    class Params:
        secondary = Trait(reliability=Reliability.C.value)

    code = Sequence(lambda n: f"source-{n}")
    title = LazyAttribute(lambda source: f"Page {source.code}")
    publisher = "A publisher"
    url = LazyAttribute(lambda source: f"https://example.org/{source.code}")
    published_basis = PublicationBasis.NONE.value
    language = Language.EN.value
    reliability = Reliability.A.value


class DocumentFactory(DjangoModelFactory[Document]):
    class Meta:
        model = Document

    code = Sequence(lambda n: f"doc-{n}")
    title_en = LazyAttribute(lambda document: f"Document {document.code}")
    date = date(2021, 5, 3)


class CommitmentFactory(DjangoModelFactory[Commitment]):
    """A commitment in preparation. The trait `published` makes it public without an entry in the journal; `bilingual`
    gives it the French texts without which no action publishes it."""

    class Meta:
        model = Commitment

    class Params:
        published = Trait(published_at=LONG_AGO)
        bilingual = Trait(title_fr="Un engagement", description_fr="Ce qui a été promis.")

    area = SubFactory(AreaFactory)
    code = LazyAttributeSequence(lambda commitment, n: f"{commitment.area.code}-{n % 10_000:02}")
    title_en = LazyAttribute(lambda commitment: f"Commitment {commitment.code}")
    description_en = "What was committed."
    kind = Kind.ONE_OFF.value
    linkage = Linkage.BILATERAL.value


class OwnershipFactory(DjangoModelFactory[Ownership]):
    class Meta:
        model = Ownership

    class Params:
        canada = Trait(organization=SubFactory(OwnBodyFactory, canada=True))
        japan = Trait(organization=SubFactory(OwnBodyFactory, japan=True))
        supporting = Trait(role=OwnerRole.SUPPORTING.value)

    commitment = SubFactory(CommitmentFactory)
    organization = SubFactory(OwnBodyFactory)


class ProvisionFactory(DjangoModelFactory[Provision]):
    class Meta:
        model = Provision

    commitment = SubFactory(CommitmentFactory)
    document = SubFactory(DocumentFactory)


class MilestoneFactory(DjangoModelFactory[Milestone]):
    class Meta:
        model = Milestone

    class Params:
        reached = Trait(reached_on=date(2024, 1, 1), reached_known_at=datetime(2024, 1, 1, tzinfo=UTC))

    commitment = SubFactory(CommitmentFactory)
    number = Sequence(lambda n: n % 30_000 + 1)
    title_en = LazyAttribute(lambda milestone: f"Step {milestone.number}")
    added_at = LONG_AGO


class NoteFactory(DjangoModelFactory[ProgressNote]):
    """A draft by an editor of Canada. What is submitted, approved or public goes through the actions."""

    class Meta:
        model = ProgressNote

    class Params:
        nothing_to_report = Trait(kind=NoteKind.NOTHING_TO_REPORT.value, status="", text_en="")
        withheld = Trait(kind=NoteKind.WITHHELD.value, status="", withheld_for="Body")

    commitment = SubFactory(CommitmentFactory)
    author = SubFactory(OfficialFactory, editor=True)
    reporter = Reporter.CANADA.value
    status = Status.ON_TRACK.value
    as_of = date(2024, 1, 1)
    text_en = "What was done."


def published_commitment(**fields: Any) -> Commitment:
    """A commitment led by a body of each side, made public through the action, and so in the journal."""
    commitment = CommitmentFactory.create(bilingual=True, **fields)
    OwnershipFactory.create(commitment=commitment, canada=True)
    OwnershipFactory.create(commitment=commitment, japan=True)
    return commitments.publish(commitment=commitment, by=OfficialFactory.create(administrator=True))


def writing_side(reporter: str) -> str:
    """The side of the officials who, in these tests, write a reporter's notes; Canada where both could."""
    return Side.JAPAN.value if reporter == Reporter.JAPAN else Side.CANADA.value


def submitted_note(commitment: Commitment, *, reporter: str = Reporter.CANADA, **fields: Any) -> ProgressNote:
    """A note by an editor of the reporter's side that waits for approval. Takes the traits of `NoteFactory`."""
    fields.setdefault("author", OfficialFactory.create(organization__side=writing_side(reporter), editor=True))
    sources = fields.pop("sources", [])
    note = NoteFactory.create(commitment=commitment, reporter=str(reporter), **fields)
    note.sources.set(sources)
    return notes.submit(note=note, by=note.author)


def approved_by_all(note: ProgressNote, *, release_at: datetime | None = None) -> ProgressNote:
    """The note with the approvals that it needs: of each side for a joint one, of Canada for public sources."""
    for side in sides_of(note.reporter) or (Side.CANADA.value,):
        note = notes.approve(
            note=note, by=OfficialFactory.create(organization__side=side, approver=True), release_at=release_at
        )
    return note


def released_note(
    commitment: Commitment,
    *,
    reporter: str = Reporter.CANADA,
    status: str = Status.ON_TRACK,
    as_of: date = date(2024, 1, 1),
    release_at: datetime | None = None,
    **fields: Any,
) -> ProgressNote:
    """A note that has gone through author and approvers; with `release_at` in the future it is under embargo.

    For a note released in the past, wrap the call in `tests.clock.stopped_at`.
    """
    if not fields.get("nothing_to_report") and not fields.get("withheld"):
        fields["status"] = str(status)
    note = submitted_note(commitment, reporter=reporter, as_of=as_of, **fields)
    return approved_by_all(note, release_at=release_at)


def released_correction(note: ProgressNote, *, release_at: datetime | None = None, **changes: Any) -> ProgressNote:
    """A public correction of a public note, with the given fields changed."""
    by = OfficialFactory.create(organization__side=writing_side(note.reporter), editor=True)
    correction = notes.correct(note=note, by=by)
    for name, value in changes.items():
        setattr(correction, name, str(value) if isinstance(value, str) else value)
    correction.save(update_fields=list(changes))
    return approved_by_all(notes.submit(note=correction, by=by), release_at=release_at)
