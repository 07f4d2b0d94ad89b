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
            name='RoomThread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=kenes.base.ids.new_public_id, editable=False, max_length=16, unique=True)),
                ('heading', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField(db_index=True)),
                ('client_key', models.CharField(max_length=40)),
                ('folded', models.TextField(editable=False)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.member')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='room_threads', to='councils.side')),
            ],
            options={
                'ordering': ['-changed_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('created_by', 'client_key'), name='room_thread_client_key_once')],
            },
        ),
        migrations.CreateModel(
            name='RoomText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('words', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.member')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='sides.roomthread')),
            ],
            options={
                'ordering': ['thread', '-number'],
                'constraints': [models.UniqueConstraint(fields=('thread', 'number'), name='room_text_number_once')],
            },
        ),
        migrations.CreateModel(
            name='RoomNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=kenes.base.ids.new_public_id, editable=False, max_length=16, unique=True)),
                ('words', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('created_at', models.DateTimeField()),
                ('client_key', models.CharField(max_length=40)),
                ('hidden_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.member')),
                ('hidden_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='councils.member')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='sides.roomthread')),
            ],
            options={
                'ordering': ['created_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('author', 'client_key'), name='room_note_client_key_once'), models.CheckConstraint(condition=models.Q(('hidden_at__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='room_note_hidden_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=kenes.base.ids.new_public_id, editable=False, max_length=16, unique=True)),
                ('subject', models.CharField(max_length=60)),
                ('purpose', models.CharField(max_length=30)),
                ('text_hash', models.CharField(max_length=64)),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='councils.council')),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='councils.member')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='councils.side')),
            ],
            options={
                'ordering': ['given_at', 'pk'],
                'indexes': [models.Index(fields=['subject', 'purpose'], name='sides_conse_subject_010e99_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('side', 'subject', 'purpose', 'text_hash'), name='consent_once')],
            },
        ),
    ]
