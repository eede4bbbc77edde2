"""Deputies are asked for as account changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='starts_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='change',
            name='kind',
            field=models.CharField(choices=[('start', 'Somebody new'), ('move', 'Role, team or manager'), ('reset', 'New password and second factor'), ('suspend', 'Suspended'), ('leave', 'Leaves'), ('come_back', 'Comes back'), ('lend', 'A role lent'), ('team', 'A new team'), ('deputy', 'Stands in for a line manager')], max_length=9),
        ),
    ]
