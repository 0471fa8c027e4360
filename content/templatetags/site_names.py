"""Tags for the names of site, city and campus. Each takes `site`, the SiteSettings in the context of every page."""

from django import template

from content import site_names

register = template.Library()

register.simple_tag(site_names.site_name)
register.simple_tag(site_names.site_description)
register.simple_tag(site_names.city_name)
register.simple_tag(site_names.campus_name)
register.simple_tag(site_names.campus_short_name)
