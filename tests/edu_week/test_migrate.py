"""`migrate` builds fewer historical classes than Django does, and ends with the same ones."""

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from edu_week.management.commands.migrate import new_models_rendered_alone


def test_historical_classes_end_as_the_models_are():
    state = ProjectState()
    assert state.apps  # from here on every operation brings the classes up to date, as while migrating
    graph = MigrationLoader(None).graph
    with new_models_rendered_alone():
        for node in graph._generate_plan(graph.leaf_nodes(), at_end=True):
            state = graph.nodes[node].mutate_state(state, preserve=False)
    assert describe_models(state.apps) == describe_models(apps)


def describe_models(registry) -> dict:
    """Of each model its fields with what they lead to, and the fields of other models that lead to it."""
    return {
        model._meta.label: sorted(
            (field.name or "", field.related_model._meta.label if field.related_model else "")
            for field in model._meta.get_fields(include_hidden=True)
            if not is_generic(field)
        )
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def is_generic(field) -> bool:
    """A generic relation has no column, and migrations do not know it."""
    return field.is_relation and not hasattr(field, "remote_field")
