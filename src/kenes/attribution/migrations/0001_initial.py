import django.db.models.deletion
import kenes.base.ids
import kenes.base.text
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('councils', '0002_region_timezone'),
    ]

    operations = [
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60, unique=True)),
                ('threshold', models.PositiveSmallIntegerField()),
                ('minutes', models.PositiveIntegerField()),
                ('looked_at', models.DateTimeField(null=True)),
                ('batches', models.PositiveSmallIntegerField(default=0)),
                ('closed_on', models.DateField(null=True)),
                ('archived_on', models.DateField(null=True)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='councils.council')),
            ],
        ),
        migrations.CreateModel(
            name='KeptAuthor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(db_index=True, max_length=60)),
                ('contribution', models.CharField(max_length=60, unique=True)),
                ('purge_on', models.DateField(db_index=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='councils.member')),
            ],
        ),
        migrations.CreateModel(
            name='Held',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=kenes.base.ids.new_public_id, editable=False, max_length=16, unique=True)),
                ('subject', models.CharField(db_index=True, max_length=60)),
                ('type', models.CharField(max_length=20)),
                ('title', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('text', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('longest', models.PositiveIntegerField()),
                ('details', models.JSONField(default=dict)),
                ('pseudonym', models.CharField(max_length=20)),
                ('state', models.CharField(choices=[('waiting', 'Waiting for moderation'), ('passed', 'Waiting for its batch'), ('returned', 'Returned to its author')], default='waiting', max_length=8)),
                ('reason', models.TextField(blank=True)),
                ('ready_at', models.DateTimeField()),
                ('is_told', models.BooleanField(default=False)),
                ('client_key', models.CharField(blank=True, max_length=40)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='councils.council')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('client_key', ''), _negated=True), fields=('subject', 'pseudonym', 'client_key'), name='held_client_key_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='held_returned_has_reason')],
            },
        ),
    ]
