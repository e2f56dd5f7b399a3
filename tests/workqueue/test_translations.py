"""Translations in the queue: those missing, those older than their source text, and who is told."""

from typing import Any

import pytest

from priorities.actions import notes
from priorities.choices import Language, Reporter
from priorities.models import Commitment, Official, ProgressNote
from priorities.workqueue import translations
from priorities.workqueue.translations import has_translation, lacks_translation
from tests.clock import noon
from tests.factories import (
    AreaFactory,
    CommitmentFactory,
    DocumentFactory,
    MilestoneFactory,
    NoteFactory,
    OfficialFactory,
    OrganizationFactory,
    OwnershipFactory,
    released_correction,
    released_note,
)
from tests.workqueue.desk import detail, section, sections, titles

pytestmark = pytest.mark.django_db

WHOLE = {
    "title_fr": "Un titre",
    "title_ja": "題名",
    "description_fr": "Une description.",
    "description_ja": "説明。",
}
TEXTS: dict[str, Any] = {"text_fr": "Un texte.", "text_ja": "本文。"}


@pytest.fixture
def translated() -> Commitment:
    """A public commitment of Canada with all its translations."""
    return owned(CommitmentFactory.create(published=True, **WHOLE))


def owned(commitment: Commitment, **of: Any) -> Commitment:
    OwnershipFactory.create(commitment=commitment, **(of or {"canada": True}))
    return commitment


def test_whole_translations_are_not_told(translated, editor_ca):
    assert titles(editor_ca, "translations") == []


def test_missing_translations_are_told_by_name(translated, editor_ca):
    Commitment.objects.filter(pk=translated.pk).update(title_ja="", description_fr="")
    assert detail(editor_ca, "translations") == "Missing: title (Japanese), what was committed (French)."


def test_text_that_is_empty_in_its_source_language_lacks_no_translation(translated, editor_ca):
    assert not translated.origin_note_en
    assert titles(editor_ca, "translations") == []


def test_translation_older_than_its_source_text_is_told(translated, editor_ca):
    translated.title_en = "Another title"
    translated.save()
    assert detail(editor_ca, "translations") == "Out of date: title (French), title (Japanese)."


def test_translation_of_which_nobody_knows_the_source_text_is_told(translated, editor_ca):
    Commitment.objects.filter(pk=translated.pk).update(translated_from={})
    assert detail(editor_ca, "translations").startswith("Out of date: title (French), ")


def test_mended_translation_is_no_longer_told(translated, editor_ca):
    translated.title_en = "Another title"
    translated.save()
    translated.title_fr, translated.title_ja = "Un autre titre", "別の題名"
    translated.save()
    assert titles(editor_ca, "translations") == []


def test_row_with_both_faults_is_one_line(translated, editor_ca):
    translated.title_en, translated.description_ja = "Another title", ""
    translated.save()
    queue = section(editor_ca, "translations")
    assert queue.total == 1
    assert queue.lines[0].detail == (
        "Out of date: title (French), title (Japanese). Missing: what was committed (Japanese)."
    )


def test_outdated_translations_come_before_missing_ones(translated, editor_ca):
    owned(CommitmentFactory.create(published=True))
    translated.title_en = "Another title"
    translated.save()
    assert titles(editor_ca, "translations")[0].split()[0] == translated.code
    assert section(editor_ca, "translations").total == 2


def test_long_list_of_texts_is_shortened(editor_ca):
    owned(CommitmentFactory.create(published=True, origin_note_en="Origin.", area_note_en="Area."))
    assert detail(editor_ca, "translations").endswith(", ….")


def test_milestone_leads_to_its_commitment(translated, editor_ca):
    MilestoneFactory.create(commitment=translated, title_en="First cargo", title_fr="Première cargaison")
    (line,) = section(editor_ca, "translations").lines
    assert str(line.title) == f"{translated.code} First cargo"
    assert line.detail == "Missing: title (Japanese)."
    assert line.url == f"/admin/priorities/commitment/{translated.pk}/change/"


def test_note_leads_to_the_page_where_its_translation_is_mended(translated, editor_ca):
    note = released_note(translated, text_fr="Un texte.")
    (line,) = section(editor_ca, "translations").lines
    assert str(line.title).startswith(f"{translated.code}.1 ")
    assert line.detail == "Missing: text (Japanese)."
    assert line.url == f"/admin/priorities/progressnote/{note.pk}/translate/"


def test_note_lacks_translations_from_the_language_that_it_was_written_in(translated, editor_ca):
    released_note(translated, language="fr", text_en="", text_fr="Un texte.", text_ja="本文。")
    assert detail(editor_ca, "translations") == "Missing: text (English)."


def test_note_translated_before_its_text_was_changed_is_told(translated, editor_ca):
    draft = NoteFactory.create(commitment=translated, **TEXTS)
    draft.text_en = "Something else was done."
    draft.save()
    by = OfficialFactory.create(canada=True, approver=True)
    notes.approve(note=notes.submit(note=draft, by=draft.author), by=by)
    assert detail(editor_ca, "translations") == "Out of date: text (French), text (Japanese)."


@pytest.mark.parametrize(
    ("reporter", "told"),
    [
        (Reporter.CANADA, ["canada"]),
        (Reporter.JAPAN, ["japan"]),
        (Reporter.JOINT, ["canada", "japan"]),
        (Reporter.PUBLIC_SOURCES, ["canada", "japan"]),
    ],
)
def test_note_is_told_to_the_sides_that_may_mend_it(translated, editor_ca, editor_jp, reporter, told):
    owned(translated, japan=True)
    released_note(translated, reporter=reporter)
    officials = {"canada": editor_ca, "japan": editor_jp}
    assert [side for side, by in officials.items() if titles(by, "translations")] == told


def test_only_public_texts_are_told(translated, editor_ca, administrator):
    in_preparation = owned(CommitmentFactory.create())
    MilestoneFactory.create(commitment=in_preparation)
    NoteFactory.create(commitment=translated)
    released_note(translated, release_at=noon(2030, 1, 1))
    assert titles(editor_ca, "translations") == []
    assert in_preparation.code not in " ".join(titles(administrator, "translations"))


def test_corrected_and_withdrawn_notes_are_not_told(translated, editor_ca, approver_ca):
    released_correction(released_note(translated), **TEXTS)
    notes.withdraw(note=released_note(translated), by=approver_ca, reason="A wrong page was read.")
    assert titles(editor_ca, "translations") == []


def test_commitment_is_told_to_the_sides_that_answer_for_it_and_to_administrators(editor_ca, editor_jp, administrator):
    row = owned(CommitmentFactory.create(published=True), japan=True)
    MilestoneFactory.create(commitment=row)
    assert titles(editor_ca, "translations") == []
    assert section(editor_jp, "translations").total == 2
    # Administrators are told of the area and the body, too.
    told = " ".join(titles(administrator, "translations"))
    assert f"{row.code} Commitment" in told
    assert f"{row.code} Step" in told


def test_reference_data_is_told_to_administrators_alone(editor_ca, administrator):
    names = [AreaFactory.create().title_en, DocumentFactory.create().title_en, OrganizationFactory.create().name_en]
    told = " ".join(titles(administrator, "translations"))
    assert all(name in told for name in names)
    assert titles(editor_ca, "translations") == []


def test_those_without_a_role_are_told_nothing(translated):
    assert sections(OfficialFactory.create()) == {}


def test_search_for_outdated_translations_is_bounded_and_says_so(translated, editor_ca, monkeypatch):
    assert section(editor_ca, "translations").remark == ""
    monkeypatch.setattr(translations, "COMPARED", 1)
    assert section(editor_ca, "translations").remark == (
        "More texts may be out of date: only the latest 1 of a kind are compared."
    )


def test_database_and_row_agree_on_what_is_missing_and_what_is_there(translated):
    """Every combination of a note's three texts, in each source language."""
    author = OfficialFactory.create(editor=True)
    for language in Language:
        for present in range(8):
            texts = {f"text_{code}": "A text." * (present >> place & 1) for place, code in enumerate(Language)}
            NoteFactory.create(commitment=translated, author=author, language=language.value, **texts)
    every = list(ProgressNote.objects.all())
    lacking = set(ProgressNote.objects.filter(lacks_translation(ProgressNote)))
    assert lacking == {note for note in every if note.missing_translations()}
    assert len(lacking) == 3 * 3
    ProgressNote.objects.update(translated_from={})
    having = set(ProgressNote.objects.filter(has_translation(ProgressNote)))
    assert having == {note for note in ProgressNote.objects.all() if note.outdated_translations()}
    assert len(having) == 3 * 6


def official_of_both_roles() -> Official:
    return OfficialFactory.create(canada=True, editor=True, administrator=True)


def test_administrator_who_also_writes_is_told_of_everything(translated):
    released_note(owned(CommitmentFactory.create(published=True, **WHOLE), japan=True), reporter=Reporter.JAPAN)
    released_note(translated)
    told = " ".join(titles(official_of_both_roles(), "translations"))
    assert f"{translated.code}.1" in told
    assert translated.area.title_en in told
