"""What a case file consists of, and its erasure (clause 5.2.7). Runs as the disposer, within its transaction."""

from uuid import UUID

from django.db import connection
from django.db.models import Model, Q, QuerySet

from confidentiality.sealing.index.models import Token
from confidentiality.sealing.keys import KeyRef

from .models import (
    CaseFile,
    CaseFileTeamGrant,
    CaseFileUserGrant,
    DutySearch,
    DutySearchSeen,
    EffectiveGrant,
    Entry,
    PartnerLink,
    ThirdPartyRecord,
    Wall,
)

OWNS: tuple[type[Model], ...] = (
    CaseFile,
    CaseFileTeamGrant,
    CaseFileUserGrant,
    DutySearch,
    DutySearchSeen,
    EffectiveGrant,
    Entry,
    PartnerLink,
    ThirdPartyRecord,
    Token,
    Wall,
)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return the keys to destroy with the file: its own and that of its third-party records."""
    return [KeyRef("file", file_id), KeyRef("third_party", file_id)]


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the file with all that this room keeps of it; return the number of rows by table.

    Links go before walls and grants, or taking a grant would raise the couple's walls again. Effective grants are
    taken away by triggers. The walls that stand on the other half of a couple are that file's, and stay.
    """
    of_file = Q(file=file_id)
    linked = Q(file_a=file_id) | Q(file_b=file_id)
    steps: tuple[QuerySet[Model], ...] = (
        Token.objects.filter(of_file),
        PartnerLink.objects.filter(linked),
        CaseFileUserGrant.objects.filter(content_object=file_id),
        CaseFileTeamGrant.objects.filter(content_object=file_id),
        Wall.objects.filter(of_file),
        DutySearchSeen.objects.filter(search__file=file_id),
        DutySearch.objects.filter(of_file),
        Entry.objects.filter(of_file),
        ThirdPartyRecord.objects.filter(of_file),
        CaseFile.objects.filter(id=file_id),
    )
    return {rows.model._meta.db_table: _delete(rows) for rows in steps}


def _delete(rows: QuerySet[Model]) -> int:
    # One statement for each table: Django's collector would read rows, and stop at entries that correct entries.
    return rows._raw_delete(connection.alias)
