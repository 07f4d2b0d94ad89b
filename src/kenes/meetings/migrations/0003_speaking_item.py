import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_calendar_and_clock")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="speaking_item",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="meetings.agendaitem"
            ),
        ),
    ]
