"""What made-up commitments refer to: areas, organizations, sources, and accounts that nobody can sign in with."""

from dataclasses import dataclass

from django.contrib.auth.models import Group

from priorities.choices import Role, Side
from priorities.models import Official, Organization, PriorityArea, Source

SOURCES = 40


class NothingToReferTo(Exception):  # noqa: N818 - names what was found
    """The areas, organizations or sources have not been loaded."""


@dataclass(frozen=True)
class Cast:
    """`authors` and `approvers` by side; public sources are written and approved by the accounts of no side ("")."""

    areas: list[PriorityArea]
    bodies: dict[str, list[Organization]]
    sources: list[Source]
    authors: dict[str, Official]
    approvers: dict[str, Official]


def cast() -> Cast:
    """Raises NothingToReferTo."""
    bodies = {side.value: list(Organization.objects.filter(side=side.value)) for side in Side}
    areas, sources = list(PriorityArea.objects.all()), list(Source.objects.order_by("code")[:SOURCES])
    if not (areas and sources and bodies[Side.CANADA] and bodies[Side.JAPAN]):
        raise NothingToReferTo
    offices = {"": None, Side.CANADA.value: bodies[Side.CANADA][0], Side.JAPAN.value: bodies[Side.JAPAN][0]}
    return Cast(
        areas=areas,
        bodies=bodies,
        sources=sources,
        authors={side: _account(f"synthetic.author.{side}", Role.EDITOR, office) for side, office in offices.items()},
        approvers={
            side: _account(f"synthetic.approver.{side}", Role.APPROVER, office) for side, office in offices.items()
        },
    )


def _account(username: str, role: Role, organization: Organization | None) -> Official:
    official, created = Official.objects.get_or_create(
        username=username.rstrip("."), defaults={"organization": organization, "is_active": False}
    )
    if created:
        official.set_unusable_password()
        official.save(update_fields=["password"])
        official.groups.set(Group.objects.filter(name=role.value))
    return official
