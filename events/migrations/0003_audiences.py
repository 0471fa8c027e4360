from django.db import migrations

CODES = ["public", "class", "family", "teacher", "enterprise", "senior", "disabled"]


def add_audiences(apps, schema_editor):
    audience = apps.get_model("events", "Audience")
    for order, code in enumerate(CODES):
        audience.objects.get_or_create(code=code, defaults={"order": order})


class Migration(migrations.Migration):
    dependencies = [("events", "0002_initial")]
    operations = [migrations.RunPython(add_audiences, migrations.RunPython.noop)]
