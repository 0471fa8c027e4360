from django.db import migrations

CODES = ["public", "class", "family", "teacher", "enterprise", "senior", "disabled"]


def add_audiences(apps, schema_editor):
    audience = apps.get_model("events", "Audience")
    rows = audience.objects.using(schema_editor.connection.alias)
    rows.bulk_create(audience(code=code, order=order) for order, code in enumerate(CODES))


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunPython(add_audiences, migrations.RunPython.noop)]
