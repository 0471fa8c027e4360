"""Every kind of page of the back office in its states, for the tests of all pages and for screenshots.

Needs the content of `make_awkward_week()` and `make_staff_week()`. A kind is plain data, so another process can print the list.
"""

from dataclasses import dataclass, field

from django.urls import reverse

from accounts.models import User
from backoffice.proposals.admin import proposal_url
from backoffice.proposals.models import ProposedChange
from content.models import Picture, SiteSettings
from events.bookings.decision_cases import DecisionCase
from events.models import ActivityWeek, Booking, EventSession, TimeSlot
from schools.models import School
from spreadsheets.models import SpreadsheetJob
from tests.staff_week import record_path

Step = tuple[str, ...]
RICH_TEXT = ("## 活动内容\n", "- 看：师傅示范推光工序\n", "做：亲手打磨一块漆板\n\n", "请穿方便活动的衣服，提前10分钟到场。")


@dataclass(frozen=True)
class StaffPageKind:
    """`sent` is sent with the page's own form to get the page; `steps` are what a person then does there with scripts.

    A step is a verb of `tests/e2e/staff_visits.py` and what it is given.
    """

    name: str
    path: str
    user: str = "alice"
    sent: dict = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


def staff_page_kinds() -> list[StaffPageKind]:
    """Return all kinds. The last two show another edition to the public and take that back: leave their order as it is."""
    return [
        *first_pages(),
        *account_pages(),
        *list_pages(),
        *session_pages(),
        *writing_pages(),
        *review_pages(),
        *slot_pages(),
        *booking_pages(),
        *message_pages(),
        *spreadsheet_pages(),
        *history_pages(),
        *edition_pages(),
    ]


def staff_page(name, view, *args, query="", **more) -> StaffPageKind:
    return StaffPageKind(f"staff-{name}", reverse(f"admin:{view}", args=args) + query, **more)


def record_page(name, record, page="change", query="", **more) -> StaffPageKind:
    return StaffPageKind(f"staff-{name}", record_path(record, page) + query, **more)


def session_of(slug: str) -> EventSession:
    return EventSession.objects.get(slug=slug)


def first_pages():
    for user, role in {"alice": "bureau", "bob": "school", "erin": "approver", "dora": "auditor", "oscar": "system"}.items():
        yield staff_page(f"first-page-{role}", "index", user=user)
    yield staff_page("first-page-everything", "index", steps=(("open", "nav.everything summary"),))
    for user in ("alice", "bob", "erin"):
        yield staff_page(f"help-{ROLE_WORDS[user]}", "help", user=user)


ROLE_WORDS = {"alice": "bureau", "bob": "school", "erin": "approver"}


def account_pages():
    yield staff_page("accounts", "accounts_user_changelist", user="oscar")
    yield staff_page("invitation", "accounts_user_add", user="oscar")
    yield staff_page("invitation-errors", "accounts_user_add", user="oscar", sent={"username": "bob", "email": "bob@"})
    yield record_page("account", User.objects.get(username="bob"), user="oscar")
    for name in ("my_account", "password_change", "second_factor_set_up"):
        yield StaffPageKind(f"staff-{name.replace('_', '-')}", reverse(f"accounts:{name}"))


def list_pages():
    yield staff_page("sessions", "events_eventsession_changelist")
    yield staff_page("sessions-school", "events_eventsession_changelist", user="bob")
    yield staff_page("sessions-none", "events_eventsession_changelist", query="?q=没有这样的活动")
    yield staff_page("schools", "schools_school_changelist")
    yield staff_page("graduates", "alumni_graduate_changelist")
    yield staff_page("pictures", "content_picture_changelist")
    yield staff_page("editions", "events_activityweek_changelist")
    yield staff_page("attendance", "events_arrival_attendance")
    yield staff_page("audit-log", "backoffice_auditentry_changelist", user="dora")
    yield record_page("site-settings", SiteSettings.load())


def session_pages():
    add = "events_eventsession_add"
    yield staff_page("session-new", add)
    yield staff_page("session-new-school", add, user="bob")
    errors = {"title": "", "slots-0-starts_at_0": "2025-05-16", "slots-0-starts_at_1": "09:00", "slots-0-capacity": "-1"}
    yield staff_page("session-new-errors", add, user="bob", sent=errors | {"_save": "1"})
    yield record_page("session-published", session_of("awkward-many"))
    yield record_page("session-published-school", session_of("awkward-many"), user="bob")
    yield record_page("session-draft", session_of("staff-draft"), user="bob")
    yield record_page("session-errors", session_of("awkward-many"), sent={"title": "", "kind": "", "_continue": "1"})
    yield record_page("session-longest", session_of("awkward-longest"))
    yield record_page("session-cancelled", session_of("awkward-cancelled"))
    yield record_page("session-read-only", session_of("awkward-many"), user="dora")
    yield record_page("session-preview", session_of("awkward-many"), "preview")
    yield record_page("session-cancel", session_of("awkward-waitlist"), "cancel")
    cancelled = {"telling-reason": "", "_confirm": "1"}
    yield record_page("session-cancel-errors", session_of("awkward-waitlist"), "cancel", sent=cancelled)


def writing_pages():
    school = School.objects.get(slug="jinzhong-health-school")
    write = (("write", ".field-description", *RICH_TEXT),)
    yield record_page("form-draft", session_of("staff-draft"), user="bob", steps=(("leave", "[name=what_to_bring]", "一支笔"),))
    yield staff_page("editor", "events_eventsession_add", user="bob", steps=write)
    previewed = (*write, ("press", ".field-description", "预览"))
    yield staff_page("editor-preview", "events_eventsession_add", user="bob", steps=previewed)
    yield record_page("school", school)
    yield staff_page("picture-new", "content_picture_add", user="bob")
    yield record_page("picture", Picture.objects.first())
    yield staff_page("picture-window", "content_picture_add", query="?_popup=1", user="bob")


def review_pages():
    school = School.objects.get(slug="jinzhong-health-school")
    proposal = ProposedChange.objects.get(state="open", model="schools.school")
    yield staff_page("review-list", "backoffice_proposedchange_changelist")
    yield StaffPageKind("staff-review-bureau", proposal_url(proposal))
    yield record_page("review-school", school, user="bob")
    yield record_page("review-returned", session_of("first-aid-experience"), user="bob")


def slot_pages():
    session, slot = session_of("awkward-many"), TimeSlot.objects.filter(session__slug="awkward-waitlist").first()
    yield staff_page("slots", "events_timeslot_changelist")
    yield record_page("slot", slot)
    yield record_page("slot-cancel", slot, "cancel")
    yield record_page("session-slots", session, "slots")
    yield record_page("session-many-slots", session, "many_slots")
    yield record_page("session-copy", session, "copy")
    yield staff_page("day-shift", "events_timeslot_shift_day")
    yield staff_page("day-shift-preview", "events_timeslot_shift_day", sent={"minutes": "30"})


def booking_pages():
    one, group = Booking.objects.get(token="confirmed"), Booking.objects.get(token="class-asking")
    pending, session = Booking.objects.get(token="class-pending"), session_of("awkward-many")
    yield staff_page("bookings", "events_booking_changelist")
    yield staff_page("bookings-school", "events_booking_changelist", user="bob")
    yield record_page("booking", one)
    yield record_page("booking-class", group)
    yield record_page("booking-pending", pending, user="erin")
    yield staff_page("booking-decide", "events_booking_decide")
    rejected = {DecisionCase.of_booking(pending).choice_name: "reject", "_decide": "1"}
    yield staff_page("booking-decide-errors", "events_booking_decide", sent=rejected)
    for page in ("contact", "numbers", "move", "erase"):
        yield record_page(f"booking-{page}", group, page)
    yield staff_page("phone-booking", "events_booking_book")
    yield staff_page("phone-booking-search", "events_booking_book", query="?q=急救&all=1")
    slot = session.slots.order_by("starts_at")[8].pk
    yield staff_page("phone-booking-form", "events_booking_book", query=f"?slot={slot}")
    sent = {"contact_name": "", "phone": "138", "people": "9"}
    yield staff_page("phone-booking-errors", "events_booking_book", query=f"?slot={slot}", sent=sent)
    klass = TimeSlot.objects.filter(session__slug="awkward-class").first().pk
    yield staff_page("phone-booking-class", "events_booking_book", query=f"?slot={klass}&as=class")
    yield record_page("phone-confirmation", one, "phone_confirmation")


def message_pages():
    session = session_of("awkward-class")
    message, query = "events_notice_message", f"?session={session.pk}"
    sent = {"subject": "请提前十分钟到", "body": "集合地点改到南门。", "_preview": "1"}
    yield staff_page("calls", "events_notice_calls")
    yield staff_page("notices", "events_notice_changelist")
    yield staff_page("messages", "events_message_changelist")
    yield staff_page("message", message, query=query)
    yield staff_page("message-preview", message, query=query, sent=sent)
    yield staff_page("notice-texts", "events_noticetext_changelist")
    yield staff_page("notice-text", "events_noticetext_add")


def spreadsheet_pages():
    good, bad = SpreadsheetJob.objects.order_by("pk")[:2]
    yield staff_page("import", "events_eventsession_import")
    yield staff_page("import-preview", "schools_figure_import_job", good.pk)
    yield staff_page("import-errors", "schools_figure_import_job", bad.pk)
    yield staff_page("export", "events_booking_export")


def history_pages():
    school, session = School.objects.get(slug="jinzhong-health-school"), session_of("staff-draft")
    yield record_page("history", school, "history")
    yield staff_page("deleted", "schools_school_deleted")
    yield record_page("delete", session, "delete")
    yield record_page("delete-refused", school, "delete")
    yield record_page("archive", session_of("awkward-many"), "archive")


def edition_pages():
    week, following = ActivityWeek.objects.current(), ActivityWeek.objects.latest("pk")
    view = "events_activityweek_{}".format
    yield staff_page("edition-new", view("new_edition"), week.pk)
    errors = {"name": "", "starts_on": "2025-01-01", "_look": "1"}
    yield staff_page("edition-new-errors", view("new_edition"), week.pk, sent=errors)
    yield staff_page("edition-to-decide", view("to_decide"), following.pk)
    yield staff_page("edition-show", view("show"), following.pk)
    yield staff_page("edition-shown", view("show"), following.pk, sent={"_show": "1", "instead_of": str(week.pk)})
    yield staff_page("edition-shown-taken-back", view("show"), following.pk, sent={"_previous": "1"})
