from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.booking import Booking
from events.models.session import EventSession


class FeedbackCount(models.Model):
    """How often one answer was given about a session. No row says who gave it, or when."""

    class Question(models.TextChoices):
        LIKED = "liked", _("How did you like it?")
        INTEREST = "interest", _("Are you more interested in vocational education now?")

    class Answer(models.TextChoices):
        VERY = "very", _("Very much")
        WELL = "well", _("It was good")
        SO_SO = "so_so", _("So-so")
        NOT = "not", _("Not really")
        MORE = "more", _("More than before")
        SAME = "same", _("As before")
        LESS = "less", _("Less than before")

    ANSWERS = {
        Question.LIKED: (Answer.VERY, Answer.WELL, Answer.SO_SO, Answer.NOT),
        Question.INTEREST: (Answer.MORE, Answer.SAME, Answer.LESS),
    }

    session = models.ForeignKey(EventSession, models.CASCADE, verbose_name=_("session"), related_name="feedback_counts")
    question = models.CharField(_("question"), max_length=12, choices=Question.choices)
    answer = models.CharField(_("answer"), max_length=12, choices=Answer.choices)
    count = models.PositiveIntegerField(_("number of answers"), default=0)

    class Meta:
        verbose_name = _("answers about a session")
        verbose_name_plural = _("answers about sessions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["session", "question", "answer"], name="feedback_counted_once"),
            models.CheckConstraint(
                condition=Q(question="liked", answer__in=("very", "well", "so_so", "not"))
                | Q(question="interest", answer__in=("more", "same", "less")),
                name="feedback_answers_its_question",
            ),
        ]

    def __str__(self):
        return f"{self.session} {self.get_question_display()} {self.get_answer_display()}: {self.count}"


class FeedbackGiven(models.Model):
    """That a booking has answered, so that it answers once. What it answered is nowhere."""

    booking = models.OneToOneField(
        Booking, models.CASCADE, verbose_name=_("booking"), primary_key=True, related_name="feedback_given"
    )

    class Meta:
        verbose_name = _("feedback that was given")
        verbose_name_plural = _("feedback that was given")
        default_permissions = ()

    def __str__(self):
        return str(self.booking)
