"""Tags for the HTML head of a school's or an industry college's page: preview image and schema.org data."""

from django import template
from django.utils.safestring import SafeString

from content import schema_org
from content.templatetags.sharing import share_picture
from schools import share_metadata

register = template.Library()


@register.inclusion_tag("layout/_share_picture.html", takes_context=True)
def school_picture(context):
    school = context["school"]
    return share_picture(share_metadata.build_school_card(school, context["site"]), "school_card", school.slug)


@register.inclusion_tag("layout/_share_picture.html", takes_context=True)
def college_picture(context):
    college = context["college"]
    return share_picture(share_metadata.build_college_card(college, context["site"]), "college_card", college.slug)


@register.simple_tag(takes_context=True)
def school_data(context) -> SafeString:
    return schema_org.json_ld_script(share_metadata.school_schema_data(context["school"], context["site"]))


@register.simple_tag(takes_context=True)
def college_data(context) -> SafeString:
    return schema_org.json_ld_script(share_metadata.college_schema_data(context["college"], context["site"]))


@register.simple_tag
def school_group(school, site) -> str:
    return share_metadata.group_label(school, site)
