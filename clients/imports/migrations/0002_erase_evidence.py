from django.db import migrations

import confidentiality.sealing.fields


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        migrations.AlterField(
            "import",
            "evidence",
            confidentiality.sealing.fields.SealedText(null=True, seal_id="imports.import.evidence"),
        ),
        # Its key went with the sheet: nobody can read it any more.
        migrations.RunSQL(
            "UPDATE imports_import SET evidence = NULL WHERE state IN ('closed', 'undone')",
            migrations.RunSQL.noop,
        ),
    ]
