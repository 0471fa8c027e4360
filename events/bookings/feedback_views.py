"""The page with two questions after a visit. Its answers are fixed; there is nothing to type."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from content import clock
from events.bookings.feedback import Question, can_give_feedback, give_feedback, has_given_feedback
from events.bookings.ticket_views import get_booking_by_token
from events.models import FeedbackCount


def make_answer_field(question: FeedbackCount.Question) -> forms.ChoiceField:
    choices = [(answer.value, answer.label) for answer in FeedbackCount.ANSWERS[question]]
    return forms.ChoiceField(label=question.label, choices=choices, widget=forms.RadioSelect)


class FeedbackForm(forms.Form):
    liked = make_answer_field(Question.LIKED)
    interest = make_answer_field(Question.INTEREST)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class BookingFeedback(View):
    """Ask, thank, or say why there is nothing to answer."""

    def dispatch(self, request, token):
        self.booking = get_booking_by_token(token)
        self.can_answer = can_give_feedback(self.booking, clock.now())
        self.has_answered = self.can_answer and has_given_feedback(self.booking)
        return super().dispatch(request, token)

    def get(self, request, token):
        return self.page(FeedbackForm())

    def post(self, request, token):
        form = FeedbackForm(request.POST)
        if not self.can_answer or self.has_answered or not form.is_valid():
            return self.page(form)
        if give_feedback(booking=self.booking, **form.cleaned_data):
            messages.success(request, _("Thank you. Your answers have been counted."))
        return redirect("booking_feedback", token=token)

    def page(self, form):
        context = {"booking": self.booking, "form": form, "can_answer": self.can_answer, "has_answered": self.has_answered}
        return render(self.request, "events/bookings/booking_feedback.html", context)
