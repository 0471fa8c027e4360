"""The content of a cell as text: the same for a workbook, a CSV file and the page that shows a change."""

import datetime as dt
import unicodedata
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from backoffice.formula_guard import unescape_formula
from content.control_characters import clean_text


class FormulaCell(str):
    """A formula of the workbook; refused, because only its result could be imported and the cell does not hold it."""

    __slots__ = ()


class ErrorCell(str):
    """The value Excel stores when a formula failed, such as #REF!."""

    __slots__ = ()


def clean_cell_text(text: str) -> str:
    """Return the text with `\n` line ends and without control characters: no record holds them, nor can a workbook."""
    return clean_text(text)


def format_cell_text(value) -> str:
    """Return a value as it is written in CSV and shown on the page; aware times in the portal's time zone."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        moment = round_to_second(timezone.localtime(value) if timezone.is_aware(value) else value)
        return moment.strftime("%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M")
    if isinstance(value, (float, Decimal)):
        return format_number(value)
    return clean_cell_text(value) if isinstance(value, str) else str(value)


def format_number(value) -> str:
    number = Decimal(repr(value)) if isinstance(value, float) else value
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def round_to_second(moment: dt.datetime) -> dt.datetime:
    """Round to the nearest second: Excel stores a moment as a fraction of a day, which is slightly inexact."""
    return (moment + dt.timedelta(milliseconds=500)).replace(microsecond=0)


def read_text_cell(cell) -> str:
    """Return the text of a cell; raises ValueError for a formula, an error value and a date Excel has made of a text."""
    if isinstance(cell, FormulaCell):
        raise ValueError(_("There is a formula in this cell. Copy it and paste it as a value, then import again."))
    if isinstance(cell, ErrorCell):
        raise ValueError(_("The cell holds the error %(error)s.") % {"error": cell})
    if isinstance(cell, (dt.datetime, dt.date, dt.time)):
        raise ValueError(_("Excel has made a date of this. Set the cell to “text” and type it again."))
    return format_cell_text(unescape_formula(cell) if isinstance(cell, str) else cell)


def is_blank_cell(cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def to_half_width(text: str) -> str:
    """Return the text with full-width digits and signs as ordinary ones, without spaces at the ends."""
    return unicodedata.normalize("NFKC", text).strip()
