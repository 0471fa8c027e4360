"""Django's `migrate`, but a migration that creates a model renders the historical class of that model alone.

Django renders every model related to a new one again, and nearly all of ours are related through the user of a version: the
first start spent more time on that than on everything else together. A new model does not make the classes of others wrong;
where a model changes, Django's own code runs.
"""

from contextlib import contextmanager

from django.core.management.commands.migrate import Command as MigrateCommand
from django.db.migrations.state import ProjectState


class Command(MigrateCommand):
    def handle(self, *args, **options):
        with new_models_rendered_alone():
            return super().handle(*args, **options)


@contextmanager
def new_models_rendered_alone():
    original, ProjectState.add_model = ProjectState.add_model, add_model
    try:
        yield
    finally:
        ProjectState.add_model = original


def add_model(state: ProjectState, model_state):
    """Replaces ProjectState.add_model of Django 5.2; only the last line differs, which there reloads all related models."""
    key = model_state.app_label, model_state.name_lower
    state.models[key] = model_state
    if state._relations is not None:
        state.resolve_model_relations(key)
    if "apps" in state.__dict__:
        state.apps.render_multiple([model_state])
