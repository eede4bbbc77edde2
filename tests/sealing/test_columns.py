"""What may stand in the database in clear: a list, with the reason for each."""

import pytest
from django.apps import apps
from django.db import models

from confidentiality.access.installing import declared_tables
from confidentiality.sealing.fields import SealedField

# Text in clear, in tables about people. A new column is sealed, or gets its reason here.
IN_CLEAR = {
    "audit_checkpoint": {"chain": "a digest", "key": "a public key", "signature": "a signature"},
    "audit_seal": {"leaf": "a digest", "chain": "a digest"},
    "audit_event": {
        "actor": "a system actor's name",
        "action": "a code",
        "outcome": "a code",
        "ids": "ids",
        "purpose": "a code",
        "reason": "a code, or a worker's short words about their own act",
        "fields": "names of columns",
        "origin": "a network address",
    },
    "askings_askingnote": {"code": "a code"},
    "breaches_event": {"code": "a code"},
    "clients_casefile": {"reference": "random"},
    "clients_usergrant": {"reason": "a few words on why, chosen or typed"},
    "clients_teamgrant": {"reason": "a few words on why, chosen or typed"},
    "agencyworkers_agencyworker": {"sign_in_name": "random"},
    "conflicts_notice": {"reference": "random"},
    "disclosures_release": {"reference": "random", "letter_sha256": "a digest"},
    "disclosures_request": {"basis": "a code", "manner": "a code"},
    "disclosures_agreement": {"basis": "a code"},
    "disclosures_riskdiscussion": {"role": "a code"},
    "ownfile_step": {"role": "a code"},
    "accounts_change": {
        "name": "a colleague's name, known to all who work here",
        "sign_in_name": "what somebody signs in with, as in their account",
    },
    "disclosures_signoff": {"content": "a digest"},
    "disclosures_reading": {"content": "a digest"},
    "redaction_reading": {"content": "a digest"},
    "redaction_review": {"content": "a digest"},
    "documents_document": {"kind": "a code"},
    "documents_thirdparty": {"kind": "a code"},
    "drafts_draft": {
        "reference": "random",
        "address": "our own path, with references and ids",
        "route": "a code",
        "form": "a code",
    },
    "emergency_emergencyaccess": {"reference": "random"},
    "emergency_emergencysearch": {"service": "a code"},
    "emergency_wallalert": {"reference": "random"},
    "partners_tie": {
        "one_reference": "random",
        "other_reference": "random",
    },
    "imports_import": {
        "fingerprint": "a keyed digest",
        "columns": "our own names of columns",
        "encoding": "a code",
        "remarks": "codes",
        "summary": "counts",
    },
    "imports_row": {"reasons": "codes"},
    "organisation_detailchange": {
        "subject": "a code",
        "before": "the organisation's own address, networks, mail server or periods; no password",
        "after": "the same",
        "why": "the law or duty for which records are kept longer",
    },
    "paper_folder": {"label": "random"},
    "reminders_message": {"slot": "a day", "failure": "an exception's type"},
    "kiosk_offered": {
        "words": "a task's, sealed beforehand under the file's key",
        "limit_words": "the same",
    },
    "misfiled_parcel": {"seen": "a digest of sealed columns"},
    "misfiled_endedhanding": {"kind": "a code"},
    "misfiled_leftinpackage": {"release": "random"},
    "misfiled_lostdiscussion": {"release": "random"},
    "thirdparty_movedpassage": {"written": "a digest of sealed columns"},
    "retention_certificate": {
        "reference": "random",
        "record_class": "a code",
        "clause": "a number",
        "mandate": "our own words",
        "erased": "counts",
        "keys_destroyed": "kinds",
        "backups": "our own words",
    },
    "training_training": {
        "content": "what a course covered",
        "trainer": "who held it, known to all who were there",
    },
    "rota_shift": {
        "number": "a work telephone, for all who work here to ring",
        "second_number": "a work telephone, for all who work here to ring",
    },
    "staff_worker": {"display_name": "a colleague's name, known to all who work here"},
}
TEXT = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def in_clear(kinds: tuple[str, ...]) -> dict[str, set[str]]:
    """Return for each table of these kinds its columns of free text that are not sealed."""
    tables = {table.name for table in declared_tables() if table.kind in kinds}
    found: dict[str, set[str]] = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            free = isinstance(field, TEXT) and not isinstance(field, SealedField)
            if model._meta.db_table in tables and free and not field.choices:
                found.setdefault(model._meta.db_table, set()).add(field.name)
    return found


@pytest.mark.attack("A2")
def test_every_column_of_text_is_sealed_or_has_a_reason() -> None:
    assert in_clear(("content", "personal", "audit")) == {
        table: set(columns) for table, columns in IN_CLEAR.items()
    }
