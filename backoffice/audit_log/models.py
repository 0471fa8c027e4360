from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One event of the audit log, added by `backoffice.audit_log.events.record_audit_event`.

    Triggers in the database refuse to change a row, or to delete it too early.
    """

    class Event(models.TextChoices):
        LOGIN = "login", _("logged in")
        LOGIN_FAILED = "login_failed", _("failed to log in")
        LOCKED_OUT = "locked_out", _("was locked out")
        LOGOUT = "logout", _("logged out")
        PASSWORD_CHANGED = "password_changed", _("changed a password")  # noqa: S105 (not a password)
        SECOND_FACTOR = "second_factor", _("changed a second factor")
        SESSIONS_ENDED = "sessions_ended", _("ended log-ins elsewhere")
        INVITED = "invited", _("invited somebody")
        ACCOUNT_CHANGED = "account_changed", _("changed an account")
        ROLES_CHANGED = "roles_changed", _("changed roles")
        EXPORT = "export", _("exported")
        IMPORT = "import", _("imported")
        PHONE_SEEN = "phone_seen", _("saw a whole mobile number")
        PUBLISHED = "published", _("changed what the public sees")
        REVIEW_ADOPTED = "review_adopted", _("adopted a change")
        REVIEW_RETURNED = "review_returned", _("returned a change or a draft")
        REVIEW_RECALLED = "review_recalled", _("took a proposed change back")
        REVIEW_REMARK = "review_remark", _("wrote a remark for review")
        PREVIEW_LINK = "preview_link", _("made a preview link")
        MESSAGE_SENT = "message_sent", _("sent a message to bookers")
        ERASED = "erased", _("erased personal data")
        CLASS_APPROVED = "class_approved", _("approved a class")
        CLASS_REJECTED = "class_rejected", _("rejected a class")
        BOOKING_MOVED = "booking_moved", _("moved a booking")
        BOOKING_CANCELLED = "booking_cancelled", _("cancelled a booking")
        TIME_MOVED = "time_moved", _("moved a session or time slot")
        TIME_CANCELLED = "time_cancelled", _("cancelled a session or time slot")
        TIME_RESTORED = "time_restored", _("restored a session or time slot")

    event = models.CharField(_("what"), max_length=20, choices=Event.choices, db_index=True)
    at = models.DateTimeField(_("when"), db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("account"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Blank: nobody was logged in, or the portal itself."),
    )
    who = models.CharField(_("who"), max_length=80, blank=True, help_text=_("The name at that time."))
    address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    about_model = models.CharField(_("kind of record"), max_length=60, blank=True)
    about_id = models.CharField(_("number of the record"), max_length=40, blank=True)
    about = models.CharField(_("record"), max_length=200, blank=True)
    detail = models.CharField(_("detail"), max_length=1000, blank=True)
    succeeded = models.BooleanField(_("succeeded"), default=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ["-at", "-pk"]
        permissions = [("export_auditentry", "Can export the audit log")]

    def __str__(self):
        return f"{self.who or '—'} {self.get_event_display()}"
