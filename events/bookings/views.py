from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from content import clock, public_cache
from content.absolute_urls import path_with_token
from events.bookings import rate_limits, services
from events.bookings.askers import PublicPagesChanged
from events.bookings.class_forms import ClassForm
from events.bookings.errors import BookingError
from events.bookings.forms import IndividualForm
from events.bookings.full_slots import COOKIE_OF_RECENT_BOOKING, COOKIE_SECONDS, full_slots
from events.bookings.phone_check_pages import PhoneCheckMixin, strip_step_fields
from events.bookings.phone_checks import asks_for_codes
from events.bookings.plain_requests import PlainRequest, read_plain_request
from events.bookings.queries import get_published_session, slots_with_availability
from events.bookings.slot_choices import CHOOSABLE_STATES, MOST_IN_ONE_LIST, list_slot_choices
from events.bookings.ticket_views import get_booking_by_token
from events.models import TimeSlot
from events.models.sample_parts import join_sample_parts

FORM_TYPE = "application/x-www-form-urlencoded"


def too_many_requests(form, page):
    """Answer 429 with the form as it was sent. `page` renders it: it takes the form and the status."""
    form.is_valid()
    form.add_error(
        None, _("Too many attempts in a short time. What you typed is kept: please wait a minute and send this again.")
    )
    response = page(form, status=429)
    response["Retry-After"] = "60"
    return response


def mark_recent_booking(request, response):
    """Let the browser say for a moment that it has booked here, so that the same form sent again is not refused from memory."""
    options = {"path": request.path, "httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
    response.set_cookie(COOKIE_OF_RECENT_BOOKING, "1", max_age=COOKIE_SECONDS, **options)


# The public forms use no authority of a session or cookie, only what is typed or the unguessable address itself.
# WeChat's browser may drop cookies, so a CSRF token would lock out honest people and protect nothing.
@method_decorator(csrf_exempt, name="dispatch")
class SessionBook(PhoneCheckMixin, View):
    """The booking form of one session; `?as=class` for classes, `?slot=` to preselect a slot."""

    def setup(self, request, *args, slug, **kwargs):
        super().setup(request, *args, slug=slug, **kwargs)
        self.now = clock.now()
        with public_cache.reading_recent() if request.method == "POST" else public_cache.reading_current():
            self.read_public_records()

    def read_public_records(self):
        slug = self.kwargs["slug"]
        self.session = public_cache.get_or_make(("session_book", slug), lambda: get_published_session(slug, self.now))
        self.custom_texts = services.read_custom_texts() if self.request.method == "POST" else None
        self.generation = public_cache.find_generation()

    @cached_property
    def slots(self):
        return slots_with_availability(self.session, self.now, for_class=self.is_class)

    def get(self, request, slug):
        return self.page(self.form(initial={"slot": self.preselected_slot(request.GET.get("slot"))}))

    def post(self, request, slug):
        if make_refusal := getattr(request, "make_refusal", None):  # a page for memory (edu_week.form_cache): nothing is booked
            return self.refuse(make_refusal())
        if rate_limits.exceeds_rate_limit("book", request.META["REMOTE_ADDR"], rate_limits.BOOKINGS_PER_ADDRESS):
            return too_many_requests(self.sent_form, self.page)
        try:
            return self.answer_sent()
        except PublicPagesChanged:
            self.read_public_records_anew()
            return self.answer_sent()

    def read_public_records_anew(self):
        """Forget what was made of those in memory; what is read now needs no comparing when it is booked."""
        for name in ("slots", "sent_form"):
            self.__dict__.pop(name, None)
        with public_cache.reading_current():
            self.read_public_records()
        self.generation = None

    def answer_sent(self):
        """Book, or say why not, by what is in memory of the public pages. Raises `PublicPagesChanged`, with nothing written."""
        sent = self.read_sent()
        if sent is None:
            self.sent_form.add_size_errors(self.now)
            return self.page(self.sent_form)
        party = sent.party()
        if rate_limits.exceeds_rate_limit("book-phone", party.phone, rate_limits.BOOKINGS_PER_PHONE):
            return too_many_requests(self.sent_form, self.page)
        if asks_for_codes() and not self.phone_proof and (step := self.check_phone(self.sent_form, party.phone)):
            return step
        try:
            booking = services.book_place(
                slot_id=sent.slot_id,
                session=self.session,
                generation=self.generation,
                party=party,
                details=sent.details(),
                token=sent.token,
                wait=sent.wait,
                custom_texts=self.custom_texts,
                now=self.now,
            )
        except TimeSlot.DoesNotExist:
            return self.page(self.sent_form)
        except BookingError as refusal:
            full_slots.watch(sent.slot_id, refusal)
            return self.refuse(refusal)
        if booking.created_at == self.now:  # not one that this form made before
            full_slots.forget(booking.slot_id)
        response = HttpResponseRedirect(path_with_token("ticket", booking.token))
        mark_recent_booking(self.request, response)
        return self.remember_phone(response)

    def edit_phone(self, form):
        return self.page(form)

    def refuse(self, refusal: BookingError):
        self.sent_form.refuse(refusal)
        return self.page(self.sent_form, status=refusal.status)

    def read_sent(self) -> PlainRequest | ClassForm | IndividualForm | None:
        """Return what is asked for; None if the form has to say what is wrong with it."""
        is_urlencoded = self.request.content_type == FORM_TYPE
        has_form_only = self.is_class or settings.PROOF_OF_WORK or asks_for_codes()
        if is_urlencoded and not has_form_only and (sent := read_plain_request(self.request.body)):
            return sent
        return self.sent_form if self.sent_form.is_valid() else None

    @cached_property
    def sent_form(self) -> ClassForm | IndividualForm:
        """The form that was sent, checked."""
        form = self.form(strip_step_fields(self.request.POST))
        form.is_valid()
        return form

    @property
    def is_class(self) -> bool:
        return self.session.is_for_classes or self.request.GET.get("as") == "class"

    def form(self, *args, **kwargs):
        return (ClassForm if self.is_class else IndividualForm)(*args, session=self.session, **kwargs)

    def preselected_slot(self, requested: str | None) -> int | None:
        """Return the requested slot, else the first that can be booked, else the first with a waiting list."""
        ids = [slot.pk for slot, places in self.slots if str(slot.pk) == requested]
        ids += [slot.pk for slot, places in self.slots if places.is_bookable]
        ids += [slot.pk for slot, places in self.slots if places.state == "waitlist"]
        return ids[0] if ids else None

    def opens_at(self):
        return min((places.opens_at for _slot, places in self.slots), default=None)

    def page(self, form, status=200):
        states = {places.state for _slot, places in self.slots}
        form.has_waiting_list = "waitlist" in states
        form.show_slots(
            {slot.pk: str(slot) for slot, _places in self.slots},
            places_left={slot.pk: places.left for slot, places in self.slots if places.is_open},
        )
        context = {
            "form": form,
            "session": self.session,
            "sample_parts": join_sample_parts([self.session, *(slot for slot, _places in self.slots)]),
            "slots": self.slots,
            "panel_slots": self.slots if len(self.slots) <= MOST_IN_ONE_LIST else [],
            "slot_days": list_slot_choices(self.slots, chosen=form.chosen_slot, few_places=form.few_places),
            "is_past": bool(states) and states <= {"past", "cancelled"},
            "is_cancelled": states == {"cancelled"},
            "can_book": bool(states & CHOOSABLE_STATES),
            "has_waiting_list": form.has_waiting_list,
            "opens_at": self.opens_at() if states <= {"soon"} else None,
            "now": self.now,
            "is_class": self.is_class,
            "needs_proof": "proof" in form.fields,
            "phone_proof": self.phone_proof,
        }
        response = render(self.request, "events/bookings/session_book.html", context, status=status)
        patch_cache_control(response, private=True)
        return response


@csrf_exempt
@require_POST
@never_cache
def ticket_cancel(request, token):
    try:
        services.cancel_booking(booking_id=get_booking_by_token(token).pk, now=clock.now())
    except BookingError as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Your booking has been cancelled and its places released. Thank you."))
    return redirect("ticket", token=token)
