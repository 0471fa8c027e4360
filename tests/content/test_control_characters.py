"""No text that people, files or the loader bring makes a page, feed, calendar or mail malformed."""

import datetime as dt
import json
import re
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.urls import reverse
from icalendar import Calendar

from content.control_characters import UNWRITABLE, clean_text, clean_value, strip_to_one_line, strip_unwritable
from content.models import CleanTexts, Published, SiteSettings
from edu_week.loading.checking import read_week_file
from events.models import Announcement, EventSession, StorySection, TimeSlot, Venue
from schools.models import Major
from spreadsheets.checking.field_widgets import parse_value
from tests.admin_scene import form_data_of_page
from tests.factories.events import RecordFactory
from tests.spreadsheets.sheet_files import run_job, upload_file

LATER = dt.datetime(2025, 5, 18, 7, tzinfo=dt.UTC)
FACTORIES = {factory._meta.model: factory for factory in RecordFactory.__subclasses__()}
DIRTY = "\x01\x0b\x1b\x7f\x85\x9f\u2028\u202e\u2066\ufffe\uffff\U0001fffe"
TEXTS = models.CharField | models.TextField
# Written by programs alone
BY_PROGRAMS = {
    *("content.RehearsalClock", "content.Heartbeat", "backoffice.AuditEntry", "accounts.PastPassword", "accounts.PasswordLink"),
    *("backoffice.ProposedChange", "spreadsheets.SpreadsheetJob", "spreadsheets.SpreadsheetRow"),
    *("schools.Editorship", "events.Audience", "events.Submission", "content.SiteIdentity"),
    *("content.PublicGeneration", "events.PhoneCheck", "events.CheckIn", "events.SlotAttendance"),
    *("events.FeedbackCount", "events.FeedbackGiven", "events.VisitingSchoolCount"),
    *("events.EditionPreparation", "events.EditionSwap"),
}


def texts_of(record):
    for field in record._meta.concrete_fields:
        value = getattr(record, field.attname)
        if isinstance(field, TEXTS | models.JSONField) and value:
            yield field.name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def test_what_is_cleaned():
    assert clean_text("a\r\nb\rc\x0bd\x0ce\u2028f\tg") == "a\nb\nc\nd\ne\nf\tg"
    assert clean_text(f"a{DIRTY}b").replace("\n", "") == "ab"
    assert clean_text("a\ud800b\x00") == "ab"
    assert clean_text("漆器👨‍👩‍👧 é العربية") == "漆器👨‍👩‍👧 é العربية"
    assert clean_value({"a\x01": ["b\x01", 1, None]}) == {"a": ["b", 1, None]}
    assert strip_unwritable("a\r\nb\x0bc\x01") == "a\r\nb c"
    assert strip_to_one_line(" a\r\nb\x0b c ") == "a b c"


def test_whatever_people_write_is_cleaned():
    ours = [app.get_models() for app in apps.get_app_configs() if app.name in settings_apps()]
    written = [model for found in ours for model in found if not model.__name__.startswith("Historical")]
    assert {m._meta.label for m in written if not issubclass(m, CleanTexts)} == BY_PROGRAMS


def settings_apps():
    return {"content", "backoffice", "spreadsheets", "accounts", "schools", "events", "alumni"}


PUBLISHED = [model for model in admin.site._registry if issubclass(model, Published)]


@pytest.mark.once
@pytest.mark.parametrize("model", PUBLISHED, ids=lambda model: model._meta.label)
def test_form_of_the_back_office_cleans_every_text(model, scene, client):
    client.force_login(scene.alice)
    TimeSlot.objects.filter(pk=scene.other.slot.pk).update(starts_at=LATER, ends_at=LATER + dt.timedelta(hours=1))  # no clash
    of_week = {"week": scene.week} if model is StorySection else {}
    existing = None if model is Venue else model.objects.first()  # that of the scene asks about its bookers
    record = existing or FACTORIES[model](**of_week)
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[record.pk])
    data = form_data_of_page(client, page)
    free = [field.name for field in model._meta.concrete_fields if is_free_text(field) and field.name in data]
    sent = data | {name: f"{data[name]}x{DIRTY}y" for name in free}
    sent |= {name: "x\x0b\u202ey" for name in free if len(sent[name]) > (model._meta.get_field(name).max_length or 9999)}
    answer = client.post(page, sent)
    assert answer.status_code == 302, answer.context["errors"]
    record.refresh_from_db()
    assert [name for name, text in texts_of(record) if UNWRITABLE.search(text)] == []
    assert all("xy" in getattr(record, name).replace("\n", "") for name in free)


def is_free_text(field) -> bool:
    formal = models.SlugField | models.EmailField | models.URLField
    return isinstance(field, TEXTS) and not isinstance(field, formal) and not field.choices and field.name not in ("code",)


def test_import_cleans_every_text(scene):
    for model in PUBLISHED:
        for field in filter(is_free_text, model._meta.concrete_fields):
            assert not UNWRITABLE.search(parse_value(field, f"a{DIRTY}b"))
    content = "网址名,学校,名称\nnew,甲校,护\x0b\x1b理\n".encode()
    run_job(upload_file(Major, scene.alice, content, name="file.csv"), "write")
    assert Major.objects.get(slug="new").name == "护\n理"


def test_loader_reads_clean_texts(tmp_path):
    path = tmp_path / "week.json"
    path.write_text(json.dumps({"announcements": [{"slug": "a", "title": f"a{DIRTY}\ud800", "tags": [DIRTY]}]}))
    assert not UNWRITABLE.search(str(read_week_file(str(path))).replace("\\n", ""))


@pytest.fixture
def dirty_rows(scene):
    """Rows that got in past every check."""
    Announcement.objects.create(slug="news", title="公告", publish_at=scene.now, status="published")
    SiteSettings.load().save()
    for model in (Announcement, EventSession, Venue, SiteSettings, type(scene.own.school)):
        names = [field.name for field in model._meta.concrete_fields if is_free_text(field) and field.name != "search_text"]
        model.objects.update(**{name: f"甲{DIRTY}" for name in names if not model._meta.get_field(name).unique})
    return scene


def test_machine_files_bear_rows_that_are_not_clean(dirty_rows, client):
    session = dirty_rows.own.session
    feed = ElementTree.fromstring(client.get("/feeds/news.atom").content)  # noqa: S314 (written by ourselves)
    assert "甲" in feed.find("{*}entry/{*}title").text
    ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314
    for address in ("/events/calendar.ics", f"/events/{session.slug}/calendar.ics", ticket_calendar(dirty_rows)):
        content = client.get(address).content.decode()
        assert not UNWRITABLE.search(content.replace("\r\n", ""))
        assert len(content.splitlines()) == len(content.split("\r\n")) - 1
        assert "甲" in str(next(iter(Calendar.from_ical(content).walk("VEVENT")))["summary"])
    for address in ("/api/v1/sessions", "/api/v1/announcements", "/api/v1/schools", "/manifest.webmanifest"):
        json.loads(client.get(address).content)
    page = client.get(f"/events/{session.slug}/").content.decode()
    for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL):
        assert not re.search("[\u2028\u2029\ud800-\udfff\ufffe]", script)
        json.loads(script)


def ticket_calendar(scene):
    return reverse("ticket_ics", args=[scene.own.booking.token])
