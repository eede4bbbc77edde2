"""Statements that were put beside entries as corrections become what they are.

One that went to another file with its entry bears no trace that the database could read: it stays a correction.
"""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0008_statements'),
        ('ownfile', '0003_remark'),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE clients_entry e SET kind = 'statement' FROM ownfile_rectification r"
            " WHERE r.statement_id = e.id AND e.kind = 'correction' AND e.corrects_id IS NOT NULL",
            migrations.RunSQL.noop,
            elidable=True,
        ),
    ]
