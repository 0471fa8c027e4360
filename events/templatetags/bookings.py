"""Texts that several booking pages share."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def waiting_list_policy():
    return _(
        "Places that come free go to the first in line whose whole party fits; who is passed over keeps the place in line."
        " You need not confirm. In the last hour before the start nobody moves up: those places go to people at the door."
    )
