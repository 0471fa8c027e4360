import sys

from django.db import migrations

from edu_week.search import indexes


def create_indexes(apps, schema_editor):
    sys.stderr.write(indexes.create_trigram_indexes(schema_editor.connection))


def drop_indexes(apps, schema_editor):
    indexes.drop_trigram_indexes(schema_editor.connection)


class Migration(migrations.Migration):
    """Here rather than in each app, since the search is what needs them; all the tables exist by then."""

    dependencies = [("alumni", "0001_initial"), ("events", "0002_audiences"), ("schools", "0001_initial")]
    operations = [migrations.RunPython(create_indexes, drop_indexes)]
