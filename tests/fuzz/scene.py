"""What the fuzzed site holds: records that the fuzz may know, and persons and drafts whose sentinels no answer may show."""

from accounts.models import User
from content.models import SiteSettings
from edu_week.health import record_heartbeat
from events.models import Booking
from schools.models import School
from tests.factories.events import AnnouncementFactory, BookingFactory, ClassBookingFactory, EventSessionFactory, TimeSlotFactory
from tests.factories.schools import SchoolFactory

# Nothing that the fuzz sends contains one of these, so an answer that does has it from the database or the process.
SENTINELS = {
    "name": "司徒无忌哨兵",
    "phone": "19955667788",
    "mail": "sentinel@private.example",
    "ticket": "sentinel-ticket-token-0123456789",
    "feed": "sentinel-feed-token-0123456789",
    "plan": "sentinel-plan-token-0123456789",
    "reference": "SNTL9999",
    "needs": "哨兵的轮椅",
    "account": "sentinel-account",
    "draft": "哨兵草稿",
    "note": "哨兵编辑备注",
    "key": "only-for-tests-0123456789",  # SECRET_KEY of tests/settings.py
}


def build_fuzz_scene() -> dict[str, str]:
    """Return what a part of an address is called by → a value that leads to something."""
    record_heartbeat()
    AnnouncementFactory()
    SchoolFactory(slug="known", editor_note=SENTINELS["note"])
    known = EventSessionFactory(slug="known", editor_note=SENTINELS["note"])
    slot = TimeSlotFactory(session=known, capacity=40)
    booking = BookingFactory(slot=slot, token="known", feed_token="known")
    ClassBookingFactory(token="class", plan="known")
    add_victims(slot)
    parts = {"slug": "known", "token": "known", "feed_token": "known", "plan": "known", "slot_id": str(slot.pk)}
    return parts | {"object_id": str(booking.pk), "path": "known", "slot": str(slot.pk)}


def add_victims(slot):
    """Add persons, drafts and an account that nobody who is not logged in may ever hear of."""
    person = {
        "contact_name": SENTINELS["name"],
        "phone": SENTINELS["phone"],
        "email": SENTINELS["mail"],
        "access_needs": SENTINELS["needs"],
    }
    BookingFactory(slot=slot, token=SENTINELS["ticket"], feed_token=SENTINELS["feed"], reference=SENTINELS["reference"], **person)
    ClassBookingFactory(plan=SENTINELS["plan"], state=Booking.State.HELD, **person | {"access_needs": ""})
    EventSessionFactory(slug="draft", title=SENTINELS["draft"], status="draft")
    School.objects.create(slug="draft", name=SENTINELS["draft"], group="city", status="draft")
    User.objects.create_superuser(SENTINELS["account"], SENTINELS["mail"], "a-Sentinel-of-passwords-1")
    SiteSettings.load()
