from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spreadsheets.limits import SILENT_AFTER, WRITING_AFTER


class SpreadsheetJob(models.Model):
    """One import or export, processed outside the request. All times are real time.

    `run` names the attempt that may write for the job; a restart changes it, so that an older attempt stops.
    The file is stored here and not among the media, which a web server serves to anybody; it is deleted after some days.
    """

    class Direction(models.TextChoices):
        IMPORT = "import", _("import")
        EXPORT = "export", _("export")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for its turn")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        WRITING = "writing", _("being written")
        DONE = "done", _("done")
        FAILED = "failed", pgettext_lazy("spreadsheet job", "failed")

    class Step(models.TextChoices):
        CHECK = "check", _("check")
        WRITE = "write", _("write")

    UNDER_WAY = (State.WAITING, State.CHECKING, State.WRITING)

    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices)
    kind = models.CharField(_("what"), max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("account"), related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"), null=True)
    options = models.JSONField(_("options"), default=dict)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.WAITING, db_index=True)
    step = models.CharField(_("step"), max_length=8, choices=Step.choices, default=Step.CHECK)
    run = models.CharField(_("attempt"), max_length=32)
    done_count = models.PositiveIntegerField(_("rows done"), default=0)
    total_count = models.PositiveIntegerField(_("rows"), default=0)
    result = models.JSONField(_("result"), default=dict)
    created_at = models.DateTimeField(_("begun"), default=timezone.now)
    beat_at = models.DateTimeField(_("last sign of life"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("import or export")
        verbose_name_plural = _("imports and exports")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()  # permissions are those of the imported or exported model

    def __str__(self):
        return self.file_name

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    @property
    def is_dead(self) -> bool:
        """Whether its worker was stopped in the middle. A waiting job is never dead: no worker has claimed it yet."""
        limits = {self.State.CHECKING: SILENT_AFTER, self.State.WRITING: WRITING_AFTER}
        return self.state in limits and timezone.now() - self.beat_at > limits[self.state]

    @property
    def waits_long(self) -> bool:
        return self.state == self.State.WAITING and timezone.now() - self.beat_at > SILENT_AFTER

    @property
    def may_run_again(self) -> bool:
        return self.content is not None and (self.is_dead or self.waits_long or self.state == self.State.FAILED)


class SpreadsheetRow(models.Model):
    """What an import would do with one row, or its errors. Rows that change nothing are not stored, only counted.

    `changes` are lists of [column, before, after], `errors` lists of [letter of the column, column, sentence].
    """

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        ERROR = "error", _("error")

    job = models.ForeignKey(SpreadsheetJob, models.CASCADE, verbose_name=_("import or export"), related_name="rows")
    sheet = models.CharField(_("worksheet"), max_length=60)
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    label = models.CharField(_("record"), max_length=200, blank=True)
    changes = models.JSONField(_("changes"), default=list)
    errors = models.JSONField(_("errors"), default=list)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["job", "outcome"], name="spreadsheet_row_outcome")]

    def __str__(self):
        return f"{self.sheet} {self.number}"
