"""The ticket, its card for the door, the class sheet, and calendar files and feeds."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from content import clock, public_cache
from content.absolute_urls import absolute_url
from content.prepared_queries import Parameter, PreparedQuery
from events.bookings import queries
from events.bookings.after_visit import build_after_visit_context
from events.bookings.change_requests import describe_change
from events.bookings.checkin_codes import checkin_code, qr_data_uri, qr_png
from events.bookings.columns import TICKET_SESSION_COLUMNS, list_columns
from events.bookings.erasure import find_erasure_date
from events.bookings.slot_choices import CHOOSABLE_STATES
from events.bookings.transfer_times import list_transfers
from events.bookings.usual_tickets import render_ticket
from events.calendar import booking_calendar, feed_calendar
from events.models import Booking, BookingChange, BookingEvent, CheckIn, EventSession, TimeSlot
from events.models.booking import new_token
from events.notices.bulk_messages import list_ticket_messages, messages_of_booking

CALENDAR = "text/calendar; charset=utf-8"
TICKET_RELATIONS = "slot__session__week", "slot__session__venue__parent", "slot__session__host_school"
ENDED_STATES = (BookingChange.State.REJECTED, BookingChange.State.LAPSED, BookingChange.State.ENDED)
MAX_ROSTER_ROWS = 60  # a class has at most that many pupils
LONG_ROSTER = 30  # pupils


BOOKING_BY_TOKEN = PreparedQuery(
    lambda: (
        Booking.objects.filter(token=Parameter("token", CharField()))
        .select_related("slot", "check_in")
        .only(*list_columns(Booking), *list_columns(TimeSlot, "slot__"), *list_columns(CheckIn, "check_in__"))
        .annotate(has_messages=Exists(messages_of_booking(OuterRef("pk"))))
    )
)
SESSION_OF_TICKET = PreparedQuery(
    lambda: (
        EventSession.objects.filter(pk=Parameter("session", BigIntegerField()))
        .select_related("week", "venue__parent", "host_school")
        .only(*TICKET_SESSION_COLUMNS)
    )
)


def get_booking_by_token(token: str) -> Booking:
    """Return the booking with its slot, session, week and venue, and `has_messages`. Raises `Http404`."""
    for booking in BOOKING_BY_TOKEN.fetch(token=token):
        booking.slot.session = read_session(booking.slot.session_id)
        return booking
    raise Http404


@public_cache.cache_until_public_change
def read_session(session_id: int) -> EventSession:
    """Return the session of a ticket, published or not, with its week, venue and host school."""
    [session] = SESSION_OF_TICKET.fetch(session=session_id)
    return session


def with_current_state(booking: Booking, now: dt.datetime) -> Booking:
    """Show an expired booking as lapsed even if it has not been settled yet. Do not save the result."""
    if booking.has_expired(now):
        booking.state = Booking.State.LAPSED
    return booking


def find_current_request(booking: Booking, now: dt.datetime) -> BookingChange | None:
    """Return the request for a change that is pending now."""
    if not booking.is_for_class:
        return None
    return booking.change_requests.awaiting_decision(now).select_related("slot__session").first()


def find_request_that_ended(history: list[BookingEvent], now: dt.datetime) -> BookingChange | None:
    """Return the request with which the booking's history ends, if it was rejected, lapsed or ended and nothing came of it.

    One whose time has run out is shown as lapsed even if it has not been settled yet. Do not save the result.
    """
    change = history[-1].change if history else None
    if change and change.has_expired(now):
        change.state = BookingChange.State.LAPSED
    return change if change and change.state in ENDED_STATES else None


def bookings_made_together(booking: Booking) -> list[Booking]:
    """Return the bookings of the same plan and the halves of the same class by time, itself included."""
    if not (booking.plan or booking.split):
        return [booking]
    together = Booking.objects.made_together_with(booking)
    return list(together.select_related(*TICKET_RELATIONS).order_by("slot__starts_at", "pk"))


def can_cancel(booking: Booking, now: dt.datetime) -> bool:
    """Whether the ticket offers it; what was cancelled by the school needs no cancelling."""
    is_upcoming = now < booking.slot.starts_at and not booking.slot.is_cancelled
    return booking.is_live and is_upcoming and not booking.is_checked_in


def is_over(booking: Booking, now: dt.datetime) -> bool:
    """Whether the time of a booking has passed that lived to see it."""
    return booking.is_live and not booking.slot.is_cancelled and booking.slot.ends_at <= now


def shown_state(booking: Booking, now: dt.datetime) -> str:
    """Return the state that a ticket wears: its own, unless its slot is cancelled or over."""
    if booking.is_live and booking.slot.is_cancelled:
        return "cancelled"
    return "past" if is_over(booking, now) else booking.state


def is_admissible(booking: Booking, now: dt.datetime) -> bool:
    """Whether the ticket is valid at the door, so that it shows its check-in code."""
    return shown_state(booking, now) == Booking.State.CONFIRMED


def can_book_again(booking: Booking, now: dt.datetime) -> bool:
    """Whether a booking that has ended may have a successor: the session still has a slot with places or a waiting list."""
    session = booking.slot.session
    if booking.is_live or not session.is_published or not session.takes_bookings:
        return False
    return any(places.state in CHOOSABLE_STATES for _slot, places in queries.slots_with_availability(session, now))


@dataclass(frozen=True, kw_only=True)
class TicketPass:
    """A booking with the state it wears and the data URI of its QR code, blank if it is not admissible."""

    booking: Booking
    state: str
    qr: str

    @classmethod
    def of(cls, booking: Booking, now: dt.datetime):
        qr = qr_data_uri(checkin_code(booking.reference)) if is_admissible(booking, now) else ""
        return cls(booking=booking, state=shown_state(booking, now), qr=qr)


HISTORY = PreparedQuery(
    lambda: BookingEvent.objects.filter(booking=Parameter("booking", BigIntegerField())).only(*list_columns(BookingEvent))
)
LONG_HISTORY = PreparedQuery(
    lambda: (
        BookingEvent.objects.filter(booking=Parameter("booking", BigIntegerField()))
        .select_related("from_slot", "to_slot", "change__slot")
        .only(
            *list_columns(BookingEvent),
            *list_columns(BookingChange, "change__"),
            *(name for relation in ("from_slot__", "to_slot__", "change__slot__") for name in list_columns(TimeSlot, relation)),
        )
    )
)


def read_history(booking: Booking) -> list[BookingEvent]:
    """Return what happened to the booking; where it was more than being made, with the slots and requests of each event."""
    history = HISTORY.fetch(booking=booking.pk)
    return LONG_HISTORY.fetch(booking=booking.pk) if len(history) > 1 else history


@never_cache
def ticket(request, token):
    now = clock.now()
    booking = with_current_state(get_booking_by_token(token), now)
    others = [with_current_state(other, now) for other in bookings_made_together(booking) if other.pk != booking.pk]
    over = is_over(booking, now)
    history = read_history(booking)
    pending = find_current_request(booking, now)
    context = {
        "booking": booking,
        "now": now,
        "is_over": over,
        "is_current": booking.is_live and not over and not booking.slot.is_cancelled,
        "pass": TicketPass.of(booking, now),
        "can_book_again": can_book_again(booking, now),
        "erase_on": find_erasure_date(booking, timezone.now()),
        "waiting_position": None if over else queries.waiting_list_position(booking, now),
        "others": [TicketPass.of(other, now) for other in others],
        "is_split": booking.is_half,
        "reduction": None if booking.is_half else find_reduction(history),
        "history": history,
        "pending": pending,
        "asked": describe_change(pending) if pending else "",
        "ended_request": find_request_that_ended(history, now) if booking.is_live else None,
        "ticket_messages": list_ticket_messages(booking) if booking.has_messages else [],
        "last_event": history[-1] if history else None,
        "shows_steps": shown_state(booking, now) == Booking.State.CONFIRMED,
        "can_cancel": can_cancel(booking, now),
        **build_after_visit_context(booking, now),
        **calendar_feed_urls(booking),
    }
    return render_ticket(request, context)


def find_reduction(history: list[BookingEvent]) -> BookingEvent | None:
    """Return the promotion that gave fewer places than requested, unless the number has changed since."""
    numbers = [event for event in history if event.from_people and event.from_people != event.to_people]
    last = numbers[-1] if numbers else None
    is_reduction = last and last.actor == BookingEvent.Actor.CLOCK and last.to_people < last.from_people
    return last if is_reduction else None


def calendar_feed_urls(booking: Booking) -> dict[str, str]:
    """Return the address of the feed, and the same with webcal: for calendar apps; both blank without a feed."""
    address = absolute_url("booking_feed", booking.feed_token) if booking.feed_token else ""
    return {"feed_url": address, "feed_app_url": address and "webcal:" + address.partition(":")[2]}


@never_cache
def ticket_card(request, token):
    """What the door needs to see, on one phone screen, to be kept as a screenshot."""
    now = clock.now()
    booking = with_current_state(get_booking_by_token(token), now)
    return render(request, "events/bookings/ticket_card.html", {"booking": booking, "pass": TicketPass.of(booking, now)})


@never_cache
def class_sheet(request, token):
    """The sheet that a teacher prints. Pupils' names are filled in by hand or in the browser and never sent to the server."""
    now = clock.now()
    booking = with_current_state(get_booking_by_token(token), now)
    if not booking.is_for_class:
        raise Http404
    bookings = [other for other in bookings_made_together(booking) if with_current_state(other, now).is_live] or [booking]
    transfers = list_transfers([each.slot for each in bookings])
    context = {
        "booking": booking,
        "stops": [(TicketPass.of(each, now), transfer) for each, transfer in zip(bookings, transfers, strict=True)],
        "needs": list(dict.fromkeys(filter(None, (each.access_needs for each in bookings)))),
        "is_current": any(each.is_live and not is_over(each, now) for each in bookings),
        "columns": split_into_columns(range(1, count_roster_rows(bookings) + 1)),
    }
    return render(request, "events/bookings/class_sheet.html", context)


def count_roster_rows(bookings: list[Booking]) -> int:
    """Return the number of pupils: halves of a split session add up, different sessions of a plan do not."""
    pupils = {}
    for booking in bookings:
        session = booking.slot.session_id
        pupils[session] = pupils.get(session, 0) + booking.pupils
    return min(MAX_ROSTER_ROWS, max(pupils.values()))


def split_into_columns(rows: range) -> list[range]:
    """Split the roster into two columns, a long one into three, so that the whole sheet fits one side of paper."""
    length = -(-len(rows) // (3 if len(rows) > LONG_ROSTER else 2))
    return [rows[start : start + length] for start in range(0, len(rows), length)]


@never_cache
def ticket_qr(request, token):
    booking = get_booking_by_token(token)
    if not is_admissible(booking, clock.now()):
        raise Http404
    return HttpResponse(qr_png(checkin_code(booking.reference)), content_type="image/png")


@never_cache
def ticket_ics(request, token):
    booking = get_booking_by_token(token)
    headers = {"Content-Disposition": f'attachment; filename="{booking.reference}.ics"'}
    return HttpResponse(booking_calendar(booking), content_type=CALENDAR, headers=headers)


@csrf_exempt
@require_POST
@never_cache
def ticket_feed(request, token):
    """Create the address of a personal calendar feed, or with `revoke` remove it for good: the next one is different."""
    booking = get_booking_by_token(token)
    if "revoke" in request.POST:
        Booking.objects.filter(pk=booking.pk).update(feed_token=None)
    else:
        Booking.objects.filter(pk=booking.pk, feed_token=None).update(feed_token=new_token())
    return redirect(reverse("ticket", args=[token]) + "#calendar")


@never_cache
def booking_feed(request, feed_token):
    """The feed of the booking, or of all bookings of its plan, in the booker's language."""
    booking = get_object_or_404(Booking.objects.select_related(*TICKET_RELATIONS), feed_token=feed_token)
    with override(booking.language):
        name = " · ".join([_("My bookings"), str(booking.slot.session.week)])
        body = feed_calendar(bookings_made_together(booking), name=name, now=clock.now())
    return HttpResponse(body, content_type=CALENDAR)
