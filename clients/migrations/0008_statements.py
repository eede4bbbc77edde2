"""What a client says of an entry has a kind of its own; what was put beside before follows in disclosures.ownfile."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0007_court_paper'),
    ]

    operations = [
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('note', 'Note'), ('call', 'Call'), ('session', 'Session'), ('assessment', 'Assessment'), ('document', 'Document'), ('correction', 'Correction'), ('handover', 'Handover note'), ('statement', 'Client’s statement')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'statement'), _negated=True), ('corrects__isnull', False), _connector='OR'), name='statement_stands_beside'),
        ),
    ]
