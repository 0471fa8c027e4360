"""Every Chinese string that staff read, where it comes from, and what is wrong with it by the rules of the house.

Our own come from the catalogue, by the file they stand in; Django's from its catalogues, where ours has no other word.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from babel.messages.pofile import read_po

from edu_week.translations import TRANSLATED, po_path

# The pages of the back office and the desk, and the models whose names and fields those pages show
READ_BY_STAFF = re.compile(
    r"templates/(?:admin|desk)/|(?:backoffice|spreadsheets|accounts)/|(?:\w+/)+(?:admin|models)\b|content/(?:richtext|pictures)/"
)
FROM_DJANGO = (
    ("django.contrib.admin", "django.po"),
    ("django.contrib.admin", "djangojs.po"),
    ("django.contrib.auth", "django.po"),
)
NOT_SHOWN = {  # Django's, where the portal shows its own words or no such field
    "Django site admin",
    "Django administration",
    "object id",
    "LogEntry Object",
    "Whether the user will be able to authenticate using a password or not. If disabled, they may still be able to "
    "authenticate using other backends, such as Single Sign-On or LDAP.",
}

HAN = r"[一-鿿]"
NAMES = (  # what has no Chinese name, or is written so in Chinese
    r"Excel|WPS|Word|CSV|\.?xlsx?|JSON|XML|HTML|PDF|JPEG|PNG|WebP|AVIF|SVG|Markdown|Unicode|UTF-8|GB18030|GBK|GCJ-02|GPS|"
    r"QR|ID|ICP|IP|URL|API|MB|KB|https?|Cookie|iCalendar|SMS|TOTP|LDAP|iPhone|Microsoft Authenticator|FreeOTP|RC|App|"
    r"Ctrl|Control|Command|Mac|Alt|Enter|Tab|Esc|capacity|lacquer-painting|&day=[\d-]+|&kind=experience"
)
NOT_WORDS = re.compile(
    r"%\(\w+\)[a-z]|%[sd%]|\{[^{}]*\}|<[^<>]*>|&\w+;|“[^一-鿿”]*”|[\w./?#&=:%-]*[/@][\w./?#&=:%-]*|(?<![A-Za-z0-9])[A-Z0-9]{4}-?[A-Z0-9]{4}(?![A-Za-z0-9])"
    rf"|(?<![A-Za-z])(?:{NAMES})(?![A-Za-z])"
)
RULES = {
    "the polite word for you, which nothing else here uses": re.compile(r"\u60a8"),
    "half-width punctuation": re.compile(
        rf"(?:{HAN}|[”）])\s*[,;:?!](?![\w/])|[,;?!]{HAN}|\({HAN}|{HAN}\)|\.\.\.|{HAN}\.(?![a-z])"
    ),
    "straight quotation marks": re.compile(rf'["\']{HAN}|{HAN}["\']'),
    "a space between Chinese characters": re.compile(rf"{HAN} +{HAN}"),
    "a space beside a figure, a name or what is filled in": re.compile(
        rf"{HAN} +(?:%[(sd]|{{|\d|(?:{NAMES})(?![A-Za-z]))"
        rf"|(?:%\(\w+\)[a-z]|%[sd]|}}|(?<![A-Za-z0-9_/=-])\d+|(?<![A-Za-z])(?:{NAMES})) +{HAN}"
    ),
    "a time that is not 13:30": re.compile(r"\d点\d+分|点%\(minute"),
    "days below zero": re.compile(r"-\d+ ?(?:天|days)"),
}
ENGLISH = "English"


@dataclass(frozen=True)
class StaffString:
    chinese: str
    msgid: str  # what it is in the code
    places: tuple[str, ...]


def list_staff_strings() -> Iterator[StaffString]:
    with open(po_path(TRANSLATED), "rb") as stream:
        own = list(read_po(stream))
    for message in own:
        places = tuple(sorted({name for name, _line in message.locations if READ_BY_STAFF.match(name)}))
        if message.id and places:
            yield from build_strings(message, places)
    known = {(message.context, message.id) for message in own}
    for package, catalogue in FROM_DJANGO:
        with (files(package) / "locale" / TRANSLATED / "LC_MESSAGES" / catalogue).open("rb") as stream:
            for message in read_po(stream):
                if message.id and message.string and message.id not in NOT_SHOWN and (message.context, message.id) not in known:
                    yield from build_strings(message, (package,))


def build_strings(message, places) -> Iterator[StaffString]:
    sources = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    for chinese in strings:
        yield StaffString(chinese, sources[0], places)


def find_faults(chinese: str) -> list[str]:
    """Return which rules the words break."""
    words = NOT_WORDS.sub(" ", chinese)
    without_tags = re.sub(r"<[^<>]*>", "", chinese)
    found = [name for name, rule in RULES.items() if rule.search(without_tags)]
    return [*found, ENGLISH] if re.search(r"[A-Za-z]{2,}", words) else found


def list_faults(strings: Iterable[StaffString]) -> list[tuple[StaffString, list[str]]]:
    return [(one, faults) for one in strings if (faults := find_faults(one.chinese))]
