"""Admin page for messages to many bookers, with how many of their notices are sent, waiting or failed."""

from collections import Counter, defaultdict
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.read_only_admin import ReadOnlyAdmin
from content.local_time import format_date, format_moment
from events.admin.edition_filter import EVERY, EditionFilter
from events.admin.messages.compose_form import own_sessions
from events.admin.messages.compose_pages import may_message_bookers
from events.models import ActivityWeek, Booking, Message, Notice
from schools.scoping import sees_every_school, within_own_schools

EDITION_OF_MESSAGE = "sessions__week"
State, Channel = Notice.State, Notice.Channel
AUTOMATIC_CHANNELS = f"{Channel.MAIL},{Channel.SMS}"
# Query of the list of notices that a count links to
COUNT_FILTERS = {
    "sent": {"state__exact": State.SENT},
    "waiting": {"state__exact": State.DUE, "channel__in": AUTOMATIC_CHANNELS},
    "failed": {"state__exact": State.FAILED},
    "calls": {},
    "dropped": {"state__exact": State.DROPPED},
}


class MessageChangeList(ChangeList):
    """Gives each row its `counts` of notices, read by one query for the whole page."""

    def get_results(self, request):
        super().get_results(request)
        rows = {message.pk: message for message in self.result_list}
        found = notices_of_user(request.user).filter(message__in=rows).order_by()
        counts = defaultdict(Counter)
        for number, state, channel, count in found.values_list("message", "state", "channel").annotate(n=Count("pk")):
            counts[number][notice_count_name(state, channel)] += count
        for number, message in rows.items():
            message.counts = counts[number]


def notices_of_user(user):
    return within_own_schools(Notice.objects.all(), user, "booking__slot__session__host_school")


def notice_count_name(state: str, channel: str) -> str:
    if state == State.DUE:
        return "calls" if channel == Channel.CALL else "waiting"
    return {State.SENT: "sent", State.FAILED: "failed", State.DROPPED: "dropped"}[state]


class EditionOfMessageFilter(EditionFilter):
    """By what the message was addressed to: sessions, a slot or a day. One whose slot is gone belongs to every edition."""

    def queryset(self, request, queryset):
        if self.chosen is None:
            return queryset
        edition = ActivityWeek.objects.filter(pk=self.chosen)
        names_session = Message.sessions.through.objects.filter(message=OuterRef("pk"))
        return queryset.filter(
            Exists(names_session.filter(eventsession__week=self.chosen))
            | Q(slot__session__week=self.chosen)
            | Exists(edition.filter(starts_on__lte=OuterRef("day"), ends_on__gte=OuterRef("day")))
            | Q(~Exists(names_session), slot=None, day=None)
        )


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """Shows the messages that reached bookers of the user's schools, and counts only these bookers' notices."""

    list_display = ("subject", "to_whom", "sent", "waiting", "calls", "failed", "dropped", "shown_at", "sent_by")
    list_select_related = ("sent_by", "slot__session")
    list_filter = ((EDITION_OF_MESSAGE, EditionOfMessageFilter),)
    every_row_query = {f"{EDITION_OF_MESSAGE}__id__exact": EVERY}
    list_per_page = 50
    search_fields = ("subject", "body")
    fieldsets = (
        (None, {"fields": ("to_whom", "shown_at", "sent_by", "notices_link")}),
        (gettext_lazy("Words"), {"fields": ("subject", "words")}),
        (gettext_lazy("English"), {"fields": ("subject_en", "words_en")}),
    )

    def has_view_permission(self, request, obj=None):
        may_view = request.user.has_perm("events.view_notice")
        return may_view and (obj is None or self.get_queryset(request).filter(pk=obj.pk).exists())

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_queryset(self, request):
        messages = super().get_queryset(request)
        if not sees_every_school(request.user):
            messages = messages.filter(Exists(notices_of_user(request.user).filter(message=OuterRef("pk"))))
        return messages.prefetch_related(Prefetch("sessions", own_sessions(request.user)))

    def get_changelist(self, request, **kwargs):
        return MessageChangeList

    def changelist_view(self, request, extra_context=None):
        context = {"may_write": may_message_bookers(request.user)}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj is None or obj.subject_en else fieldsets[:-1]

    @admin.display(description=gettext_lazy("To whom"))
    def to_whom(self, message):
        """Sessions of other schools are left out (see `get_queryset`)."""
        where = [format_date(message.day)] if message.day else []
        where += [session.title for session in message.sessions.all()]
        if message.slot:
            where.append(f"{message.slot.session.title} {message.slot}")
        labels = dict(Booking.State.choices) | dict(Booking.Kind.choices)
        comma = _(", ")
        who = comma.join(str(labels[name]) for name in (*message.states, *message.kinds))
        return " · ".join(filter(None, [comma.join(where), who]))

    @admin.display(description=gettext_lazy("written"), ordering="created_at")
    def shown_at(self, message):
        return format_moment(message.created_at)

    @admin.display(description=gettext_lazy("sent"))
    def sent(self, message):
        return notice_count_link(message, "sent")

    @admin.display(description=gettext_lazy("waiting to be sent"))
    def waiting(self, message):
        return notice_count_link(message, "waiting")

    @admin.display(description=gettext_lazy("to telephone"))
    def calls(self, message):
        return notice_count_link(message, "calls")

    @admin.display(description=gettext_lazy("failed"))
    def failed(self, message):
        return notice_count_link(message, "failed")

    @admin.display(description=gettext_lazy("not needed"))
    def dropped(self, message):
        return notice_count_link(message, "dropped")

    @admin.display(description=gettext_lazy("notices"))
    def notices_link(self, message):
        return format_html('<a href="{}">{}</a>', notice_list_url(message), _("All notices of this message"))

    @admin.display(description=gettext_lazy("text"))
    def words(self, message):
        return message_as_html(message.body)

    @admin.display(description=gettext_lazy("text (English)"))
    def words_en(self, message):
        return message_as_html(message.body_en)


def message_as_html(text: str):
    return format_html("<div>{}</div>", mark_safe(linebreaks(text, autoescape=True)))


def notice_count_link(message: Message, name: str):
    count = message.counts[name]
    return format_html('<a href="{}">{}</a>', notice_list_url(message, name), count) if count else 0


def notice_list_url(message: Message, name: str = "") -> str:
    page = "admin:events_notice_calls" if name == "calls" else "admin:events_notice_changelist"
    query = {"message__id__exact": message.pk, **COUNT_FILTERS.get(name, {})}
    return f"{reverse(page)}?{urlencode(query)}"
