from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.history.records import Versions
from content.models.clean_texts import CleanTexts
from content.uploads.picture_field import PictureField


class Picture(CleanTexts):
    """A picture, with the declarations required to show it."""

    class MinorsDeclaration(models.TextChoices):
        NONE_RECOGNISABLE = "none", _("no recognisable minor is in the picture")
        CONSENTED = (
            "consented",
            _("guardians of every recognisable minor consented in writing"),
        )

    image = PictureField(_("picture"), upload_to="pictures/")
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    focal_x = models.PositiveSmallIntegerField(_("from the left, in percent"), default=50, validators=[MaxValueValidator(100)])
    focal_y = models.PositiveSmallIntegerField(_("from the top, in percent"), default=50, validators=[MaxValueValidator(100)])
    # its renditions: a list of {"format", "width", "name"}
    files = models.JSONField(default=list, editable=False)
    # when to try next to make the renditions, in real time; null once they exist or after the last try
    prepare_at = models.DateTimeField(null=True, editable=False, default=timezone.now, db_index=True)
    prepare_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    alt_text = models.CharField(
        _("description"),
        max_length=200,
        help_text=_("For people who cannot see it: what it shows."),
    )
    alt_text_en = models.CharField(_("description (English)"), max_length=200, blank=True)
    credit = models.CharField(_("photographer or source"), max_length=100, blank=True)
    minors = models.CharField(_("recognisable minors"), max_length=12, choices=MinorsDeclaration.choices)
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("uploaded by"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    history = Versions(excluded_fields=["files", "prepare_at", "prepare_tries"])

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(width__gt=0, height__gt=0), name="picture_has_its_size"),
            models.CheckConstraint(condition=~models.Q(alt_text=""), name="picture_is_described"),
            models.CheckConstraint(condition=models.Q(minors__in=["none", "consented"]), name="picture_declares_minors"),
            models.CheckConstraint(condition=models.Q(focal_x__lte=100, focal_y__lte=100), name="picture_focus_inside"),
        ]

    def is_read_by_public(self) -> bool:
        return True

    def __str__(self):
        return self.alt_text

    def save(self, **kwargs):
        if not self.image._committed:  # a new file, for which there are no renditions yet; private in Django 5.2.19
            self.files, self.prepare_at, self.prepare_tries = [], timezone.now(), 0
        super().save(**kwargs)

    @property
    def is_being_prepared(self) -> bool:
        return self.prepare_at is not None

    @property
    def file_names(self) -> list[str]:
        """Names of all stored files of this picture."""
        return [self.image.name, *(file["name"] for file in self.files)]
