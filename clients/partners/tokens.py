"""What of recorded partners is looked for among the case files: keyed tokens, in the form in which files have them."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.db import ProgrammingError, connection

from confidentiality.access.http import Hidden
from confidentiality.sealing.index.keeping import LOCK, as_arrays, generations, tokens
from confidentiality.sealing.index.tokens import Kind, Term
from staff.declarations.rules import Marks

from ..contacting.sameness import doors, emails_of
from ..people.details import LookedFor
from .rules import marks_of_partner


def terms_of(marks: Marks) -> Iterator[Term]:
    """Yield the terms under which a partner is looked for."""
    yield from (Term(Kind.PAIR, pair) for pair in marks.pairs)
    yield from (Term(Kind.PHONE, number) for number in marks.phones)
    yield from (Term(Kind.EXACT, birth) for birth in marks.births)
    if marks.born:
        yield Term(Kind.BORN, marks.born)


def terms_compared(known: LookedFor) -> Iterator[Term]:
    """Yield the terms under which somebody is looked for among the files: whoever writes them waits for these."""
    return terms_of(marks_of_partner(names=known.names, born=known.born, phones=known.phones))


def terms_kept(known: LookedFor) -> list[Term]:
    """Return all the terms of somebody; what is former, and addresses, are compared with recipients alone (E13)."""
    former = terms_of_former(known.former_names, known.former_phones)
    return [*terms_compared(known), *former, *terms_of_ways(known.emails, known.places)]


def terms_of_ways(emails: Iterable[str], places: Iterable[str]) -> Iterator[Term]:
    """Yield the terms of e-mail and postal addresses, by which a partner is known to be who would receive something."""
    yield from (Term(Kind.EMAIL, known) for text in emails for known in emails_of(text))
    yield from (Term(Kind.DOOR, door) for text in places for door in doors(text))


def terms_of_former(names: Iterable[str], phones: Iterable[str]) -> Iterator[Term]:
    """Yield the terms of what was ever told of a partner: nothing is released to them by a former name either."""
    marks = marks_of_partner(names=names, phones=phones)
    yield from (Term(Kind.FORMER_PAIR, pair) for pair in marks.pairs)
    yield from (Term(Kind.FORMER_PHONE, number) for number in marks.phones)


def would_reach_a_partner(
    *,
    request_id: UUID,
    names: Iterable[str],
    phones: Iterable[str],
    emails: Iterable[str] = (),
    places: Iterable[str] = (),
    readers: Iterable[str] = (),
) -> bool | None:
    """Say whether somebody, or who else reads it, is known as a partner of the client (clause 3.3.2 e).

    For whoever may not read what others said; the database compares keyed tokens, of one's own urgent draft, of what
    one told already, and of what was released. None where a name is too short and there is neither number nor e-mail
    address, so that nobody can say; a reader without a whole name, a post, tells neither.
    """
    names, phones, readers = list(names), list(phones), list(readers)
    marks = marks_of_partner(names=names, phones=phones)
    ways = list(terms_of_ways(emails, places))
    former = terms_of_former(names, phones)
    read = [
        *terms_of(marks_of_partner(names=readers, phones=())),
        *terms_of_former(readers, ()),
    ]
    known = _known_as_partner(request_id, [*terms_of(marks), *former, *ways, *read])
    tells = marks.pairs or marks.phones or any(each.kind == Kind.EMAIL for each in ways)
    return known or (False if tells else None)


def is_a_partners_door(*, request_id: UUID, place: str) -> bool:
    """Say whether a partner of the client is known by this postal address (clause 3.3.2 e), compared alike."""
    return _known_as_partner(request_id, list(terms_of_ways((), [place])))


def _known_as_partner(request_id: UUID, asked: list[Term]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.partner_would_receive(%s, %s::int[], %s::bigint[])",
            [request_id, *as_arrays(asked)],
        )
        (found,) = cursor.fetchone()
    return bool(found)


def close_to_contact(
    *, contact_id: UUID, names: Iterable[str], phones: Iterable[str], emails: Iterable[str]
) -> None:
    """Close to somebody of the register of agencies what left from files of whose clients they are a partner (E13).

    The database compares, from whichever file it left, tells that file's managers, and answers nothing: who writes the
    register may know of none of them.
    """
    names, phones = list(names), list(phones)
    marks, former = marks_of_partner(names=names, phones=phones), terms_of_former(names, phones)
    terms = [*terms_of(marks), *former, *terms_of_ways(emails, ())]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.close_to_contact(%s, %s::int[], %s::bigint[])",
            [contact_id, *as_arrays(terms)],
        )


def wait_for_names(said: Iterable[Term]) -> None:
    """Wait until nobody else writes these names and numbers, and let nobody else until this transaction ends.

    Asked by whoever writes names in more than one go, of all of them, when the file is held: two who wait for one
    another's, in turn, would stop each other. The index is shared before: none begins a generation meanwhile, of which
    there would be other tokens.
    """
    terms = list(said)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, 0)", [LOCK])
        wanted = sorted({token for each in generations() for token in tokens(terms, each)})
        cursor.execute("SELECT access.wait_for_names(%s::bigint[])", [wanted])


def wait_for_halves(file_id: UUID, said: Iterable[Term]) -> None:
    """Wait for these names, and for what a link locks where somebody of the other service has one of them.

    Asked by whoever holds releases before a partner is looked for: the link that may follow takes grants.
    """
    terms = list(said)
    wait_for_names(terms)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.wait_for_halves(%s, %s::int[], %s::bigint[])",
            [file_id, *as_arrays(terms)],
        )


def keep_partners(*, file_id: UUID, known: Mapping[UUID, LookedFor]) -> None:
    """Let the index hold what is known of partners of a file, and nothing older; called alike where nothing is.

    They go by the linked person's id, or by the file's own for the names that it gives: all that one step writes, for a
    wall may follow, behind which nothing more is written. The database compares as it writes, and answers nothing (E6).
    Raises Hidden where somebody else's step has raised one meanwhile.
    """
    whose, rows = list[UUID](), list[tuple[int, int]]()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, 0)", [LOCK])
        for about, each in known.items():
            kept = list(zip(*as_arrays(terms_kept(each)), strict=True))
            whose += [about] * len(kept)
            rows += kept
        numbers, wanted = [number for number, _ in rows], [token for _, token in rows]
        try:
            cursor.execute(
                "SELECT access.keep_partners(%s, %s::uuid[], %s::uuid[], %s::int[], %s::bigint[])",
                [file_id, list(known), whose, numbers, wanted],
            )
        except ProgrammingError as refused:
            if getattr(refused.__cause__, "pgcode", "") != "42501":
                raise
            raise Hidden("file_hidden", file=file_id, purpose="keep_partners") from None
