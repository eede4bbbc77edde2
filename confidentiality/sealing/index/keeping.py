"""Keeping the index: in the transaction that changes a name or number, and gone with the file."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from confidentiality.sealing.errors import SealingError

from .models import Generation
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


def as_arrays(terms: Iterable[Term]) -> tuple[list[int], list[int]]:
    """Return the terms' tokens in every generation: the generations' numbers, and beside them the tokens."""
    terms = list(terms)
    wanted = sorted((each.number, t) for each in generations() for t in tokens(terms, each))
    return [number for number, _ in wanted], [token for _, token in wanted]


def keep_index(file_id: UUID, terms: Iterable[Term]) -> None:
    """Let the index hold these terms of a file, and no others, in every generation.

    What was declared of conflicts is compared in the same statement, and whoever writes may be walled off by it:
    nothing can be written in the file after this.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, 0)", [LOCK])
        cursor.execute(
            "SELECT access.keep_index(%s, %s::int[], %s::bigint[])", [file_id, *as_arrays(terms)]
        )
