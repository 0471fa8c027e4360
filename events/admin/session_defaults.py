"""What the page of a new session is filled in with: whatever leaves no choice, and the place of the account's last session."""

from events.models import ActivityWeek, EventSession, Venue
from schools.scoping import schools_of_user


def suggest_session_values(user) -> dict:
    """Return initial values by field name; a field for which nothing is known is left out."""
    found = {"week": find_only_week(), "host_school": find_only_school(user), "venue": find_last_venue(user)}
    return {name: key for name, key in found.items() if key is not None}


def find_only_week() -> int | None:
    """Return the key of the week that is shown, or of the only one there is."""
    weeks = dict(ActivityWeek.objects.values_list("pk", "is_current"))
    current = [key for key, is_current in weeks.items() if is_current] or list(weeks)
    return current[0] if len(current) == 1 else None


def find_only_school(user) -> int | None:
    schools = list(schools_of_user(user).order_by("pk").values_list("pk", flat=True)[:2])
    return schools[0] if len(schools) == 1 else None


def find_last_venue(user) -> int | None:
    """Return the venue of the session that the account saved last."""
    last = EventSession.history.filter(history_user=user).order_by("-history_date", "-history_id")
    venue = last.values_list("venue_id", flat=True).first()
    return venue if venue is not None and Venue.objects.filter(pk=venue).exists() else None
