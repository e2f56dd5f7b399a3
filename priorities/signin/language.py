"""The language in which an official works: asked for once, on a page of their own, and spoken on all others."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.choices import Language
from priorities.models import Official
from priorities.models.fields import translated_pairs


class LanguageForm(forms.ModelForm):
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("", gettext_lazy("As my browser asks")), *translated_pairs(Language)],
        required=False,
        help_text=gettext_lazy("The admin and your reminders by mail are in this language."),
    )

    class Meta:
        model = Official
        fields = ["language"]


def speak(request: HttpRequest) -> None:
    """Answer in the language that the official has chosen; without a choice, in the one that the browser asks for."""
    language = getattr(request.user, "language", "")
    if language:
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


def own_language(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Where an official chooses their language."""
    official = cast(Official, request.user)
    form = LanguageForm(request.POST or None, instance=Official.objects.get(pk=official.pk))
    if request.method == "POST" and form.is_valid():
        form.instance.save(update_fields=["language"])
        with translation.override(form.instance.language or translation.get_language()):
            messages.success(request, _("Your language is saved."))
        return redirect("admin:language")
    context: dict[str, Any] = {**site.each_context(request), "title": _("Language"), "form": form}
    return TemplateResponse(request, "admin/signin/language.html", context)
