"""The forms of those who look for their booking."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from events.bookings.fields import MobileField, ReferenceField


class FindForm(forms.Form):
    reference = ReferenceField(
        label=_("Booking reference"),
        max_length=40,
        help_text=_("Eight letters and digits, on your ticket."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    phone = MobileField(label=_("Mobile number"), max_length=40, help_text=_("The one you booked with."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(Div("reference", "phone", css_class="field-row"))


class OwnNumberForm(forms.Form):
    """Asks once more for the number of the booking whose ticket is open."""

    phone = MobileField(label=_("Mobile number"), max_length=40, help_text=_("The one you booked with, to make sure it is you."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class TicketLinkForm(forms.Form):
    """Asks for the address of a ticket once more."""

    link_phone = MobileField(label=_("Mobile number"), max_length=40, help_text=_("The one you booked with."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
