"""The outcome of one row, and its errors as sentences."""

from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _
from import_export.results import RowResult

NEW, CHANGED, SAME, ERROR = "new", "changed", "same", "error"
KINDS_OF_RESULT = {RowResult.IMPORT_TYPE_NEW: NEW, RowResult.IMPORT_TYPE_UPDATE: CHANGED, RowResult.IMPORT_TYPE_SKIP: SAME}


@dataclass(kw_only=True)
class SheetRow:
    """The outcome of one row. `changes` are (field, before, after) as text, `errors` are (field or "", sentence).

    `original` holds the stored values by attribute name, nothing for a new record; `links` the new values of many-to-many fields.
    """

    number: int
    outcome: str
    label: str = ""
    changes: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    record: object = None
    original: dict = field(default_factory=dict)
    links: dict = field(default_factory=dict)

    @property
    def changed(self) -> set[str]:
        return {name for name, _before, _after in self.changes}

    @property
    def is_new(self) -> bool:
        return self.outcome == NEW


CLEARER_MESSAGES = {
    "unique": _("Another record has this already."),
    "unique_together": _("There is such a %(model_name)s already."),
    "max_length": _("Too long: %(show_value)s characters, and at most %(limit_value)s fit."),
}


def error_sentence(error: ValidationError) -> str:
    """Return Django's own message, except for a few that are hard to understand in a table."""
    message = CLEARER_MESSAGES.get(error.code)
    return str(message) % (error.params or {}) if message else " ".join(error.messages)


def error_sentences(error: ValidationError, columns: set[str]) -> list[tuple[str, str]]:
    """Return (column, sentence) for each error; the column is "" where it is none of `columns`."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    pairs = [(error_column(name, item), error_sentence(item)) for name, items in by_field.items() for item in items]
    return [(name if name in columns else "", sentence) for name, sentence in pairs]


def error_column(name: str, error: ValidationError) -> str:
    """Return the column of an error; one about several columns together is reported at the last of them."""
    return error.params["unique_check"][-1] if error.code == "unique_together" else name
