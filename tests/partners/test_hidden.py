"""Whoever types learns nothing, in whatever they can compare; and whoever writes SQL of their own no more (E6)."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from clients.partners.access import who_wrote_many
from clients.partners.models import Tie
from clients.partners.rules import TOO_MANY
from confidentiality.access.http import Hidden
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from confidentiality.sealing.index.keeping import current, tokens
from confidentiality.sealing.index.models import PartnerToken, Token
from confidentiality.sealing.index.tokens import exact_terms
from tests import cast
from tests.addresses import Answer, ask
from tests.attacking import report, sized
from tests.clients.questions import day, reference, working_as
from tests.partners.working import LEAD, MANAGER, PROGRAMME, a_file, decide, ties, told, who
from tests.people.working import CHILD, add

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.edge("E6")]
SignedIn = Callable[[str], Client]
CRAIG, DANIEL = cast.FILES["craig"], cast.FILES["daniel"]
TYPIST = "iss_worker"


def _opened(client: Client, name: str, partner: str, phone: str = "") -> tuple[Any, ...]:
    """Return all that whoever opens a file can compare: the answer, and the page and lists after it."""
    form = {"name": name, "partner_names": partner, "phones": phone, "safe_to_call": "unknown"}
    form |= day("opened_on", date(2020, 4, 2)) | day("date_of_birth", date(1991, 5, 6))
    posted = ask(client, "post", "/files/new/", form | {"token": str(uuid4())})
    client.cookies.pop("messages", None)
    return posted.status, posted.headers, posted.body, posted.queries


def _like(answer: Answer) -> tuple[Any, ...]:
    return answer.status, answer.headers, answer.body, answer.queries


@pytest.mark.slow
@pytest.mark.clause("3.3.1")
@pytest.mark.attack("A1")
def test_whoever_opens_a_file_can_compare_nothing(signed_in: SignedIn) -> None:
    """A partner with a file in the other service, a client who has one, a colleague's client, and nobody at all."""
    client = signed_in(TYPIST)
    _opened(client, "Wanda Else", "")  # what is read once is read
    typed = (
        ("Anna Noone", "Noah Nobody"),
        ("Bina Noone", "Craig Kerr"),
        ("Craig Kerr", "Noah Nobody"),
        ("Siobhán Kerr", "Noah Nobody"),
        ("Siobhán Kerr", "Craig Kerr"),
    )
    answers = [_opened(client, name, partner) for name, partner in typed]
    bare = [(a[0], [h for h in a[1] if h[0] != "Location"], a[2], a[3]) for a in answers]
    for each in bare[1:]:
        assert each == bare[0]
    assert {tie.kind for tie in ties()[0]} == {"partner", "same"}
    assert len(ties()[0]) == 9
    for page in ("/today/", "/files/", "/ties/", "/conflicts/"):
        said = client.get(page).content.decode()
        assert CRAIG.reference not in said
        assert reference("siobhan") not in said
        assert "Ties" not in said
    for key in (TYPIST, "iss_colleague", "dvpp_worker", "dvpp_colleague", "iss_senior", PROGRAMME):
        with acting_as(who(key)):
            assert not Tie.objects.exists()
    assert told() == {MANAGER}
    page = signed_in(MANAGER).get("/ties/").content.decode()
    assert CRAIG.reference in page
    assert "Craig" not in page


@pytest.mark.slow
@pytest.mark.attack("A1")
def test_whoever_ties_a_person_can_compare_nothing(signed_in: SignedIn) -> None:
    client, answers = signed_in(TYPIST), []
    address = reverse("people:add_person", args=[reference("leila")])
    for given, family, born in (
        ("Warm", "Up", date(1990, 1, 1)),
        ("Noah", "Nobody", CRAIG.born),
        ("Craig", "Kerr", CRAIG.born),
        ("Daniel", "Farouk", date(1970, 1, 1)),
    ):
        form = {
            "relation": "ex_partner",
            "may_know": "no",
            "given": given,
            "family": family,
            **day("date_of_birth", born),
            "token": str(uuid4()),
        }
        answer = ask(client, "post", address, form)
        assert answer.status == 302, answer.body
        client.cookies.pop("messages", None)
        answers.append((answer.status, answer.body, answer.queries))
    assert answers[1] == answers[2] == answers[3]
    waiting, standing = ties()
    assert (waiting, len(standing)) == ([], 0)
    with working_as(MANAGER):
        pair = {cast.FILES["leila"].id, CRAIG.id}
        assert [t.outcome for t in Tie.objects.all() if {t.one_id, t.other_id} == pair] == ["tied"]


def attempt(sql: str, *values: Any) -> str:
    """Run a statement as whoever acts; return 'refused', or how many rows it touched or showed."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return str(cursor.rowcount)
    except DatabaseError:
        return "refused"


@pytest.mark.slow
@pytest.mark.attack("A4")
def test_nobody_reads_or_makes_a_tie_by_sql_of_their_own() -> None:
    hers = a_file("Zoe Pye", partner_names=["Craig Kerr"])
    (tie,), _ = ties()
    tried = 0
    link = "INSERT INTO clients_partnerlink (id, file_a_id, file_b_id) VALUES (%s, %s, %s)"
    by_hand = (
        "INSERT INTO partners_tie (id, kind, one_id, other_id, one_reference, other_reference, service, sure, source,"
        " made_at, outcome, why, found_by)"
        " VALUES (%s, 'partner', %s, %s, '', '', 'iss', true, 'hand', now(), '', '', '{}')"
    )
    first, second = sorted((hers, DANIEL.id))
    with acting_as(who(TYPIST)):
        wanted = sorted(tokens(exact_terms("Craig Kerr", born=CRAIG.born, phone=""), current()))
    for key in (TYPIST, "iss_colleague", "dvpp_worker", PROGRAMME, "records_admin", "hr", LEAD):
        with acting_as(who(key)):
            assert not Tie.objects.filter(id=tie.id).exists()
            assert not PartnerToken.objects.exists()
            assert attempt(link, uuid4(), first, second) == "refused"
            assert attempt(by_hand, uuid4(), first, second) == "refused"
            assert (
                attempt("INSERT INTO partner_token VALUES (%s, %s, %s, 1, 42)", uuid4(), hers, hers)
                == "refused"
            )
            for sql in (
                "UPDATE partners_tie SET outcome = 'tied', decided_at = now()",
                "SELECT * FROM access.partner_hits('{}')",
                "SELECT * FROM access.same_hits('{}')",
                "SELECT access.follow_partners('{}')",
                "SELECT access.unlink_files(NULL, NULL)",
                "SELECT access.join_persons(NULL, NULL)",
                "SELECT access.part_persons(NULL, NULL, NULL)",
                "SELECT * FROM access.files_of_person(NULL)",
            ):
                assert attempt(sql) == "refused", sql
            assert (
                attempt("DELETE FROM partners_tie") == attempt("DELETE FROM partner_token") == "0"
            )
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT access.decide_tie(%s, true, ''), access.decides_tie(%s)", [tie.id] * 2
                )
                assert cursor.fetchone() == ("hidden", False)
                cursor.execute("SELECT * FROM access.tie_grounds(%s)", [tie.id])
                assert cursor.fetchone() is None
            # not theirs to write in, or no person of that file
            keep = "SELECT access.keep_partners(%s, %s::uuid[], %s::uuid[], '{1}', '{42}')"
            his = CRAIG.id if key != "dvpp_colleague" else DANIEL.id
            for whom in ([uuid4()], [his, uuid4()], [None]):
                assert attempt(keep, his, whom, whom[-1:]) == "refused"
            assert (
                attempt(keep, his, [uuid4()], [his]) == attempt(keep, his, None, None) == "refused"
            )
            hand = "SELECT access.tie_by_hand(%s, %s, 1, %s::bigint[])"
            assert (
                attempt("SELECT access.tie_by_hand(%s, %s, 1, NULL)", hers, CRAIG.reference)
                == "refused"
            )
            if key != PROGRAMME:
                assert attempt(hand, hers, CRAIG.reference, wanted) == "refused"
            tried += 20
    with acting_as(who(MANAGER)):  # a reference without details is not enough
        for details in ("NULL", "'{}'", "'{NULL}'"):
            attempt(f"SELECT access.tie_by_hand(%s, %s, 1, {details})", hers, DANIEL.reference)
        assert not Tie.objects.filter(one__in=(hers,), other=DANIEL.id).exists()
        assert not Tie.objects.filter(one=DANIEL.id, other=hers).exists()
    for word in ("ties_followed", "files_unlinked", "tie_refused", "tie_said", "persons_joined"):
        with acting_as(who(TYPIST)), pytest.raises(DatabaseError), transaction.atomic():
            Event.objects.create(person=who(TYPIST), action=word, outcome="done")
    with acting_as(who("records_admin")):
        seen = set(Event.objects.values_list("action", flat=True))
    assert not seen & {"ties_followed", "files_unlinked", "tie_refused", "files_linked"}
    report("A4", "ties read, made or decided by others", tried=tried, done=0)


@pytest.mark.slow
@pytest.mark.attack("A4")
def test_whoever_opens_files_in_bulk_learns_nothing_and_is_told_of() -> None:
    """The prober may write any token that they like on a file of their own, and read all that the login may read."""
    mine = a_file("Wanda Else")

    def seen() -> list[object]:
        out: list[object] = []
        with acting_as(who(TYPIST)), connection.cursor() as cursor:
            for table in (
                "clients_casefile", "clients_effectivegrant", "clients_wall", "clients_partnerlink", "partners_tie",
                "partner_token", "conflicts_notice", "emergency_wallalert",
            ):  # fmt: skip
                cursor.execute(f"SELECT count(*) FROM {table}")
                out.append((table, cursor.fetchone()))
            cursor.execute("SELECT access.who_can_take(ARRAY[%s]::uuid[], true)", [mine])
            out.append(sorted(str(row) for row in cursor.fetchall()))
        return out

    before, many = seen(), sized(12, 2000)
    for number in range(many):
        partner = CRAIG.name if number % 2 else f"Noah Nobody{number}"
        with acting_as(who(TYPIST)), connection.cursor() as cursor:
            own = list(Token.objects.filter(file=mine).values_list("generation", "token"))
            cursor.execute(
                "SELECT access.keep_partners(%s, %s::uuid[], %s::uuid[], %s::int[], %s::bigint[])",
                [mine, [mine], [mine] * len(own), [g for g, _ in own], [t for _, t in own]],
            )
            assert cursor.fetchone() == ("",)
    assert seen() == before
    for number in range(7):
        a_file(f"Wanda Other{number}", partner_names=[partner, CRAIG.name])
    with working_as(MANAGER):
        ((name, found),) = who_wrote_many()
    assert name == cast.PEOPLE[TYPIST].name
    assert found > TOO_MANY
    report("A4", "partners written by a prober", tried=many, learnt=0)


def test_who_knows_one_of_them_decides_nothing() -> None:
    a_file("Zoe Pye", partner_names=["Craig Kerr"])
    (tie,), _ = ties()
    with pytest.raises(Hidden):
        decide(tie, tied=True, by=PROGRAMME)
    from tests.declarations.working import declare

    declare(MANAGER, "Craig", "Kerr")
    assert told() == {LEAD}
    assert decide(tie, tied=False, why="namesake", by=LEAD)


@pytest.mark.clause("3.2.1")
def test_whoever_is_tied_otherwise_is_not_looked_for(signed_in: SignedIn) -> None:
    from dataclasses import replace

    add(replace(CHILD, given="Craig", family="Kerr"))
    assert ties() == ([], [])
    for key in (TYPIST, PROGRAMME):
        assert signed_in(key).get(f"/ties/{uuid4()}/").status_code == 404
