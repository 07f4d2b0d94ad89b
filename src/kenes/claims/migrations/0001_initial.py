import django.db.models.deletion
import kenes.base.ids
import kenes.base.text
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0003_searchdocument_stems'),
        ('councils', '0002_region_timezone'),
        ('situation', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Affiliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institute', models.CharField(max_length=200)),
                ('declared_at', models.DateTimeField()),
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='affiliation', to='councils.member')),
            ],
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=kenes.base.ids.new_public_id, editable=False, max_length=16, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('wording', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('context', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('type', models.CharField(choices=[('factual', 'Factual claim'), ('media', 'Manipulated image, sound or video'), ('quotation', 'Quotation'), ('stereotype', 'Stereotype')], max_length=10)),
                ('state', models.CharField(choices=[('registered', 'Registered'), ('drawing', 'Reviewers are being drawn'), ('reviewing', 'Being reviewed by the sides'), ('reviewed', 'Reviewed, finding in preparation'), ('published', 'Finding published'), ('reopened', 'Finding opened again'), ('joined', 'The same as another claim'), ('declined', 'Not taken up')], default='registered', max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('imported_from', models.CharField(blank=True, max_length=300)),
                ('foreign', models.JSONField(default=dict)),
                ('client_key', models.CharField(blank=True, max_length=40)),
                ('vector', models.BinaryField(default=b'')),
                ('created_at', models.DateTimeField(db_index=True)),
                ('changed_at', models.DateTimeField()),
                ('about_side', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.side')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='councils.council')),
                ('joined_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='claims.claim')),
                ('regions', models.ManyToManyField(related_name='+', to='councils.region')),
                ('registered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='councils.member')),
            ],
            options={
                'ordering': ['-changed_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('council', 'number'), name='claim_number_once'), models.UniqueConstraint(condition=models.Q(('client_key', ''), _negated=True), fields=('registered_by', 'client_key'), name='claim_client_key_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='claim_declined_has_reason')],
                'indexes': [models.Index(fields=['council', 'state', '-changed_at'], name='claims_clai_council_ef6aec_idx')],
            },
        ),
        migrations.CreateModel(
            name='Appearance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=kenes.base.ids.new_public_id, editable=False, max_length=16, unique=True)),
                ('url', models.URLField(blank=True, max_length=1000)),
                ('outlet', models.CharField(blank=True, max_length=200)),
                ('language', models.CharField(max_length=2)),
                ('quote', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('seen_on', models.DateField()),
                ('vector', models.BinaryField(default=b'')),
                ('created_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='councils.member')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appearances', to='claims.claim')),
            ],
            options={
                'ordering': ['seen_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('url', ''), _negated=True), models.Q(('outlet', ''), _negated=True), _connector='OR'), name='appearance_has_place')],
            },
        ),
        migrations.CreateModel(
            name='Panel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=kenes.base.ids.new_public_id, editable=False, max_length=16, unique=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('conflicts', 'Interests are being declared'), ('committing', 'The sides commit their numbers'), ('revealing', 'The sides reveal their numbers'), ('reviewing', 'The reviewers are at work'), ('closed', 'Closed'), ('void', 'The draw is void')], default='conflicts', max_length=10)),
                ('seats_per_side', models.PositiveSmallIntegerField(default=12)),
                ('least_per_side', models.PositiveSmallIntegerField(default=8)),
                ('names', models.CharField(choices=[('public', 'Names are public'), ('council', 'Names are shown in the council only'), ('never', 'Names are never shown')], default='council', max_length=7)),
                ('answer_days', models.PositiveSmallIntegerField(default=3)),
                ('pool_text', models.TextField(blank=True)),
                ('pool_hash', models.CharField(blank=True, max_length=64)),
                ('institute_salt', models.CharField(blank=True, max_length=64)),
                ('seed', models.CharField(blank=True, max_length=64)),
                ('void_because', models.CharField(blank=True, choices=[('silent', 'A side did not commit or reveal its number in time'), ('small', 'Too few people of a side could be drawn')], max_length=6)),
                ('void_sides', models.JSONField(default=list)),
                ('opened_at', models.DateTimeField()),
                ('declare_by', models.DateTimeField()),
                ('draw_by', models.DateTimeField()),
                ('drawn_at', models.DateTimeField(null=True)),
                ('closes_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panels', to='claims.claim')),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='councils.member')),
            ],
            options={
                'ordering': ['claim', 'number'],
                'constraints': [models.UniqueConstraint(fields=('claim', 'number'), name='panel_number_once'), models.UniqueConstraint(condition=models.Q(('state__in', ['closed', 'void']), _negated=True), fields=('claim',), name='panel_active_once'), models.CheckConstraint(condition=models.Q(('least_per_side__gte', 8)), name='panel_least_8'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'void'), _negated=True), models.Q(('void_because', ''), _negated=True), _connector='OR'), name='panel_void_has_cause'), models.CheckConstraint(condition=models.Q(('seats_per_side__gte', models.F('least_per_side'))), name='panel_seats_enough')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=kenes.base.ids.new_public_id, editable=False, max_length=16, unique=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('category', models.CharField(choices=[('true', 'True'), ('mostly_true', 'Mostly true'), ('misleading', 'Misleading'), ('mostly_false', 'Mostly false'), ('false', 'False'), ('unproven', 'Cannot be established'), ('explained', 'Explained'), ('differ', 'The sides differ'), ('not_reviewed', 'A side did not review')], max_length=12)),
                ('sentence', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('text', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('table', models.JSONField(default=dict)),
                ('correction', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('state', models.CharField(choices=[('draft', 'In preparation'), ('published', 'Published'), ('reopened', 'Opened again'), ('replaced', 'Replaced by a correction')], default='draft', max_length=9)),
                ('text_hash', models.CharField(blank=True, max_length=64)),
                ('published_at', models.DateTimeField(null=True)),
                ('reopened_at', models.DateTimeField(null=True)),
                ('reopened_because', models.CharField(blank=True, choices=[('figures', 'Figures that it rests on have changed'), ('appeal', 'An appeal was upheld')], max_length=7)),
                ('created_at', models.DateTimeField()),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='claims.claim')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='councils.member')),
                ('panel', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='claims.panel')),
            ],
            options={
                'ordering': ['claim', 'number'],
                'constraints': [models.UniqueConstraint(fields=('claim', 'number'), name='finding_number_once'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('claim',), name='finding_draft_once')],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=kenes.base.ids.new_public_id, editable=False, max_length=16, unique=True)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('contact', models.CharField(blank=True, max_length=200)),
                ('text', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('state', models.CharField(choices=[('received', 'Received'), ('upheld', 'Upheld: the finding is opened again'), ('refused', 'Not upheld')], default='received', max_length=8)),
                ('proposed', models.CharField(blank=True, choices=[('received', 'Received'), ('upheld', 'Upheld: the finding is opened again'), ('refused', 'Not upheld')], max_length=8)),
                ('answer', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('hidden_because', models.TextField(blank=True)),
                ('text_hash', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='councils.member')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='councils.member')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='claims.finding')),
            ],
            options={
                'ordering': ['created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FindingDissent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=kenes.base.ids.new_public_id, editable=False, max_length=16, unique=True)),
                ('text', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('created_at', models.DateTimeField()),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dissents', to='claims.finding')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.member')),
            ],
            options={
                'ordering': ['created_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('finding', 'member'), name='finding_dissent_once')],
            },
        ),
        migrations.CreateModel(
            name='FindingFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=8)),
                ('period', models.CharField(max_length=10)),
                ('value', models.CharField(max_length=40)),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='claims.finding')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='situation.indicator')),
                ('vintage', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='situation.revision')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('finding', 'indicator', 'place', 'period'), name='finding_figure_once')],
            },
        ),
        migrations.CreateModel(
            name='Nonce',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('commitment', models.CharField(max_length=64)),
                ('value', models.CharField(blank=True, max_length=64)),
                ('committed_at', models.DateTimeField()),
                ('revealed_at', models.DateTimeField(null=True)),
                ('committed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='councils.member')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.side')),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nonces', to='claims.panel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('panel', 'side'), name='nonce_once')],
            },
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='councils.member')),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interests', to='claims.panel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('panel', 'member'), name='interest_once')],
            },
        ),
        migrations.CreateModel(
            name='PoolPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('salt', models.CharField(max_length=64)),
                ('institute', models.CharField(max_length=64)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.member')),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='claims.panel')),
            ],
            options={
                'ordering': ['panel', 'number'],
                'constraints': [models.UniqueConstraint(fields=('panel', 'number'), name='pool_number_once'), models.UniqueConstraint(fields=('panel', 'member'), name='pool_member_once')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=kenes.base.ids.new_public_id, editable=False, max_length=16, unique=True)),
                ('place', models.PositiveSmallIntegerField()),
                ('number', models.PositiveSmallIntegerField(null=True)),
                ('state', models.CharField(choices=[('reserve', 'In reserve'), ('offered', 'Asked'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('submitted', 'Review submitted'), ('replaced', 'Did not answer in time, replaced')], default='reserve', max_length=9)),
                ('asked_at', models.DateTimeField(null=True)),
                ('answer_by', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_seats', to='councils.member')),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='claims.panel')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.side')),
            ],
            options={
                'ordering': ['panel', 'side', 'place'],
                'constraints': [models.UniqueConstraint(fields=('panel', 'member'), name='seat_member_once'), models.UniqueConstraint(fields=('panel', 'side', 'place'), name='seat_place_once'), models.UniqueConstraint(fields=('panel', 'number'), name='seat_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=kenes.base.ids.new_public_id, editable=False, max_length=16, unique=True)),
                ('category', models.CharField(blank=True, choices=[('true', 'True'), ('mostly_true', 'Mostly true'), ('misleading', 'Misleading'), ('mostly_false', 'Mostly false'), ('false', 'False'), ('unproven', 'Cannot be established'), ('explained', 'Explained'), ('differ', 'The sides differ'), ('not_reviewed', 'A side did not review')], max_length=12)),
                ('confidence', models.CharField(blank=True, choices=[('low', 'Low'), ('medium', 'Medium'), ('high', 'High')], max_length=6)),
                ('text', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('is_submitted', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField()),
                ('seat', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='review', to='claims.seat')),
            ],
        ),
        migrations.CreateModel(
            name='SideText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', kenes.base.text.TextField(default=kenes.base.text.empty)),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='side_texts', to='claims.finding')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.side')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('finding', 'side'), name='side_text_once')],
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=300)),
                ('url', models.URLField(blank=True, max_length=1000)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('copy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='base.file')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='claims.review')),
            ],
            options={
                'ordering': ['order', 'pk'],
            },
        ),
    ]
