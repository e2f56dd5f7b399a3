from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, Q
from django.utils.translation import gettext_lazy as _

from priorities.search.words import Query, Term

INDEX = "priorities_searchtext_words"
"""On SQLite the FTS5 table, on PostgreSQL the GIN index; made by the migration of this model."""
LEXEMES = "array_to_tsvector(string_to_array({words}, ' '))"
"""The words as PostgreSQL indexes them: each as it is, without a dictionary or a parser of its own."""


class WordsField(models.TextField):  # type: ignore[type-arg]
    """Words separated by spaces; `words__hold` finds the rows that have all words of a query."""


@WordsField.register_lookup
class Hold(Lookup):
    lookup_name = "hold"
    prepare_rhs = False
    rhs: Query
    lhs: Any

    def get_db_prep_lookup(self, value: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return "%s", [value]

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[str]]:
        key = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.id"
        asked = " AND ".join(_quoted(term, '"', "*") for term in self.rhs.terms)
        return f"{key} IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s)", [asked]  # noqa: S608 - our own names

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[str]]:
        words, _parameters = self.process_lhs(compiler, connection)
        asked = " & ".join(_quoted(term, "'", ":*") for term in self.rhs.terms)
        return f"{LEXEMES.format(words=words)} @@ %s::tsquery", [asked]


def _quoted(term: Term, quote: str, beginning: str) -> str:
    # A word is letters and digits only, so there is nothing in it to escape.
    return f"{quote}{term.word}{quote}{beginning if term.is_beginning else ''}"


class SearchTextQuerySet(models.QuerySet["SearchText"]):
    def holding(self, query: Query) -> "SearchTextQuerySet":
        """Texts with all words of a query; a query without a word finds none."""
        return self.filter(Q(words__hold=query)) if query.terms else self.none()


class SearchText(models.Model):
    """The words of a commitment's own texts, or of one released note, in all languages: what a search looks through.

    Whether a note may be found yet is asked of the note itself, never kept here.
    """

    commitment = models.ForeignKey(
        "Commitment", on_delete=models.CASCADE, related_name="+", verbose_name=_("commitment")
    )
    note = models.OneToOneField(
        "ProgressNote", on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("progress note")
    )
    words = WordsField(_("words"))

    objects = SearchTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(note=None),
                name="search_text_once_a_commitment",
                violation_error_message=_("The texts of this commitment are already searched."),
            )
        ]

    def __str__(self) -> str:
        return str(self.note or self.commitment)
