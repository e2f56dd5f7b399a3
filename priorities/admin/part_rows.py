"""The rows of the parts on a commitment's page, where somebody else may have changed or deleted one meanwhile."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from priorities.admin.collisions import SHOWN, Collision, collision_of_deletion, deletion, show_newer, typed

Row = dict[str, list[str]]


class PartFormSet(forms.BaseInlineFormSet):
    """Rows deleted meanwhile are taken out; one into which something was typed stands again, as a new row."""

    data: Any
    model: Any
    prefix: str
    gone: list[Collision]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gone = []
        if self.is_bound:
            self._take_out_the_gone()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete")

    def clean(self) -> None:
        super().clean()
        for form in self.initial_forms:
            if self._should_delete_form(form):  # type: ignore[attr-defined]
                form.collision = collision_of_deletion(form)  # type: ignore[attr-defined]
        collided = [form for form in self.initial_forms if getattr(form, "collision", None)]
        for form in collided:
            show_newer(form)
        if collided or self.gone:
            raise ValidationError(_("Somebody else has changed or deleted rows here. See the top of the page."))

    # Rows that are gone

    def _take_out_the_gone(self) -> None:
        rows = self._posted_rows()
        known = {str(pk) for pk in self.get_queryset().values_list("pk", flat=True)}
        stored = [row for row in rows[: self.initial_form_count()] if row.get("id", [""])[0] in known]
        gone = [row for row in rows[: self.initial_form_count()] if row not in stored]
        if gone:
            new = [*rows[self.initial_form_count() :], *filter(None, map(self._again, gone))]
            self._post_instead(stored, new)

    def _posted_rows(self) -> list[Row]:
        pattern = re.compile(rf"{re.escape(self.prefix)}-(\d+)-(.+)")
        rows: list[Row] = [{} for _number in range(self.total_form_count())]
        for name, values in self.data.lists():
            found = pattern.fullmatch(name)
            if found and int(found[1]) < len(rows):
                rows[int(found[1])][found[2]] = values
        return rows

    def _again(self, row: Row) -> Row | None:
        """The row as a new one, where something else than what was deleted had been typed into it."""
        key = row.get("id", [""])[0]
        states = self.model.history.filter(id=key if key.isdecimal() else 0, history_type="-")
        state = states.filter(commitment_id=self.instance.pk).select_related("history_user").first()
        if state is None or "DELETE" in row:
            return None
        data = self.data.copy()
        for name, values in row.items():
            data.setlist(f"gone-{name}", values)
        form = self.form(data, prefix="gone", instance=state.instance, **self.form_kwargs)
        if not form.changed_data:
            return None
        self.gone.append(deletion(state, typed(form)))
        return {name: values for name, values in row.items() if name not in {"id", SHOWN}}

    def _post_instead(self, stored: list[Row], new: list[Row]) -> None:
        data = self.data.copy()
        for name in [name for name in data if re.match(rf"{re.escape(self.prefix)}-\d+-", name)]:
            del data[name]
        for index, row in enumerate([*stored, *new]):
            for name, values in row.items():
                data.setlist(f"{self.prefix}-{index}-{name}", values)
        data[f"{self.prefix}-INITIAL_FORMS"] = str(len(stored))
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(stored) + len(new))
        self.data = data
        self.__dict__.pop("management_form", None)  # counted anew
