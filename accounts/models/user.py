from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import CleanTexts


class User(CleanTexts, AbstractUser):
    """A member of staff. Visitors have no accounts."""

    display_name = models.CharField(_("name shown"), max_length=40, blank=True)
    expires_at = models.DateTimeField(
        _("account ends"),
        null=True,
        blank=True,
        help_text=_("From this moment nobody can log in with it. Blank: it does not end."),
    )
    password_changed_at = models.DateTimeField(
        _("password changed"),
        null=True,
        editable=False,
        default=timezone.now,
        help_text=_("Blank: somebody else chose it, so that its owner has to change it."),
    )
    last_login_address = models.GenericIPAddressField(_("address of the last log-in"), null=True, editable=False)

    gets_review_mail = models.BooleanField(
        _("email about reviews"),
        default=True,
        db_default=True,
        editable=False,
        help_text=_("Whether email says that something waits for review, was adopted, returned or answered."),
    )
    is_demonstration = models.BooleanField(_("demonstration account"), default=False, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = _("staff account")
        verbose_name_plural = _("staff accounts")

    def __str__(self):
        return self.display_name or self.username

    replaced_password = ""  # hash of the password being replaced, until the new one is saved

    def set_password(self, raw_password):
        self.replaced_password = self.replaced_password or self.password
        super().set_password(raw_password)
        self.password_changed_at = timezone.now()

    @property
    def has_ended(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()
