"""The access review."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

SIDES = [('files', 'Grants on case files'), ('house', 'Roles, loans and teams')]


def by_worker(**more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.worker', **more)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('staff', '0003_membership'),
    ]

    operations = [
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('begun_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('begun_by', by_worker(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=SIDES, max_length=5)),
                ('item', models.UUIDField()),
                ('kept', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('reviewer', by_worker()),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='reviewing.round')),
            ],
            options={
                'indexes': [models.Index(fields=['round', 'reviewer'], name='reviews_by_reviewer')],
                'constraints': [models.UniqueConstraint(fields=('round', 'item'), name='reviewed_once_a_round')],
            },
        ),
        migrations.CreateModel(
            name='Finished',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=SIDES, max_length=5)),
                ('kept', models.PositiveIntegerField()),
                ('ended', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('reviewer', by_worker()),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='finished', to='reviewing.round')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('round', 'side', 'reviewer'), name='finished_once_a_round')],
            },
        ),
    ]
