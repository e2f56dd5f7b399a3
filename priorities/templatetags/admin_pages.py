"""What Django's pages of the admin lack."""

import re

from django import template
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_EMPTY_HEAD = re.compile(r"<th( class=\"original\")?></th>")


@register.filter
def with_empty_heads_as_cells(table: SafeString) -> SafeString:
    """Django's table of parts without the heads that name nothing: screen readers would announce them for each row."""
    return mark_safe(_EMPTY_HEAD.sub(r"<td\1></td>", table))  # noqa: S308  (a template has escaped it)


@register.simple_tag
def kept_filters(changelist: ChangeList) -> list[tuple[str, str]]:
    """The names and values by which a list is narrowed and ordered, which a search in it leaves as they are."""
    chosen = {name: values for name, values in changelist.filter_params.items() if name != SEARCH_VAR}
    return [(name, value) for name, values in chosen.items() for value in values]
