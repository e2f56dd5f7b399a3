"""Sources in the admin: free until a released note rests on them."""

from priorities.models import Source
from tests.admin.conftest import Desks, page
from tests.factories import SourceFactory, published_commitment, released_note


def test_a_cited_source_is_shown_fixed_with_the_reason_and_keeps_its_remarks_open(desks: Desks) -> None:
    source = SourceFactory.create(title="As it was")
    address = page("source", "change", source.pk)
    desks("editor.ca").fill(address, title="As it is")
    released_note(published_commitment(), sources=[Source.objects.get()])
    shown = desks("editor.ca").get(address).content.decode()
    assert "A released note cites this source" in shown
    assert 'name="title"' not in shown
    assert 'name="reliability"' not in shown
    desks("editor.ca").fill(address, licence_note="Ask them.")
    source.refresh_from_db()
    assert (source.title, source.licence_note) == ("As it is", "Ask them.")
