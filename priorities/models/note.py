from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy as _

from priorities.choices import Language, NoteKind, NoteState, Reliability, Reporter, Side, Status
from priorities.clocks import FIRST_MOMENT, LAST_MOMENT
from priorities.models.fields import code_field, one_of
from priorities.models.history import History
from priorities.models.text import Translated
from priorities.models.translation import TranslatedRow
from priorities.models.versions import VersionedRow
from priorities.periods import NoteFacts

if TYPE_CHECKING:
    from priorities.models.source import Source


def _never_seen(of: str = "") -> Q:
    return Q(**{f"{of}withdrawal__withdrawn_at__lt": F(f"{of}released_at")})


def is_public(known_at: datetime, of: str = "") -> Q:
    """The condition that a note could be read by the public at an instant; `of` leads to it from another row.

    A note withdrawn while under embargo was never public and stays so.
    """
    out = Q(**{f"{of}released_at__lte": known_at, f"{of}commitment__published_at__lte": known_at})
    return out & ~_never_seen(of)


class ProgressNoteQuerySet(models.QuerySet["ProgressNote"]):
    def public(self, known_at: datetime) -> "ProgressNoteQuerySet":
        """Notes that the public could read at an instant, those since corrected or withdrawn among them."""
        return self.filter(is_public(known_at))

    def as_of(self, *, on: date, known_at: datetime) -> "ProgressNoteQuerySet":
        """Public notes about days up to `on`, newest first, each with what had become of it by `known_at`.

        Adds shown_withdrawn_at and shown_corrected_by (the number of the correcting note).
        """
        corrections = ProgressNote.objects.public(known_at).filter(corrects=OuterRef("pk")).order_by("pk")
        withdrawn = Q(withdrawal__withdrawn_at__lte=known_at)
        fate: dict[str, Any] = {
            "shown_withdrawn_at": Case(When(withdrawn, then=F("withdrawal__withdrawn_at"))),
            "shown_corrected_by": Subquery(corrections.values("number")[:1]),
        }
        shown = self.public(known_at).filter(as_of__lte=on)
        return shown.annotate(**fate).order_by("-as_of", "-released_at", "-pk")

    def released(self) -> "ProgressNoteQuerySet":
        """Notes whose release is settled, those still under embargo among them."""
        return self.filter(released_at__isnull=False)

    def effective(self) -> "ProgressNoteQuerySet":
        """Released notes that the public sees or will see: all but those withdrawn under embargo."""
        return self.released().exclude(_never_seen())

    def corrected(self, known_at: datetime) -> "ProgressNoteQuerySet":
        """Notes that a note public at an instant corrects."""
        corrections = ProgressNote.objects.public(known_at).filter(corrects__isnull=False)
        return self.filter(pk__in=corrections.values("corrects"))

    def facts(self) -> list[NoteFacts]:
        """The released notes as the derivation of status periods needs them."""
        rows = self.released().values_list(
            "pk", "reporter", "kind", "as_of", "status", "released_at", "withdrawal__withdrawn_at", "corrects"
        )
        return [
            NoteFacts(pk, reporter, kind, as_of, status or None, released_at, withdrawn_at, corrects)  # type: ignore[arg-type]
            for pk, reporter, kind, as_of, status, released_at, withdrawn_at, corrects in rows.order_by("pk")
        ]


def _has_source_text() -> Q:
    return Q(language="en", text_en__gt="") | Q(language="fr", text_fr__gt="") | Q(language="ja", text_ja__gt="")


class ProgressNote(VersionedRow, TranslatedRow):
    """What was reported of a commitment, by whom, as of which day.

    `released_at` is the moment it is public from: null until approved, in the future while under embargo. Once it is
    set, the database refuses every change but to translations.
    """

    translated_texts = ("text", "challenges", "next_steps", "date_basis")

    commitment = models.ForeignKey(
        "Commitment",
        on_delete=models.PROTECT,
        related_name="notes",
        verbose_name=_("commitment"),
        help_text=_("What the note reports on."),
    )
    number = models.PositiveIntegerField(_("number"), null=True, blank=True, editable=False)
    reporter = code_field(Reporter, verbose_name=_("reporter"), help_text=_("Who says so."))
    kind = code_field(
        NoteKind,
        verbose_name=_("kind"),
        default=NoteKind.PROGRESS,
        help_text=_("Progress gives a status. The other two say openly why there is none."),
    )
    as_of = models.DateField(_("as of"), help_text=_("The day that the note speaks of."))
    date_basis_en = models.CharField(
        _("how the day is known (English)"),
        max_length=300,
        blank=True,
        help_text=_("Only where the source does not state the day; it is then shown as inferred."),
    )
    date_basis_fr = models.CharField(_("how the day is known (French)"), max_length=300, blank=True)
    date_basis_ja = models.CharField(_("how the day is known (Japanese)"), max_length=300, blank=True)
    status = code_field(Status, verbose_name=_("status"), blank=True, help_text=_("For a progress note."))
    language = code_field(
        Language,
        verbose_name=_("written in"),
        default=Language.EN,
        help_text=_("The source language; texts in the other two are its translations."),
    )
    text_en = models.TextField(
        _("text (English)"),
        blank=True,
        help_text=_("What was done, in plain words. Markdown is allowed; the preview shows how it will look."),
    )
    text_fr = models.TextField(_("text (French)"), blank=True)
    text_ja = models.TextField(_("text (Japanese)"), blank=True)
    challenges_en = models.TextField(
        _("challenges (English)"), blank=True, help_text=_("What stands in the way, if anything.")
    )
    challenges_fr = models.TextField(_("challenges (French)"), blank=True)
    challenges_ja = models.TextField(_("challenges (Japanese)"), blank=True)
    next_steps_en = models.TextField(
        _("next steps (English)"), blank=True, help_text=_("What comes next and, where known, when.")
    )
    next_steps_fr = models.TextField(_("next steps (French)"), blank=True)
    next_steps_ja = models.TextField(_("next steps (Japanese)"), blank=True)
    withheld_for = models.CharField(
        _("withheld at the request of"), max_length=200, blank=True, help_text=_("For a withheld note: who asked.")
    )
    sources: "models.ManyToManyField[Source, Any]" = models.ManyToManyField(
        "Source",
        verbose_name=_("sources"),
        blank=True,
        related_name="notes",
        help_text=_("Public pages that show it. Search by title, publisher or code."),
    )
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="corrections",
        verbose_name=_("corrects"),
    )
    author = models.ForeignKey(
        "Official", on_delete=models.PROTECT, editable=False, related_name="notes", verbose_name=_("author")
    )
    state = code_field(NoteState, verbose_name=_("state"), default=NoteState.DRAFT, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    return_reason = models.TextField(_("returned because"), blank=True, editable=False)
    release_at = models.DateTimeField(
        _("release not before"),
        null=True,
        blank=True,
        help_text=_("Leave empty to release on approval. Until this moment nobody outside sees the note."),
    )
    released_at = models.DateTimeField(_("public since"), null=True, blank=True, editable=False)
    self_approved = models.BooleanField(_("self-approved"), default=False, editable=False)

    text = Translated()
    challenges = Translated()
    next_steps = Translated()
    date_basis = Translated()

    objects = ProgressNoteQuerySet.as_manager()
    history = History(m2m_fields=[sources])

    # Added by `as_of`
    shown_withdrawn_at: datetime | None
    shown_corrected_by: int | None

    class Meta:
        ordering = ["commitment", "as_of", "pk"]
        verbose_name = _("progress note")
        verbose_name_plural = _("progress notes")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "number"],
                name="note_number_once",
                violation_error_message=_("There is already a note with this number."),
            ),
            models.CheckConstraint(
                name="note_reporter_known",
                condition=one_of("reporter", Reporter),
                violation_error_message=_("Say who reports: Canada, Japan, both jointly, or public sources."),
            ),
            models.CheckConstraint(
                name="note_status_goes_with_kind",
                condition=(Q(kind=NoteKind.PROGRESS.value) & one_of("status", Status))
                | Q(kind__in=[NoteKind.NOTHING_TO_REPORT.value, NoteKind.WITHHELD.value], status=""),
                violation_error_message=_("A progress note has a status; the other kinds have none."),
            ),
            models.CheckConstraint(
                name="note_withheld_says_who_asked",
                condition=Q(withheld_for="", kind__in=[NoteKind.PROGRESS.value, NoteKind.NOTHING_TO_REPORT.value])
                | Q(withheld_for__gt="", kind=NoteKind.WITHHELD.value),
                violation_error_message=_("A withheld note, and only that, says who asked for it."),
            ),
            models.CheckConstraint(
                name="note_released_when_approved",
                condition=Q(state=NoteState.APPROVED.value, released_at__isnull=False, number__isnull=False)
                | (~Q(state=NoteState.APPROVED.value) & Q(released_at__isnull=True, number__isnull=True)),
                violation_error_message=_("A note has a release time and a number exactly when it is approved."),
            ),
            models.CheckConstraint(
                name="note_released_with_text",
                condition=Q(released_at__isnull=True) | Q(kind=NoteKind.NOTHING_TO_REPORT.value) | _has_source_text(),
                violation_error_message=_("A note has a text in the language it is written in."),
            ),
            models.CheckConstraint(
                name="note_returned_with_reason",
                condition=~Q(state=NoteState.RETURNED.value) | Q(return_reason__gt=""),
                violation_error_message=_("A returned note carries the reason."),
            ),
            models.CheckConstraint(
                name="note_corrects_another",
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("id")),
                violation_error_message=_("A note cannot correct itself."),
            ),
            models.CheckConstraint(
                name="note_release_can_be_meant",
                condition=Q(release_at__isnull=True) | Q(release_at__gte=FIRST_MOMENT, release_at__lt=LAST_MOMENT),
                violation_error_message=_("The year of the release cannot be meant."),
            ),
        ]
        indexes = [
            models.Index(fields=["commitment", "released_at"], name="note_by_release"),
            models.Index(fields=["as_of", "released_at", "id"], name="note_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.as_of})"

    @property
    def reference(self) -> str:
        """How the note is cited, as in ES-01.3; a note not yet approved has no number."""
        return f"{self.commitment.code}.{self.number}" if self.number else f"{self.commitment.code} ({self.state})"

    @property
    def is_under_work(self) -> bool:
        """Whether it is still being written: a draft, or returned."""
        return self.state in {NoteState.DRAFT, NoteState.RETURNED}

    @property
    def source_language(self) -> str:
        return str(self.language)

    @property
    def is_secondary(self) -> bool:
        """Whether it rests on secondary or weak sources alone, which the page then says."""
        grades = {source.reliability for source in self.sources.all()}
        return bool(grades) and grades <= {Reliability.C, Reliability.D}


def office_of_the_time() -> models.ForeignKey[Any, Any]:
    """The body for which an official decided; they may work for another one since."""
    return models.ForeignKey(
        "Organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organization"),
    )


class NoteApproval(models.Model):
    """An approver's yes to a note, for one side."""

    note = models.ForeignKey(ProgressNote, on_delete=models.CASCADE, related_name="approvals")
    side = code_field(Side, verbose_name=_("side"), blank=True, help_text=_("Empty where the tracker itself approves."))
    official = models.ForeignKey("Official", on_delete=models.PROTECT, related_name="+")
    office = office_of_the_time()
    approved_at = models.DateTimeField(_("approved at"))

    class Meta:
        ordering = ["approved_at", "pk"]
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(
                fields=["note", "side"],
                name="approval_once_a_side",
                violation_error_message=_("This side has already approved the note."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.note.reference}: {self.side}"


class NoteWithdrawal(models.Model):
    """The public withdrawal of a released note, with its reason. Both stay in the timeline."""

    note = models.OneToOneField(ProgressNote, on_delete=models.PROTECT, related_name="withdrawal")
    withdrawn_at = models.DateTimeField(_("withdrawn at"))
    withdrawn_by = models.ForeignKey("Official", on_delete=models.PROTECT, related_name="+")
    office = office_of_the_time()
    language = code_field(Language, verbose_name=_("language"), default=Language.EN)
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        constraints = [
            models.CheckConstraint(
                name="withdrawal_gives_a_reason",
                condition=Q(reason__gt=""),
                violation_error_message=_("A withdrawal needs a reason."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.note.reference}: {self.withdrawn_at:%Y-%m-%d}"
