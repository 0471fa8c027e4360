"""Pages of the back office for callers on the telephone: book for them, and read out what was booked."""

import datetime as dt
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.admin_pages import AdminPage
from backoffice.form_drafts.sent_forms import is_reopened
from content import clock
from content.absolute_urls import absolute_url
from content.query_values import parse_id
from events.admin.bookings.phone_booking_forms import (
    UNBOOKABLE_STATES,
    PhoneClassForm,
    PhoneIndividualForm,
)
from events.bookings import errors, services
from events.bookings.errors import BookingError
from events.bookings.queries import slot_availability, slots_with_availability, with_places
from events.bookings.slot_choices import slot_choice_label
from events.models import Booking, EventSession, TimeSlot
from schools.scoping import within_own_schools


def may_book_for_callers(user) -> bool:
    return user.has_perm("events.change_booking")


def bookable_sessions_of_user(user) -> QuerySet[EventSession]:
    """Return the published sessions that take bookings and belong to the user's own schools."""
    booked = EventSession.objects.published().exclude(booking_mode=EventSession.BookingMode.NONE)
    return within_own_schools(booked, user, "host_school").select_related("week", "venue", "host_school")


def upcoming_bookable_slots(user, now: dt.datetime) -> QuerySet[TimeSlot]:
    slots = TimeSlot.objects.filter(session__in=bookable_sessions_of_user(user), ends_at__gt=now, cancelled_at=None)
    return with_places(slots.filter(session__cancelled_at=None).exclude(capacity=None), now)


def session_lookup(name: str, pk: int) -> dict[str, int]:
    """Return the lookup of the session that the query parameter `name`, "slot" or "session", names by `pk`."""
    return {"slots" if name == "slot" else "pk": pk}


class PhoneBookingPages:
    """Mixin for the ModelAdmin of bookings: the pages with which staff book for callers."""

    pages = (
        AdminPage(route="book/", view="book_view", name="book"),
        AdminPage(route="<id:booking_id>/phone-confirmation/", view="phone_confirmation_view", name="phone_confirmation"),
    )

    def render_page(self, request, template, title, **context):
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "is_popup": False, **context}
        return TemplateResponse(request, f"admin/events/booking/{template}.html", context)

    def book_view(self, request):
        if not may_book_for_callers(request.user):
            raise PermissionDenied
        now = clock.now()
        session = get_requested_session(request)
        if session is None:
            slots = [
                (slot, slot_availability(slot, now))
                for slot in upcoming_bookable_slots(request.user, now).order_by("starts_at", "pk")
            ]
            days = [(day, list(rows)) for day, rows in groupby(slots, key=lambda row: row[0].day)]
            return self.render_page(request, "phone_booking_slots", _("Book for a caller"), days=days)
        form = build_phone_booking_form(request, session, now)
        if request.method == "POST" and form.is_valid() and not is_reopened(request):
            try:
                booking = self.book(request, form, now)
            except BookingError as refusal:
                form = build_phone_booking_form(request, session, clock.now())
                form.is_valid()
                form.refuse(refusal)
            else:
                return HttpResponseRedirect(reverse("admin:events_booking_phone_confirmation", args=[booking.pk]))
        context = {
            "session": session,
            "form": form,
            "is_class": is_class_form(request, session),
            "other": other_kind_query(request, session),
        }
        return self.render_page(request, "phone_booking", _("Book for a caller"), subtitle=str(session), **context)

    def book(self, request, form, now) -> Booking:
        """Book the place. Raises SlotFull for a full slot unless the caller wants to wait; the public page would queue them."""
        wait = form.cleaned_data["wait"]
        with transaction.atomic():
            booking = services.book_place(
                slot_id=form.cleaned_data["slot"],
                party=form.party(),
                details=form.details(),
                token=form.cleaned_data["submission"],
                wait=wait,
                now=now,
                actor=services.staff_actor(request.user),
                override=form.override,
            )
            if booking.state == Booking.State.WAITLISTED and booking.created_at == now and not wait:
                raise errors.SlotFull(may_wait=True)
        return booking

    def phone_confirmation_view(self, request, booking_id):
        booking = self.booking_for(request, booking_id)
        address = absolute_url("ticket", booking.token)
        others = Booking.objects.live().made_together_with(booking).exclude(pk=booking.pk)
        return self.render_page(
            request,
            "phone_confirmation",
            _("Read out to the caller"),
            subtitle=booking.spaced_reference,
            booking=booking,
            address=address,
            others=others,
        )

    def booking_for(self, request, booking_id) -> Booking:
        """Raise Http404 for a booking of another school, PermissionDenied if the user may only view it."""
        booking = get_object_or_404(
            self.get_queryset(request).select_related("slot__session__week", "slot__session__venue"), pk=booking_id
        )
        if not self.has_change_permission(request, booking):
            raise PermissionDenied
        return booking


def get_requested_session(request) -> EventSession | None:
    """Return the session of the slot or session in the query; None without one. Raises Http404 if it is not the user's."""
    sessions = bookable_sessions_of_user(request.user)
    for name in ("slot", "session"):
        if text := request.GET.get(name):
            number = parse_id(text)
            if number is None:
                raise Http404
            return get_object_or_404(sessions, **session_lookup(name, number))
    return None


def build_phone_booking_form(request, session: EventSession, now: dt.datetime):
    slots = slots_with_availability(session, now)
    return (PhoneClassForm if is_class_form(request, session) else PhoneIndividualForm)(
        request.POST if request.method == "POST" else None,
        session=session,
        slot_labels={slot.pk: slot_choice_label(slot, places) for slot, places in slots},
        unavailable=[slot.pk for slot, places in slots if places.state in UNBOOKABLE_STATES],
        initial={"slot": parse_id(request.GET.get("slot"))},
    )


def is_class_form(request, session: EventSession) -> bool:
    return session.is_for_classes or (session.takes_classes and request.GET.get("as") == "class")


def other_kind_query(request, session: EventSession) -> str:
    """Return the query string of the other form, class or individual; blank if the session takes only one kind."""
    if not (session.takes_classes and session.takes_individuals):
        return ""
    query = request.GET.copy()
    query["as"] = "" if is_class_form(request, session) else "class"
    return query.urlencode()
