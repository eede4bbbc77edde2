"""Making the whole index anew, and comparing it with what the rows say; as the indexer, from the owner's login.

It reads every name, so nothing that runs is given it: an operator calls it after a restore, when the key has changed,
or when there are so many more files that tokens have become too short. It goes on where it was stopped, beside people
who work: what they write meanwhile goes into both generations.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.record import record
from confidentiality.sealing.index.keeping import LOCK, current, tokens
from confidentiality.sealing.index.models import DeclaredToken, Generation, PartnerToken, Token
from confidentiality.sealing.index.tokens import bits_for, key_print
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.declarations import terms as declared_terms
from staff.declarations.models import Declared

from ..models import CaseFile
from ..partners.rebuild import compare_partners, index_partners
from ..people.models import LinkedPerson
from .terms import terms_of

BATCH = 500
GROWN = 2  # bits by which tokens may have become too short: four times as many files

Say = Callable[[str], None]


@dataclass(frozen=True)
class State:
    """How the index stands: its newest complete generation (None: there is none), and whether to make it anew."""

    generation: Generation | None
    building: Generation | None
    files: int
    due: str  # why it has to be made anew, or empty


@dataclass
class Verified:
    """What a comparison found: of how many files, how many tokens, and which are missing, surplus or nobody's.

    The tokens are those of files, of whom workers declared, and of whom files name as partners.
    """

    files: int = 0
    tokens: int = 0
    missing: int = 0
    surplus: int = 0
    orphans: int = 0

    @property
    def sound(self) -> bool:
        """Say whether the index is what the rows say."""
        return not (self.missing or self.surplus or self.orphans)

    def compare(self, wanted: set[int], held: set[int]) -> None:
        """Count the tokens that are held of one thing, and how they differ from those that it should have."""
        self.tokens += len(held)
        self.missing += len(wanted - held)
        self.surplus += len(held - wanted)


def index_state() -> State:
    """Return how the index stands."""
    with acting_as(SystemActor.INDEXER):
        made = list(Generation.objects.order_by("-number"))
        files = CaseFile.objects.count()
    complete = next((each for each in made if each.complete_at), None)
    building = next((each for each in made if not each.complete_at), None)
    if complete is None:
        due = "there is no complete index"
    elif complete.key_print != key_print():
        due = "it was made with another LATCH_INDEX_KEY"
    elif bits_for(files) >= complete.bits + GROWN:
        due = f"it was made for {complete.files} files"
    else:
        due = ""
    return State(complete, building, files, due)


def rebuild_index(say: Say = lambda line: None) -> int:
    """Make the index anew, or go on where it was stopped; return the number of files in it.

    Called after a restore, before the doors open. Safe to stop and to call again at any moment.
    """
    number, done = _begin(), 0
    while count := _index_next(number):
        done += count
        say(f"{done} files indexed")
    _index_declared(number)
    index_partners(number)
    _complete(number)
    while _forget_some(number):
        pass
    return done


def _begin() -> int:
    """Return the generation to go on with, or begin one: whoever writes from now on writes into it too."""
    with acting_as(SystemActor.INDEXER), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [LOCK])
        made = list(Generation.objects.order_by("-number"))
        if made and not made[0].complete_at and made[0].key_print == key_print():
            return made[0].number
        if not made:
            _forget_all()
        files = CaseFile.objects.count()
        begun = Generation.objects.create(
            number=made[0].number + 1 if made else 1,
            bits=bits_for(files),
            files=files,
            key_print=key_print(),
        )
        record("index_rebuild_began", reason=f"generation {begun.number}")
    return begun.number


def _forget_all() -> None:
    """Delete every token before the first generation: after a restore they are of another that had its number."""
    for each in (Token, DeclaredToken, PartnerToken):
        each.objects.all().delete()


def _index_next(number: int) -> int:
    """Index the next files in one transaction, each locked against a change or its disposal; return how many."""
    with acting_as(SystemActor.INDEXER):
        generation = Generation.objects.select_for_update().get(number=number)
        files = CaseFile.objects.order_by("id").select_for_update(no_key=True)
        if generation.reached is not None:
            files = files.filter(id__gt=generation.reached)
        batch = list(files[:BATCH])
        if not batch:
            return 0
        rows = _rows(_with_keys(batch), generation)
        Token.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5000)
        generation.reached = batch[-1].id
        generation.save(update_fields=["reached"])
        return len(batch)


def _index_declared(number: int) -> None:
    """Index whom workers have declared to know; what is declared meanwhile is written into both generations."""
    after = UUID(int=0)
    while True:
        with acting_as(SystemActor.INDEXER):
            generation = Generation.objects.get(number=number)
            declared = Declared.objects.order_by("id").select_for_update(no_key=True)
            batch = list(declared.filter(id__gt=after)[:BATCH])
            if not batch:
                return
            keys = load_keys(each.sealed_under() for each in batch)
            DeclaredToken.objects.bulk_create(
                (
                    DeclaredToken(
                        person=each.worker_id, declared=each.id, generation=number, token=token
                    )
                    for each in batch
                    if each.sealed_under() in keys
                    for token in sorted(tokens(declared_terms.terms_of(each), generation))
                ),
                ignore_conflicts=True,
            )
            after = batch[-1].id


def _with_keys(batch: list[CaseFile]) -> list[CaseFile]:
    """Return those files that can be opened: after a restore of old data beside newer keys some cannot."""
    keys = load_keys(KeyRef("file", file.id) for file in batch)
    return [file for file in batch if KeyRef("file", file.id) in keys]


def _rows(batch: list[CaseFile], generation: Generation) -> Iterator[Token]:
    for file in batch:
        for token in sorted(tokens(terms_of(file), generation)):
            yield Token(generation=generation.number, token=token, file=file.id)


def _complete(number: int) -> None:
    with acting_as(SystemActor.INDEXER):
        Generation.objects.filter(number=number).update(complete_at=timezone.now())
        Generation.objects.exclude(number=number).delete()
        DeclaredToken.objects.exclude(generation=number).delete()
        PartnerToken.objects.exclude(generation=number).delete()
        record("index_rebuilt", reason=f"generation {number}")


def _forget_some(number: int) -> int:
    """Delete some tokens of earlier generations; return how many."""
    with acting_as(SystemActor.INDEXER), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM search_token WHERE ctid = ANY (ARRAY("
            "SELECT ctid FROM search_token WHERE generation <> %s LIMIT 50000))",
            [number],
        )
        return int(cursor.rowcount)


def verify_index() -> Verified:
    """Compare the newest complete generation with what the rows say; raises SealingError for another key."""
    found, after = Verified(), UUID(int=0)
    with acting_as(SystemActor.INDEXER):
        generation = current()
    while True:
        with acting_as(SystemActor.INDEXER):
            batch = list(CaseFile.objects.filter(id__gt=after).order_by("id")[:BATCH])
            if not batch:
                break
            _compare(batch, generation, found)
            compare_partners(batch, generation, found.compare)
        after = batch[-1].id
    _compare_declared(generation, found)
    with acting_as(SystemActor.INDEXER):
        found.orphans = _count_orphans()
        record("index_verified", outcome="done" if found.sound else "failed")
    return found


def _compare(batch: list[CaseFile], generation: Generation, found: Verified) -> None:
    held: dict[UUID, set[int]] = {file.id: set() for file in batch}
    rows = Token.objects.filter(generation=generation.number, file__in=held)
    for file_id, token in rows.values_list("file", "token"):
        held[file_id].add(token)
    for file in _with_keys(batch):
        found.files += 1
        found.compare(tokens(terms_of(file), generation), held[file.id])


def _compare_declared(generation: Generation, found: Verified) -> None:
    after = UUID(int=0)
    while True:
        with acting_as(SystemActor.INDEXER):
            batch = list(Declared.objects.filter(id__gt=after).order_by("id")[:BATCH])
            if not batch:
                return
            held: dict[UUID, set[int]] = {each.id: set() for each in batch}
            rows = DeclaredToken.objects.filter(generation=generation.number, declared__in=held)
            for declared, token in rows.values_list("declared", "token"):
                held[declared].add(token)
            keys = load_keys(each.sealed_under() for each in batch)
            for each in batch:
                if each.sealed_under() in keys:
                    wanted = tokens(declared_terms.terms_of(each), generation)
                    found.compare(wanted, held[each.id])
            after = batch[-1].id


def _count_orphans() -> int:
    """Count the tokens that are of nothing that is there, or of somebody who is not whose they say."""
    of_a_file = CaseFile.objects.filter(id=OuterRef("file"))
    declared = Declared.objects.filter(id=OuterRef("declared"), worker=OuterRef("person"))
    person = LinkedPerson.objects.filter(id=OuterRef("about"), file=OuterRef("file"))
    return sum(
        nobodys.aggregate(count=Count("token"))["count"]
        for nobodys in (
            Token.objects.filter(~Exists(of_a_file)),
            DeclaredToken.objects.filter(~Exists(declared)),
            PartnerToken.objects.filter(
                ~Exists(person) & ~(Q(about=F("file")) & Exists(of_a_file))
            ),
        )
    )
