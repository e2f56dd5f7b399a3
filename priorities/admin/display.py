"""How the admin shows statuses, states and instants."""

from datetime import UTC, datetime

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from priorities.choices import Labelled
from priorities.clocks import OTTAWA, TOKYO
from priorities.models.translation import TranslatedRow

NOTHING = "–"


def label(vocabulary: type[Labelled], code: str) -> str:
    """The label of a code, in the language of the reader; a dash for none."""
    return _({member.value: member.label for member in vocabulary}[code]) if code else NOTHING


def badge(vocabulary: type[Labelled], code: str) -> SafeString | str:
    """The label of a code with its mark; the word says all, the mark's form and colour repeat it."""
    if not code:
        return NOTHING
    return format_html('<span class="badge badge-{}">{}</span>', code, label(vocabulary, code))


def untranslated(row: TranslatedRow) -> list[str]:
    """A sentence naming the texts of a row that a reader of another language would miss, if there are any."""
    columns = [column_label(type(row), name) for name in row.missing_translations()]
    return [_("Not yet translated: %(texts)s.") % {"texts": ", ".join(columns)}] if columns else []


def column_label(model: type[Model], column: str) -> str:
    return str(getattr(model._meta.get_field(column), "verbose_name", column))


def utc_minute(instant: datetime) -> str:
    """An instant in the narrow form of lists."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def in_capitals(instant: datetime) -> str:
    """An instant as the clocks of both capitals show it."""
    ottawa, tokyo = (date_format(instant.astimezone(zone), "Y-m-d H:i") for zone in (OTTAWA, TOKYO))
    return _("%(ottawa)s in Ottawa, %(tokyo)s in Tokyo") % {"ottawa": ottawa, "tokyo": tokyo}
