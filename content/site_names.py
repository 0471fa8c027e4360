"""Names of the site, its city and its campus, from the site settings.

Everything that shows one of these names gets it here, so that pages, cards, manifest, feeds, mails, API and second factor
agree.
"""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from content.languages import localized_value
from content.models import SiteSettings


def site_name(site: SiteSettings) -> str:
    return localized_value(site, "site_name") or _("Vocational Education Week")


def site_description(site: SiteSettings) -> str:
    """Return one sentence for search engines, shared links and the web app manifest."""
    return _("%(site)s: programme, places, schools, industry colleges, graduates.") % {"site": site_name(site)}


def city_name(site: SiteSettings) -> str:
    """Return the city's name for use within a sentence; "" if it is not set."""
    return localized_value(site, "city_name")


def campus_name(site: SiteSettings) -> str:
    """Return the full name of the campus; "" if the city's schools have none in common."""
    return localized_value(site, "campus_name")


def campus_short_name(site: SiteSettings) -> str:
    """Return the short name of the campus for use within a sentence; "" if there is no campus."""
    return localized_value(site, "campus_short_name") or (pgettext("of a city's schools", "campus") if campus_name(site) else "")


def schema_address(site: SiteSettings, *, street: str = "", district: str = "") -> dict:
    """Return a schema.org PostalAddress in the city; the locality includes the district, and unknown parts are left out."""
    city = site.city_in_addresses or site.city_name
    known = {
        "streetAddress": street,
        "addressLocality": f"{city}{district}",
        "addressRegion": site.province_name,
        "addressCountry": "CN",
    }
    return {"@type": "PostalAddress", **{name: value for name, value in known.items() if value}}
