import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


def wait_since_booked(apps, schema_editor):
    bookings = apps.get_model("events", "Booking").objects
    bookings.filter(state="waitlisted", queued_at=None).update(queued_at=models.F("created_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0003_audiences"),
        ("schools", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="eventsession",
            name="booking_mode",
            field=models.CharField(
                choices=[
                    ("none", "no booking needed"),
                    ("individual", "individuals book"),
                    ("class", "classes book"),
                    ("both", "individuals and classes book"),
                ],
                default="none",
                help_text="Leave it off unless places are scarce.",
                max_length=12,
                verbose_name="booking",
            ),
        ),
        migrations.AlterField(
            model_name="eventsession",
            name="max_people",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Blank: as the week says. Where only classes book: most pupils.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="most people per booking",
            ),
        ),
        migrations.AlterField(
            model_name="eventsession",
            name="min_people",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Blank: as the week says. Where only classes book: fewest pupils.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="fewest people per booking",
            ),
        ),
        migrations.AlterField(
            model_name="historicaleventsession",
            name="booking_mode",
            field=models.CharField(
                choices=[
                    ("none", "no booking needed"),
                    ("individual", "individuals book"),
                    ("class", "classes book"),
                    ("both", "individuals and classes book"),
                ],
                default="none",
                help_text="Leave it off unless places are scarce.",
                max_length=12,
                verbose_name="booking",
            ),
        ),
        migrations.AlterField(
            model_name="historicaleventsession",
            name="max_people",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Blank: as the week says. Where only classes book: most pupils.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="most people per booking",
            ),
        ),
        migrations.AlterField(
            model_name="historicaleventsession",
            name="min_people",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Blank: as the week says. Where only classes book: fewest pupils.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="fewest people per booking",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalNoticeText",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("confirmed", "confirmed"),
                            ("rejected", "rejected"),
                            ("waitlisted", "on the waiting list"),
                            ("promoted", "promoted from the waiting list"),
                            ("changed_by_booker", "changed by the booker"),
                            ("changed_by_staff", "changed by staff"),
                            ("cancelled", "cancelled"),
                            ("reminder", "reminder"),
                            ("lapsed", "lapsed"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Chinese"), ("en", "English")],
                        default="zh-hans",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("subject", models.CharField(max_length=120, verbose_name="subject")),
                ("body", models.TextField(verbose_name="text")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
            ],
            options={
                "verbose_name": "historical text of a notice",
                "verbose_name_plural": "historical texts of notices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="NoticeText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("confirmed", "confirmed"),
                            ("rejected", "rejected"),
                            ("waitlisted", "on the waiting list"),
                            ("promoted", "promoted from the waiting list"),
                            ("changed_by_booker", "changed by the booker"),
                            ("changed_by_staff", "changed by staff"),
                            ("cancelled", "cancelled"),
                            ("reminder", "reminder"),
                            ("lapsed", "lapsed"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Chinese"), ("en", "English")],
                        default="zh-hans",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("subject", models.CharField(max_length=120, verbose_name="subject")),
                ("body", models.TextField(verbose_name="text")),
            ],
            options={
                "verbose_name": "text of a notice",
                "verbose_name_plural": "texts of notices",
                "ordering": ["kind", "language"],
            },
        ),
        migrations.AddField(
            model_name="booking",
            name="feed_token",
            field=models.CharField(
                default=None,
                editable=False,
                help_text="Blank until the booker asks for a feed, and again once it is revoked.",
                max_length=64,
                null=True,
                unique=True,
                verbose_name="calendar feed token",
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="plan",
            field=models.CharField(
                blank=True,
                db_index=True,
                editable=False,
                help_text="Bookings of one class that were made together, or one that was split, share it.",
                max_length=64,
                verbose_name="plan",
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="content_key",
            field=models.CharField(blank=True, default="", editable=False, max_length=64, verbose_name="content"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ("held", "pending", "confirmed", "waitlisted")),
                    models.Q(("content_key", ""), _negated=True),
                ),
                fields=("content_key",),
                name="booking_same_content_once",
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="queued_at",
            field=models.DateTimeField(
                blank=True, help_text="The place on the waiting list follows it.", null=True, verbose_name="in line since"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="body",
            field=models.TextField(blank=True, verbose_name="text"),
        ),
        migrations.AddField(
            model_name="notice",
            name="language",
            field=models.CharField(default="zh-hans", max_length=10, verbose_name="language"),
        ),
        migrations.AddField(
            model_name="notice",
            name="subject",
            field=models.CharField(blank=True, max_length=200, verbose_name="subject"),
        ),
        migrations.AlterField(
            model_name="booking",
            name="consent_version",
            field=models.CharField(blank=True, max_length=20, verbose_name="privacy rules accepted"),
        ),
        migrations.AlterField(
            model_name="booking",
            name="consented_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="consent given"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="state",
            field=models.CharField(
                choices=[("due", "due"), ("sent", "sent"), ("failed", "failed"), ("dropped", "no longer needed")],
                db_index=True,
                default="due",
                max_length=8,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="eventsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", "plan"), _negated=True),
                name="session_slug_is_not_the_plans_address",
                violation_error_message="The address part “plan” is taken by the planning page.",
            ),
        ),
        migrations.RunPython(wait_since_booked, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "waitlisted"), _negated=True), ("queued_at__isnull", False), _connector="OR"
                ),
                name="booking_waits_since",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("consented_at__isnull", False), ("state__in", ("held", "lapsed", "cancelled")), _connector="OR"
                ),
                name="booking_consented",
            ),
        ),
        migrations.AddField(
            model_name="historicalnoticetext",
            name="history_user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="noticetext",
            constraint=models.UniqueConstraint(fields=("kind", "language"), name="notice_text_once"),
        ),
    ]
