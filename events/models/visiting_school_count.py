from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.week import ActivityWeek
from schools.models import School


class VisitingSchoolCount(models.Model):
    """What the erased class bookings of one school came to in a week: added up before the school's name left the booking.

    Without a `school` it is all those whose school has no record here; a name that somebody typed is not kept.
    """

    week = models.ForeignKey(ActivityWeek, models.CASCADE, verbose_name=_("week"), related_name="visiting_school_counts")
    school = models.ForeignKey(School, models.CASCADE, verbose_name=_("school"), null=True, related_name="+")
    classes = models.PositiveIntegerField(_("classes"), default=0)
    pupils = models.PositiveIntegerField(_("pupils"), default=0)
    adults = models.PositiveIntegerField(_("adults"), default=0)
    classes_in = models.PositiveIntegerField(_("classes that came"), default=0)
    pupils_in = models.PositiveIntegerField(_("pupils who came"), default=0)
    adults_in = models.PositiveIntegerField(_("adults who came"), default=0)

    class Meta:
        verbose_name = _("visitors of a school")
        verbose_name_plural = _("visitors by school")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["week", "school"], name="visitors_once_per_school"),
            models.UniqueConstraint(fields=["week"], condition=Q(school=None), name="visitors_of_others_once"),
            models.CheckConstraint(condition=Q(classes_in__lte=models.F("classes")), name="visitors_in_booked"),
        ]

    def __str__(self):
        return f"{self.week} {self.school or '—'}: {self.classes}"
