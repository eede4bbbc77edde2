"""What a file held besides its entries when the client asked for it has a kind of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0009_of_age_in'),
    ]

    operations = [
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('note', 'Note'), ('call', 'Call'), ('session', 'Session'), ('assessment', 'Assessment'), ('document', 'Document'), ('correction', 'Correction'), ('handover', 'Handover note'), ('statement', 'Client’s statement'), ('held', 'What we held')], max_length=10),
        ),
    ]
