import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("library", "0001_papers"), ("meetings", "0003_speaking_item")]

    operations = [
        migrations.AddField("agenda", "replayed_at", models.DateTimeField(null=True)),
        migrations.AddField("agenda", "replay_matches", models.BooleanField(null=True)),
        migrations.AddField("agenda", "reminded_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "topic",
            "paper",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="topics", to="library.paper"),
        ),
        migrations.AddField("topic", "vector", models.BinaryField(default=b"")),
        migrations.AddField("topic", "changed_at", models.DateTimeField(default=timezone.now), preserve_default=False),
        migrations.AddField("joinoffer", "minutes", models.PositiveSmallIntegerField(default=5), preserve_default=False),
        migrations.AddField("joinoffer", "minutes_before", models.PositiveSmallIntegerField(null=True)),
        migrations.AlterField(
            "joinoffer",
            "state",
            models.CharField(
                choices=[
                    ("open", "Waiting for the proposers"),
                    ("agreed", "Agreed"),
                    ("refused", "Refused"),
                    ("dropped", "Dropped"),
                    ("undone", "Undone"),
                ],
                default="open",
                max_length=7,
            ),
        ),
        migrations.AddField("agendaitem", "minute", models.PositiveSmallIntegerField(default=0)),
        migrations.CreateModel(
            "AgendaChange",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "type",
                    models.CharField(choices=[("added", "Added"), ("removed", "Taken off"), ("moved", "Moved")], max_length=7),
                ),
                ("place_before", models.PositiveSmallIntegerField(null=True)),
                ("place_after", models.PositiveSmallIntegerField(null=True)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "agenda",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="meetings.agenda"),
                ),
                (
                    "by",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="councils.member"),
                ),
                (
                    "topic",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="meetings.topic"),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [models.CheckConstraint(condition=~models.Q(reason=""), name="agenda_change_has_reason")],
            },
        ),
    ]
