"""Clashes as sentences. Users who look after some schools do not see titles of other schools that are not public yet."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import TimeSlot
from events.programme.clashes import Clash, SharedResource
from schools.scoping import schools_of_user, sees_every_school

CLASH_SENTENCES = {
    (SharedResource.SESSION,): gettext_lazy("This session has another time slot then, %(time)s."),
    (SharedResource.VENUE,): gettext_lazy("The venue is taken %(time)s by %(who)s."),
    (SharedResource.PART,): gettext_lazy("A part of the venue, or the whole it is in, is taken %(time)s by %(who)s."),
    (SharedResource.PRESENTER,): gettext_lazy("The presenter is taken %(time)s by %(who)s."),
    (SharedResource.VENUE, SharedResource.PRESENTER): gettext_lazy("Venue and presenter are taken %(time)s by %(who)s."),
    (SharedResource.PART, SharedResource.PRESENTER): gettext_lazy(
        "The presenter and a part of the venue are taken %(time)s by %(who)s."
    ),
}
MILD_CLASH_SENTENCES = {
    (SharedResource.SESSION,): CLASH_SENTENCES[(SharedResource.SESSION,)],
    (SharedResource.VENUE,): gettext_lazy("At the same venue there is also %(who)s, %(time)s."),
    (SharedResource.PART,): gettext_lazy("In a part of the venue, or the whole it is in, there is also %(who)s, %(time)s."),
    (SharedResource.HOST,): gettext_lazy("The host school is also busy %(time)s with %(who)s."),
}


class ClashSentences:
    """Describes clashes for one user: call it with a clash."""

    def __init__(self, user):
        self.sees_all = sees_every_school(user)
        self.schools = set() if self.sees_all else set(schools_of_user(user).values_list("pk", flat=True))

    def __call__(self, clash: Clash) -> str:
        return (MILD_CLASH_SENTENCES if clash.is_mild else CLASH_SENTENCES)[clash.wants] % {
            "time": format_time_span(clash.other),
            "who": self.name_session(clash.other),
        }

    def split(self, clashes: Iterable[Clash]) -> tuple[list[str], list[str]]:
        """Return the sentences as (warnings, notes): clashes that are not mild, and mild ones."""
        clashes = list(clashes)
        return [self(c) for c in clashes if not c.is_mild], [self(c) for c in clashes if c.is_mild]

    def name_session(self, slot: TimeSlot) -> str:
        is_own = self.sees_all or slot.session.host_school_id in self.schools
        if is_own or getattr(slot, "is_public", False):
            return _("“%(title)s”") % {"title": slot.session.title}
        return _("another session")


def format_time_span(slot: TimeSlot) -> str:
    start, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    return f"{start:%H:%M}–{end:%H:%M}"
