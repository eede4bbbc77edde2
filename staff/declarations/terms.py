"""What of a declared person is looked for among the case files: keyed tokens, in the form in which files have them."""

from collections.abc import Iterator

from django.db import connection

from confidentiality.sealing.index.keeping import LOCK, generations, tokens
from confidentiality.sealing.index.models import DeclaredToken
from confidentiality.sealing.index.tokens import Kind, Term

from .models import Declared
from .rules import Marks, marks_of_declared


def marks_of(declared: Declared) -> Marks:
    """Return what a declared person is known by; its sealed fields are opened."""
    return marks_of_declared(
        given=declared.given_name,
        family=declared.family_name,
        others=declared.other_names,
        born=declared.date_of_birth,
        phone=declared.phone,
    )


def terms_of(declared: Declared) -> Iterator[Term]:
    """Yield the terms under which a declared person is looked for."""
    marks = marks_of(declared)
    yield from (Term(Kind.PAIR, pair) for pair in marks.pairs)
    yield from (Term(Kind.PHONE, number) for number in marks.phones)
    yield from (Term(Kind.EXACT, birth) for birth in marks.births)
    if marks.born:
        yield Term(Kind.BORN, marks.born)


def keep_tokens(declared: Declared) -> None:
    """Let the index hold what is declared of this person, and nothing older, in every generation.

    The database compares as they are written: what is new before what is old, so that nothing is missed between.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, 0)", [LOCK])
    terms = list(terms_of(declared))
    wanted = {(each.number, token) for each in generations() for token in tokens(terms, each)}
    rows = DeclaredToken.objects.filter(declared=declared.id)
    held = {(row.generation, row.token): row.id for row in rows}
    DeclaredToken.objects.bulk_create(
        DeclaredToken(
            person=declared.worker_id, declared=declared.id, generation=number, token=token
        )
        for number, token in sorted(wanted - held.keys())
    )
    if stale := [held[each] for each in held.keys() - wanted]:
        rows.filter(id__in=stale).delete()
