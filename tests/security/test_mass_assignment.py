"""A form takes its own fields and nothing else: each public form and each record page of the back office."""

import inspect

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from accounts.roles import SYSTEM
from backoffice.audit_log.models import AuditEntry
from events.bookings.class_forms import ClassForm
from events.bookings.forms import BookingForm
from events.models import Booking, TimeSlot
from tests.accounts.conftest import PASSWORD
from tests.admin_scene import form_data_of_page
from tests.events.bookings.conftest import form_data
from tests.factories import (
    AnnouncementFactory,
    DistrictFactory,
    EnterpriseFactory,
    EventSessionFactory,
    FigureFactory,
    FigureStoryFactory,
    IndustryCollegeFactory,
    InitiativeFactory,
    PartnershipFactory,
    SearchSynonymFactory,
    StorySectionFactory,
    TimeSlotFactory,
    TradeFactory,
)
from tests.factories.events import BookingFactory
from tests.security.mass_assignment import find_forged_values, forge_fields, read_values

pytestmark = pytest.mark.django_db

MORE_ROWS = (
    *(AnnouncementFactory, DistrictFactory, EnterpriseFactory, FigureFactory, FigureStoryFactory, IndustryCollegeFactory),
    *(InitiativeFactory, PartnershipFactory, SearchSynonymFactory, StorySectionFactory, TradeFactory),
)
CLASS = {"school_name": "榆次一中", "grade": "8", "class_name": "3", "pupils": "20", "adults": "1", "arrival": "bus"}


@pytest.fixture
def now(clock_at):
    return clock_at("2025-05-13T09:30")


def send_forged(client, url: str, sent: dict, model=Booking):
    """Send a form with forged fields for a model; what the form itself knows keeps its value."""
    own = {*sent, *BookingForm.base_fields, *ClassForm.base_fields}
    return client.post(url, forge_fields(model, besides=own) | forge_fields(TimeSlot, besides=own) | sent)


def assert_nothing_forged(**was):
    """`was` has the values of rows before, by the name of their model."""
    for row in (*Booking.objects.all(), *TimeSlot.objects.all()):
        assert find_forged_values(row, was.get(row._meta.model_name, {})) == []


def test_booking_forms_take_only_their_fields(client, now):
    slots = [TimeSlotFactory(), TimeSlotFactory(session=EventSessionFactory(booking_mode="class"), capacity=90)]
    for slot, more in zip(slots, ({}, CLASS), strict=True):
        url = reverse("session_book", args=[slot.session.slug])
        answer = send_forged(client, url, form_data(slot, **more))
        assert answer.status_code == 302, answer.context["form"].errors
    assert_nothing_forged()
    assert set(Booking.objects.values_list("state", "erased_at")) == {("confirmed", None), ("pending", None)}


def test_a_ticket_takes_only_what_its_forms_ask_for(client, now):
    booking = BookingFactory(people=2)
    was = read_values(booking)
    change = reverse("ticket_change", args=[booking.token])
    send_forged(client, change, {"what": "party", "people": "1", "under_14": ""})
    send_forged(client, reverse("ticket_feed", args=[booking.token]), {})
    assert_nothing_forged(booking=was)
    booking.refresh_from_db()
    assert (booking.people, booking.state, booking.token, booking.phone) == (1, "confirmed", was["token"], was["phone"])


@pytest.mark.parametrize("name", ["booking_find", "ticket_link", "plan_times", "set_theme", "set_a11y"])
def test_forms_that_only_ask_change_no_row(client, now, name):
    booking = BookingFactory()
    was = read_values(booking)
    send_forged(client, reverse(name), {"reference": booking.reference, "phone": booking.phone})
    booking.refresh_from_db()
    assert read_values(booking) == was


def test_log_in_takes_only_its_fields(client):
    bob = User.objects.create_user("bob", password=PASSWORD, is_staff=True)
    was = read_values(bob)
    forged = forge_fields(User, besides=("username", "password"))
    client.post(reverse("admin:login"), forged | {"username": "bob", "password": PASSWORD})
    client.post(reverse("admin:password_change"), forged | {"old_password": PASSWORD})
    bob.refresh_from_db()
    assert find_forged_values(bob, was) == []


def list_record_pages(alice) -> list[tuple]:
    """Return (model, row, URL) of every record page with a form."""
    pages = []
    for model, model_admin in admin.site._registry.items():
        row = model._default_manager.first()
        if row is not None and model_admin.has_change_permission(FakeRequest(alice), row):
            options = model._meta
            pages.append((model, row, reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])))
    return pages


class FakeRequest:
    """What a ModelAdmin asks a request for when it decides on permissions."""

    method, GET, POST = "GET", {}, {}

    def __init__(self, user):
        self.user = user


def test_record_pages_take_only_the_fields_they_show(client, scene):
    for factory in MORE_ROWS:
        factory(**({"week": scene.week} if factory is StorySectionFactory else {}))
    client.force_login(scene.alice)
    tried = set()
    for model, row, url in list_record_pages(scene.alice):
        page = client.get(url)
        if page.status_code != 200 or "adminform" not in (page.context or {}):
            continue
        own, was = form_data_of_page(client, url), read_values(row)
        fields = set(page.context["adminform"].form.fields)
        client.post(url, forge_fields(model, besides=fields | set(own)) | own)
        row.refresh_from_db()
        hidden = [name for name in find_forged_values(row, was) if name not in fields]
        assert hidden == [], (model._meta.label, hidden)
        tried.add(model._meta.label)
    assert {"schools.School", "events.EventSession", "events.TimeSlot", "accounts.User", "alumni.Graduate"} <= tried
    assert len(tried) >= 18, sorted(tried)


def test_who_looks_after_accounts_makes_nobody_a_superuser(client):
    sam = User.objects.create_user("sam", password=PASSWORD, is_staff=True)
    sam.groups.add(Group.objects.get(name=SYSTEM))
    bob = User.objects.create_user("bob", password=PASSWORD, is_staff=True)
    client.force_login(sam)
    url = reverse("admin:accounts_user_change", args=[bob.pk])
    own, was = form_data_of_page(client, url), read_values(bob)
    more = {"is_superuser": "on", "user_permissions": "1", "is_demonstration": "on", "last_login_address": "192.0.2.1"}
    client.post(url, forge_fields(User, besides=own) | own | more)
    bob.refresh_from_db()
    assert find_forged_values(bob, was) == []
    assert (bob.is_superuser, bob.is_demonstration, bob.user_permissions.count()) == (False, False, 0)


def test_the_audit_log_takes_nothing(client, scene):
    entry = AuditEntry.objects.create(event="export", at=scene.now, who="Alice")
    client.force_login(scene.alice)
    url = reverse("admin:backoffice_auditentry_change", args=[entry.pk])
    assert client.post(url, forge_fields(AuditEntry)).status_code in (403, 405)
    assert AuditEntry.objects.get(pk=entry.pk).who == "Alice"


def test_every_form_of_records_names_its_fields():
    """A form of all fields would take those that are added later."""
    unnamed = []
    for config in apps.get_app_configs():
        if "site-packages" in config.module.__file__:
            continue
        for form in all_subclasses(forms.ModelForm):
            options = getattr(form, "_meta", None)
            is_ours = form.__module__.split(".")[0] == config.name.split(".")[0] and options and options.model
            if is_ours and (options.fields == forms.ALL_FIELDS or (options.fields is None and not options.exclude)):
                unnamed.append(f"{form.__module__}.{form.__qualname__}")
    assert unnamed == []


def all_subclasses(kind: type) -> set[type]:
    direct = set(kind.__subclasses__())
    return direct | {further for one in direct for further in all_subclasses(one) if inspect.isclass(further)}
