"""Keeping the index: in the transaction that changes a name or number, and gone with the file."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from confidentiality.sealing.errors import SealingError

from .models import Generation, Token
from .tokens import Term, key_print, token_of

LOCK = 5  # of the database's advisory locks: writers share it, whoever begins a generation holds it alone


def generations() -> list[Generation]:
    """Return the generations, the newest first; raises SealingError if they were made with another index key."""
    found = list(Generation.objects.order_by("-number"))
    if any(each.key_print != key_print() for each in found if each.complete_at):
        raise SealingError(
            "The search index was made with another LATCH_INDEX_KEY. Set the key it was made with, or"
            " rebuild it (docs/operations.md, 'Search index')."
        )
    return found


def current() -> Generation:
    """Return the generation that searches ask; raises SealingError if none is complete, or for another key."""
    for each in generations():
        if each.complete_at:
            return each
    raise SealingError("There is no complete search index: run `manage.py index rebuild`.")


def tokens(terms: Iterable[Term], generation: Generation) -> set[int]:
    """Return the terms' tokens in a generation."""
    size = generation.bits
    return {token_of(term, generation=generation.number, bits=size) for term in terms}


def keep_index(file_id: UUID, terms: Iterable[Term]) -> None:
    """Let the index hold these terms of a file, and no others, in every generation.

    What was declared of conflicts is compared as they are written: what is new comes before what is old goes.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, 0)", [LOCK])
    terms = list(terms)
    wanted = {(each.number, token) for each in generations() for token in tokens(terms, each)}
    rows = Token.objects.filter(file=file_id)
    held = set(rows.values_list("generation", "token"))
    Token.objects.bulk_create(
        Token(generation=number, token=token, file=file_id)
        for number, token in sorted(wanted - held)
    )
    for number in {number for number, _ in held - wanted}:
        stale = [token for of, token in held - wanted if of == number]
        rows.filter(generation=number, token__in=stale).delete()
