"""The portal as its servers have it, but for the quick clock; for the control, without the guard that is named in `GUARD_OFF`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edu_week.settings")

from tests.door_rehearsal.quick_clock import quicken_portal

quicken_portal()

from edu_week.wsgi import application  # noqa: E402, F401 (after the clock)

if os.environ.get("GUARD_OFF") == "room":
    from events.checkin import rules

    rules.fits_walk_in_places = lambda entry, people: True
