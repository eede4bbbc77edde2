"""Making the tokens of recorded partners anew with the index; as the indexer, from the owner's login."""

from collections.abc import Iterator
from uuid import UUID

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.sealing.index.keeping import tokens
from confidentiality.sealing.index.models import Generation, PartnerToken
from confidentiality.sealing.index.tokens import Term
from confidentiality.sealing.keys import KeyRef, load_keys

from ..models import CaseFile
from ..people.details import PARTNERS, from_json, names_of
from ..people.models import PersonVersion
from .rules import marks_of_partner
from .tokens import terms_of, terms_of_ways

BATCH = 500


def index_partners(number: int) -> None:
    """Index whom files record as partners; what is written meanwhile is written into both generations.

    Nothing is compared: it was when it was written.
    """
    after = UUID(int=0)
    while True:
        with acting_as(SystemActor.INDEXER):
            generation = Generation.objects.get(number=number)
            files = CaseFile.objects.order_by("id").select_for_update(no_key=True)
            batch = list(files.filter(id__gt=after)[:BATCH])
            if not batch:
                return
            rows = [
                PartnerToken(file=file, about=about, generation=number, token=token)
                for file, about, terms in _recorded([file.id for file in batch], batch)
                for token in sorted(tokens(terms, generation))
            ]
            PartnerToken.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5000)
            after = batch[-1].id


def _recorded(ids: list[UUID], batch: list[CaseFile]) -> Iterator[tuple[UUID, UUID, list[Term]]]:
    """Yield file, whom it is about, and the terms, of what can be opened: after a restore some cannot."""
    versions = PersonVersion.objects.filter(file_id__in=ids).order_by("person_id", "-number")
    latest = list(versions.distinct("person_id"))
    keys = load_keys([KeyRef("file", each) for each in ids] + [v.sealed_under() for v in latest])
    for file in batch:
        if KeyRef("file", file.id) in keys:
            yield file.id, file.id, list(terms_of(marks_of_partner(names=file.partner_names)))
    for version in latest:
        told = from_json(version.details) if version.sealed_under() in keys else None
        if told and told.relation in PARTNERS:
            marks = marks_of_partner(
                names=names_of(told), born=told.date_of_birth, phones=told.phones
            )
            ways = terms_of_ways(told.emails, told.places)
            yield version.file_id, version.person_id, [*terms_of(marks), *ways]
