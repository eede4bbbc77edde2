"""The index: kept with the file, made anew beside work, gone with the file, and worth nothing without its key."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError
from django.test import override_settings

from clients import actions
from clients.models import CaseFile
from clients.searching import rebuild
from clients.searching.door import candidates
from clients.searching.query import read_query
from clients.searching.rebuild import Verified, index_state, rebuild_index, verify_index
from clients.searching.terms import index_file, terms_of
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.index.keeping import current, tokens
from confidentiality.sealing.index.models import Generation, Token
from confidentiality.sealing.index.tokens import LONG, Kind, Term, bits_for, terms, token_of
from tests import cast
from tests.attacking import report, sized
from tests.clients.questions import file_of, working_as
from tests.database import logged_in_as
from tests.retention import working

AMINA = cast.FILES["amina"]
OTHER_KEY = "ab" * 32


@contextmanager
def as_owner() -> Iterator[None]:
    with logged_in_as("owner"):
        yield


def stored(file_id: UUID) -> set[tuple[int, int]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT generation, token FROM search_token WHERE file = %s", [file_id])
        return set(cursor.fetchall())


def a_file(name: str, by: str = "iss_worker") -> UUID:
    with working_as(by) as worker:
        return actions.open_new_file(
            service=worker.service,
            particulars=actions.Particulars(name=name),
            by=worker,
            opened_on=date(2024, 1, 1),
        ).id


@pytest.mark.django_db
def test_a_new_file_is_in_the_index_at_once() -> None:
    with working_as("iss_worker") as worker:
        file = file_of("amina")
        wanted = tokens(terms_of(file), current())
        held = set(Token.objects.filter(file=file.id).values_list("token", flat=True))
        assert held == wanted
        assert len(held) > 10
        assert candidates(worker, read_query("amina"), by_sound=False).count() == 1


@pytest.mark.django_db
def test_a_changed_name_is_found_anew_and_no_more_by_the_old_one() -> None:
    with working_as("iss_worker") as worker:
        file = file_of("amina")
        file.name = "Amina Okafor"
        file.save(update_fields=["name"])
        index_file(file)

        def hits(words: str) -> int:
            return candidates(worker, read_query(words), by_sound=False).count()

        assert (hits("farouk"), hits("okafor"), hits("amina okafor"), hits("2/4/1988")) == (
            0,
            1,
            1,
            1,
        )
        before = set(Token.objects.filter(file=file.id).values_list("token", flat=True))
        index_file(file)
        assert before == set(Token.objects.filter(file=file.id).values_list("token", flat=True))


def test_tokens_are_as_long_as_the_files_are_many() -> None:
    assert [bits_for(files) for files in (0, 1, 1024, 1025, 100_000, 1_000_000)] == [
        *(10, 10, 10, 11, 17, 20)
    ]
    for kind in Kind:
        token = token_of(Term(kind, "x"), generation=1, bits=10)
        assert token >> 56 == kind
        assert (kind in LONG) == (
            kind not in {Kind.NAME, Kind.BEGINNING, Kind.SOUND, Kind.POSTCODE, Kind.BORN}
        )
        longest = 52 if kind in LONG else 10
        assert token & (2**56 - 1) < 2**longest


def test_a_single_name_s_token_is_shared_and_a_pair_s_is_not() -> None:
    names = [f"name{number}" for number in range(4096)]
    single = {token_of(Term(Kind.NAME, name), generation=1, bits=10) for name in names}
    pairs = {token_of(Term(Kind.PAIR, f"a {name}"), generation=1, bits=10) for name in names}
    assert len(single) < 1025  # four names to each
    assert len(pairs) == 4096


@pytest.mark.attack("A2")
@pytest.mark.django_db(databases=["default", "owner"])
def test_a_dictionary_hits_nothing_without_the_key() -> None:
    """Somebody with a copy of the database, and every name there is: only the key ties a token to a name."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT token FROM search_token WHERE (token >> 56) IN (6, 7, 8)")
        held = {token for (token,) in cursor.fetchall()}
    truth = [
        each
        for file in cast.FILES.values()
        for each in terms(names=[file.name], born=str(file.born), phones=[file.phone], postcode="")
        if each.kind in (Kind.PAIR, Kind.PHONE, Kind.EXACT)
    ]
    guesses = truth + [
        Term(Kind.PAIR, f"amina surname{number}") for number in range(sized(500, 100_000))
    ]

    def hits(terms: list[Term]) -> int:
        return sum(token_of(term, generation=1, bits=10) in held for term in terms)

    assert hits(truth) == len(truth)  # the control: with the key every one is there
    tried = 0
    for key in ("00" * 32, OTHER_KEY, uuid4().hex * 2):
        with override_settings(INDEX_KEY=key):
            assert hits(guesses) == 0
            tried += len(guesses)
    report("A2", "tokens against a dictionary without the key", tried=tried, refused=tried)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "00", "zz" * 32, OTHER_KEY])
def test_a_missing_or_wrong_key_is_loud_and_writes_nothing(key: str) -> None:
    with working_as("iss_worker"), override_settings(INDEX_KEY=key):
        before = Token.objects.count()
        with pytest.raises(SealingError, match="LATCH_INDEX_KEY"):
            current()
        with pytest.raises(SealingError, match="LATCH_INDEX_KEY"):
            index_file(file_of("amina"))
        assert Token.objects.count() == before


# ---- attacks by raw SQL, as the web login


@pytest.mark.attack("A4")
@pytest.mark.django_db
@pytest.mark.parametrize("victim", ["daniel", "siobhan", "leila"])
def test_nobody_reads_plants_or_takes_away_a_token_of_another_s_file(victim: str) -> None:
    file = cast.FILES[victim]
    attacker = "iss_colleague" if victim == "leila" else "iss_worker"
    with working_as(attacker), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_token WHERE file = %s", [file.id])
        assert cursor.fetchone() == (0,)
        cursor.execute("DELETE FROM search_token WHERE file = %s", [file.id])
        assert cursor.rowcount == 0
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("INSERT INTO search_token VALUES (1, 42, %s)", [file.id])
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("UPDATE search_token SET file = %s", [file.id])
        for forbidden in (
            "INSERT INTO search_generation VALUES (9, 10, 0, '', now(), NULL, now())",
            "UPDATE search_generation SET bits = 52",
            "DELETE FROM search_generation",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(forbidden)
    assert stored_in_test(file.id)


def stored_in_test(file_id: UUID) -> bool:
    """Say whether its holder still has the file in the index, within this test's own transaction."""
    holder = next(file.worker for file in cast.FILES.values() if file.id == file_id)
    with working_as(holder):
        return Token.objects.filter(file=file_id).exists()


@pytest.mark.attack("A4")
@pytest.mark.django_db
def test_the_importer_s_and_indexer_s_parts_are_not_the_web_login_s() -> None:
    for actor in (SystemActor.INDEXER, SystemActor.IMPORTER):
        with acting_as(actor), pytest.raises(ProgrammingError), transaction.atomic():
            Token.objects.count()


# ---- making it anew


@pytest.mark.clause("5.2.7")
def test_a_destroyed_file_leaves_no_token(committed: str) -> None:
    due = cast.FILES["due"].id
    assert stored(due)
    working.sweep()
    assert stored(due) == set()
    with as_owner():
        assert verify_index().sound


def test_it_is_made_anew_and_is_what_the_files_say(committed: str) -> None:
    a_file("Ottoline Vance")
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM search_token WHERE file = %s", [AMINA.id])
        cursor.execute(
            "UPDATE search_token SET token = -1 - token WHERE file = %s", [cast.FILES["leila"].id]
        )
        cursor.execute("INSERT INTO search_token VALUES (1, 7, %s)", [uuid4()])
    with as_owner():
        broken = verify_index()
        assert broken.missing > 20
        assert broken.surplus > 5
        assert broken.orphans == 1
        assert not broken.sound
        assert rebuild_index() == len(cast.FILES) + 1
        mended = verify_index()
    assert mended.sound
    assert mended == Verified(files=len(cast.FILES) + 1, tokens=mended.tokens)
    assert {number for number, _ in stored(AMINA.id)} == {2}
    with working_as("iss_worker") as worker:
        assert candidates(worker, read_query("amina farouk"), by_sound=False).count() == 1


def test_it_goes_on_where_it_was_stopped(committed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "BATCH", 2)
    said: list[str] = []

    def stop(line: str) -> None:
        said.append(line)
        if len(said) == 2:
            raise KeyboardInterrupt

    with as_owner():
        with pytest.raises(KeyboardInterrupt):
            rebuild_index(stop)
        state = index_state()
        assert state.building is not None
        assert state.generation is not None
        assert (state.building.number, state.generation.number) == (2, 1)
        # whoever works meanwhile finds by the old one, and writes into both
    new = a_file("Ottoline Vance")
    assert {number for number, _ in stored(new)} == {1, 2}
    with working_as("iss_worker") as worker:
        assert candidates(worker, read_query("ottoline"), by_sound=False).count() == 1
    with as_owner():
        assert rebuild_index() <= len(cast.FILES) + 1 - 4
        assert verify_index().sound
        assert index_state().building is None


@pytest.mark.edge("E39")
def test_what_is_written_while_it_is_made_is_in_it(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that began before the new generation is waited for, so that its file is not missed."""
    began, go_on = threading.Event(), threading.Event()

    def write() -> None:
        with working_as("iss_worker") as worker:
            actions.open_new_file(
                service="iss",
                particulars=actions.Particulars(name="Ottoline Vance"),
                by=worker,
                opened_on=date(2024, 1, 1),
                file_id=UUID(int=1),  # before everything that the walk comes to
            )
            began.set()
            go_on.wait(10)
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    assert began.wait(10)
    threading.Timer(0.5, go_on.set).start()
    link = connections["owner"]
    link.close()
    with as_owner_connection():
        rebuild_index()
        found = verify_index()
    writer.join()
    assert found.sound
    assert {number for number, _ in stored(UUID(int=1))} == {2}


@contextmanager
def as_owner_connection() -> Iterator[None]:
    """Log this thread's connection in as the owner; the writer's stays the web login's."""
    default, owner = connections["default"], connections["owner"]
    kept, login = default.settings_dict, ("USER", "PASSWORD", "OPTIONS")
    default.close()
    default.settings_dict = {**kept, **{key: owner.settings_dict[key] for key in login}}
    try:
        yield
    finally:
        default.close()
        default.settings_dict = kept


def test_growth_asks_for_longer_tokens(committed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with as_owner():
        assert index_state().due == ""
        monkeypatch.setattr(rebuild, "bits_for", lambda files: 12)
        assert "made for 0 files" in index_state().due
        rebuild_index()
        state = index_state()
        assert state.generation is not None
        assert (state.generation.bits, state.due) == (12, "")
        assert verify_index().sound


def test_another_key_asks_to_be_made_anew_and_then_is_the_key(committed: str) -> None:
    with override_settings(INDEX_KEY=OTHER_KEY):
        with as_owner():
            assert "LATCH_INDEX_KEY" in index_state().due
            with pytest.raises(SealingError):
                verify_index()
            rebuild_index()
            assert verify_index().sound
        with working_as("iss_worker") as worker:
            assert candidates(worker, read_query("amina"), by_sound=False).count() == 1


def test_the_command_says_how_it_stands(committed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="LATCH_LOGIN=owner"):
        call_command("index", "state")
    with as_owner(), override_settings(LOGIN="owner"):
        call_command("index", "state")
        call_command("index", "rebuild")
        call_command("index", "verify")
        said = capsys.readouterr().out
        assert "generation 1: 10 bits" in said
        assert f"{len(cast.FILES)} files" in said
        with acting_as(SystemActor.INDEXER):
            Token.objects.filter(file=AMINA.id).delete()
        with pytest.raises(CommandError, match="tokens are missing"):
            call_command("index", "verify")
        with acting_as(SystemActor.INDEXER):
            Generation.objects.update(complete_at=None)
        with pytest.raises(CommandError, match="no complete index"):
            call_command("index", "state")


@pytest.mark.django_db
def test_terms_hold_no_partner() -> None:
    with working_as("iss_worker"):
        texts = {term.text for term in terms_of(CaseFile.objects.get(id=AMINA.id))}
    assert any("farouk" in text for text in texts)
    assert not any("daniel" in text for text in texts)
