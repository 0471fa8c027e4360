from django.contrib import admin


class AdminFrameMixin:
    """Give Django's own views the context of the back office's frame."""

    def get_context_data(self, **kwargs):
        return {**admin.site.each_context(self.request), "subtitle": None, **super().get_context_data(**kwargs)}
