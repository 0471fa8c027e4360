from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0010_english_words"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="announcement",
            options={
                "ordering": [models.OrderBy(models.F("publish_at"), descending=True, nulls_first=True), "-pk"],
                "verbose_name": "announcement",
                "verbose_name_plural": "announcements",
            },
        ),
        migrations.RemoveConstraint(
            model_name="announcement",
            name="announcement_ends_after_start",
        ),
        migrations.RemoveField(
            model_name="announcement",
            name="shown_from",
        ),
        migrations.RemoveField(
            model_name="announcement",
            name="shown_until",
        ),
        migrations.RemoveField(
            model_name="historicalannouncement",
            name="shown_from",
        ),
        migrations.RemoveField(
            model_name="historicalannouncement",
            name="shown_until",
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "published"), _negated=True), ("publish_at__isnull", False), _connector="OR"
                ),
                name="announcement_published_with_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unpublish_at__isnull", True),
                    ("publish_at__isnull", True),
                    ("unpublish_at__gt", models.F("publish_at")),
                    _connector="OR",
                ),
                name="announcement_ends_after_start",
                violation_error_message="It ends before it begins.",
            ),
        ),
    ]
