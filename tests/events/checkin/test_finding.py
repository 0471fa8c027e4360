"""What staff type to find a class: its school, grade and name as people say them."""

import pytest

from events.checkin.finding import find_for_door
from tests.events.checkin.conftest import make_booking, make_class

NAME = "榆次一中 八年级（初二） 4班"
OTHER = "榆次一中 九年级（初三） 14班"
# What is typed, and whether it means the first class, the other, or both
TYPED = [
    ("八年级", (True, False)),
    ("榆次一中 4班", (True, True)),
    ("榆次一中八年级4班", (True, False)),
    ("榆次一中初二（4）班", (True, False)),
    ("一中八4班", (True, False)),
    ("初二四班", (True, False)),
    ("八四班", (True, False)),
    ("九年级十四班", (False, True)),
    ("初三5班", (False, False)),
    ("四班八年级", (False, False)),
    ("0084", (False, False)),
    ("班", (True, True)),
    ("！", (False, False)),
]


@pytest.fixture
def classes(place):
    make_booking(place.slot, 2)
    named = {"school_name": "榆次一中", "school": None}
    return [
        make_class(place.slot, class_name="4班", grade=8, **named),
        make_class(place.slot, class_name="14班", grade=9, **named),
    ]


@pytest.mark.parametrize(("typed", "is_meant"), TYPED)
def test_classes_are_found_as_people_say_them(classes, place, typed, is_meant):
    found = find_for_door(typed, [place.slot.pk])
    assert found == [booking for booking, is_it in zip(classes, is_meant, strict=True) if is_it]
