from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VisitorInformation(models.Model):
    """What somebody needs to know to come to a place, and whom to ask there. A blank field is not shown anywhere."""

    address = models.CharField(_("address"), max_length=200, blank=True)
    bus = models.CharField(_("bus"), max_length=200, blank=True, help_text=_("Lines and the stop to get off at."))
    bus_en = models.CharField(_("bus (English)"), max_length=300, blank=True)
    parking = models.CharField(_("parking"), max_length=200, blank=True, help_text=_("For cars and for coaches."))
    parking_en = models.CharField(_("parking (English)"), max_length=300, blank=True)
    opening_hours = models.CharField(
        _("opening hours"), max_length=200, blank=True, help_text=_("When people may enter, such as: 8:30–17:30 in the week.")
    )
    opening_hours_en = models.CharField(_("opening hours (English)"), max_length=300, blank=True)
    contact = models.CharField(
        pgettext_lazy("whom to ask", "contact"),
        max_length=100,
        blank=True,
        help_text=_("The office to ask, with hours if it has any. No private person."),
    )
    contact_en = models.CharField(_("contact (English)"), max_length=200, blank=True)
    phone = models.CharField(
        _("telephone"), max_length=40, blank=True, help_text=_("Blank: no page asks anybody to telephone this place.")
    )

    class Meta:
        abstract = True


VISITOR_INFORMATION = tuple(field.name for field in VisitorInformation._meta.fields)
