"""The base of every page of the back office on which records are edited."""

from backoffice.conflicts.lists import GuardsLists
from backoffice.lifecycle.deletion import RefusesDeletion
from backoffice.record_admin import RecordPageAdmin
from backoffice.history_pages.pages import VersionedAdmin


class EditedAdmin(GuardsLists, RefusesDeletion, VersionedAdmin, RecordPageAdmin):
    """Keeps versions, tells of other editors, and says why something stays."""
