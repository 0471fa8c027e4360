"""No whole mobile number in an address of the back office: browsers keep addresses, and so do proxies and logs.

A search (or a filter) that contains one is redirected to a signed address, good for an hour, that names the bookings with that
number instead of the number. The search field then shows 138****0001, which may be searched for as well.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.admin.views.main import SEARCH_VAR
from django.core import signing
from django.http import HttpResponseRedirect

from content.masking import mask_phone
from content.text_cleaning import normalise_digits, normalise_width

SALT = "backoffice.number_search"
VALID_SECONDS = 3600
PREFIX = "~"  # no reference, name or number begins with it
WHOLE_NUMBER = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?(1[3-9]\d)[\s-]*(\d{4})[\s-]*(\d{4})(?!\d)")
MASKED_NUMBER = re.compile(r"(1[3-9]\d)\*{4}(\d{4})")

# Returns the keys of the bookings with a number; the app that has bookings puts its function here.
number_finders: list[Callable[[str], list[int]]] = []


@dataclass(frozen=True, kw_only=True)
class NumberSearch:
    """`ids` are keys of bookings; None where the signed address has expired."""

    shown: str
    ids: list[int] | None


def find_whole_number(text: str) -> str:
    """Return the first mobile number in the text as eleven digits, however its digits are grouped; "" if there is none."""
    found = WHOLE_NUMBER.search(normalise_digits(normalise_width(text)))
    return "".join(found.groups()) if found else ""


def sign_number_search(number: str) -> str:
    ids = [pk for find in number_finders for pk in find(number)]
    return PREFIX + signing.dumps({"shown": mask_phone(number), "ids": ids}, salt=SALT, compress=True)


def read_number_search(term: str) -> NumberSearch | None:
    """Return what a signed search stands for; None if the term is none of ours."""
    if not term.startswith(PREFIX):
        return None
    signed = term.removeprefix(PREFIX)
    try:
        value = signing.loads(signed, salt=SALT, max_age=VALID_SECONDS)
    except signing.SignatureExpired:
        return NumberSearch(shown=signing.loads(signed, salt=SALT)["shown"], ids=None)
    except signing.BadSignature:
        return None
    return NumberSearch(**value)


def redirect_whole_number(request) -> HttpResponseRedirect | None:
    """Return the redirect to the same page without the number; None for an address that has none."""
    if request.method not in ("GET", "HEAD") or not (number := find_number_in(request.GET)):
        return None
    others = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name != SEARCH_VAR and not find_whole_number(value) and not find_whole_number(name)
    ]
    return HttpResponseRedirect(f"{request.path}?{urlencode([*others, (SEARCH_VAR, sign_number_search(number))])}")


def find_number_in(query) -> str:
    texts = [text for name, values in query.lists() for text in (name, *values)]
    return next(filter(None, map(find_whole_number, texts)), "")
