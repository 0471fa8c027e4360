"""Seventh step: show what the save means for others and ask for confirmation once, before anything is written."""

from typing import Protocol

from backoffice.record_steps.edit import RecordEdit


class Clashes(Protocol):
    """What `find_clashes` of a record page returns: other records that the edited one collides with."""

    sentence: str

    @property
    def is_open_question(self) -> bool:
        """Whether there is a clash that the user has not confirmed yet."""


class Consequences(Protocol):
    """The class named by `consequences` of a record page; an instance is made for each save of an existing record."""

    def __init__(self, edit: RecordEdit): ...

    @staticmethod
    def was_asked(request) -> bool:
        """Whether the page that `ask` returns is what was sent."""

    def ask(self):
        """Return the page that asks for confirmation, or None if there is nothing to ask or the user has confirmed.

        One that is only to be shown again (`is_reopened`) counts as not confirmed.
        """

    def write(self):
        """Save the record and the consequences; called instead of `save_model`."""


def show_consequences(edit: RecordEdit):
    if not edit.has_something_to_write:
        return None
    edit.clashes = edit.model_admin.find_clashes(edit)
    if edit.clashes is not None and edit.clashes.is_open_question:
        edit.questions.append(edit.clashes.sentence)
        return edit.model_admin.render_page(edit)
    if edit.is_change and edit.model_admin.consequences is not None:
        edit.consequences = edit.model_admin.consequences(edit)
        return edit.consequences.ask()
    return None
