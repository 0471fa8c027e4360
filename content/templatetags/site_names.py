"""The names of site, city and campus for templates. Each takes `site`, the settings that every page has."""

from django import template

from content import site_names

register = template.Library()

register.simple_tag(site_names.site_name)
register.simple_tag(site_names.site_description)
register.simple_tag(site_names.city_name)
register.simple_tag(site_names.campus_name)
register.simple_tag(site_names.campus_short_name)
