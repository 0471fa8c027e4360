"""What the pages of the door show, on top of `make_staff_week()`: Frank stands at the door of a session on Tuesday morning.

A family is in, a class and a visitor are to come, and a phone without a network let somebody in whose booking was cancelled.
"""

from accounts.models import User
from events.bookings.checkin_codes import checkin_code
from events.checkin.deeds import Deed, Door
from events.checkin.services import record_deed
from events.models import ActivityWeek, Booking, TimeSlot, Venue
from schools.models import Editorship, School
from tests.awkward_week import portal_time
from tests.factories import BookingFactory, ClassBookingFactory, EventSessionFactory, TimeSlotFactory
from tests.staff_week import StaffBrowser

DEVICE = "一号门"


def make_door_day():
    frank = User.objects.get(username="frank")
    school = School.objects.get(slug="jinzhong-health-school")
    Editorship.objects.create(user=frank, school=school)
    values = {"week": ActivityWeek.objects.current(), "venue": Venue.objects.get(slug="awkward-venue"), "host_school": school}
    session = EventSessionFactory(slug="door", title="推拿手法体验", booking_mode="both", source="sample", **values)
    starts_at, ends_at = portal_time("05-13T09:30"), portal_time("05-13T11:00")
    slot = TimeSlotFactory(session=session, starts_at=starts_at, ends_at=ends_at, capacity=60)
    make_guests(slot)
    let_in(Door(user=frank, device=DEVICE), slot)


def make_guests(slot: TimeSlot):
    BookingFactory(slot=slot, token="door-family", people=3, contact_name="王小红", access_needs="轮椅", phone="13900000041")
    BookingFactory(slot=slot, token="door-visitor", people=2, contact_name="张先生", phone="13900000042")
    BookingFactory(slot=slot, token="door-cancelled", people=2, contact_name="赵女士", phone="13900000043", state="cancelled")
    a_class = {"pupils": 24, "adults": 2, "people": 26, "state": "confirmed", "expires_at": None}
    ClassBookingFactory(slot=slot, token="door-class", phone="13900000044", **a_class)


def let_in(door: Door, slot: TimeSlot):
    family, cancelled = (checkin_code(Booking.objects.get(token=f"door-{name}").reference) for name in ("family", "cancelled"))
    came_at = portal_time("05-13T09:20")
    record_deed(Deed(at=came_at, desk=(slot.pk,), code=family), door=door, now=came_at)
    queued = Deed(at=portal_time("05-13T09:22"), desk=(slot.pk,), code=cancelled, is_queued=True, let_in=True)
    record_deed(queued, door=door, now=portal_time("05-13T09:25"))


def open_door_browser() -> StaffBrowser:
    """Frank's browser, told of which slot it is the door."""
    browser = StaffBrowser("frank")
    browser.client.post("/desk/choose/", {"slots": TimeSlot.objects.get(session__slug="door").pk, "device": DEVICE})
    return browser
