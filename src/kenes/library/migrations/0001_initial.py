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
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=kenes.base.ids.new_public_id, editable=False, max_length=16, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('title', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('abstract', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('creators', models.JSONField(default=list)),
                ('contributors', models.JSONField(default=list)),
                ('publisher', models.CharField(blank=True, max_length=300)),
                ('date', models.CharField(blank=True, max_length=10)),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('type', models.CharField(choices=[('article', 'Journal article'), ('chapter', 'Chapter'), ('book', 'Book'), ('conference', 'Conference paper'), ('report', 'Report'), ('working', 'Working paper or preprint'), ('thesis', 'Thesis'), ('dataset', 'Data set'), ('other', 'Something else')], default='report', max_length=10)),
                ('subjects', models.JSONField(default=list)),
                ('languages', models.JSONField(default=list)),
                ('coverage', models.CharField(blank=True, max_length=300)),
                ('source', models.CharField(blank=True, max_length=500)),
                ('relations', models.JSONField(default=list)),
                ('rights', models.CharField(blank=True, max_length=300)),
                ('doi', models.CharField(blank=True, max_length=200)),
                ('doi_folded', models.CharField(blank=True, db_index=True, editable=False, max_length=200)),
                ('link', models.URLField(blank=True, max_length=1000)),
                ('bibtex', models.JSONField(default=dict)),
                ('folded', models.TextField(blank=True, editable=False)),
                ('state', models.CharField(choices=[('members', 'For members'), ('public', 'Public'), ('withdrawn', 'Withdrawn')], default='members', max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('client_key', models.CharField(max_length=60)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='councils.member')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='councils.council')),
                ('regions', models.ManyToManyField(related_name='+', to='councils.region')),
                ('sides', models.ManyToManyField(related_name='papers', to='councils.side')),
            ],
            options={
                'ordering': ['-changed_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('author', 'client_key'), name='paper_client_key_once'), models.UniqueConstraint(fields=('council', 'number'), name='paper_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='paper_withdrawn_has_reason')],
                'indexes': [models.Index(fields=['council', 'state', '-changed_at'], name='library_pap_council_8aba70_idx'), models.Index(fields=['council', 'year'], name='library_pap_council_ce0cf6_idx')],
            },
        ),
        migrations.CreateModel(
            name='HarvestRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('datestamp', models.DateTimeField()),
                ('is_deleted', models.BooleanField(default=False)),
                ('sets', models.TextField(blank=True)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='councils.council')),
                ('paper', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='harvested', to='library.paper')),
            ],
            options={
                'ordering': ['datestamp', 'pk'],
                'indexes': [models.Index(fields=['council', 'datestamp', 'id'], name='library_har_council_e2fd44_idx')],
            },
        ),
        migrations.CreateModel(
            name='PaperUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('used_in', models.CharField(db_index=True, max_length=60)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='councils.member')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='library.paper')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('paper', 'used_in'), name='paper_use_once')],
            },
        ),
        migrations.CreateModel(
            name='PaperVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=kenes.base.ids.new_public_id, editable=False, max_length=16, unique=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('note', models.CharField(blank=True, max_length=500)),
                ('link', models.URLField(blank=True, max_length=1000)),
                ('date', models.CharField(blank=True, max_length=10)),
                ('is_public', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='councils.member')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='library.paper')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('paper', 'number'), name='paper_version_number_once')],
            },
        ),
    ]
