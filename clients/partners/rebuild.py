"""Making the tokens of recorded partners anew with the index, and comparing them; as the indexer, the owner's login."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from uuid import UUID

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.sealing.index.keeping import tokens
from confidentiality.sealing.index.models import Generation, PartnerToken
from confidentiality.sealing.index.tokens import Term
from confidentiality.sealing.keys import KeyRef, load_keys

from ..models import CaseFile
from ..people.access import tied_of
from ..people.details import LookedFor, looked_for
from ..people.models import PersonVersion
from .tokens import terms_kept

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
                for file, about, terms in _recorded(batch)
                for token in sorted(tokens(terms, generation))
            ]
            PartnerToken.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5000)
            after = batch[-1].id


def compare_partners(
    batch: list[CaseFile], generation: Generation, compare: Callable[[set[int], set[int]], None]
) -> None:
    """Hand over the tokens that everybody tied to these files should have, and those that are held of them."""
    held: dict[tuple[UUID, UUID], set[int]] = defaultdict(set)
    rows = PartnerToken.objects.filter(
        generation=generation.number, file__in=[file.id for file in batch]
    )
    for file, about, token in rows.values_list("file", "about", "token"):
        held[file, about].add(token)
    for file, about, terms in _recorded(batch):
        compare(tokens(terms, generation), held[file, about])


def _recorded(batch: list[CaseFile]) -> Iterator[tuple[UUID, UUID, list[Term]]]:
    """Yield file, whom it is about, and the terms (none of who is no partner), of what can be opened.

    After a restore some cannot.
    """
    ids = [file.id for file in batch]
    versions = PersonVersion.objects.filter(file_id__in=ids).select_related("person")
    told = list(versions.order_by("person_id", "number"))
    keys = load_keys([KeyRef("file", each) for each in ids] + [v.sealed_under() for v in told])
    for file in batch:
        if KeyRef("file", file.id) in keys:
            yield file.id, file.id, terms_kept(LookedFor(tuple(file.partner_names)))
    opened = [each for each in told if each.sealed_under() in keys]
    for who in tied_of(opened).values():
        known = looked_for([] if who.person.merged_into_id else who.told_by_entry())
        yield who.person.file_id, who.id, terms_kept(known)
