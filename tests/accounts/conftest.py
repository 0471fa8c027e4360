"""Alice of the bureau, Bob of a school, Sam who looks after accounts; and real time that a test moves."""

import datetime as dt
import time

import pytest
from axes.handlers import proxy
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from accounts.roles import BUREAU, SCHOOL, SYSTEM
from backoffice.audit_log.models import AuditEntry
from content.models import SiteSettings

PASSWORD = "Old-enough-1"


def make(username, role=None, **fields):
    user = User.objects.create_user(username, password=PASSWORD, **{"is_staff": True, "display_name": username.title(), **fields})
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def alice(db):
    return make("alice", BUREAU)


@pytest.fixture
def bob(db):
    return make("bob", SCHOOL, email="bob@school.example")


@pytest.fixture
def sam(db):
    return make("sam", SYSTEM)


@pytest.fixture
def settings_row(db):
    def change(**fields):
        SiteSettings.objects.update_or_create(pk=1, defaults=fields)

    return change


@pytest.fixture
def later(monkeypatch):
    """`later(minutes=5)` moves real time forward, for Django and for django-axes."""
    real_now = timezone.now
    passed = dt.timedelta()

    def now():
        return real_now() + passed

    def move(**span):
        nonlocal passed
        passed += dt.timedelta(**span)

    monkeypatch.setattr(timezone, "now", now)
    monkeypatch.setattr(proxy, "now", now)
    return move


@pytest.fixture
def log_in(client):
    def send(username, password=PASSWORD, *, follow=False, **more):
        return client.post(reverse("admin:login"), {"username": username, "password": password}, follow=follow, **more)

    return send


@pytest.fixture
def events():
    """Returns the events of the audit log, the oldest first."""
    return lambda: list(AuditEntry.objects.order_by("pk").values_list("event", flat=True))


def code_of(user, *, steps=0) -> str:
    """Return the code of `steps` half minutes from now; each code is accepted once."""
    totp = TOTP(TOTPDevice.objects.get(user=user).bin_key)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"


def give_second_factor(user) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="phone", confirmed=True)


def said(response) -> str:
    return response.content.decode()
