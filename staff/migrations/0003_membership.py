"""A membership gets an end: the table that Django made of the teams' holders becomes a model of ours."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('staff', '0002_in_post'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Membership',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='auth.group')),
                    ],
                    options={
                        'db_table': 'staff_account_groups',
                        'unique_together': {('account', 'group')},
                    },
                ),
                migrations.AlterField(
                    model_name='account',
                    name='groups',
                    field=models.ManyToManyField(blank=True, related_name='user_set', through='staff.Membership', to='auth.group'),
                ),
            ],
        ),
        migrations.AddField(
            model_name='membership',
            name='until',
            field=models.DateTimeField(null=True),
        ),
    ]
