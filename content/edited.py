"""The base of every page of the back office on which records are edited."""

from content.editing.lists import GuardsLists
from content.editing.pages import GuardsEdits
from content.keeping.refusing import RefusesDeletion
from content.versions.pages import VersionedAdmin


class EditedAdmin(GuardsLists, GuardsEdits, RefusesDeletion, VersionedAdmin):
    """Keeps versions, tells of other editors, and says why something stays."""
