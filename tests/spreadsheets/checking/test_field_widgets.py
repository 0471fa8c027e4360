"""A value means the same whether it stands in a cell or in a file of another kind."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from events.models import ActivityWeek, EventSession, TimeSlot
from schools.models import Figure, School
from spreadsheets.checking.field_widgets import parse_value


@pytest.mark.parametrize(
    ("model", "name", "cell", "json", "value"),
    [
        (School, "aliases", "老名\n旧名", ["老名", "旧名"], ["老名", "旧名"]),
        (School, "level", "", "", ""),
        (EventSession, "kind", "讲座", "lecture", "lecture"),
        (ActivityWeek, "starts_on", "2025年5月12日", "2025-05-12", dt.date(2025, 5, 12)),
        (ActivityWeek, "is_current", "是", True, True),
        (TimeSlot, "capacity", "１２", 12, 12),
        (Figure, "value", "12.5", 12.5, Decimal("12.5")),
    ],
)
def test_cell_and_json_mean_the_same(model, name, cell, json, value):
    field = model._meta.get_field(name)
    assert parse_value(field, cell) == parse_value(field, json) == value


@pytest.mark.parametrize(
    ("model", "name", "value"), [(TimeSlot, "capacity", -1), (EventSession, "kind", ""), (School, "name", "x" * 61)]
)
def test_what_the_field_does_not_take_is_refused(model, name, value):
    with pytest.raises(ValidationError):
        parse_value(model._meta.get_field(name), value)
