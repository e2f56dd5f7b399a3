"""Files between preview and apply."""

from datetime import UTC, datetime, timedelta

import pytest

from priorities.importing import uploads
from priorities.importing.errors import NoLongerKept
from priorities.importing.plan import Outcome
from priorities.models import Commitment, Official, PendingImport
from tests.clock import stopped_at
from tests.importing.files import csv_of

pytestmark = pytest.mark.django_db

CONTENT = csv_of([{"code": "ES-01", "title_en": "Another"}])


def test_upload_is_kept_until_the_next_one(commitment: Commitment, editor_ca: Official, editor_jp: Official):
    uploads.keep(b"code\nES-01\n", "first.csv", "commitments", editor_ca)
    uploads.keep(CONTENT, "second.csv", "commitments", editor_ca)
    uploads.keep(b"id\n", "notes.csv", "draft-notes", editor_ca)
    kept = uploads.kept("commitments", editor_ca)
    assert kept is not None
    made = uploads.plan_of(kept)
    assert (made.filename, made.counts[Outcome.CHANGED]) == ("second.csv", 1)
    assert uploads.kept("commitments", editor_jp) is None


def test_forgotten_upload_goes_with_the_next_one(editor_ca: Official, editor_jp: Official):
    with stopped_at(datetime.now(UTC) - timedelta(days=2)):
        uploads.keep(CONTENT, "forgotten.csv", "commitments", editor_ca)
    uploads.keep(CONTENT, "new.csv", "commitments", editor_jp)
    assert [str(pending) for pending in PendingImport.objects.all()] == ["new.csv"]


def test_second_click_on_apply_is_refused(commitment: Commitment, editor_ca: Official):
    pending = uploads.keep(CONTENT, "file.csv", "commitments", editor_ca)
    again = PendingImport.objects.get(pk=pending.pk)
    digest = uploads.plan_of(pending).digest
    uploads.apply_kept(pending, digest=digest)
    with pytest.raises(NoLongerKept):
        uploads.apply_kept(again, digest=uploads.plan_of(again).digest)
