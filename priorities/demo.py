"""The five demonstration officials: for trying the record on one's own machine, never for production."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction

from priorities.choices import Role
from priorities.models import Official, Organization

OFFICIALS = {
    "editor.ca": (Role.EDITOR, "GAC"),
    "approver.ca": (Role.APPROVER, "GAC"),
    "editor.jp": (Role.EDITOR, "MOFA-JP"),
    "approver.jp": (Role.APPROVER, "MOFA-JP"),
    "admin": (Role.ADMINISTRATOR, None),
}


@dataclass(frozen=True, slots=True)
class DemoAccess:
    """The officials that were added, and the password where one was set now."""

    added: list[str]
    password: str | None


@transaction.atomic
def add_officials(password: str | None) -> DemoAccess:
    """Add the demo officials that are missing; all share one password.

    A given password is set on all of them. Without one, a random password is set on those that are added.
    """
    chosen = password or secrets.token_urlsafe(12)
    added, changed = [], False
    for username, (role, organization) in OFFICIALS.items():
        official, created = Official.objects.get_or_create(username=username, defaults={"is_staff": True})
        if created:
            official.organization = Organization.objects.get(code=organization) if organization else None
            official.groups.set([Group.objects.get(name=role.value)])
            added.append(username)
        if created or (password and not official.check_password(password)):
            official.set_password(chosen)
            official.save()
            changed = True
    return DemoAccess(added, chosen if changed else None)
