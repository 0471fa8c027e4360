"""Fifth step: what the save means for others is shown and asked about once, before anything is written."""

from typing import Protocol

from backoffice.record_steps.edit import RecordEdit


class Clashes(Protocol):
    """What `clashes` of a record page returns: what the record stands in the way of."""

    sentence: str

    @property
    def is_open_question(self) -> bool:
        """Whether there is something that whoever saves has not yet said to have seen."""


class Consequences(Protocol):
    """What `consequences` of a record page makes for each save of a record that exists."""

    def __init__(self, edit: RecordEdit): ...

    def ask(self):
        """The page that shows them, until it is confirmed; None where there is nothing to ask."""

    def write(self):
        """Saves the record and what follows from it, in place of `save_model`."""


def show_consequences(edit: RecordEdit):
    if not edit.has_something_to_write:
        return None
    edit.clashes = edit.page.find_clashes(edit)
    if edit.clashes is not None and edit.clashes.is_open_question:
        edit.form.add_error(None, edit.clashes.sentence)
        return edit.page.render_page(edit)
    if edit.is_change and edit.page.consequences is not None:
        edit.consequences = edit.page.consequences(edit)
        return edit.consequences.ask()
    return None
