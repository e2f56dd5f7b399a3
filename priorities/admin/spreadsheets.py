"""Spreadsheets in the admin: a list downloads as CSV or XLSX; what was edited is uploaded, looked at and applied."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.actions.errors import RuleBroken
from priorities.admin.base import RecordAdmin
from priorities.admin.object_actions import REFUSED, change_url
from priorities.admin.scope import official_of
from priorities.admin.spreadsheet_preview import preview
from priorities.clocks import today
from priorities.exports.csv import stream
from priorities.exports.xlsx import CONTENT_TYPE, TextTooLong, workbook
from priorities.importing import uploads
from priorities.importing.cells import EMPTY
from priorities.importing.errors import NoLongerKept, WrongFile
from priorities.importing.files import MAX_BYTES
from priorities.importing.planning import SHEETS
from priorities.importing.sheet import Sheet
from priorities.models import Commitment, Milestone, PendingImport, ProgressNote

TITLES = {
    "commitments": gettext_lazy("Commitments"),
    "milestones": gettext_lazy("Milestones"),
    "draft-notes": gettext_lazy("Draft notes"),
}
ROWS: dict[str, Callable[["QuerySet[Any]"], "QuerySet[Any]"]] = {
    "commitments": lambda listed: Commitment.objects.filter(pk__in=listed),
    "milestones": lambda listed: Milestone.objects.filter(commitment__in=listed),
    "draft-notes": lambda listed: ProgressNote.objects.filter(pk__in=listed),
}


class UploadForm(forms.Form):
    required_css_class = "required"
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX, up to 10 MB and 20,000 rows, with the columns of the download."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than %d MB. Split it.") % (MAX_BYTES // 1024**2))
        return file


@dataclass(frozen=True, slots=True)
class SheetLinks:
    """What the page of a list offers for one kind of file."""

    title: Any
    csv: str
    xlsx: str
    upload: str


class SheetsAdmin(RecordAdmin):
    """An admin whose list downloads as spreadsheets, and takes them back."""

    sheets: tuple[str, ...] = ()
    change_list_template = "admin/spreadsheets/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        return [*(url for name in self.sheets for url in self._urls_of(name)), *super().get_urls()]

    def _urls_of(self, name: str) -> list[URLPattern]:
        views: dict[str, Callable[[HttpRequest, str], HttpResponseBase]] = {
            f"{name}.csv": self.csv_view,
            f"{name}.xlsx": self.xlsx_view,
            f"{name}/": self.upload_view,
            f"{name}/preview/": self.preview_view,
        }
        return [
            path(
                f"spreadsheets/{place}",
                self.admin_site.admin_view(view),
                {"name": name},
                name=self._url_name(name, kind),
            )
            for kind, (place, view) in zip(("csv", "xlsx", "upload", "preview"), views.items(), strict=True)
        ]

    def _url_name(self, name: str, kind: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}_{kind}"

    def sheet_url(self, name: str, kind: str) -> str:
        return reverse(f"admin:{self._url_name(name, kind)}")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        links = [self._links(request, name) for name in self.sheets]
        return super().changelist_view(request, {**(extra_context or {}), "sheets": links})

    def _links(self, request: HttpRequest, name: str) -> SheetLinks:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        csv, xlsx = (self.sheet_url(name, kind) + query for kind in ("csv", "xlsx"))
        upload = self.sheet_url(name, "upload") if self.may_upload(request) else ""
        return SheetLinks(TITLES[name], csv, xlsx, upload)

    def may_upload(self, request: HttpRequest) -> bool:
        """Whether an official is offered to upload; what each row may change, the actions decide."""
        return self.has_add_permission(request)

    # Download

    def csv_view(self, request: HttpRequest, name: str) -> HttpResponseBase:
        sheet, listed = self._listed(request, name)
        response = StreamingHttpResponse(
            stream(sheet.dataset(), sheet.rows(listed)), content_type="text/csv; charset=utf-8"
        )
        return _attached(response, f"{name}-{today()}.csv")

    def xlsx_view(self, request: HttpRequest, name: str) -> HttpResponseBase:
        sheet, listed = self._listed(request, name)
        try:
            content = workbook(sheet.dataset(), sheet.rows(listed))
        except TextTooLong as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(self._list_url())
        return _attached(HttpResponse(content, content_type=CONTENT_TYPE), f"{name}-{today()}.xlsx")

    def _listed(self, request: HttpRequest, name: str) -> "tuple[Sheet, QuerySet[Any]]":
        """The sheet, and the rows behind what the list shows under the filters of the request, on all its pages."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            listed = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters as wrong:
            raise BadRequest("filter") from wrong  # not a file without rows
        return SHEETS[name](official_of(request)), ROWS[name](listed.order_by().values("pk"))

    def _list_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    # Upload, preview, apply

    def upload_view(self, request: HttpRequest, name: str) -> HttpResponseBase:
        if not self.may_upload(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
        if form.is_valid():
            file = form.cleaned_data["file"]
            pending = uploads.keep(file.read(), file.name, name, official_of(request))
            return self._preview_page(request, pending, form)
        return self._upload_page(request, name, form)

    def preview_view(self, request: HttpRequest, name: str) -> HttpResponseBase:
        if not self.may_upload(request):
            raise PermissionDenied
        pending = uploads.kept(name, official_of(request))
        if pending is None:
            messages.warning(request, _("Upload the file again: it is no longer kept."))
            return HttpResponseRedirect(self.sheet_url(name, "upload"))
        if request.method != "POST":
            return self._preview_page(request, pending, UploadForm())
        if "_cancel" in request.POST:
            pending.delete()
            return HttpResponseRedirect(self._list_url())
        return self._apply(request, pending)

    def _apply(self, request: HttpRequest, pending: PendingImport) -> HttpResponseBase:
        try:
            batch = uploads.apply_kept(pending, digest=request.POST.get("digest", ""))
        except NoLongerKept as refusal:
            messages.warning(request, str(refusal))
            return HttpResponseRedirect(self.sheet_url(pending.dataset, "upload"))
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
            return self._preview_page(request, pending, UploadForm(), status=REFUSED)
        told = {"added": batch.added, "changed": batch.changed}
        messages.success(request, _("Applied: %(added)d rows added, %(changed)d changed.") % told)
        return HttpResponseRedirect(change_url(batch))

    def _preview_page(
        self, request: HttpRequest, pending: PendingImport, form: UploadForm, *, status: int = 200
    ) -> HttpResponseBase:
        """The preview of a kept file; where the file as a whole is wrong, the form with the reason."""
        try:
            shown = preview(uploads.plan_of(pending))
        except WrongFile as error:
            pending.delete()
            form.errors.setdefault("file", form.error_class()).append(str(error))
            return self._upload_page(request, pending.dataset, form)
        context = {"preview": shown, "filename": pending.filename, "title": _("Preview of the upload")}
        return self._page(request, pending.dataset, "preview", context, status)

    def _upload_page(self, request: HttpRequest, name: str, form: UploadForm) -> HttpResponseBase:
        context = {"form": form, "title": _("Upload a spreadsheet"), "links": self._links(request, name)}
        return self._page(request, name, "upload", context, 200)

    def _page(
        self, request: HttpRequest, name: str, page: str, context: dict[str, Any], status: int
    ) -> HttpResponseBase:
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "subtitle": TITLES[name],
            "marker": EMPTY,
            "upload_url": self.sheet_url(name, "upload"),
            "preview_url": self.sheet_url(name, "preview"),
            "list_url": self._list_url(),
            "media": self.media,
        }
        return TemplateResponse(request, f"admin/spreadsheets/{page}.html", {**shared, **context}, status=status)


def _attached(response: HttpResponseBase, filename: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
