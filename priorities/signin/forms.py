from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.utils.translation import gettext_lazy as _

NOT_TOGETHER = _("The user name and the password do not go together. Capital letters count in both.")


class _FirstFieldFirst(forms.Form):
    """The cursor waits in the first field; once something was wrong, the summary of it is read first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = next(iter(self.fields.values())).widget.attrs
        first.pop("autofocus", None)
        if not self.is_bound:
            first["autofocus"] = True


class SignInForm(_FirstFieldFirst, AdminAuthenticationForm):
    """User name and password. Whatever is wrong, the answer is the same: it tells nobody which names exist."""

    error_messages = {"invalid_login": NOT_TOGETHER, "inactive": NOT_TOGETHER}


class CodeForm(_FirstFieldFirst):
    """A code from the authenticator app, or a backup code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Six digits from your authenticator app, or one of your backup codes."),
        error_messages={"required": _("Give the code.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class AppCodeForm(CodeForm):
    """The first code that an authenticator app shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.help_text = _("The six digits that the app shows now.")
        code.widget.attrs["inputmode"] = "numeric"
