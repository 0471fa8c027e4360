"""Base of every admin whose records are edited."""

from backoffice.conflicts.lists import ListConflictMixin
from backoffice.history_pages.pages import VersionedAdmin
from backoffice.lifecycle.deletion import DeletionRefusalMixin
from backoffice.record_admin import RecordPageAdmin


class BaseAdmin(ListConflictMixin, DeletionRefusalMixin, VersionedAdmin, RecordPageAdmin):
    """The record page with version history, detection of conflicts, and explained refusals to delete."""
