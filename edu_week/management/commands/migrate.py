"""Django's `migrate`, but a migration that makes a model builds the historical class of that model alone.

Django builds the classes of every model that is connected with a new one again, and nearly all of ours are connected through
the user who wrote a version: the first start spent more time on that than on everything else together. A model that is new
makes no class of another wrong; where one changes, Django's own way is left as it is.
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
    """In place of ProjectState.add_model of Django 5.2; only its last line differs, which reloads all that is connected."""
    key = model_state.app_label, model_state.name_lower
    state.models[key] = model_state
    if state._relations is not None:
        state.resolve_model_relations(key)
    if "apps" in state.__dict__:
        state.apps.render_multiple([model_state])
