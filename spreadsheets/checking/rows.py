"""What becomes of one row, and what is said against it."""

from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _
from import_export.results import RowResult

NEW, CHANGED, SAME, ERROR = "new", "changed", "same", "error"
KINDS_OF_RESULT = {RowResult.IMPORT_TYPE_NEW: NEW, RowResult.IMPORT_TYPE_UPDATE: CHANGED, RowResult.IMPORT_TYPE_SKIP: SAME}


@dataclass(kw_only=True)
class SheetRow:
    """What becomes of one row. `changes` are (field, before, after) as text, `errors` (field or "", sentence)."""

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
    """Django's own words, but for two that are hard to understand in a table."""
    words = CLEARER_MESSAGES.get(error.code)
    return str(words) % (error.params or {}) if words else " ".join(error.messages)


def error_sentences(found: ValidationError, known: set[str]) -> list[tuple[str, str]]:
    """(column or "", sentence) for each."""
    named = found.error_dict if hasattr(found, "error_dict") else {NON_FIELD_ERRORS: found.error_list}
    pairs = [(error_column(name, error), error_sentence(error)) for name, errors in named.items() for error in errors]
    return [(name if name in known else "", sentence) for name, sentence in pairs]


def error_column(name: str, error: ValidationError) -> str:
    """What several columns must not repeat together is said at the last of them."""
    return error.params["unique_check"][-1] if error.code == "unique_together" else name
