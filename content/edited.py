"""The base of every page of the back office on which records are edited."""

from content.editing.lists import GuardsLists
from content.keeping.refusing import RefusesDeletion
from content.record_admin import RecordPageAdmin
from content.versions.pages import VersionedAdmin


class EditedAdmin(GuardsLists, RefusesDeletion, VersionedAdmin, RecordPageAdmin):
    """Keeps versions, tells of other editors, and says why something stays."""
