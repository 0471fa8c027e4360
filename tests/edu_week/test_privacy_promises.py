"""Every sentence of the privacy page is something the code does: each test here names the sentences it keeps.

A sentence without a test fails, and so does a test whose sentence is no longer there.
"""

import json
import re
from collections.abc import Iterator

import pytest
from django.conf import settings as project_settings
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from accounts.roles import DOOR
from backoffice.audit_log.models import AuditEntry
from content.models import SiteSettings
from edu_week.env import PROJECT
from edu_week.log_masking import mask_secrets
from events.bookings import erasure, full_slots, own_data, phone_check_pages, phone_checks, rate_limits, services
from events.bookings.checkin_codes import checkin_code
from events.bookings.class_forms import ClassForm
from events.bookings.forms import IndividualForm
from events.models import Booking, EventSession, PhoneCheck, TimeSlot
from events.notices import sms
from tests.admin_scene import book_slot
from tests.page_tree import TreeBuilder

pytestmark = pytest.mark.django_db
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")
# What is said in headings, rows and buttons, and promises nothing by itself.
LABELS = {
    "In short",
    "Who is responsible",
    "What is kept, and why",
    "What is kept",
    "Why",
    "Required?",
    "Yes",
    "No",
    "Recorded by the site",
    "Children under 14",
    "For how long, and then",
    "Who sees it",
    "See, correct, erase",
    "How it is protected",
    "What is stored in your browser",
    "Find my booking Mistakes and complaints",
    "My bookings",
    "Contact us",
    "Organiser",
    "Privacy · Accessibility · About and how to come",
    "Home",
    "教育局",
    "So that staff know whom to speak to",
    "To tell you of changes, to find your booking again, and so that one number does not hold the same place twice",
    "To send you confirmation and changes",
    "To count places and to know that an adult comes too",
    "To approve the visit and prepare for it",
    "To prepare wheelchair access, sign language or large print.",
    "Write the need, not the illness.",
    "To settle questions about who holds which place",
    "What we keep when you book, why, for how long, who sees it, and how to have it erased.",
    "theme",
    "a11y",
    "csrftoken",
    "booked",
    "english-offered",
    "sessionid",
    "phone_checked",
    "Privacy",
}
KEPT_BY: dict[str, str] = {}  # sentence → name of the test


def keeps(*sentences: str):
    def register(test):
        for sentence in sentences:
            assert KEPT_BY.setdefault(sentence, test.__name__) == test.__name__, sentence
        return test

    return register


def list_sentences(html: str) -> Iterator[str]:
    tree = TreeBuilder()
    tree.feed(html)
    main = next(tree.root.find_all("main"))
    for element in main.find_all("p", "li", "th", "td", "dt", "dd", "h2", "h1"):
        if not any(True for _inner in element.find_all("p", "li")):
            yield from SENTENCE_END.split(element.text)


@pytest.fixture
def page(client, scene) -> str:
    SiteSettings.objects.create(pk=1, organiser="教育局", privacy_officer="李老师", complaints="0354-3022222")
    return client.get("/en/privacy/").content.decode()


@pytest.fixture
def booking(scene) -> Booking:
    return book_slot(scene.own.slot, scene.now, phone="13800000007")


def test_every_sentence_is_kept_by_a_test_and_every_test_has_its_sentence(page):
    sentences = set(filter(None, list_sentences(page)))
    assert sentences - set(KEPT_BY) - LABELS == set()
    assert set(KEPT_BY) - sentences == set()


@keeps("You can read everything here without telling us who you are.", "There are no counters of other companies.")
def test_public_pages_ask_for_nobody_and_set_no_cookie(client, scene):
    for path in ("/", "/events/", f"/events/{scene.own.session.slug}/", "/schools/", "/numbers/", "/search/?q=a", "/privacy/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert not answer.cookies, path


@keeps("Nothing is loaded from other companies, and nothing is given to them for advertising or statistics.")
def test_the_browser_may_load_nothing_from_elsewhere(client, scene):
    answer = client.get("/events/")
    allowed = answer["Content-Security-Policy"]
    assert "default-src 'self'" in allowed
    assert "http" not in allowed
    assert not re.search(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="https?://(?!testserver)', answer.content.decode())


@keeps(
    *("Booking asks for a name to call you by and a mobile number.", "A name to call you by", "Mobile number", "Email address"),
    *("Access needs", "Number of people, and how many are under 14"),
    "For a class: school, grade, class, numbers of pupils and adults",
    "We never ask for identity numbers, birthdays, home addresses, social media accounts, photographs or faces.",
    "Of the children we keep only how many come.",
    *("No names, no ages, no photographs.", "You can leave optional fields blank and still book."),
)
def test_the_forms_ask_for_this_and_nothing_else(client, scene):
    form = {"slot", "consent", "submission", "website", "shown_at"}
    individual = {"contact_name", "phone", "email", "people", "under_14", "access_needs"}
    of_class = {"school_name", "grade", "class_name", "pupils", "adults", "arrival", "accept_fewer", "may_split"}
    assert set(IndividualForm.base_fields) == form | individual
    assert set(ClassForm.base_fields) == form | of_class | (individual - {"people", "under_14"})
    required = {name for name, field in IndividualForm.base_fields.items() if field.required}
    assert required - form == {"contact_name", "phone", "people"}
    sent = {"slot": scene.own.slot.pk, "contact_name": "王女士", "phone": "13800000007", "people": 1, "consent": "on"}
    assert client.post(f"/events/{scene.own.session.slug}/book/", sent).status_code == 302


@keeps("Never an identity number, never pupils' names.", "A text that looks like an identity number is refused and not stored.")
def test_identity_numbers_are_refused(client, scene):
    sent = {"slot": scene.own.slot.pk, "contact_name": "王女士", "phone": "13800000007", "people": 1, "consent": "on"}
    count = Booking.objects.count()
    answer = client.post(f"/events/{scene.own.session.slug}/book/", {**sent, "access_needs": "140702201209151234"})
    assert "invalid-feedback" in answer.content.decode()
    assert Booking.objects.count() == count


@keeps(
    *("Version of these rules: 2025-05.", "Each booking records the version its booker agreed to."),
    "A parent, guardian or teacher books with their own name and number, and agrees on the form.",
    "The teacher confirms that parents have been told and that there is an emergency plan.",
)
def test_consent_is_recorded_with_its_version(booking, scene):
    assert booking.consent_version == scene.week.privacy_version == "2025-05"
    assert booking.consented_at == scene.now
    with override("en"):
        assert "guardian's consent" in str(IndividualForm.consent_text)
        assert "emergency plan" in str(ClassForm.consent_text)


@keeps(
    *("教育局 decides what is kept and why.", "Person responsible for personal data: 李老师", "Complaints: 0354-3022222"),
    "Complain: to us first, if you like; and at any time to the cyberspace administration or the public security authority.",
)
def test_names_and_numbers_come_from_the_site_settings(page, client):
    assert "李老师" in page
    about = client.get("/en/about/").content.decode()
    assert 'id="complaints"' in about
    assert "0354-3022222" in about


@keeps(
    "The rules follow the Personal Information Protection Law, the Regulations on Network Data Security Management and the rules"
    " on the protection of minors and children online.",
    *("We check that it is yours, do what you ask, and say when it is done.", "If the law keeps us from it, we say why."),
    "If details ever leaked, we would stop it, report it and tell those concerned.",
    "This section is our separate rule for children's personal information.",
)
def test_what_people_do_is_written_down():
    rules = (PROJECT / "docs" / "privacy.md").read_text(encoding="utf-8")
    for law in ("个人信息保护法", "网络数据安全管理条例", "未成年人保护法", "儿童个人信息网络保护规定"):
        assert law in rules
    for step in (
        "**Stop it**",
        "**Report**",
        "**Tell those concerned**",
        "in writing where the answer is no",
        "tell the guardian",
    ):
        assert step in rules


@keeps(
    "Personal details are erased 30 days after the week; only counts remain.",
    "Contact details of bookers were erased on 17 June 2025.",
    "On 17 Jun 2025 the name, number, email, school, grade, class, arrival and access needs of every booking of this week are"
    " erased for good, and with them the messages to you and what staff noted.",
    "What remains are numbers: how many people booked and came.",
    "A booking made after the week is erased 30 days after it was made.",
)
def test_erasing_by_date(booking, scene):
    """Word by word in tests/events/bookings/test_erasure.py and test_erased_everywhere.py."""
    date = scene.week.erase_on
    assert (date.isoformat(), scene.week.erase_after_days) == ("2025-06-17", 30)
    moment = scene.now.replace(month=6, day=17, hour=0, minute=0)
    Booking.objects.filter(pk=scene.other.booking.pk).update(created_at=scene.now.replace(month=5, day=25))
    assert erasure.erase_due_bookings(real_now=moment.replace(day=16)) == 0
    assert erasure.erase_due_bookings(real_now=moment) == 2
    assert erasure.erase_due_bookings(real_now=moment.replace(day=24)) == 1
    booking.refresh_from_db()
    for name in ("contact_name", "phone", "email", "school_name", "class_name", "arrival", "access_needs", "editor_note"):
        assert getattr(booking, name) == "", name
    assert (booking.school, booking.grade, booking.people) == (None, None, 2)
    assert not booking.notices.exclude(body="").exists()


@keeps(
    "If a code is asked for: a value made from number and code",
    "To see that the number is yours.",
    "Neither can be read from it; it is deleted within two days",
)
def test_neither_number_nor_code_is_kept(scene):
    assert phone_checks.KEPT_FOR.days == 1  # and the worker looks four times a day
    texts = [field.name for field in PhoneCheck._meta.fields if field.get_internal_type() == "CharField"]
    assert texts == ["key", "phone_hash", "code_hash"]
    assert "13800000007" not in phone_checks.hash_phone("13800000007")


@keeps(
    "Server logs are kept for six months, as the law requires, and then deleted; they hold no full telephone numbers and no"
    " addresses of tickets."
)
def test_logs(booking):
    line = mask_secrets(f"Not Found: /bookings/{booking.token}/ {booking.phone}")
    assert booking.token not in line
    assert booking.phone not in line
    assert "rotate 190" in (PROJECT / "deploy/one_machine/logrotate.conf").read_text()
    assert "MaxRetentionSec=190day" in (PROJECT / "deploy/one_machine/journald@portal.conf").read_text()


@keeps("Of back-ups only the newest are kept.", "If one is ever used, what had been erased since is erased again.")
def test_back_ups(booking, scene, caplog):
    assert project_settings.BACKUP_KEEP < 100
    with caplog.at_level("INFO"):
        erasure.erase_booking(booking_id=booking.pk, now=scene.now)
    assert f"Personal data erased: {booking.reference}" in caplog.text
    assert "erase_contacts --reference" in (PROJECT / "docs/privacy.md").read_text()


@keeps(
    "Staff of the host school see the bookings of their own sessions; staff of the bureau see all.",
    "Staff sign in each with their own account, see only what their work needs, and what they do with bookings is recorded.",
)
def test_staff_see_their_own(scene, client):
    pages = {user: [f"/admin/events/booking/{one.booking.pk}/change/" for one in (scene.own, scene.other)] for user in "ab"}
    client.force_login(scene.bob)
    assert [client.get(page).status_code for page in pages["b"]] == [200, 302]
    client.force_login(scene.alice)
    assert [client.get(page).status_code for page in pages["a"]] == [200, 200]
    services.cancel_booking(booking_id=scene.own.booking.pk, now=scene.now, actor=services.staff_actor(scene.alice))
    assert scene.own.booking.events.last().user == scene.alice


@keeps("Door staff see what they need to let you in.")
def test_door_staff_see_the_door_only(scene, client):
    user = User.objects.create_user("dora", password="secret-of-dora", is_staff=True)
    user.groups.add(Group.objects.get(name=DOOR))
    client.force_login(user)
    assert client.get("/desk/").status_code == 200
    assert client.get("/admin/events/booking/").status_code in (302, 403)


@keeps(
    "Numbers are masked (138****1234) in lists, exports and logs.",
    "Whenever staff view a full number, who and when is recorded.",
)
def test_masked_numbers_and_the_record_of_whole_ones(scene, client):
    client.force_login(scene.alice)
    booking = scene.own.booking
    assert booking.phone not in client.get("/admin/events/booking/").content.decode()
    export = client.post(reverse("admin:events_booking_export"), {"form": "csv0", "numbers": "masked"})
    assert booking.phone not in export.content.decode()
    assert booking.phone not in mask_secrets(booking.phone)
    assert not AuditEntry.objects.filter(event="phone_seen").exists()
    assert booking.phone in client.post(f"/admin/events/booking/{booking.pk}/phone/").content.decode()
    assert AuditEntry.objects.get(event="phone_seen").user == scene.alice


@keeps(
    "Anyone who has the address of your ticket page can see and change the booking.",
    "See or change: open your ticket page, or find it again with the booking reference and the mobile number.",
    "No account is needed.",
    "Do not pass it on; the QR code alone reveals nothing.",
    "To find a booking, the reference and number must match.",
    "After too many wrong attempts it pauses for a while, so that no one can guess.",
)
def test_the_ticket_and_how_to_find_it(booking, client):
    assert client.get(f"/bookings/{booking.token}/").status_code == 200
    assert client.get(f"/bookings/{booking.token}/change/").status_code == 200
    code = checkin_code(booking.reference)
    assert not any(secret in code for secret in (booking.token, booking.phone, booking.contact_name))
    found = client.post("/bookings/", {"reference": booking.reference, "phone": booking.phone})
    assert found["Location"] == f"/bookings/{booking.token}/"
    wrong = {"reference": booking.reference, "phone": "13800009999"}
    statuses = [client.post("/bookings/", wrong).status_code for _try in range(rate_limits.FINDS_PER_PHONE + 1)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


@keeps(
    "Nothing is published, sold or given to third parties.",
    "To send you a text message or email, only the number or address and the message go to the carrier.",
)
def test_no_interface_has_bookers_and_the_carrier_gets_number_and_message(booking, client):
    assert set(sms.TextMessage.__dataclass_fields__) == {"key", "phone", "values"}
    openapi = client.get("/api/v1/openapi.json").content.decode()
    for name in ("contact_name", "access_needs", "reference"):
        assert f'"{name}"' not in openapi
    for path in ("/events/availability.json", "/events/calendar.ics", f"/events/{booking.slot.session.slug}/"):
        text = client.get(path).content.decode()
        assert booking.contact_name not in text
        assert booking.phone not in text


@keeps(
    "No decision about you is made by a program alone: places go first come, first served, and classes are approved by people.",
    "Withdraw: cancel the booking on the ticket page, until the session starts.",
    "Its places are then released.",
)
def test_first_come_classes_by_people_and_cancelling(booking, scene, client):
    """The line is tested in tests/events/bookings/test_waiting_list.py, approval in test_decisions.py."""
    assert list(Booking.objects.in_line().query.order_by) == ["queued_at", "pk"]
    before = TimeSlot.objects.get(pk=booking.slot_id).places_taken
    client.post(f"/bookings/{booking.token}/cancel/")
    booking.refresh_from_db()
    assert booking.state == "cancelled"
    assert TimeSlot.objects.get(pk=booking.slot_id).places_taken == before - booking.people


@keeps(
    "Take along or erase at once, without waiting for the date above: on your ticket page, once you type the mobile number"
    " again.",
    "Erasing a booking whose time has not begun also cancels it.",
    "If you cannot open your ticket, tell us the booking reference.",
    "If a child's details reached us by mistake, for example in a remark, tell us: we erase them at once.",
)
def test_taking_along_and_erasing(booking, scene, client):
    ticket, right = f"/bookings/{booking.token}/", {"phone": booking.phone}
    assert json.loads(client.post(f"{ticket}data/", {**right, "format": "json"}).content)["booking"]["phone"] == booking.phone
    assert client.post(f"{ticket}erase/", {"phone": "13800009999"}).status_code == 200
    client.post(f"{ticket}erase/", right)
    booking.refresh_from_db()
    assert (booking.phone, booking.state) == ("", "cancelled")
    client.force_login(scene.alice)
    client.post(f"/admin/events/booking/{scene.own.booking.pk}/erase/")
    assert Booking.objects.get(pk=scene.own.booking.pk).phone == ""
    assert "access_needs" in own_data.BOOKING_FIELDS


@keeps(
    "If you do not agree to what is required, you can come without booking: exhibitions are open to all, and places are kept for"
    " walk-ins.",
    "A guardian may refuse.",
    "Then nothing is kept, and the child can still come with an adult to everything that needs no booking.",
    "Children under 14 do not book.",
)
def test_without_consent_nothing_is_kept(client, scene):
    sent = {"slot": scene.own.slot.pk, "contact_name": "王女士", "phone": "13800000007", "people": 1}
    count = Booking.objects.count()
    assert client.post(f"/events/{scene.own.session.slug}/book/", sent).status_code == 200
    alone = {**sent, "under_14": 1, "consent": "on"}
    assert client.post(f"/events/{scene.own.session.slug}/book/", alone).status_code in (200, 409)
    assert Booking.objects.count() == count
    assert scene.week.walk_in_percent > 0
    assert scene.own.slot.capacity > TimeSlot.objects.get(pk=scene.own.slot.pk).bookable
    assert EventSession._meta.get_field("booking_mode").default == "none"


@keeps("For a class, the list of names stays with the teacher.")
@keeps("The roster sheet is filled in the browser and printed; it is never sent to us.")
def test_the_roster_is_no_form(scene, client):
    EventSession.objects.filter(pk=scene.own.session.pk).update(booking_mode="class")
    booking = scene.own.booking
    Booking.objects.filter(pk=booking.pk).update(kind="class", pupils=1, adults=1, people=2)
    tree = TreeBuilder()
    tree.feed(client.get(f"/bookings/{booking.token}/sheet/").content.decode())
    main = next(tree.root.find_all("main"))
    assert not list(main.find_all("form"))
    assert all(not field.get("name") for field in main.find_all("input", "textarea"))


@keeps("When you booked, changed, cancelled, came")
def test_what_the_site_records(booking, scene):
    services.cancel_booking(booking_id=booking.pk, now=scene.now)
    assert [(event.to_state, event.at) for event in booking.events.all()] == [("confirmed", scene.now), ("cancelled", scene.now)]


@keeps(
    *("Light or dark, if you chose one", "Text size and contrast, if you chose them", "Protects forms against forgery"),
    "For three seconds after you book, so that the same form sent twice leads to its ticket",
    "For half an hour, that your mobile number was confirmed, if a code was asked for",
    "That the English pages were offered to you, which happens once",
    "For staff who sign in; and for a moment, to show you a message after you send a form",
    "None of them follows you, on this site or elsewhere.",
)
def test_every_cookie_is_listed(page):
    listed = set(re.findall(r"<code>([\w-]+)</code>", page))
    set_by_code = set()
    for file in PROJECT.glob("*/**/*.py"):
        if not {".venv", "tests", "deploy", "benchmarks"} & set(file.relative_to(PROJECT).parts):
            set_by_code |= set(re.findall(r"set_cookie\(\s*\"?(\w+)", file.read_text(encoding="utf-8")))
    names = {"COOKIE_OF_RECENT_BOOKING": full_slots.COOKIE_OF_RECENT_BOOKING, "COOKIE": phone_check_pages.COOKIE}
    assert {names.get(name, name) for name in set_by_code} <= listed | {"name"}
    assert {project_settings.SESSION_COOKIE_NAME, project_settings.CSRF_COOKIE_NAME} <= listed
    assert (full_slots.COOKIE_SECONDS, phone_checks.PROOF_SECONDS) == (3, 1800)


@keeps(
    "So that you can read without a network, your browser also keeps pages you looked at, the programme, your favourites, and the"
    " tickets you opened on a phone or asked it to keep, with their title, time and reference.",
    *("This never leaves your browser.",),
    "Anyone who uses the same browser can open these tickets; on a shared computer, remove them.",
)
def test_lists_in_the_browser_are_sent_nowhere():
    for name in ("saved-tickets.js", "favourites.js"):
        script = (PROJECT / "static" / "js" / name).read_text(encoding="utf-8")
        assert "localStorage" in script
        assert 'method: "post"' not in script.lower()
        assert "sendBeacon" not in script
    assert "remove" in (PROJECT / "static/js/saved-tickets.js").read_text(encoding="utf-8")
