"""Which tables the public pages are made of. A new table counts as public until it is named here as private."""

from django.apps import apps
from simple_history.models import HistoricalChanges

PUBLIC_APPS = ("content", "schools", "events", "alumni")
PRIVATE_MODELS = {
    "content.heartbeat",
    "content.publicgeneration",
    "content.rehearsalclock",
    "schools.editorship",
    "events.arrival",
    "events.booking",
    "events.bookingchange",
    "events.bookingevent",
    "events.checkin",
    "events.editionpreparation",
    "events.editionswap",
    "events.feedbackcount",
    "events.feedbackgiven",
    "events.message",
    "events.notice",
    "events.slotattendance",
    "events.phonecheck",
    "events.submission",
    "events.visitingschoolcount",
}
# Columns whose change alone makes no page outdated: pages with live places are kept a few seconds only.
LIVE_COLUMNS = {"events.timeslot": {"places_taken"}}


def list_public_models() -> list:
    """Return the models that public pages show, with the tables between them; histories are written with their record."""
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.app_label in PUBLIC_APPS and is_public_model(model)]


def is_public_model(model) -> bool:
    owner = model._meta.auto_created or model
    return owner._meta.label_lower not in PRIVATE_MODELS and not issubclass(model, HistoricalChanges)


def list_watched_columns(model) -> list[str] | None:
    """Return the columns whose change makes pages outdated, or None for all of them."""
    live = LIVE_COLUMNS.get(model._meta.label_lower)
    return [field.column for field in model._meta.concrete_fields if field.column not in live] if live else None
