"""The base of every page of the back office on which records are edited."""

from backoffice.conflicts.lists import ListConflictMixin
from backoffice.history_pages.pages import VersionedAdmin
from backoffice.lifecycle.deletion import DeletionRefusalMixin
from backoffice.record_admin import RecordPageAdmin


class BaseAdmin(ListConflictMixin, DeletionRefusalMixin, VersionedAdmin, RecordPageAdmin):
    """Keeps versions, tells of other editors, and says why something stays."""
