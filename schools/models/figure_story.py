from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.history.records import Versions
from content.models import CleanTexts, Record
from schools.models.figure import Figure
from schools.models.figure_text import check_places


class FigureStory(Record):
    """A text about published figures in one place of the site, a drawing of them, or both. Without figures it is not shown.

    In every text {1}, {2} … stand for the `display` of the first, second … figure, printed as published.
    """

    class Place(models.TextChoices):
        NUMBERS = "numbers", _("numbers: a drawing in the part of its first figure")
        HOME_MAP = "home_map", _("home: beside the map of districts")
        SCHOOLS = "schools", _("schools: head of the page, figures beside the map, note after the provincial schools")
        COLLEGES = "colleges", _("industry colleges: head of the page and of its part on the home page")
        PARTNERSHIPS = "partnerships", _("partnerships: figures of the first group")
        CONSORTIA = "consortia", _("partnerships: after the heading of the consortia")

    class Kind(models.TextChoices):
        CELLS = "cells", _("cells: a square for each thing counted")
        DOTS = "dots", _("dots: those of the first figure filled, those of the second not")
        BARS = "bars", _("bars: on one scale")
        SHARE = "share", _("share: the second figure as a part of a whole")
        PLUS = "plus", _("plus: one block that holds the first figure, and a block for each thing of the second")
        STREAK = "streak", _("streak: a chain with a ring for each time in a row")
        MEDALS = "medals", _("medals: one for each thing of the first figure; the second as a part of a disc")
        CROWD = "crowd", _("crowd: a dot for each person")
        FLOW = "flow", _("flow: the first figure as a stream that parts into the others")

    place = models.CharField(
        _("where it stands"),
        max_length=12,
        choices=Place.choices,
        default=Place.NUMBERS,
        help_text=_("Shown with one figure or more. Of several in one place the first; on the page of numbers all of them."),
    )
    kind = models.CharField(
        _("drawing"),
        max_length=12,
        choices=Kind.choices,
        blank=True,
        help_text=_("For the page of numbers. Dots, a share and a plus need two figures."),
    )
    title = models.CharField(
        _("title"),
        max_length=120,
        blank=True,
        help_text=_("{1} stands for the words of the first figure below, {2} for those of the second; never type a number."),
    )
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    text = models.CharField(_("sentence below the title"), max_length=300, blank=True)
    text_en = models.CharField(_("sentence below the title (English)"), max_length=400, blank=True)
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("In small letters; such as what the report does not say.")
    )
    note_en = models.CharField(_("note (English)"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Small numbers come first."))

    search_fields = ("title", "title_en", "text")

    class Meta:
        verbose_name = _("figure story")
        verbose_name_plural = _("figure stories")
        ordering = ["place", "order", "slug"]

    def __str__(self):
        return self.title or str(self.get_place_display())

    def clean(self):
        super().clean()
        check_places(self, ("title", "title_en", "text", "text_en", "note", "note_en"))
        if self.place == self.Place.NUMBERS and not (self.title and self.kind):
            raise ValidationError(
                {"title" if self.kind else "kind": _("On the page of numbers a story has a title and a drawing.")}
            )


class StoryFigure(CleanTexts):
    """A figure of a story. `whole` is drawn, never printed."""

    story = models.ForeignKey(FigureStory, models.CASCADE, verbose_name=_("figure story"), related_name="rows")
    figure = models.ForeignKey(Figure, models.PROTECT, verbose_name=_("figure"), related_name="story_rows")
    label = models.CharField(
        _("words beside it"), max_length=80, blank=True, help_text=_("Blank: what the figure says is counted.")
    )
    label_en = models.CharField(_("words beside it (English)"), max_length=160, blank=True)
    whole = models.PositiveSmallIntegerField(
        _("out of"),
        null=True,
        blank=True,
        help_text=_(
            "How many the whole has, where the figure is a part of one, such as 5 for a fifth. It is drawn, not written."
        ),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Small numbers come first."))
    history = Versions()

    class Meta:
        verbose_name = _("figure of the story")
        verbose_name_plural = _("figures of the story")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["story", "figure"], name="figure_once_per_story"),
            models.CheckConstraint(
                condition=models.Q(whole__isnull=True) | models.Q(whole__gte=1, whole__lte=400),
                name="story_figure_whole_can_be_drawn",
            ),
        ]

    def is_read_by_public(self) -> bool:
        return True

    def __str__(self):
        return str(self.figure)

    def clean(self):
        super().clean()
        check_places(self, ("label", "label_en"))
