"""Every form of the back office and of the door in which somebody types: it keeps a draft, or it says here why it does not.

Twice over: by the templates, which shows pages that only a POST leads to, and by the pages themselves, which shows Django's own.
"""

import logging
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests.fuzz.routes import fill_route, list_routes

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STAFF_TEMPLATES = ("admin", "accounts", "events/checkin")

NOTHING_TYPED = "has buttons and nothing to type"
SECRET = "a password or a code: kept nowhere"
SEARCH = "searches: the words stand in the address of what it leads to"
# The door's phones have keys and a list of their own, which they give up at log-out: drafts of the back office would stay there
DOOR = "the door: a number, a name or a short reason, sent at once while its visitor waits, from a phone that many hands share"

LEFT_OUT = {
    "admin/base_site.html": NOTHING_TYPED,
    "admin/accounts/_review_mail.html": NOTHING_TYPED,
    "admin/accounts/form.html": SECRET,
    "admin/accounts/log_in_code.html": SECRET,
    "admin/accounts/my_account.html": NOTHING_TYPED,
    "admin/accounts/password_link.html": SECRET,
    "admin/accounts/reset.html": "before the log-in, when no account has a key yet: one email address",
    "admin/accounts/reset_confirm.html": SECRET,
    "admin/accounts/second_factor_set_up.html": SECRET,
    "admin/accounts/user/change_form.html": NOTHING_TYPED,
    "admin/events/booking/change_form.html": NOTHING_TYPED,
    "admin/events/booking/erase.html": NOTHING_TYPED,
    "admin/events/booking/phone_booking_slots.html": SEARCH,
    "admin/events/booking/phone_confirmation.html": NOTHING_TYPED,
    "admin/events/editions/_take_back.html": NOTHING_TYPED,
    "admin/events/editions/show_edition.html": NOTHING_TYPED,
    "admin/events/editions/to_decide.html": NOTHING_TYPED,
    "admin/form_drafts/sent_form.html": "gives back what was sent before",
    "admin/history/list.html": SEARCH,
    "admin/lifecycle/archive.html": NOTHING_TYPED,
    "admin/login.html": SECRET,
    "admin/richtext/upload.html": "stands in a dialog, which stays open with everything in it until the picture is stored",
    "admin/search_form.html": SEARCH,
    "admin/spreadsheets/_import_result.html": NOTHING_TYPED,
    "admin/spreadsheets/job.html": NOTHING_TYPED,
    "accounts/desk_account.html": NOTHING_TYPED,
    "accounts/desk_form.html": SECRET,
    "accounts/desk_log_in.html": SECRET,
    "events/checkin/_check_in_form.html": DOOR,
    "events/checkin/_find_form.html": DOOR,
    "events/checkin/_scan_parts.html": DOOR,
    "events/checkin/_verdict.html": DOOR,
    "events/checkin/arrivals.html": DOOR,
    "events/checkin/desk.html": DOOR,
    "events/checkin/desk_slot.html": DOOR,
    "events/checkin/door.html": DOOR,
    "events/checkin/pack.html": NOTHING_TYPED,
    "events/checkin/scan.html": DOOR,
}
# Forms of Django's own templates, by the class or id that they have
DJANGO_FORMS = {
    "changelist-form": "the choice of rows and of what to do with them; where it has cells, it keeps a draft",
    "user_form": SECRET,
}


def list_form_templates() -> list[str]:
    found = [path for folder in STAFF_TEMPLATES for path in sorted((TEMPLATES / folder).rglob("*.html"))]
    return [str(path.relative_to(TEMPLATES)) for path in found if re.search(r"<form\b", path.read_text())]


def test_every_template_with_a_form_keeps_a_draft_or_says_why_not():
    names = list_form_templates()
    keeps = {name for name in names if "form_draft_fields" in (TEMPLATES / name).read_text()}
    assert sorted(set(names) - keeps - set(LEFT_OUT)) == []
    assert sorted(set(LEFT_OUT) & keeps) == []
    assert sorted(set(LEFT_OUT) - set(names)) == []


class FormReader(HTMLParser):
    """Collects the forms of a page that send something somebody has typed: (id, whether it keeps a draft)."""

    TYPED = {"text", "email", "url", "tel", "number", "date", "time", "file", "password"}

    def __init__(self):
        super().__init__()
        self.forms, self.is_posted = [], False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.is_posted = (attrs.get("method") or "").lower() == "post"
            self.id, self.is_typed, self.keeps = attrs.get("id", ""), False, False
        elif self.is_posted and tag in ("input", "textarea", "select"):
            is_text = tag == "textarea" or (tag == "input" and attrs.get("type", "text") in self.TYPED)
            self.is_typed |= is_text and "readonly" not in attrs
            self.keeps |= "data-kept" in attrs

    def handle_endtag(self, tag):
        if tag == "form" and self.is_posted and self.is_typed:
            self.forms.append((self.id, self.keeps))
            self.is_posted = False


def list_typed_forms(response) -> list[tuple[str, bool]]:
    reader = FormReader()
    if response.streaming:
        b"".join(response.streaming_content)  # a file; closed once it is read
    elif response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
        reader.feed(response.content.decode())
    return reader.forms


def known_keys(scene) -> dict[str, str]:
    """Return the start of an address → the key of a record there, for the pages of single records."""
    return {
        "events/booking": scene.own.booking.pk,
        "events/eventsession": scene.own.session.pk,
        "events/timeslot": scene.own.slot.pk,
        "events/activityweek": scene.week.pk,
        "events/venue": scene.venue.pk,
        "schools/school": scene.own.school.pk,
        "schools/major": scene.own.major.pk,
        "alumni/graduate": scene.own.graduate.pk,
        "content/picture": scene.picture.pk,
        "accounts/user": scene.bob.pk,
    }


def test_every_page_on_which_somebody_types_keeps_a_draft_or_is_left_out(client, scene, monkeypatch):
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)  # not every address has a record here
    client.force_login(scene.alice)
    keys, seen, without = known_keys(scene), 0, []
    for route in list_routes():
        if not route.pattern.startswith("admin/") or re.search("logout|login|template\\.", route.pattern):
            continue
        key = next((key for start, key in keys.items() if route.pattern.startswith(f"admin/{start}/")), 1)
        parts = {name: str(key) for name in ("object_id", "session_id", "booking_id", "id", "path", "pk")}
        address = fill_route(route, parts)
        for form_id, keeps in list_typed_forms(client.get(address)):
            seen += 1
            if not keeps and form_id not in DJANGO_FORMS:
                without.append((address, form_id))
    left_out = {reverse(f"accounts:{name}") for name in ("password_change", "second_factor_set_up", "reset", "turn_off")}
    left_out.add(reverse("admin:richtext_upload"))
    assert [found for found in without if found[0] not in left_out] == []
    assert seen > 50


@pytest.mark.parametrize("name", ["timeslot", "eventsession"])
def test_the_page_that_asks_for_the_reason_of_a_list_action_keeps_a_draft(client, scene, name):
    client.force_login(scene.alice)
    chosen = scene.own.slot.pk if name == "timeslot" else scene.own.session.pk
    data = {"action": "cancel_selected", "_selected_action": chosen}
    page = client.post(reverse(f"admin:events_{name}_changelist"), data).content.decode()
    assert 'data-kept="device"' in page
    assert "data-by-post" in page
    assert "data-sent-back" not in page  # nothing is typed yet, so leaving it need not ask
