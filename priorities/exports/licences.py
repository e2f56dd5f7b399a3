"""The licences that an operator may give the facts of the record."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence by its SPDX identifier, with its name and address."""

    code: str
    title: str
    url: str


def licence() -> Licence:
    """The licence of the facts of the record; none is claimed or given for texts of others."""
    return Licence(*settings.FIP_DATA_LICENCE)
