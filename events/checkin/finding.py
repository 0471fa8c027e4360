"""Finding a booking at the door: by its code or reference, by the mobile number or its last four digits, or by class."""

import re

from django.db.models import Q, QuerySet

from content.numerals import NUMERAL, read_numeral
from content.text_cleaning import normalise_width
from content.text_search.pinyin import build_search_text
from content.text_search.tokens import fold_text
from events.bookings.checkin_codes import read_signed_reference
from events.checkin.outcome_words import name_class
from events.checkin.queries import door_bookings
from events.models import Booking
from events.models.booking import REFERENCE_ALPHABET, REFERENCE_LENGTH

REFERENCE = re.compile(rf"[{REFERENCE_ALPHABET}]{{{REFERENCE_LENGTH}}}")
PHONE = re.compile(r"1\d{10}")
LAST_FOUR = re.compile(r"\d{4}")
MOST_FOUND = 20
MOST_CHARACTERS = 60


def find_for_door(query: str, slots: list[int]) -> list[Booking]:
    """Return up to `MOST_FOUND` bookings in these slots that the query means; the order is that of `slots`."""
    bookings = door_bookings().filter(slot__in=slots).exclude(state=Booking.State.HELD)
    bookings = bookings.select_related("slot__session__week", "slot__session__venue", "school", "check_in")
    text = normalise_width(query).strip()[:MOST_CHARACTERS]
    number = "".join(char for char in text if char.isalnum()).upper()
    exact = exact_condition(text, number)
    found = list(bookings.filter(exact)[: MOST_FOUND * 3]) if exact else find_by_words(bookings, text)
    places = {slot_id: place for place, slot_id in enumerate(slots)}
    return sorted(found, key=lambda booking: (not booking.is_live, places[booking.slot_id], booking.pk))[:MOST_FOUND]


def exact_condition(text: str, number: str) -> Q | None:
    """Return the condition of a code, a reference, a number or its last digits; None where it is words."""
    reference, is_true = read_signed_reference(text)
    if reference:
        return Q(reference=reference) if is_true else Q(pk__in=())
    if PHONE.fullmatch(number):
        return Q(phone=number)
    if LAST_FOUR.fullmatch(number):
        return Q(phone__endswith=number)
    return Q(reference=number) if REFERENCE.fullmatch(number) else None


def find_by_words(bookings: QuerySet[Booking], text: str) -> list[Booking]:
    """Return the classes in whose school, grade and name each word is found, as written, in pinyin or by initials.

    Where there are none, those that have all the characters in this order: 演练中学八4班 is 演练中学 八年级（初二） 4班.
    """
    words = fold_text(text).split()
    if not words:
        return []
    classes = list(bookings.filter(kind=Booking.Kind.CLASS))
    found = [booking for booking in classes if all(word in class_search_text(booking) for word in words)]
    return found or [booking for booking in classes if has_in_order(squeeze_text(text), squeeze_text(name_class(booking)))]


def squeeze_text(text: str) -> str:
    """Return its letters and digits, Chinese numerals as digits. A device does the same (static/js/desk/door-list.js)."""
    return "".join(char for char in NUMERAL.sub(lambda found: read_numeral(found[0]), fold_text(text)) if char.isalnum())


def has_in_order(wanted: str, text: str) -> bool:
    """Whether the characters of `wanted`, which are more than a number, come in this order in the text."""
    rest = iter(text)
    return any(char.isalpha() for char in wanted) and all(char in rest for char in wanted)


def class_search_text(booking: Booking) -> str:
    aliases = " ".join(booking.school.aliases) if booking.school else ""
    return build_search_text(name_class(booking), aliases)
