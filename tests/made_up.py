"""A made-up record of any size, for as long as a test looks at it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import transaction


@contextmanager
def made_up_record(commitments: int) -> Iterator[None]:
    """So many public commitments with two notes each. The first ones are the same in a record of any size."""
    with transaction.atomic():
        call_command("seed_synthetic", commitments=commitments, notes=2, yes=True, verbosity=0)
        yield
        transaction.set_rollback(True)
