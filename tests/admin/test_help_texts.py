"""Every field of the admin says what belongs in it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.forms import BaseForm

from tests.admin.conftest import Desks, page

FORMS = ["commitment", "document", "official", "organization", "priorityarea", "progressnote", "source"]


def forms_on(context: Any) -> Iterator[BaseForm]:
    """The form of an add page, and an empty one of each of its inlines."""
    yield context["adminform"].form
    for inline in context["inline_admin_formsets"]:
        yield inline.formset.empty_form


def unexplained(form: BaseForm) -> list[str]:
    visible = [field for field in form.visible_fields() if field.name != "DELETE"]
    return [f"{type(form).__name__}.{field.name}" for field in visible if not field.help_text]


@pytest.mark.parametrize("model", FORMS)
def test_every_field_says_what_belongs_in_it(desks: Desks, model: str) -> None:
    desk = desks("editor.ca" if model == "progressnote" else "admin")
    opened = desk.get(page(model, "add"))
    assert opened.status_code == 200
    assert [name for form in forms_on(opened.context) for name in unexplained(form)] == []


def test_no_form_is_left_out(desks: Desks) -> None:
    desk = desks("admin"), desks("editor.ca")
    kept = [model for model in apps.get_app_config("priorities").get_models() if admin.site.is_registered(model)]
    names = [str(model._meta.model_name) for model in kept]
    addable = [name for name in names if 200 in {each.get(page(name, "add")).status_code for each in desk}]
    assert sorted(addable) == FORMS
