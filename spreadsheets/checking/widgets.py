"""Widgets that turn a cell into a field's value and back. `clean` raises ValueError with the sentence to show.

`render` returns what a workbook stores: text, a number, or a naive moment in the portal's time zone. `clean` is never
called for a blank cell.
"""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import widgets

from spreadsheets.cells import clean_cell_text, format_cell_text, read_text_cell, round_to_second, to_half_width
from spreadsheets.limits import MAX_CELL

DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
TIMES = ("%H:%M", "%H:%M:%S")
DAY_NAME = re.compile(r"\(?(?:周|星期|礼拜)[一二三四五六日天]\)?")
CLOCK_WORDS = re.compile(r"(\d{1,2})[点时](?:(\d{1,2})分?|整)?")
OFFSET = re.compile(r"\d\d:\d\d(Z|[+-]\d\d:\d\d)\s*$")


class ComparesValuesMixin:
    """Base of every widget: `is_same` says whether an imported value equals the one the record has."""

    def is_same(self, before, value) -> bool:
        return before == value


class TextWidget(ComparesValuesMixin, widgets.CharWidget):
    """A long text is cleaned by the form field of its page, so that what is shown is what will be stored."""

    form_field = None

    def __init__(self, *, is_long=False):
        super().__init__()
        self.is_long = is_long

    def clean(self, value, row=None, **kwargs):
        text = read_text_cell(value)
        if self.form_field is None:
            return text if self.is_long else text.strip()
        return clean_with_form_field(self.form_field.clean, text)

    def is_same(self, before, value):
        """Excel cuts a cell at its limit: a text that was cut there does not count as changed."""
        before = clean_cell_text(before or "")
        return before == value or (len(value) >= MAX_CELL - 1 and before.startswith(value[: MAX_CELL - 1]))


def clean_with_form_field(clean, text: str):
    try:
        return clean(text)
    except ValidationError as refusal:
        raise ValueError(" ".join(refusal.messages)) from None


class SlugWidget(TextWidget):
    def clean(self, value, row=None, **kwargs):
        text = super().clean(value)
        if not slug_re.match(text):
            raise ValueError(_("Only letters, digits, hyphens and underscores make an address name, not “%s”.") % text[:40])
        return text


class WholeNumberWidget(ComparesValuesMixin, widgets.IntegerWidget):
    def clean(self, value, row=None, **kwargs):
        number = parse_number(value)
        if number != number.to_integral_value():
            raise ValueError(_("“%(value)s” is not a whole number.") % {"value": format_cell_text(value)})
        return int(number)

    def render(self, value, **kwargs):
        return value


class DecimalNumberWidget(ComparesValuesMixin, widgets.DecimalWidget):
    def clean(self, value, row=None, **kwargs):
        return parse_number(value)

    def render(self, value, **kwargs):
        return value


def parse_number(cell) -> Decimal:
    text = to_half_width(read_text_cell(cell)).replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or number.adjusted() > 18 or isinstance(cell, bool):
        raise ValueError(_("“%(value)s” is not a number.") % {"value": format_cell_text(cell)[:40]})
    return number


class YesNoWidget(ComparesValuesMixin, widgets.BooleanWidget):
    WORDS = {
        **dict.fromkeys(("是", "yes", "y", "true", "1", "√", "对"), True),
        **dict.fromkeys(("否", "no", "n", "false", "0", "×", "不"), False),
    }

    def clean(self, value, row=None, **kwargs):
        word = to_half_width(read_text_cell(value)).lower()
        if word not in self.WORDS:
            raise ValueError(_("Write 是 or 否, not “%(value)s”.") % {"value": word[:40]})
        return self.WORDS[word]

    def render(self, value, **kwargs):
        return {True: "是", False: "否"}.get(value, "")


class ChoiceWidget(ComparesValuesMixin, widgets.Widget):
    """A choice, named by its label or its code."""

    def __init__(self, choices):
        super().__init__()
        self.choices = list(choices)

    def clean(self, value, row=None, **kwargs):
        text = read_text_cell(value).strip()
        for code, label in self.choices:
            if text in (str(label), str(code)):
                return code
        labels = "、".join(str(label) for _code, label in self.choices)
        raise ValueError(_("“%(value)s” is none of: %(words)s.") % {"value": text[:40], "words": labels})

    def render(self, value, **kwargs):
        return str(dict(self.choices).get(value, "" if value is None else value))


# Excel stores a day as the number of days since this one; a cell without a date format shows just that number.
EXCEL_DAY_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 (as it stands in a workbook)
EXCEL_DAYS = range(36526, 73051)  # the years 2000 to 2099


def parse_excel_serial(cell) -> dt.datetime | None:
    """Return the naive moment that a number stands for where Excel has lost the format of the cell, else None."""
    if isinstance(cell, bool):
        return None
    try:
        days = float(to_half_width(cell) if isinstance(cell, str) else cell)
    except (TypeError, ValueError):
        return None
    return round_to_second(EXCEL_DAY_ZERO + dt.timedelta(days=days)) if int(days) in EXCEL_DAYS else None


class DayWidget(ComparesValuesMixin, widgets.DateWidget):
    def clean(self, value, row=None, **kwargs):
        if isinstance(value, dt.datetime):
            return value.date()
        parsed = parse_excel_serial(value) or parse_moment_text(value, DAYS)
        if parsed is None:
            raise ValueError(_("“%(value)s” is no date. Write it like 2025-05-13.") % {"value": read_text_cell(value)[:40]})
        return parsed.date()

    def render(self, value, **kwargs):
        return value


class MomentWidget(ComparesValuesMixin, widgets.DateTimeWidget):
    """A moment in the portal's time zone; a text may name another zone by an ISO 8601 offset."""

    def clean(self, value, row=None, **kwargs):
        if isinstance(value, str) and OFFSET.search(value):
            return parse_with_offset(value)
        formats = [f"{day}{gap}{time}" for day in DAYS for gap in (" ", "T", "") for time in TIMES]
        if isinstance(value, dt.datetime):
            parsed = round_to_second(value)
        else:
            parsed = parse_excel_serial(value) or parse_moment_text(value, formats)
        if parsed is None:
            text = format_cell_text(value)[:40]
            raise ValueError(_("“%(value)s” is no date and time. Write it like 2025-05-13 09:30.") % {"value": text})
        return timezone.make_aware(parsed)

    def is_same(self, before, value):
        return format_cell_text(before) == format_cell_text(value)

    def render(self, value, **kwargs):
        return round_to_second(timezone.localtime(value)).replace(tzinfo=None) if value else None


def parse_with_offset(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text.strip())
    except ValueError:
        sentence = _("“%(value)s” is no date and time. Write it like 2025-05-13 09:30.")
        raise ValueError(sentence % {"value": text[:40]}) from None


def normalise_moment(text: str) -> str:
    """Return the text without the name of the day, and times such as 13点30分 with a colon."""
    text = DAY_NAME.sub(" ", to_half_width(text))
    text = CLOCK_WORDS.sub(lambda found: f"{found[1]}:{found[2] or '00'}", text)
    return " ".join(text.split())


def parse_moment_text(cell, formats) -> dt.datetime | None:
    """Return a naive moment, or None where the cell matches none of the formats."""
    text = str(cell) if isinstance(cell, dt.date) else normalise_moment(read_text_cell(cell))
    for form in formats:
        try:
            return dt.datetime.strptime(text, form)  # noqa: DTZ007 (made aware by the caller)
        except ValueError:
            continue
    return None


class LinesWidget(ComparesValuesMixin, widgets.Widget):
    """A JSON list, one item a line, as in the forms of the back office."""

    def __init__(self, form_field):
        super().__init__()
        self.form_field = form_field

    def clean(self, value, row=None, **kwargs):
        return clean_with_form_field(self.form_field.to_python, value if isinstance(value, list) else read_text_cell(value))

    def render(self, value, **kwargs):
        return self.form_field.prepare_value(value or [])
