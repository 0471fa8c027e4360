"""What the site, its city and its campus are called: written by the bureau in the site settings, read by everything that says it.

Whoever needs one of these names asks here, so that head, cards, manifest, feeds, mails, open interface and second factor agree.
"""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from content.languages import localized_value
from content.models import SiteSettings


def site_name(site: SiteSettings) -> str:
    return localized_value(site, "site_name") or _("Vocational Education Week")


def site_description(site: SiteSettings) -> str:
    """One sentence for search engines, shared links and the first screen of a phone."""
    return _("%(site)s: programme, places, schools, industry colleges, graduates.") % {"site": site_name(site)}


def city_name(site: SiteSettings) -> str:
    """As it stands within a sentence; blank while nobody has filled it in."""
    return localized_value(site, "city_name")


def campus_name(site: SiteSettings) -> str:
    """Blank where the city's schools have no campus in common."""
    return localized_value(site, "campus_name")


def campus_short_name(site: SiteSettings) -> str:
    """As people call it in a sentence; blank where there is no campus."""
    return localized_value(site, "campus_short_name") or (pgettext("of a city's schools", "campus") if campus_name(site) else "")


def schema_address(site: SiteSettings, *, street: str = "", district: str = "") -> dict:
    """A postal address in the city as schema.org writes one, its locality with the district. What is not known is left out."""
    city = site.city_in_addresses or site.city_name
    known = {
        "streetAddress": street,
        "addressLocality": f"{city}{district}",
        "addressRegion": site.province_name,
        "addressCountry": "CN",
    }
    return {"@type": "PostalAddress", **{name: value for name, value in known.items() if value}}
