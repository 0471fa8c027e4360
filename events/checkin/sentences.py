"""What door staff read about each result: a title of a word or two, readable at arm's length, and a sentence.

The placeholders in braces are filled in by `format_words`, and by a device without a network, which gets the same words in its
list. What each placeholder says stands in `PLACEHOLDERS`.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from events.models import Result


class Words(NamedTuple):
    title: str
    sentence: str


PLACEHOLDERS = {
    "people": "how many there are of them, or how many are booked",
    "time": "the first time they came in",
    "device": "the name of the device that let them in",
    "when": "the span of the slot of the ticket",
    "where": "the session of the ticket and its place",
    "from": "when the door opens",
    "until": "when the slot ends",
    "kept": "until when places were kept",
    "places": "the places for walk-ins",
    "asked": "how many people were asked for",
    "needed": "how many adults are needed",
    "made": "when the list was fetched",
}

# Besides the results: those of them that have more than one sentence, and what is added to a welcome.
WORDS: dict[str, Words] = {
    Result.WELCOME: Words(_("Welcome"), _("People: {people}.")),
    "welcome_late": Words(_("Welcome"), _("People: {people}. They are late and take places for walk-ins.")),
    "welcome_walk_in": Words(_("Welcome"), _("Walk-ins: {people}.")),
    "corrected": Words(_("Corrected"), _("People: {people}.")),
    "undone": Words(_("Undone"), _("They no longer count as in.")),
    Result.ALREADY_IN: Words(_("Already in"), _("They came in at {time}, {device}. People: {people}.")),
    Result.TOO_EARLY: Words(_("Too early"), _("The door opens at {from}.")),
    Result.TOO_LATE: Words(_("Too late"), _("It ended at {until}.")),
    "too_late_full": Words(
        _("Too late"),
        _("Their places were kept until {kept}. There are {people} of them; places left for walk-ins: {places}."),
    ),
    Result.OTHER_SESSION: Words(_("Not this session"), _("This ticket is for {when}, {where}.")),
    Result.OTHER_DAY: Words(_("Not today"), _("This ticket is for {when}, {where}.")),
    Result.CANCELLED: Words(_("Cancelled"), _("This booking was cancelled. They may enter as walk-ins while there are places.")),
    Result.REJECTED: Words(
        _("Not approved"), _("This class was not approved. They may enter as walk-ins while there are places.")
    ),
    Result.WAITING: Words(_("Waiting list only"), _("They got no place. They may enter as walk-ins while there are places.")),
    Result.PENDING: Words(_("Not approved yet"), _("Nobody has decided on this class. Please ask whoever approves classes.")),
    Result.CHANGE_NOT_APPROVED: Words(
        _("Change not approved"), _("They asked for this time slot, but it was not approved. What counts: {when}, {where}.")
    ),
    Result.UNKNOWN: Words(_("Unknown code"), _("No booking has it. Please look for them by reference, number or class.")),
    Result.TAMPERED: Words(
        _("Not a true ticket"), _("Its code has been changed. Please look for them by reference, number or class.")
    ),
    Result.NO_PLACES: Words(_("No places left"), _("There are {people} of them; places left for walk-ins: {places}.")),
    Result.NOT_LISTED: Words(_("Please check by hand"), _("Not on the list of this phone ({made}), please check by hand.")),
    "more_not_approved": Words(
        _("Change not approved"), _("They asked for {asked} people, which nobody approved: {people} count.")
    ),
    "adults": Words(_("Too few adults"), _("Adults needed for a class of this size: {needed}.")),
}


def format_words(key: str, **values) -> Words:
    """Return title and sentence in the current language; a placeholder without a value is blank."""
    words = WORDS[key]
    return Words(str(words.title), str(words.sentence).format(**{**dict.fromkeys(PLACEHOLDERS, ""), **values}).strip())


def all_words() -> dict[str, dict[str, str]]:
    """Return all words with their placeholders, in the current language, as devices get them."""
    return {str(key): {"title": str(words.title), "sentence": str(words.sentence)} for key, words in WORDS.items()}
