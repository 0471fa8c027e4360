import datetime as dt
import re
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.history.records import Versions
from content.masking import mask_mail
from content.models import CleanTexts
from events.models.booking import Booking
from events.models.message import Message

# Placeholders for facts of the booking in the bureau's own texts; nothing else is allowed in braces.
PLACEHOLDERS = {
    "session": _("title of the session"),
    "when": _("day and time"),
    "venue": _("place"),
    "people": _("how many come"),
    "reference": _("reference"),
    "name": _("name of the contact"),
    "address": _("address of the ticket"),
    "reason": _("reason staff gave"),
    "change": _("what was before and is now"),
    "expires": _("until when a class's places are kept"),
    "bring": _("what to bring"),
    "week": _("name of the week, as a signature"),
    "contact": _("telephone or email of the site settings; without them the line is left out"),
}
PLACEHOLDER_PATTERN = re.compile(r"\{([^{}]*)\}")
STRAY_BRACE_PATTERN = re.compile(r"[{}｛｝]")


def check_placeholders(text: str, names: Collection[str] = PLACEHOLDERS):
    """Raise `ValidationError` when braces are unbalanced or hold anything but a placeholder of `names`."""
    allowed = {"allowed": " ".join(f"{{{name}}}" for name in names)}
    unknown = [f"{{{name}}}" for name in PLACEHOLDER_PATTERN.findall(text) if name not in names]
    if unknown:
        sentence = gettext("There is no placeholder %(unknown)s. These may be used: %(allowed)s.")
        raise ValidationError(sentence % {"unknown": " ".join(dict.fromkeys(unknown)), **allowed})
    if STRAY_BRACE_PATTERN.search(PLACEHOLDER_PATTERN.sub("", text)):
        sentence = gettext("A brace is missing or of the wrong kind. Write placeholders like this: %(allowed)s.")
        raise ValidationError(sentence % allowed)


class NoticeQuerySet(models.QuerySet):
    def to_send(self, now: dt.datetime, real_now: dt.datetime):
        """Notices due by the portal's clock, except those that are being tried or wait for their next try, by real time."""
        free = Q(next_try_at__isnull=True) | Q(next_try_at__lte=real_now)
        due = self.filter(free, state=Notice.State.DUE, due_at__lte=now).exclude(channel=Notice.Channel.CALL)
        in_flight = Notice.objects.in_flight(real_now).filter(booking=OuterRef("booking"))
        return due.filter(~Exists(in_flight))

    def in_flight(self, real_now: dt.datetime):
        """Notices that are being tried now; of one booking they are sent one after the other. Retries wait with an error."""
        return self.filter(state=Notice.State.DUE, next_try_at__gt=real_now, attempts__gt=0, last_error="")

    def news(self):
        """Notices that report what happened to a booking; of these the last one counts."""
        return self.exclude(kind__in=Notice.INDEPENDENT_KINDS)

    def to_call(self):
        """The call list: notices no channel can deliver, until staff tick them off."""
        return self.filter(channel=Notice.Channel.CALL, state=Notice.State.DUE)

    def one_per_person(self):
        """Of each telephone number the notice about the soonest slot; of those without a number each one."""
        starts_at = "booking__slot__starts_at"
        is_sooner = Q(**{f"{starts_at}__lt": OuterRef(starts_at)}) | Q(**{starts_at: OuterRef(starts_at)}, pk__lt=OuterRef("pk"))
        sooner = self.order_by().filter(is_sooner, booking__phone=OuterRef("booking__phone")).exclude(booking__phone="")
        return self.filter(~Exists(sooner))


class Notice(CleanTexts):
    """The outbox: a message to one booker, written in the transaction of the change it reports and sent afterwards.

    Text and `calendar_entry` are those of the moment it was written, so that they say the same whenever it is sent. `due_at`
    follows the portal's clock; `next_try_at`, `sent_at` and `failed_at` are real time.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", _("received")
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")
        WAITLISTED = "waitlisted", _("on the waiting list")
        PROMOTED = "promoted", _("promoted from the waiting list")
        CHANGED_BY_BOOKER = "changed_by_booker", _("changed by the booker")
        CHANGED_BY_STAFF = "changed_by_staff", _("changed by staff")
        CHANGE_REQUESTED = "change_requested", _("change requested")
        CHANGE_APPROVED = "change_approved", _("change approved")
        CHANGE_ENDED = "change_ended", _("change not made")
        CANCELLED = "cancelled", _("cancelled")
        REMINDER = "reminder", _("reminder")
        LAPSED = "lapsed", _("lapsed")
        TICKET_LINK = "ticket_link", _("address of the ticket")
        MESSAGE = "message", _("message to bookers")

    INDEPENDENT_KINDS = (Kind.REMINDER, Kind.MESSAGE, Kind.TICKET_LINK)  # they report no change of the booking

    class Priority(models.IntegerChoices):
        """The order of sending: what one booker waits for goes before what staff tell many at once."""

        OWN_NEWS = 1, _("news of one booking")
        SHARED_NEWS = 2, _("news of many bookings")
        REMINDER = 3, _("reminder")
        MESSAGE = 4, _("message to bookers")

    class Channel(models.TextChoices):
        MAIL = "mail", _("email")
        SMS = "sms", _("text message")
        CALL = "call", _("telephone call")

    class State(models.TextChoices):
        DUE = "due", _("due")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        DROPPED = "dropped", _("no longer needed")

    booking = models.ForeignKey(Booking, models.CASCADE, verbose_name=_("booking"), related_name="notices")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    message = models.ForeignKey(
        Message, models.PROTECT, verbose_name=_("message to bookers"), null=True, blank=True, related_name="notices"
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=State.choices,
        default=State.DUE,
    )
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.OWN_NEWS)
    event_key = models.CharField(
        _("event"),
        max_length=80,
        unique=True,
        help_text=_("One notice per event and channel."),
    )
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    calendar_entry = models.JSONField(_("calendar entry"), default=dict, editable=False)
    due_at = models.DateTimeField(_("to be sent at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent or done"), null=True, blank=True)
    failed_at = models.DateTimeField(_("given up"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("written"))
    not_reached_at = models.DateTimeField(_("not reached"), null=True, blank=True, editable=False)  # of a telephone call
    call_note = models.CharField(_("note on the call"), max_length=200, blank=True, default="", db_default="", editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="notice_newest_first"),
            models.Index(fields=["due_at"], name="notice_due_at"),
            models.Index(fields=["state", "priority", "due_at", "id"], name="notice_to_send"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="notice_sent_has_time",
            ),
            models.CheckConstraint(
                condition=Q(kind="message", message__isnull=False) | ~Q(kind="message") & Q(message__isnull=True),
                name="notice_of_a_message",
            ),
        ]

    def __str__(self):
        return f"{self.booking} {self.get_kind_display()}"

    @property
    def can_be_sent_again(self) -> bool:
        """Whether an automatic channel has sent it or given up, and its text is still there (erasing a booking blanks it)."""
        is_done = self.state in (self.State.SENT, self.State.FAILED)
        return is_done and self.channel != self.Channel.CALL and bool(self.body)

    @property
    def body_without_token(self) -> str:
        """The text for staff, without the ticket's token, with which they could act as the booker."""
        return self.body.replace(self.booking.token, "…")

    @property
    def masked_recipient(self) -> str:
        """The recipient as a***@example.org or 138****1234."""
        if self.channel != self.Channel.MAIL:
            return self.booking.masked_phone
        return mask_mail(self.booking.email)


class NoticeText(CleanTexts):
    """The bureau's text for one kind of notice in one language; without one, the portal's default text is sent."""

    class Language(models.TextChoices):
        CHINESE = "zh-hans", _("Chinese")
        ENGLISH = "en", _("English")

    KINDS = [(kind, label) for kind, label in Notice.Kind.choices if kind != Notice.Kind.MESSAGE]  # a message brings its own text

    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, default=Language.CHINESE)
    subject = models.CharField(_("subject"), max_length=120)
    body = models.TextField(_("text"))
    history = Versions()

    class Meta:
        verbose_name = _("text of a notice")
        verbose_name_plural = _("texts of notices")
        ordering = ["kind", "language"]
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="notice_text_once")]

    def is_read_by_public(self) -> bool:
        return True

    def __str__(self):
        return f"{self.get_kind_display()} ({self.get_language_display()})"

    def clean(self):
        problems = {}
        for name in ("subject", "body"):
            try:
                check_placeholders(getattr(self, name))
            except ValidationError as problem:
                problems[name] = problem
        if problems:
            raise ValidationError(problems)
