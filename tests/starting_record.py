"""The starting record for the tests of one module, loaded once: each test sees it whole and leaves it so."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from priorities.loading import load


@pytest.fixture(scope="module")
def loaded_record(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The record, in a transaction that ends with the module; what each test does is rolled back inside it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(settings.BASE_DIR / "fixtures")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def record(loaded_record: None, db: None) -> None:
    """The starting record, as `load_record` leaves it. All tests of a module ask for it, or none."""
