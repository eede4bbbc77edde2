"""Attack A4 on drafts: raw SQL by others, by whoever lost the file, by whoever comes too late."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from clients.models import Wall
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.drafts import actions
from confidentiality.drafts.disposal import erase_old
from confidentiality.drafts.models import Draft
from confidentiality.drafts.place import Place
from confidentiality.drafts.rules import Save
from confidentiality.drafts.tasks import erase_old_drafts
from confidentiality.sealing.models import Key
from tests import cast
from tests.access.attacker import HERS, HIS, REFUSED, Session, session
from tests.clients.questions import end_grants, give, path
from tests.database import logged_in_as
from tests.drafts.working import WORDS, showing

SignedIn = Callable[[str], Client]
AMINA = cast.FILES["amina"]
HER = cast.PEOPLE["iss_worker"].id
READ = "SELECT id FROM drafts_draft WHERE id = %s"
READ_KEY = "SELECT wrapped FROM sealing_key WHERE kind = 'draft' AND subject = %s"


def place(person: UUID = HER, file: UUID | None = AMINA.id, needs: str = "contribute") -> Place:
    address = path("add_entry", "amina")
    return Place(uuid4(), person, address, "clients:add_entry", "AddEntryForm", file, needs)


def typed(where: Place, words: str = WORDS) -> UUID:
    kept = actions.keep(where, [["body", words]], Save(uuid4(), 1, 0))
    assert kept is not None
    return kept.place.draft


def seen(database: str, person: UUID, draft: UUID) -> tuple[int, int]:
    """Return how many rows and keys of a draft a person gets by raw SQL."""
    with session(database, "web") as web:
        web.act_as(person)
        return len(web.sql(READ, [draft])), len(web.sql(READ_KEY, [draft]))


@pytest.mark.clause("5.2.7")
def test_a_draft_waits_while_its_file_is_being_destroyed(committed: str) -> None:
    """What is begun meanwhile would outlive its file."""
    with session(committed, "owner") as disposal:
        disposal.sql("SELECT 1 FROM clients_casefile WHERE id = %s FOR UPDATE", [AMINA.id])
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
            with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
                typed(place())
            typed(place(file=None, needs=""))


@pytest.mark.attack("A4")
def test_nobody_gets_another_persons_draft(committed: str) -> None:
    draft = typed(place())
    assert seen(committed, HER, draft) == (1, 1)
    for key, person in cast.PEOPLE.items():
        if person.id != HER:
            assert seen(committed, person.id, draft) == (0, 0), key


@pytest.mark.attack("A4")
def test_nobody_writes_into_another_persons_draft(committed: str) -> None:
    draft = typed(place())
    with session(committed, "web") as web:
        web.act_as(cast.PEOPLE["iss_manager"].id)  # holds the same file
        assert web.attempt("UPDATE drafts_draft SET version = 9") == 0
        assert web.attempt("DELETE FROM drafts_draft") == 0
        for column in ("person", "file", "needs", "address"):
            assert web.attempt(f"UPDATE drafts_draft SET {column} = NULL") == REFUSED
        assert _insert(web, HER, AMINA.id) == REFUSED
    assert seen(committed, HER, draft) == (1, 1)


def _insert(web: Session, person: UUID, file: UUID | None) -> object:
    return web.attempt(
        "INSERT INTO drafts_draft (id, person, address, route, form, file, needs, reference, version, writer, serial,"
        " begun_at, saved_at, words) VALUES (gen_random_uuid(), %s, '/', '', '', %s, %s, '', 1, gen_random_uuid(), 1,"
        " now(), now(), 'x')",
        [person, file, "contribute" if file else ""],
    )


@pytest.mark.attack("A4")
def test_nobody_ties_a_draft_to_a_file_that_is_not_theirs(committed: str) -> None:
    with session(committed, "web") as web:
        web.act_as(HIS.person)
        assert _insert(web, HIS.person, HERS.file) == REFUSED
        assert _insert(web, HIS.person, uuid4()) == REFUSED
        assert _insert(web, HIS.person, HIS.file) == 1
        assert _insert(web, HIS.person, None) == 1


@pytest.mark.attack("A4")
@pytest.mark.clause("3.3.1")
def test_an_ended_grant_and_a_wall_take_draft_and_key_away(committed: str) -> None:
    for take in (_end, _wall):
        give("amina", "iss_senior", "view", "contribute")
        senior = cast.PEOPLE["iss_senior"].id
        draft = typed(place(senior))
        assert seen(committed, senior, draft) == (1, 1)
        take()
        assert seen(committed, senior, draft) == (0, 0)
        assert actions.keep(place(senior), [["body", WORDS]], Save(uuid4(), 1, 0)) is None


def _end() -> None:
    end_grants("amina", of="iss_senior")


def _wall() -> None:
    with logged_in_as("owner"):
        Wall.objects.create(
            user_id=cast.PEOPLE["iss_senior"].id, file_id=AMINA.id, kind=Wall.Kind.CONFLICT
        )


@pytest.mark.clause("3.2.1")
def test_what_others_said_goes_out_of_sight_with_its_right(committed: str) -> None:
    manager = cast.PEOPLE["iss_manager"].id  # views, contributes and leads; no third-party right
    typed(place(manager))
    third = place(manager, needs="third_party")
    assert actions.keep(third, [["body", WORDS]], Save(uuid4(), 1, 0)) is None
    typed(place(needs="third_party"))


# ---- gone for good


def _keys(draft: UUID) -> int:
    with logged_in_as("owner"):
        return Key.objects.filter(kind="draft", subject=draft).count()


@pytest.mark.clause("5.2.7")
def test_the_key_goes_with_the_words(committed: str) -> None:
    discarded, sent = place(), place()
    for each in (discarded, sent):
        typed(each)
        assert _keys(each.draft) == 1
    with acting_as(HER):
        actions.discard(Draft.objects.get(id=discarded.draft))
        actions.send(sent, Save(uuid4(), 2, 0))
    assert _keys(discarded.draft) == _keys(sent.draft) == 0
    with acting_as(HER):
        assert Draft.objects.get(id=sent.draft).words is None


@pytest.mark.clause("5.2.7")
def test_old_drafts_are_erased_with_their_keys(
    committed: str, as_worker_login: Callable[[], object], settings: object
) -> None:
    old, new = typed(place()), typed(place())
    with logged_in_as("owner"):
        Draft.objects.filter(id=old).update(saved_at=timezone.now() - timedelta(days=28, minutes=1))
        Draft.objects.filter(id=new).update(saved_at=timezone.now() - timedelta(days=27, hours=23))
    with logged_in_as("worker"):
        erase_old_drafts()
    assert (_keys(old), _keys(new)) == (0, 1)
    with logged_in_as("worker"), acting_as(SystemActor.DISPOSER):
        assert erase_old() == 0


def test_the_disposer_has_no_key_to_read_what_it_erases(committed: str) -> None:
    draft = typed(place())
    with session(committed, "worker") as worker:
        worker.act_as("disposer")
        assert len(worker.sql(READ, [draft])) == 1
        assert len(worker.sql(READ_KEY, [draft])) == 0


def test_an_ended_account_keeps_nothing_more(committed: str) -> None:
    with logged_in_as("owner"), connections["default"].cursor() as cursor:
        cursor.execute("UPDATE staff_account SET is_active = false WHERE id = %s", [HER])
    assert actions.keep(place(), [["body", WORDS]], Save(uuid4(), 1, 0)) is None


@pytest.mark.slow
def test_two_first_saves_at_the_same_moment_are_one_draft(committed: str) -> None:
    where, writer = place(), uuid4()

    def save(serial: int) -> object:
        try:
            return actions.keep(where, [["body", f"word {serial}"]], Save(writer, serial, 0))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as saving:
        assert all(saving.map(save, range(1, 5)))
    with acting_as(HER):
        (draft,) = Draft.objects.filter(id=where.draft)
        assert draft.words == [["body", "word 4"]]


@pytest.mark.slow
def test_a_form_is_taken_while_its_first_save_is_under_way(committed: str) -> None:
    where, writer = place(), uuid4()

    def take() -> None:
        try:
            with acting_as(HER):
                actions.send(where, Save(writer, 2, 0))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as taking:
        with transaction.atomic():
            assert actions.keep(where, [["body", WORDS]], Save(writer, 1, 0))
            taken = taking.submit(take)
            assert not wait([taken], timeout=0.5).done  # the row is there and nobody's yet
        taken.result()
    with acting_as(HER):
        assert Draft.objects.get(id=where.draft).sent_at is not None


# ---- where words must not lie


@pytest.mark.django_db
@pytest.mark.attack("A2")
def test_words_lie_sealed_and_nowhere_else(
    signed_in: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    client = signed_in("iss_worker")
    page = showing(client, path("add_entry", "amina"))
    page.save(client, body=WORDS)
    client.cookies.pop("latch_session")
    client.post(path("add_entry", "amina"), page.sent(body=WORDS))
    with acting_as(HER), connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(d)::text, words FROM drafts_draft d")
        rows = cursor.fetchall()
    assert rows
    for written, words in rows:
        assert WORDS not in written
        assert WORDS.encode() not in bytes(words)
    valkey = cache._cache.get_client()  # type: ignore[attr-defined]
    values = [valkey.get(k) or b"" for k in valkey.scan_iter("*") if valkey.type(k) == b"string"]
    assert values
    assert not [value for value in values if WORDS.encode() in value]
    assert WORDS not in caplog.text
