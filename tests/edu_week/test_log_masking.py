"""No line of the log holds a whole number, a mail address or an address that opens something."""

import io
import json
import logging
import logging.config
import re
import secrets
import uuid

import pytest
from django.core import signing
from django.db import IntegrityError
from django.urls import get_resolver

from edu_week.log_masking import mask_secrets
from edu_week.logging_config import FORMATS, JSON, make_logging
from events.models import Booking
from tests.admin_scene import book_slot

TOKEN = "kk3G8dbc2Vbez2r34QLv0WcQLkSYkeTeW2ZP_mFkcMI"


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("to 13800000001:", "to 138****0001:"),
        ("q=138%200000%200001&o=1", "q=138****0001&o=1"),
        ("q=138+0000+0001", "q=138****0001"),
        ("138-0000-0001, +86 13900000002", "138****0001, 139****0002"),
        ("phone=008613800000001", "phone=138****0001"),
        ("wang.li@example.org", "w***@example.org"),
        ("550 <wang@example.org> unknown", "550 <w***@example.org> unknown"),
        ("email=wang%40example.org", "email=w***@example.org"),
        (f"Not Found: /bookings/{TOKEN}/erase/", "Not Found: /bookings/…/erase/"),
        (f"Not Found: /en/bookings/plan/{TOKEN}/", "Not Found: /en/bookings/plan/…/"),
        (f"/zjz/bookings/feed/{TOKEN}.ics", "/zjz/bookings/feed/…"),
        ("/bookings/abcdefghijkl-mnop/", "/bookings/…/"),
        ("/bookings/ticket-link/", "/bookings/ticket-link/"),
        ("/bookings/?x=1", "/bookings/?x=1"),
        ("/admin/password_reset/MQ/c1x2y3-0123456789abcdef0123456789abcdef/", "/admin/password_reset/MQ/…/"),
        (
            "DETAIL:  Key (slot_id, phone)=(5, 王, 13800000001) already exists.",
            "DETAIL:  Key (slot_id, phone)=(…) already exists.",
        ),
        ("DETAIL:  Failing row contains (7, 王女士, 2025 (x), f).", "DETAIL:  Failing row contains (…)."),
        ("Personal data erased: KT5U8P3R", "Personal data erased: KT5U8P3R"),
        ("took 13.800000001 s, 1748412345678901 ns", "took 13.800000001 s, 1748412345678901 ns"),
        ("edu_week.page_cache.middleware.PageCacheMiddleware", "edu_week.page_cache.middleware.PageCacheMiddleware"),
        ("css/portal.0123456789abcdef0123456789abcdef.css", "css/portal.0123456789abcdef0123456789abcdef.css"),
    ],
)
def test_lines(line, masked):
    assert mask_secrets(line) == masked


def test_no_token_of_ours_survives_wherever_it_stands():
    for _try in range(300):
        for token in (secrets.token_urlsafe(32), signing.dumps({"a": secrets.token_hex(8)})):
            for line in (f"value {token}", f"?t={token}&x", f"/bookings/{token}/", f"/preview/{token}/"):
                assert not re.search(rf"{re.escape(token[:24])}", mask_secrets(line)), line


def list_secret_paths() -> list[str]:
    """Return the addresses of the portal in which something unguessable stands."""
    names = ("token", "plan", "feed_token", "signed")
    routes = [str(route) for route in list_routes(get_resolver())]
    return [route for route in routes if any(f":{name}>" in route or f"<{name}>" in route for name in names)]


def list_routes(resolver, before=""):
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).lstrip("^")
        if hasattr(entry, "url_patterns"):
            yield from list_routes(entry, route)
        else:
            yield route


def test_every_address_with_a_secret_is_known():
    paths = list_secret_paths()
    assert len(paths) > 10
    for route in paths:
        for token in (TOKEN, "abcdefghijklmnopqrstuvwxyzabcdefghijklmno"):  # by chance without digits or capitals
            path = "/" + re.sub(r"<[^>]*uidb64>", "MQ", re.sub(r"<[^>]*(?:token|plan|signed)>", token, route))
            assert token not in mask_secrets(f"Not Found: {path}"), path


@pytest.fixture(params=FORMATS)
def logged(request):
    """`logged()` returns what has been logged since, as it would be written."""
    config, written = make_logging(request.param), io.StringIO()
    config["handlers"]["console"]["stream"] = written
    root, django = logging.getLogger(), logging.getLogger("django")
    before = root.handlers[:], root.level, django.handlers[:], django.propagate
    logging.config.dictConfig(config)
    yield written.getvalue
    root.handlers, django.handlers, django.propagate = before[0], before[2], before[3]
    root.setLevel(before[1])


def test_messages_arguments_and_tracebacks(logged, scene, request):
    slot = scene.own.slot
    booking = book_slot(slot, scene.now, phone="13800000007")
    logger = logging.getLogger("events.somewhere")
    logger.warning("Refused %s at %s: %s", "13800000007", f"/bookings/{booking.token}/", {"phone": "13800000007"})
    try:
        raise IntegrityError(f"Key (slot_id, phone)=({slot.pk}, 13800000007) already exists. /bookings/{booking.token}/")
    except IntegrityError:
        logger.exception("Failed for wang@example.org", stack_info=True)
    lines = logged()
    assert "138****0007" in lines
    assert "IntegrityError" in lines
    assert "Traceback" in lines
    for secret in ("13800000007", booking.token, "wang@"):
        assert secret not in lines
    if request.node.callspec.params["logged"] == JSON:
        assert all(json.loads(line)["message"] for line in lines.splitlines())


def test_a_request_that_is_not_found_or_fails(logged, client, db):
    token = f"{uuid.uuid4()}{TOKEN}"
    client.get(f"/bookings/{token}/?phone=13800000007")
    lines = logged()
    assert "Not Found" in lines
    assert token not in lines
    assert "13800000007" not in lines


def test_a_refused_row_of_the_database_shows_no_value(logged, scene):
    first, second = (book_slot(scene.own.slot, scene.now, phone=f"1380000000{number}") for number in (7, 8))
    values = {"phone": first.phone, "contact_name": "王女士"}
    try:
        Booking.objects.filter(pk=second.pk).update(**values)
    except IntegrityError:
        logging.getLogger("events").exception("Refused")
    lines = logged()
    assert "Refused" in lines
    assert "王女士" not in lines
    assert "13800000007" not in lines
