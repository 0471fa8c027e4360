"""Base models of every published record, and models that all apps share."""

from content.models.clean_texts import CleanTexts
from content.models.clock import RehearsalClock
from content.models.heartbeat import Heartbeat
from content.models.picture import Picture
from content.models.public_generation import PublicGeneration
from content.models.published import Published, PublishedQuerySet
from content.models.record import Record
from content.models.search_synonym import SearchSynonym
from content.models.searchable import Searchable
from content.models.site_identity import SiteIdentity
from content.models.site_settings import SiteSettings
from content.models.sourced import Sourced

__all__ = [
    "CleanTexts",
    "Heartbeat",
    "Picture",
    "PublicGeneration",
    "Published",
    "PublishedQuerySet",
    "Record",
    "RehearsalClock",
    "SearchSynonym",
    "Searchable",
    "SiteIdentity",
    "SiteSettings",
    "Sourced",
]
