"""Search in the lists of bookings, and of notices and arrivals by their booking.

Staff mostly have a reference or a whole mobile number before them: both are looked up by their indexes. Only for names is
every booking read, once: the list asks three times for what is found, and is given its keys.
"""

import re

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.utils.text import smart_split, unescape_string_literal
from django.utils.translation import gettext as _

from backoffice.number_search import MASKED_NUMBER, number_finders, read_number_search
from content.text_search.tokens import fold_text
from events.models import Booking
from schools.models import School

MOST_KEYS = 1_000  # of more rows the database finds a page quickly without their keys
PHONE = re.compile(r"1[0-9]{10}")


def search_bookings(bookings: QuerySet[Booking], term: str) -> QuerySet[Booking]:
    """Return the bookings with this reference or mobile number; if there are none, those in which each word is found.

    A whole number arrives as a signed search (`backoffice.number_search`).
    """
    if search := read_number_search(term):
        return bookings.filter(pk__in=search.ids or ())
    if masked := MASKED_NUMBER.fullmatch(term.strip()):
        return bookings.filter(has_masked_number(masked))
    number = join_number(term)
    numbered = bookings.filter(has_number(number))
    if numbered.exists():
        return numbered
    if PHONE.fullmatch(number):
        return bookings.none()
    return limit_to_found(bookings, has_part(number) | has_words(term))


def search_by_booking(rows: QuerySet, term: str, beside: Q | None = None) -> QuerySet:
    """Return the rows whose booking has this mobile number, or a reference with this part, and those of `beside`."""
    if search := read_number_search(term):
        return rows.filter(booking__in=search.ids or ())
    if masked := MASKED_NUMBER.fullmatch(term.strip()):
        return rows.filter(booking__in=Booking.objects.filter(has_masked_number(masked)).order_by().values("pk"))
    number = join_number(term)
    bookings = Booking.objects.filter(has_number(number))
    if not bookings.exists():
        bookings = limit_to_found(Booking.objects.all(), has_part(number))
    found = Q(booking__in=bookings.order_by().values("pk"))
    return rows.filter(found | beside if beside else found)


def find_bookings_by_number(number: str) -> list[int]:
    return list(Booking.objects.filter(phone=number).order_by().values_list("pk", flat=True))


number_finders.append(find_bookings_by_number)


def has_masked_number(masked) -> Q:
    return Q(phone__startswith=masked[1], phone__endswith=masked[2])


class NumberSearchMixin:
    """Mixin for the `ModelAdmin` of a list that is searched for numbers: the search field shows no signed text."""

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        if search := read_number_search(changelist.query):
            changelist.query = search.shown
            if search.ids is None:
                self.message_user(request, _("This search is over an hour old. Please type the number again."), messages.WARNING)
        return changelist


def join_number(term: str) -> str:
    """Return the term without spaces and hyphens: references are shown with a hyphen, numbers are typed in groups."""
    return "".join(term.split()).replace("-", "").upper()


def has_number(number: str) -> Q:
    return Q(reference=number) | Q(phone=number)


def has_part(number: str) -> Q:
    return Q(reference__contains=number) if number.isascii() and number.isalnum() else Q(pk__in=())


def has_words(term: str) -> Q:
    found = Q()
    for word in smart_split(term):
        is_quoted = word.startswith(('"', "'")) and word[0] == word[-1]
        found &= has_word(unescape_string_literal(word) if is_quoted else word)
    return found


def has_word(word: str) -> Q:
    """Return what a name contains the word by; the comparison that ignores case takes twice as long, and Chinese has none."""
    lookup = "contains" if word.upper() == word.lower() else "icontains"
    schools = School.objects.filter(search_text__contains=fold_text(word)).order_by().values("pk")
    return Q(**{f"contact_name__{lookup}": word}) | Q(**{f"school_name__{lookup}": word}) | Q(school__in=schools)


def limit_to_found(rows: QuerySet, condition: Q) -> QuerySet:
    """Return the rows that meet the condition: by their keys, unless there are more than `MOST_KEYS`."""
    found = rows.filter(condition)
    keys = list(found.order_by().values_list("pk", flat=True)[: MOST_KEYS + 1])
    return rows.filter(pk__in=keys) if len(keys) <= MOST_KEYS else found
