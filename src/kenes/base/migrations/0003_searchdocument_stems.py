from django.db import migrations, models

from kenes.base import stems


def find_stems(apps, schema_editor):
    """What was indexed before is found in all its forms too. Which language each word is in is no longer known: all that fit."""
    rows = apps.get_model("base", "SearchDocument").objects.only("pk", "folded")
    waiting = []
    for row in rows.iterator(chunk_size=500):
        row.stems = stems.index_of([("", row.folded)])
        waiting.append(row)
        if len(waiting) == 500:
            rows.model.objects.bulk_update(waiting, ["stems"])
            waiting = []
    rows.model.objects.bulk_update(waiting, ["stems"])


class Migration(migrations.Migration):
    dependencies = [("base", "0002_initial")]

    operations = [
        migrations.AddField("searchdocument", "stems", models.TextField(default="")),
        migrations.RunPython(find_stems, migrations.RunPython.noop),
    ]
