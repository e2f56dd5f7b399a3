"""Public texts that lack a translation, or whose source text has changed since they were translated."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from priorities.actions.permissions import sides_of
from priorities.choices import Language, Reporter, Role
from priorities.models import Commitment, Document, Milestone, Organization, PriorityArea, ProgressNote
from priorities.models.text import Text
from priorities.models.translation import TranslatedRow
from priorities.workqueue.lines import Desk, Line, Section, change_url, coded, commitment_title, note_title

COMPARED = 1000  # rows of a kind: whether a translation is outdated can't be asked of the database
NAMED = 6  # texts in one line


@dataclass(frozen=True, slots=True)
class Texts:
    """Rows of one kind, most likely outdated first, with what each is called and where it is translated."""

    rows: "QuerySet[Any]"
    title: Callable[[Any], Text]
    url: Callable[[Any], str] = change_url


def translations(desk: Desk) -> Section:
    """Public texts that the official can mend: those out of date first, then those without a translation."""
    outdated: list[Line] = []
    missing: list[Line] = []
    total, is_partial = 0, False
    for texts in _within_reach(desk):
        old, all_compared = _outdated(texts.rows)
        lacking = texts.rows.filter(lacks_translation(texts.rows.model)).exclude(pk__in=[row.pk for row in old])
        outdated += [_line(row, texts) for row in old[: desk.limit]]
        missing += [_line(row, texts) for row in lacking[: desk.limit]]
        total += len(old) + lacking.count()
        is_partial |= not all_compared
    return Section(
        code="translations",
        title=_("Translations missing or out of date"),
        lines=(*outdated, *missing)[: desk.limit],
        total=total,
        when_empty=_("Every public text within your reach is translated and up to date; nothing to do."),
        remark=_("More texts may be out of date: only the latest %s of a kind are compared.") % COMPARED
        if is_partial
        else "",
    )


def lacks_translation(model: type[TranslatedRow]) -> Q:
    """Rows with a text in its source language and an empty column of it in another."""
    return _of_some_translation(model, lambda source, translation: Q(**{f"{source}__gt": "", translation: ""}))


def has_translation(model: type[TranslatedRow]) -> Q:
    """Rows with a text in another language than its source language."""
    return _of_some_translation(model, lambda _source, translation: Q(**{f"{translation}__gt": ""}))


Condition = Callable[[str, str], Q]


def _of_some_translation(model: type[TranslatedRow], condition: Condition) -> Q:
    """Rows with a text for which the condition on its column and on that of a translation of it holds."""
    if not isinstance(model.source_language, property):
        return _from_source(model, model.source_language, condition)
    return reduce(or_, (Q(language=source.value) & _from_source(model, source, condition) for source in Language))


def _from_source(model: type[TranslatedRow], source: str, condition: Condition) -> Q:
    others = [language for language in Language if language != source]
    columns = [(f"{text}_{source}", f"{text}_{other}") for text in model.translated_texts for other in others]
    return reduce(or_, (condition(column, translation) for column, translation in columns))


def _outdated(rows: "QuerySet[Any]") -> tuple[list[Any], bool]:
    """The rows with an outdated translation, and whether all were looked at."""
    looked_at, found = 0, []
    for row in rows.filter(has_translation(rows.model))[:COMPARED].iterator():
        looked_at += 1
        if row.outdated_translations():
            found.append(row)
    return found, looked_at < COMPARED


def _within_reach(desk: Desk) -> Iterator[Texts]:
    """What the official may translate: of a writer's organization its commitments, of their side the notes;
    administrators translate all but notes."""
    moment = desk.clocks.known_at
    is_administrator = Role.ADMINISTRATOR in desk.by.roles
    public = Commitment.objects.public(moment)
    organization = desk.by.organization
    commitments = public if is_administrator else public.owned_by([organization.code] if organization else [])
    milestones = Milestone.objects.public(moment).filter(commitment__in=commitments.values("pk"))
    yield Texts(commitments.order_by("-version", "code"), commitment_title)
    yield Texts(
        milestones.select_related("commitment").order_by("-version", "commitment__code", "number"),
        lambda row: coded(row.commitment.code, row.title),
        lambda row: change_url(row.commitment),
    )
    if desk.by.may_write:
        notes = ProgressNote.objects.public(moment).filter(
            commitment__in=public.on_sides([desk.side]).values("pk"),
            reporter__in=[code.value for code in Reporter if not sides_of(code) or desk.side in sides_of(code)],
        )
        corrected = ProgressNote.objects.corrected(moment)
        in_force = notes.filter(withdrawal__isnull=True).exclude(pk__in=corrected.values("pk"))
        yield Texts(in_force.select_related("commitment").order_by("-released_at", "-pk"), note_title, _mending_url)
    if is_administrator:
        yield Texts(PriorityArea.objects.order_by("order"), lambda row: coded(row.code, row.title))
        yield Texts(Document.objects.order_by("date", "code"), lambda row: row.title)
        yield Texts(Organization.objects.order_by("code"), lambda row: coded(row.code, row.name))


def _mending_url(note: ProgressNote) -> str:
    return reverse("admin:priorities_progressnote_translate", args=[note.pk])


def _line(row: TranslatedRow, texts: Texts) -> Line:
    outdated = _("Out of date: %s.") % _named(row, row.outdated_translations())
    missing = _("Missing: %s.") % _named(row, row.missing_translations())
    sentences = [outdated] if row.outdated_translations() else []
    sentences += [missing] if row.missing_translations() else []
    return Line(texts.title(row), " ".join(sentences), texts.url(row))


def _named(row: TranslatedRow, columns: list[str]) -> str:
    """The texts of the columns by the names that their form gives them."""
    names = [str(getattr(row._meta.get_field(column), "verbose_name", column)) for column in columns]
    return ", ".join([*names[:NAMED], *(["…"] if len(names) > NAMED else [])])
