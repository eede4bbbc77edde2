"""What this room keeps of a case file, and its erasure (clause 5.2.7); runs as the disposer."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef
from disclosures.models import (
    Agreement,
    Consent,
    ConsentItem,
    ConsentSignature,
    DisclosureRequest,
    LookedAfter,
    Package,
    Reading,
    Release,
    RequestItem,
    RiskDiscussion,
    SaidAfter,
    SignOff,
)

# In the order of erasing: what points to a row goes before the row.
OWNS: tuple[type[Model], ...] = (
    Package,
    LookedAfter,
    SaidAfter,
    Release,
    Reading,
    SignOff,
    RiskDiscussion,
    RequestItem,
    DisclosureRequest,
    ConsentItem,
    ConsentSignature,
    Consent,
    Agreement,
)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return the keys of the file's packages; all else is sealed under the file's own key."""
    packages = Package.objects.filter(file_id=file_id).values_list("id", flat=True)
    return [KeyRef("package", package_id) for package_id in packages]


def erase(file_id: UUID) -> dict[str, int]:
    """Erase what was asked, decided and released from the file; return rows by table.

    What an agency holds is not ours to destroy: its letter says to destroy it when it has served.
    """
    return {
        # One statement a table: Django's collector would first read what points to the rows.
        model._meta.db_table: model._default_manager.filter(file_id=file_id)._raw_delete(
            connection.alias
        )
        for model in OWNS
    }
