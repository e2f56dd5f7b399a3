"""Files between their preview and their being applied: kept in the database, which every process shares."""

from django.db import transaction

from priorities.clocks import now
from priorities.importing.applying import apply_file
from priorities.importing.errors import NoLongerKept
from priorities.importing.plan import Plan
from priorities.importing.planning import plan
from priorities.models import ImportBatch, Official, PendingImport


def keep(content: bytes, filename: str, dataset: str, official: Official) -> PendingImport:
    """Keep an upload until it is applied, in place of one before it. Forgotten files go."""
    moment = now()
    PendingImport.objects.forgotten(moment).delete()
    pending, _created = PendingImport.objects.update_or_create(
        official=official,
        dataset=dataset,
        defaults={"filename": filename[-200:], "content": content, "uploaded_at": moment},
    )
    return pending


def kept(dataset: str, official: Official) -> PendingImport | None:
    return PendingImport.objects.filter(dataset=dataset, official=official).first()


def plan_of(pending: PendingImport) -> Plan:
    """The plan of a kept file against the record of now. Raises WrongFile."""
    return plan(bytes(pending.content), pending.filename, pending.dataset, pending.official)


@transaction.atomic
def apply_kept(pending: PendingImport, *, digest: str) -> ImportBatch:
    """Apply a kept file, if its plan is still the one with this digest, and let it go. Raises what `apply` raises.

    Drafts have no key that would stop a second click, so the file is locked before anything is planned; the click that
    comes later raises NoLongerKept.
    """
    locked = PendingImport.objects.select_for_update().filter(pk=pending.pk).first()
    if locked is None:
        raise NoLongerKept
    batch = apply_file(bytes(locked.content), locked.filename, locked.dataset, locked.official, digest=digest)
    locked.delete()
    return batch
