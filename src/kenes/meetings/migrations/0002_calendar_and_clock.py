import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0001_initial"),
        ("meetings", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="calendar_link", to="councils.member"
                    ),
                ),
            ],
        ),
        migrations.AddField(model_name="meeting", name="is_public", field=models.BooleanField(default=True)),
        migrations.AddField(model_name="meeting", name="began_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="meeting", name="closed_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="meeting",
            name="speaking_side",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="councils.side"
            ),
        ),
        migrations.AddField(model_name="meeting", name="speaking_since", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="meeting", name="attended", field=models.JSONField(default=list)),
        migrations.AddField(model_name="meeting", name="reminded_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="meeting",
            name="changed_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("attribution", "closed"), _negated=True) | models.Q(("is_public", False)),
                name="meeting_closed_not_public",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("speaking_side__isnull", True)) | models.Q(("speaking_since__isnull", False)),
                name="meeting_clock_has_beginning",
            ),
        ),
    ]
