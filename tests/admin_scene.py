"""Alice of the bureau, Bob of one school, and a week with sessions, slots and bookings of two schools."""

import datetime as dt
import io
from pathlib import Path
from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models.fields.files import FieldFile
from PIL import Image

from accounts.models import User
from accounts.roles import SCHOOL
from alumni.models import Award, Graduate, Milestone
from content.models import Picture
from events.bookings import rules, services
from events.models import ActivityWeek, EventSession, TimeSlot, Venue, WeekDay
from schools.models import Editorship, Major, School
from tests.databases import Replay


def build_scene(now) -> SimpleNamespace:
    """Return the scene. It is made once per process and moment; later its rows are replayed from memory.

    Outside a transaction it is always made anew, since there commits trigger other work.
    """
    if not connection.in_atomic_block:
        return create_scene(now)
    scene = replay_scene(now)
    image = scene.picture.image
    if image.storage.exists(image.name):
        FILES.setdefault(image.name, Path(image.path).read_bytes())
    else:  # an earlier test deleted it, or used another MEDIA_ROOT
        Path(image.path).parent.mkdir(parents=True, exist_ok=True)
        Path(image.path).write_bytes(FILES[image.name])
    return scene


def create_scene(now) -> SimpleNamespace:
    week = ActivityWeek.objects.create(
        slug="week", name="活动周", starts_on="2025-05-12", ends_on="2025-05-18", is_current=True, status="published"
    )
    week.refresh_from_db()
    WeekDay.objects.create(week=week, date="2025-05-13", observances=["示例日"])
    hall = Venue.objects.create(slug="hall", name="报告厅", status="published")
    picture = Picture.objects.create(image=png_upload(), alt_text="车间", minors="none")
    scene = SimpleNamespace(week=week, venue=hall, picture=picture, now=now)
    scene.alice = User.objects.create_superuser("alice", "", "secret-of-alice")
    scene.own, scene.other = (add_school(scene, name) for name in ("甲校", "乙校"))
    scene.bob = User.objects.create_user("bob", password="secret-of-bob", is_staff=True)
    Editorship.objects.create(user=scene.bob, school=scene.own.school)
    scene.bob.groups.add(Group.objects.get(name=SCHOOL))
    return scene


FILES = {}  # name of a picture's file → its content
replay_scene = Replay(create_scene)


def png_upload() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (800, 400)).save(content, "PNG")
    return SimpleUploadedFile("workshop.png", content.getvalue(), "image/png")


def add_school(scene, name) -> SimpleNamespace:
    number = School.objects.count() + 1
    school = School.objects.create(
        slug=f"school-{number}",
        name=name,
        group="city",
        status="published",
        aliases=["老名"],
        quotations=[{"ref": "a01", "quote": "原话"}],
    )
    major = Major.objects.create(slug=f"major-{number}", school=school, name=f"{name}专业", status="published")
    session = EventSession.objects.create(
        slug=f"session-{number}",
        week=scene.week,
        venue=scene.venue,
        host_school=school,
        title=f"{name}体验",
        kind="experience",
        booking_mode="individual",
        status="published",
        picture=scene.picture,
    )
    start = scene.now + dt.timedelta(days=2)
    slot = TimeSlot.objects.create(session=session, starts_at=start, ends_at=start + dt.timedelta(hours=1), capacity=10)
    graduate = Graduate.objects.create(slug=f"graduate-{number}", name=f"{name}生", school=school, picture=scene.picture)
    Milestone.objects.create(graduate=graduate, text="毕业")
    Award.objects.create(graduate=graduate, name="奖")
    booking = book_slot(slot, scene.now, phone=f"1380000000{number}")
    return SimpleNamespace(school=school, major=major, session=session, slot=slot, graduate=graduate, booking=booking)


def book_slot(slot, now, *, phone="13800000001", people=2):
    return services.book_place(
        slot_id=slot.pk,
        party=rules.Party(people=people, phone=phone),
        details=services.BookerDetails(contact_name="Carol", phone=phone),
        now=now,
    )


def form_data_of_page(client, url) -> dict:
    """Return what a browser would send from a page of the back office if nothing was changed."""
    context = client.get(url).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for form in forms:
        for bound in form:
            collect_form_data(data, bound)
    return data | ({"_opened": context["snapshot"]} if context.get("snapshot") else {})


def collect_form_data(data, bound):
    value = bound.value()
    widget = bound.field.widget
    if hasattr(widget, "decompress") and not isinstance(value, (list, tuple)):
        for number, part in enumerate(widget.decompress(value)):
            data[f"{bound.html_name}_{number}"] = "" if part is None else str(part)
    elif hasattr(widget, "decompress"):
        data.update({f"{bound.html_name}_{number}": part or "" for number, part in enumerate(value)})
    elif value is None and getattr(getattr(widget, "widget", widget), "allow_multiple_selected", False):
        pass  # nothing is chosen
    elif isinstance(value, FieldFile):
        pass  # a browser sends a file only when another is chosen
    elif isinstance(value, bool):
        data.update({bound.html_name: "on"} if value else {})
    elif isinstance(value, list):
        data[bound.html_name] = [getattr(item, "pk", item) for item in value]
    else:
        data[bound.html_name] = "" if value is None else value
