"""Ends of rights beside the keys of grants: what is asked of thousands of rows is answered by one index.

Row security asks the effective grants for every row it shows. Without the ends in their key, the index of pages, which
has one of them, may look cheaper, and reads everything that a person holds. Who joins a team is given its grants, and their
rows need the attention of its files.
"""

from django.db import migrations, models

_PUT = (
    "ALTER TABLE clients_effectivegrant DROP CONSTRAINT clients_effectivegrant_pkey,"
    " ADD CONSTRAINT clients_effectivegrant_pkey PRIMARY KEY (file_id, user_id){ends};"
    "ALTER TABLE clients_teamgrant DROP CONSTRAINT {unique},"
    " ADD CONSTRAINT {unique} UNIQUE (group_id, permission_id, content_object_id){end}"
)
_UNIQUE = "clients_teamgrant_group_id_permission_id_c_316d13c3_uniq"
_ENDS = " INCLUDE (view_until, contribute_until, third_party_until, lead_until)"


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_duty_search")]

    operations = [
        migrations.RunSQL(
            _PUT.format(unique=_UNIQUE, ends=_ENDS, end=" INCLUDE (until)"),
            _PUT.format(unique=_UNIQUE, ends="", end=""),
        ),
        migrations.AddIndex(
            "casefile",
            models.Index(fields=["id"], include=["attention_at"], name="file_attention"),
        ),
    ]
