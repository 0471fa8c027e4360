"""Where a venue is, as far as it is known: in which school, and whether on the campus.

No source gives positions, so the drawing shows only what is inside what, and says that it is a scheme.
"""

from dataclasses import dataclass

from content.models import SiteSettings
from content.site_names import campus_name, campus_short_name
from events.models import Venue
from schools.models import District, School


@dataclass(frozen=True, kw_only=True)
class VenueLocation:
    """On the campus: the `campus` record, if there is one, and its `schools`. Elsewhere: the `district`, if known.

    `campus_name` and `campus_short_name` are blank where the city has no campus.
    """

    venue: Venue
    school: School | None
    is_on_campus: bool
    campus_name: str = ""
    campus_short_name: str = ""
    campus: Venue | None = None
    schools: tuple[School, ...] = ()
    district: District | None = None

    @property
    def is_whole_campus(self) -> bool:
        return self.venue.kind == Venue.Kind.CAMPUS

    @property
    def room(self) -> str:
        """The venue's name without that of the school it is in."""
        return self.venue.name.removeprefix(self.school.name if self.school else "") or self.venue.name


def locate_venue(venue: Venue, site: SiteSettings) -> VenueLocation | None:
    """Return the location of a venue, None if only its name is known. Select its school, district and parent beforehand."""
    school = venue.school if venue.school and venue.school.is_published else None
    campus = venue if venue.kind == Venue.Kind.CAMPUS else venue.parent
    names = {"campus_name": campus_name(site), "campus_short_name": campus_short_name(site)}
    if campus and campus.kind == Venue.Kind.CAMPUS or (school and school.is_on_campus and names["campus_name"]):
        schools = School.objects.published().filter(group__in=School.CAMPUS_GROUPS).order_by("group", "sort_key")
        return VenueLocation(venue=venue, school=school, is_on_campus=True, campus=campus, schools=tuple(schools), **names)
    if school:
        district = venue.district or school.district
        return VenueLocation(venue=venue, school=school, is_on_campus=False, district=district, **names)
    return None
