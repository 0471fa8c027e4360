"""The sheet of a rehearsal's codes: a page in one file, to be printed or shown on a screen. The site does not serve it."""

from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from events.bookings.checkin_codes import SIGNATURE_LENGTH, checkin_code, qr_data_uri
from events.checkin.sentences import WORDS
from events.notices.texts import format_slot_span
from events.rehearsal.making import RehearsalDay
from events.rehearsal.parties import KIND, ODD_CODES, PARTIES, TAMPERED
from events.rehearsal.times import SLOTS, Session

STYLE = Path(__file__).with_name("sheet.css")


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One code: whose it is, for which time, and what the door has to say."""

    picture: str
    reference: str = ""
    who: str = ""
    size: str = ""
    when: str = ""
    title: str
    note: str


def write_sheet(path: Path, day: RehearsalDay):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render_sheet(day), encoding="utf-8")


def render_sheet(day: RehearsalDay) -> str:
    """Return the page in the current language."""
    context = {"rows": list_rows(day), "slots": list_desk(day), "host": day.hosts[Session.MAIN], "moment": day.moment}
    return render_to_string("events/rehearsal/sheet.html", {**context, "style": read_style()})


def read_style() -> SafeString:
    return format_html("<style>{}</style>", mark_safe(STYLE.read_text(encoding="utf-8")))  # noqa: S308 (our own file)


def list_desk(day: RehearsalDay) -> list[str]:
    """Return the slots of today to be chosen at the desk: those whose door is rehearsed."""
    names = [name for name, times in SLOTS.items() if times.session in (Session.MAIN, Session.ROOM) and not times.days]
    slots = [day.slots[name] for name in names if not day.slots[name].is_cancelled]
    return [f"{slot.session.title} {format_slot_span(slot.starts_at, slot.ends_at)}" for slot in slots]


def list_rows(day: RehearsalDay) -> list[SheetRow]:
    return [*(describe_party(day, party) for party in PARTIES), *list_odd_codes(day)]


def describe_party(day: RehearsalDay, party) -> SheetRow:
    booking = day.bookings[party.key]
    slot = booking.slot
    size = _("%(count)s people") % {"count": booking.people}
    return SheetRow(
        picture=qr_data_uri(checkin_code(booking.reference)),
        reference=booking.spaced_reference,
        who=f"{booking.school_name} {booking.grade_and_class}" if booking.is_for_class else booking.contact_name,
        size=f"{KIND[booking.is_for_class]} · {size}",
        when=f"{slot.session.title} {format_slot_span(slot.starts_at, slot.ends_at)}",
        title=str(WORDS[party.words_key].title),
        note=str(party.note),
    )


def list_odd_codes(day: RehearsalDay) -> list[SheetRow]:
    return [
        SheetRow(picture=qr_data_uri(make_odd_code(key, day)), title=str(WORDS[result].title), note=str(note))
        for key, (result, note) in ODD_CODES.items()
    ]


def make_odd_code(key: str, day: RehearsalDay) -> str:
    """Return a code with one letter of its signature changed, or one that is no ticket at all."""
    if key != TAMPERED:
        return "NOT-A-TICKET"
    code = checkin_code(day.bookings["family"].reference)
    letter = code[-SIGNATURE_LENGTH]
    return code[:-SIGNATURE_LENGTH] + ("A" if letter != "A" else "B") + code[-SIGNATURE_LENGTH + 1 :]
