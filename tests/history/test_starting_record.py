"""The starting record has a history of its own: the first edit of each row has something to be compared with."""

from priorities.models import Commitment, Milestone, Organization, Ownership, ProgressNote, Provision, Source


def test_the_starting_record_is_one_entry_a_row(record: None) -> None:
    for model in (Commitment, ProgressNote, Milestone, Ownership, Provision, Source, Organization):
        assert model.history.count() == model.objects.count() > 0
    note = ProgressNote.objects.filter(sources__isnull=False)[0]
    state = ProgressNote.history.get(id=note.pk)
    assert (state.history_type, state.state, state.history_change_reason) == ("+", "approved", "Starting record")
    assert {link.source_id for link in state.sources.all()} == {source.pk for source in note.sources.all()}
