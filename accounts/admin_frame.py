from django.contrib import admin


class AdminFrameMixin:
    """Django's own views within the frame of the back office."""

    def get_context_data(self, **kwargs):
        return {**admin.site.each_context(self.request), "subtitle": None, **super().get_context_data(**kwargs)}
