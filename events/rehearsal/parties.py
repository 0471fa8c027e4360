"""Who comes to the rehearsed door, in which state their booking is, and what the door has to say to each."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Result


@dataclass(frozen=True, kw_only=True)
class RehearsalParty:
    """A made-up booking. `steps` are the functions of `making` that its booking goes through, in their order.

    A party with `pupils` is a class. `words` is the key of the door's words if the result alone does not say which.
    """

    key: str
    slot: str
    result: Result
    people: int = 0
    under_14: int = 0
    pupils: int = 0
    adults: int = 0
    access_needs: str = ""
    steps: tuple[str, ...] = ()
    note: str = ""
    words: str = ""

    @property
    def is_class(self) -> bool:
        return self.pupils > 0

    @property
    def words_key(self) -> str:
        return self.words or self.result


APPROVED = ("approve",)
PARTIES = (
    RehearsalParty(key="family", slot="running", people=3, result=Result.WELCOME, note=_("A family, in time.")),
    RehearsalParty(
        key="children", slot="running", people=4, under_14=3, result=Result.WELCOME, note=_("Three of the four are under 14.")
    ),
    RehearsalParty(
        key="needs",
        slot="running",
        people=2,
        access_needs="轮椅",
        result=Result.WELCOME,
        note=_("One comes in a wheelchair: the door says what they need."),
    ),
    RehearsalParty(
        key="class_of_45",
        slot="running",
        pupils=45,
        adults=3,
        steps=APPROVED,
        result=Result.WELCOME,
        note=_("A class of 45. Count who is there; with 43 pupils and 2 adults the door asks for another adult."),
    ),
    RehearsalParty(
        key="class_soon",
        slot="soon",
        pupils=20,
        adults=1,
        steps=APPROVED,
        result=Result.WELCOME,
        note=_("A class, early but welcome."),
    ),
    RehearsalParty(
        key="moved",
        slot="later",
        people=2,
        steps=("move_to_soon",),
        result=Result.WELCOME,
        note=_("They moved to an earlier time themselves; the same code still works."),
    ),
    RehearsalParty(
        key="more_people",
        slot="soon",
        people=2,
        result=Result.WELCOME,
        note=_("Three come instead of two: correct the number, and somebody more takes a walk-in place."),
    ),
    RehearsalParty(
        key="already_in",
        slot="running",
        people=2,
        steps=("let_in",),
        result=Result.ALREADY_IN,
        note=_("Let in at the other door."),
    ),
    RehearsalParty(
        key="late",
        slot="late",
        people=3,
        result=Result.WELCOME,
        words="welcome_late",
        note=_("Late; there are still places for walk-ins."),
    ),
    RehearsalParty(
        key="late_full",
        slot="late_full",
        people=3,
        result=Result.TOO_LATE,
        words="too_late_full",
        note=_("Late, and walk-ins have taken the places meanwhile."),
    ),
    RehearsalParty(key="too_early", slot="later", people=2, result=Result.TOO_EARLY, note=_("Two hours early.")),
    RehearsalParty(key="over", slot="over", people=2, result=Result.TOO_LATE, note=_("It is over.")),
    RehearsalParty(
        key="other_day",
        slot="other_day",
        people=2,
        result=Result.OTHER_DAY,
        note=_("Their ticket is for the day after tomorrow."),
    ),
    RehearsalParty(
        key="elsewhere", slot="elsewhere", people=2, result=Result.OTHER_SESSION, note=_("Another session of this school.")
    ),
    RehearsalParty(
        key="other_school", slot="other_school", people=2, result=Result.OTHER_SESSION, note=_("A session of another school.")
    ),
    RehearsalParty(
        key="cancelled", slot="running", people=3, steps=("cancel",), result=Result.CANCELLED, note=_("Cancelled by themselves.")
    ),
    RehearsalParty(
        key="called_off", slot="called_off", people=2, result=Result.CANCELLED, note=_("The whole time slot was called off.")
    ),
    RehearsalParty(
        key="fills_room", slot="full", people=5, result=Result.WELCOME, note=_("They have the last places of the small room.")
    ),
    RehearsalParty(
        key="waiting", slot="full", people=2, result=Result.WAITING, note=_("On the waiting list, and nobody moved up.")
    ),
    RehearsalParty(
        key="pending", slot="other_day", pupils=20, adults=1, result=Result.PENDING, note=_("A class that nobody has decided on.")
    ),
    RehearsalParty(
        key="rejected",
        slot="running",
        pupils=20,
        adults=1,
        steps=("reject",),
        result=Result.REJECTED,
        note=_("A class that was not approved."),
    ),
    RehearsalParty(
        key="lapsed",
        slot="running",
        pupils=20,
        adults=1,
        steps=("lapse",),
        result=Result.REJECTED,
        note=_("A class that nobody decided on in time."),
    ),
    RehearsalParty(
        key="asked_for_move",
        slot="other_day",
        pupils=20,
        adults=1,
        steps=("approve", "ask_for_move", "lapse"),
        result=Result.CHANGE_NOT_APPROVED,
        note=_("They asked for today, which nobody approved; their day is the one after tomorrow."),
    ),
    RehearsalParty(
        key="asked_for_more",
        slot="running",
        pupils=20,
        adults=1,
        steps=("approve", "ask_for_more", "lapse"),
        result=Result.WELCOME,
        note=_("They asked for more people, which nobody approved: those booked are welcome, and the door says so."),
    ),
)
TAMPERED, UNKNOWN = "tampered", "unknown"
# Codes on the sheet that no booking has
ODD_CODES = {
    TAMPERED: (Result.TAMPERED, _("A code in which somebody changed a letter.")),
    UNKNOWN: (Result.UNKNOWN, _("A code of something else.")),
}
KIND = {True: pgettext_lazy("at the door", "class"), False: pgettext_lazy("at the door", "family")}
