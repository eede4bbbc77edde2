"""What somebody who is walled off, whoever opens a file, and whoever writes SQL of their own get to see: nothing."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from clients.conflicts.access import everybody
from clients.conflicts.forms import MYSELF
from clients.conflicts.models import Notice
from clients.models import CaseFile, Wall
from confidentiality.access.http import Hidden
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from confidentiality.sealing.index.models import DeclaredToken
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.declarations.access import open_declared
from staff.declarations.models import Declared
from tests import cast
from tests.addresses import ask
from tests.attacking import report
from tests.clients.questions import (
    assert_hidden,
    day,
    file_of,
    give,
    path,
    reference,
    without_tokens,
    working_as,
)
from tests.conflicts.working import MANAGER, a_file, notices, sees, settle, step_back, told, who
from tests.declarations.working import declare, end

pytestmark = [pytest.mark.django_db, pytest.mark.edge("E2")]
SignedIn = Callable[[str], Client]
KIN = "iss_senior"
AMINA = cast.FILES["amina"]
ALL = ("view", "contribute", "third_party", "lead")


@pytest.mark.slow
@pytest.mark.clause("3.3.1")
@pytest.mark.attack("A1")
def test_a_file_that_a_declaration_hides_is_as_if_it_had_never_been(signed_in: SignedIn) -> None:
    give("amina", KIN, *ALL)
    client = signed_in(KIN)
    assert reference("amina") in client.get("/files/").content.decode()
    declare(KIN, "Amina", "Farouk", born=AMINA.born)
    for name in ("file", "close_file", "add_entry", "third_party"):
        assert_hidden(client, path(name, "amina"), "amina")
    for page in ("/files/", "/today/", "/drafts/", "/policy/conflicts/", "/emergency/reviews/"):
        said = without_tokens(client.get(page).content.decode())
        assert reference("amina") not in said
        assert "wall" not in said.casefold()
    for words in (AMINA.name, reference("amina"), "2/4/1988", AMINA.phone):
        found = client.post("/search/", {"words": words}, follow=True).content.decode()
        assert f"/files/{reference('amina')}/" not in found
    duty = {"first_name": "Amina", **day("born", AMINA.born)}
    assert "No file answers" in client.post("/duty/", duty).content.decode()
    with working_as(KIN):
        assert not CaseFile.objects.filter(id=AMINA.id).exists()


@pytest.mark.attack("A1")
def test_the_answer_to_a_declaration_is_one_and_the_same(signed_in: SignedIn) -> None:
    client, answers = signed_in("iss_colleague"), []
    for given, family in (("Amina", "Farouk"), ("Gareth", "Nobody"), ("Daniel", "Farouk")):
        said = {"relation": "kin", "given_name": given, "family_name": family, "token": uuid4()}
        posted = ask(client, "post", "/policy/conflicts/new/", said)
        client.cookies.pop("messages", None)
        shown = ask(client, "get", "/policy/conflicts/")
        answers.append((posted.status, posted.headers, len(posted.queries), shown.status))
        assert "wall" not in shown.body
        with working_as("iss_colleague"):
            end("iss_colleague", Declared.objects.get().id)
    assert answers[0] == answers[1] == answers[2]
    assert len(notices()) == 1


def test_whoever_opens_a_file_sees_nothing_of_it(signed_in: SignedIn) -> None:
    declare(KIN, "Zoe", "Pye")
    client, pages = signed_in("iss_worker"), []
    for name in ("Zoe Pye", "Zoe Orr"):
        form = {
            "name": name,
            "safe_to_call": "unknown",
            **day("opened_on", AMINA.born.replace(year=2020)),
        }
        answer = client.post("/files/new/", form)
        assert answer.status_code == 302
        pages.append(client.get(answer["Location"]).content.decode())
    assert pages[0].count("\n") == pages[1].count("\n")
    assert cast.PEOPLE[KIN].name not in pages[0]
    assert told() == {MANAGER}


# ---- E3: whom a client knows


@pytest.mark.slow
@pytest.mark.edge("E3")
def test_colleagues_who_are_named_at_intake_never_see_the_file(signed_in: SignedIn) -> None:
    named = (KIN, "iss_volunteer")
    file = a_file("Ines Marsh", walled_off=named)
    with working_as("iss_worker") as by:
        from clients.actions import give_to_worker

        for key in named:
            give_to_worker(
                file=CaseFile.objects.get(id=file), worker=cast.worker(key),
                rights=("view",), reason="cover", by=by.pk,
            )  # fmt: skip
    assert [sees(key, file) for key in (*named, MANAGER)] == [False, False, True]
    assert {(each.worker_id, each.source) for each in notices()} == {
        (who(k), "named") for k in named
    }
    page = signed_in(MANAGER).get("/conflicts/").content.decode()
    assert cast.PEOPLE["iss_worker"].name in page
    assert "Ines" not in page
    for key in named:
        assert "Walls" not in signed_in(key).get("/today/").content.decode()
    # whoever named one may see them lifted and name them again
    assert all(settle(each, lift=True) for each in notices())
    assert all(sees(key, file) for key in named)
    ref = _reference(file)
    client = signed_in("iss_worker")
    answer = client.post(f"/files/{ref}/colleagues/", {"colleagues": [str(who(KIN))]})
    assert answer.status_code == 302
    assert not sees(KIN, file)
    assert len(notices()) == 1


def _reference(file: UUID) -> str:
    with working_as("iss_worker"):
        return CaseFile.objects.get(id=file).reference


@pytest.mark.edge("E3")
def test_naming_oneself_is_refused_with_a_way_out(signed_in: SignedIn) -> None:
    client, me = signed_in("iss_worker"), str(who("iss_worker"))
    form = {"name": "Zoe Pye", "safe_to_call": "unknown", "colleagues": [me]}
    form |= day("opened_on", AMINA.born.replace(year=2020))
    page = client.post("/files/new/", form).content.decode()
    assert MYSELF in page
    nobody = form | {"colleagues": [], "knows_somebody": "on"}
    assert "Tick whom the client knows" in client.post("/files/new/", nobody).content.decode()
    answer = client.post(f"/files/{reference('amina')}/colleagues/", {"colleagues": [me]})
    assert "I know this person" in answer.content.decode()
    assert sees("iss_worker", AMINA.id)
    assert "(you)" in client.get("/files/new/").content.decode()
    with working_as("iss_worker"):
        assert len(everybody()) == len(cast.PEOPLE)


def test_i_know_this_person_takes_it_away_and_asks_nobody_why(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    address = f"/files/{reference('amina')}/step-back/"
    assert address in client.get(path("file", "amina")).content.decode()
    assert client.post(address, {}).status_code == 200
    assert sees("iss_worker", AMINA.id)
    assert client.post(address, {"sure": "on"})["Location"] == "/files/"
    client.cookies.pop("messages")
    assert_hidden(client, path("file", "amina"), "amina")
    (notice,) = notices()
    assert (notice.worker_id, notice.source) == (who("iss_worker"), "said")
    page = signed_in(MANAGER).get(f"/conflicts/{notice.id}/").content.decode()
    assert "It needs a new lead" in page
    assert f"/files/{reference('amina')}/allocate/" in page
    assert reference("amina") in signed_in(MANAGER).get("/allocation/").content.decode()
    assert "They said themselves" in page
    assert settle(notice, lift=True)
    assert sees("iss_worker", AMINA.id)


def test_who_may_only_look_steps_back_too_and_nobody_for_another() -> None:
    give("amina", "iss_volunteer", "view")
    step_back("iss_volunteer")
    assert not sees("iss_volunteer", AMINA.id)
    with working_as("iss_worker"):
        mine = file_of("amina")
    from clients.conflicts import actions

    with working_as("dvpp_worker") as stranger, pytest.raises(Hidden):
        actions.step_back(file=mine, by=stranger)


# ---- SQL of one's own, as the web login


def attempt(sql: str, *values: UUID) -> str:
    """Run a statement as whoever acts; return 'refused', or how many rows it touched or showed."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return str(cursor.rowcount)
    except DatabaseError:
        return "refused"


@pytest.mark.slow
@pytest.mark.attack("A4")
def test_nobody_reads_or_writes_what_somebody_else_declares(signed_in: SignedIn) -> None:
    declared = declare(KIN, "Gareth", "Pye")
    attackers = [key for key in cast.PEOPLE if key != KIN]
    copy = (
        "INSERT INTO declarations_declared (id, worker_id, made_at, relation, given_name, family_name, other_names,"
        " date_of_birth, phone) VALUES (%s, %s, now(), '', '', '', '', '', '')"
    )
    token = "INSERT INTO declared_token VALUES (%s, %s, %s, 1, 42)"
    state = "INSERT INTO declarations_statement VALUES (%s, now(), %s)"
    for key in attackers:
        with acting_as(who(key)):
            assert not Declared.objects.exists()
            assert not DeclaredToken.objects.exists()
            assert not load_keys([KeyRef("declared", declared)])
            assert attempt(copy, uuid4(), who(KIN)) == "refused"
            assert attempt(token, uuid4(), who(KIN), declared) == "refused"
            assert attempt(token, uuid4(), who(key), declared) == "refused"
            assert attempt(state, uuid4(), who(KIN)) == "refused"
            for table in ("declarations_declared", "declared_token"):
                assert attempt(f"DELETE FROM {table}") == "0"
            assert attempt("UPDATE declarations_declared SET phone = ''") == "0"
            with pytest.raises(Hidden):
                open_declared(cast.worker(key), declared)
        if key not in ("safeguarding_lead", "dp_lead", "trustee", "committee"):
            continue
        assert signed_in(key).get(f"/policy/conflicts/{declared}/").status_code == 404
    with working_as(KIN) as kin:
        assert open_declared(kin, declared).given_name == "Gareth"
    report("A4", "declarations read or written by others", tried=10 * len(attackers), done=0)


@pytest.mark.attack("A4")
def test_nobody_raises_lifts_or_reads_a_wall_by_hand() -> None:
    give("amina", KIN, "view")
    declare(KIN, "Amina", "Farouk")
    (notice,) = notices()
    wall = "INSERT INTO clients_wall (id, user_id, file_id, kind, made_at) VALUES (%s, %s, %s, 'conflict', now())"
    by_hand = (
        "INSERT INTO conflicts_notice (id, file_id, reference, worker_id, source, wall, made_at, outcome)"
        f" VALUES (%s, '{AMINA.id}', '', %s, 'said', %s, now(), '')"
    )
    for key in (KIN, "iss_worker", "iss_colleague", "dvpp_manager", "records_admin", "hr"):
        with acting_as(who(key)):
            assert not Notice.objects.exists()
            assert not Wall.objects.exists()
            assert attempt(wall, uuid4(), who("iss_worker"), AMINA.id) == "refused"
            assert attempt(by_hand, uuid4(), who("iss_worker"), uuid4()) == "refused"
            assert attempt("DELETE FROM clients_wall") == "0"
            for sql in (
                "UPDATE conflicts_notice SET outcome = 'lifted', settled_at = now()",
                "SELECT access.raise_conflicts('{}', '{}', '{}', 'said', NULL)",
                "SELECT access.follow_declared('{}', '{}')",
                "SELECT * FROM access.agreeing('{}', '{}')",
                f"SELECT access.lower_wall('{AMINA.id}', '{who(KIN)}')",
                f"SELECT access.forget_declarations('{who(KIN)}')",
            ):
                assert attempt(sql) == "refused"
            with connection.cursor() as cursor:
                cursor.execute("SELECT access.settle_conflict(%s, true)", [notice.id])
                assert cursor.fetchone() == (False,)
                cursor.execute("SELECT * FROM access.conflict_grounds(%s)", [notice.id])
                assert cursor.fetchone() is None
            if key != "iss_worker":
                named = "SELECT access.name_colleagues(%s, ARRAY[%s]::uuid[])"
                assert attempt(named, AMINA.id, who("iss_worker")) == "refused"
    with acting_as(who("iss_worker")):
        named = "SELECT access.name_colleagues(%s, ARRAY[%s]::uuid[])"
        assert attempt(named, AMINA.id, who("iss_worker")) == "refused"  # oneself
        for word in ("conflict_walls_followed", "conflict_wall_lifted"):
            with pytest.raises(DatabaseError), transaction.atomic():
                Event.objects.create(person=who("iss_worker"), action=word, outcome="done")
    assert not sees(KIN, AMINA.id)


@pytest.mark.attack("A1")
def test_whoever_names_everybody_sees_less_and_learns_nothing(signed_in: SignedIn) -> None:
    """A declaration for every client there is: what was open closes, and nothing else changes anywhere."""
    prober = "iss_worker"
    mine = {key for key, file in cast.FILES.items() if file.worker == prober}

    def seen() -> dict[str, int]:
        with acting_as(who(prober)):
            tables = ("clients_wall", "conflicts_notice", "emergency_wallalert", "staff_worker")
            counts = {}
            for table in tables:
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT count(*) FROM {table}")
                    counts[table] = cursor.fetchone()[0]
        return counts

    before = seen()
    for file in cast.FILES.values():
        given, family = file.name.split()
        declare(prober, given, family)
        declare(prober, given, "Nobody")
    assert seen() == before
    assert not any(sees(prober, cast.FILES[key].id) for key in mine)
    client = signed_in(prober)
    known, unknown = (
        without_tokens(client.get(f"/files/{each}/").content.decode())
        for each in (reference("siobhan"), "ZZZZ-ZZZZ")
    )
    assert known.replace(reference("siobhan"), "") == unknown.replace("ZZZZ-ZZZZ", "")
    report("A1", "every client declared by one prober", tried=2 * len(cast.FILES), learnt=0)
