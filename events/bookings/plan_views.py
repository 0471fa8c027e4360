"""The two pages of a class plan: choose and hold times of one day, then give the details of the class."""

import datetime as dt

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from content import clock
from events.bookings import expiry, plans, rate_limits
from events.bookings.errors import BookingError
from events.bookings.phone_check_pages import PhoneCheckMixin, strip_step_fields
from events.bookings.places import list_slot_places, published_slots
from events.bookings.plan_forms import PlanDetailsForm, PlanForm
from events.bookings.transfer_times import list_transfer_times, list_transfers
from events.bookings.views import too_many_requests
from events.models import ActivityWeek, Booking, EventSession
from events.models.session import CLASS_MODES


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class PlanTimes(View):
    """First step: the class sessions of one day (`?day=`) and the size of the class."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.now = clock.now()
        self.week = ActivityWeek.objects.current()
        if self.week is None:
            raise Http404
        for_classes = EventSession.objects.published().filter(week=self.week, booking_mode__in=CLASS_MODES)
        slots = published_slots(self.now).filter(session__in=for_classes, ends_at__gt=self.now)
        places = list_slot_places(slots, self.now, for_class=True)
        self.places = [slot_places for slot_places in places if self.now < slot_places.slot.closes_at(for_class=True)]
        self.days = sorted({slot_places.slot.day for slot_places in self.places})
        self.day = self.requested_day()

    def requested_day(self) -> dt.date | None:
        requested = self.request.POST.get("day") or self.request.GET.get("day", "")
        bookable = [slot_places.slot.day for slot_places in self.places if slot_places.availability.is_open]
        by_text = {day.isoformat(): day for day in self.days}
        return by_text.get(requested) or next(iter(bookable or self.days), timezone.localdate(self.now))

    @property
    def places_of_day(self):
        return [slot_places for slot_places in self.places if slot_places.slot.day == self.day]

    def form(self, data=None, **kwargs):
        slot_ids = [slot_places.slot.pk for slot_places in self.places_of_day]
        return PlanForm(data, slot_ids=slot_ids, week=self.week, **kwargs)

    def get(self, request):
        return self.page(self.form(initial={"slot": request.GET.getlist("slot")}))

    def post(self, request):
        form = self.form(request.POST)
        if rate_limits.exceeds_rate_limit("plan", request.META["REMOTE_ADDR"], rate_limits.PLANS_PER_ADDRESS):
            return too_many_requests(form, self.page)
        if not form.is_valid():
            return self.page(form)
        data = form.cleaned_data
        try:
            held = plans.hold_plan(
                slot_ids=data["slot"],
                pupils=data["pupils"],
                adults=data["adults"],
                token=data["submission"],
                now=self.now,
            )
        except BookingError as refusal:
            form.refuse(refusal)
            return self.page(form, status=409)
        return redirect("plan_details", plan=held[0].plan)

    def page(self, form, status=200):
        places = self.places_of_day
        context = {
            "form": form,
            "days": self.days,
            "day": self.day,
            "places": places,
            "transfer_times": list_transfer_times(slot_places.slot for slot_places in places),
            "week": self.week,
        }
        return render(self.request, "events/bookings/plan_times.html", context, status=status)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class PlanDetails(PhoneCheckMixin, View):
    """Second step, while the places are held: the class and its teacher."""

    def setup(self, request, *args, plan, **kwargs):
        super().setup(request, *args, **kwargs)
        self.now = clock.now()
        self.plan = plan
        self.bookings = plans.list_plan_bookings(plan)
        if not self.bookings:
            raise Http404

    @property
    def is_booked(self) -> bool:
        return bool(self.bookings[0].contact_name or self.bookings[0].erased_at)

    @property
    def is_over(self) -> bool:
        return any(booking.state != Booking.State.HELD or booking.has_expired(self.now) for booking in self.bookings)

    def get(self, request, **kwargs):
        return self.page(PlanDetailsForm())

    def post(self, request, **kwargs):
        if "extend" in request.POST:
            return self.extend(request)
        form = PlanDetailsForm(strip_step_fields(request.POST))
        if not form.is_valid():
            return self.page(form)
        if step := self.check_phone(form, form.cleaned_data["phone"]):
            return step
        try:
            booked = plans.book_plan(plan=self.plan, details=form.details(), token=form.cleaned_data["submission"], now=self.now)
        except BookingError as refusal:
            form.refuse(refusal)
            return self.page(form, status=409)
        return self.remember_phone(redirect("ticket", token=booked[0].token))

    def edit_phone(self, form):
        return self.page(form)

    def extend(self, request):
        """Hold the places longer; what was typed so far is shown again and not checked yet."""
        try:
            self.bookings = plans.extend_hold(plan=self.plan, now=self.now)
        except BookingError as refusal:
            self.bookings = plans.list_plan_bookings(self.plan)
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("Your places are held for 10 minutes more."))
        return self.page(PlanDetailsForm.with_typed_values(request.POST))

    @property
    def can_extend(self) -> bool:
        return not self.is_over and not any(expiry.is_hold_extended(booking) for booking in self.bookings)

    def page(self, form, status=200):
        context = {
            "form": form,
            "can_extend": self.can_extend,
            "phone_proof": self.phone_proof,
            "bookings": self.bookings,
            "stops": list(zip(self.bookings, list_transfers([booking.slot for booking in self.bookings]), strict=True)),
            "plan": self.plan,
            "is_booked": self.is_booked,
            "is_over": self.is_over,
            "now": self.now,
        }
        return render(self.request, "events/bookings/plan_details.html", context, status=status)


@csrf_exempt
@require_POST
@never_cache
def plan_drop(request, plan):
    """Release the held places at once and go back to the first step."""
    bookings = plans.list_plan_bookings(plan)
    if not bookings:
        raise Http404
    plans.drop_plan(plan=plan, now=clock.now())
    return redirect_to_day(bookings[0].slot.day)


def redirect_to_day(day: dt.date):
    answer = redirect("plan_times")
    answer["Location"] += f"?day={day.isoformat()}"
    return answer
