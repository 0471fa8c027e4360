from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content import public_cache
from content.history.records import Versions
from content.models.clean_texts import CleanTexts


class SiteSettings(CleanTexts):
    """The one row of settings that staff edit: names of site, city and campus, header, footer, log-in rules.

    A blank field is not shown. `loaded` is what the loader of an edition last wrote, as in `Sourced`.
    """

    site_name = models.CharField(
        _("site name"),
        max_length=60,
        blank=True,
        help_text=_("Stands in the header, in search engines, on cards, in the news feed and in the code app of staff."),
    )
    site_name_en = models.CharField(_("site name (English)"), max_length=100, blank=True)
    city_name = models.CharField(
        _("city"), max_length=20, blank=True, help_text=_("As it stands in a heading, without the word for “city”.")
    )
    city_name_en = models.CharField(_("city (English)"), max_length=40, blank=True)
    city_in_addresses = models.CharField(
        _("city in addresses"), max_length=20, blank=True, help_text=_("As it stands in a postal address. Blank: as above.")
    )
    province_name = models.CharField(_("province"), max_length=20, blank=True, help_text=_("As it stands in a postal address."))
    campus_name = models.CharField(
        pgettext_lazy("of a city's schools", "campus"),
        max_length=60,
        blank=True,
        help_text=_(
            "The site where city and provincial schools stand together. Blank: there is none, and no page speaks of one."
        ),
    )
    campus_name_en = models.CharField(_("campus (English)"), max_length=100, blank=True)
    campus_short_name = models.CharField(
        _("campus, short"), max_length=20, blank=True, help_text=_("What people call it within a sentence and on the map.")
    )
    campus_short_name_en = models.CharField(_("campus, short (English)"), max_length=40, blank=True)
    organiser = models.CharField(_("organiser"), max_length=200, blank=True)
    hotline = models.CharField(_("hotline"), max_length=40, blank=True)
    hotline_hours = models.CharField(_("hotline hours"), max_length=100, blank=True)
    contact_email = models.EmailField(_("contact email"), blank=True)
    address = models.CharField(_("postal address"), max_length=200, blank=True)
    complaints = models.CharField(
        _("complaints and reports"),
        max_length=200,
        blank=True,
        help_text=_("Telephone or email for complaints."),
    )
    privacy_officer = models.CharField(_("person responsible for personal data"), max_length=100, blank=True)
    icp_number = models.CharField(_("ICP filing number"), max_length=60, blank=True)
    police_number = models.CharField(_("public security filing number"), max_length=60, blank=True)
    site_code = models.CharField(_("government site code"), max_length=20, blank=True)
    second_factor_required = models.BooleanField(
        _("second factor required"),
        default=False,
        help_text=_(
            "Whoever publishes, sees every school or looks after accounts then logs in with a code besides the password."
        ),
    )
    password_max_age_days = models.PositiveSmallIntegerField(
        _("days a password is valid"),
        default=90,
        validators=[MaxValueValidator(3650)],
        help_text=_("After that its owner has to choose another one. 0: it does not expire."),
    )
    loaded = models.JSONField(default=dict, editable=False)
    history = Versions(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        permissions = [("publish_records", "Can publish without asking")]
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="site_settings_one_row"),
        ]

    def __str__(self):
        return str(_("Site settings"))

    def save(self, **kwargs):
        self.pk = 1
        super().save(**kwargs)

    @property
    def contact_line(self) -> str:
        """Whom to ask, in one line; blank where neither telephone nor email is set."""
        return " ".join(filter(None, [self.hotline, self.hotline_hours])) if self.hotline else self.contact_email

    def is_read_by_public(self) -> bool:
        return True

    @classmethod
    def load(cls) -> "SiteSettings":
        """Return the stored row, or unsaved blank settings if there is none yet."""
        return public_cache.get_or_make("site settings", lambda: cls.objects.filter(pk=1).first() or cls(pk=1))
