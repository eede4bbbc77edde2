import json
import os
from uuid import uuid4

from django.conf import settings
from django.db import migrations

import confidentiality.sealing.fields
from confidentiality.sealing.seals import seal
from confidentiality.sealing.wrapping import Masters

KEY = "INSERT INTO keys.sealing_key (id, kind, subject, wrapped, epoch) VALUES (%s, 'agency', %s, %s, %s)"
CONTACT = (
    "UPDATE disclosures_agencycontact SET sealed_name = %s, sealed_aliases = %s, sealed_phones = %s WHERE id = %s"
)


def seal_agencies(apps, schema_editor):
    """Give every agency a key and seal, under it, its name and its people's; in one transaction with the columns.

    The keys that are there have to open first: sealed under a wrong master key, the names would be lost.
    """
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM disclosures_agency")
        agencies = cursor.fetchall()
        if not agencies:
            return
        masters, keys = Masters(settings.MASTER_KEYS), {}
        cursor.execute("SELECT kind, subject, epoch, wrapped FROM keys.sealing_key LIMIT 100")
        for kind, subject, epoch, wrapped in cursor.fetchall():
            masters.unwrap(kind, subject, epoch, wrapped)
        for agency, name in agencies:
            keys[agency] = raw = os.urandom(32)
            cursor.execute(KEY, [uuid4(), agency, masters.wrap("agency", agency, raw), masters.first])
            sealed = seal(name.encode(), raw, f"disclosures.agency.name:{agency}".encode())
            cursor.execute("UPDATE disclosures_agency SET sealed_name = %s WHERE id = %s", [sealed, agency])
        cursor.execute("SELECT id, agency_id, name, aliases::text, phones::text FROM disclosures_agencycontact")
        for contact, agency, name, aliases, phones in cursor.fetchall():
            words = {"name": name.encode(), "aliases": _compact(aliases), "phones": _compact(phones)}
            sealed = [
                seal(plain, keys[agency], f"disclosures.contact.{column}:{contact}".encode())
                for column, plain in words.items()
            ]
            cursor.execute(CONTACT, [*sealed, contact])


def _compact(text):
    return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).encode()


COLUMNS = (
    ("agency", "name", confidentiality.sealing.fields.SealedText, "disclosures.agency.name"),
    ("agencycontact", "name", confidentiality.sealing.fields.SealedText, "disclosures.contact.name"),
    ("agencycontact", "aliases", confidentiality.sealing.fields.SealedJSON, "disclosures.contact.aliases"),
    ("agencycontact", "phones", confidentiality.sealing.fields.SealedJSON, "disclosures.contact.phones"),
)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0001_initial"), ("sealing", "0003_epochs_and_escrow")]

    operations = [
        *(
            migrations.AddField(model, f"sealed_{name}", field(null=True, seal_id=seal_id))
            for model, name, field, seal_id in COLUMNS
        ),
        migrations.RunPython(seal_agencies, elidable=True),
        *(migrations.RemoveField(model, name) for model, name, _, _ in COLUMNS),
        *(migrations.RenameField(model, f"sealed_{name}", name) for model, name, _, _ in COLUMNS),
        *(
            migrations.AlterField(model, name, field(seal_id=seal_id))
            for model, name, field, seal_id in COLUMNS
        ),
    ]
