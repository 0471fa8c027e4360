from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member of staff. Visitors have no accounts."""

    display_name = models.CharField(_("name shown"), max_length=40, blank=True)
    schools = models.ManyToManyField(
        "schools.School",
        verbose_name=_("schools"),
        blank=True,
        related_name="editors",
        help_text=_("Whose pages, sessions and bookings this person looks after."),
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("staff account")
        verbose_name_plural = _("staff accounts")

    def __str__(self):
        return self.display_name or self.username
