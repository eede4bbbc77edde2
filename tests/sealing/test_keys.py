"""Subjects' keys: who may have them, what a wrong one does, and that they die with the frame that opened them."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from uuid import uuid4

import encrypted_model_fields.fields as library
import pytest
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.core.exceptions import FieldError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from clients.models import CaseFile, Entry
from confidentiality.access.identity import SystemActor, acting_as, current_frame
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.keys import KeyRef, destroy_key, key_of, load_keys, make_key
from confidentiality.sealing.models import Key
from tests import cast
from tests.access.attacker import session

WORKER, OTHER = cast.PEOPLE["iss_worker"].id, cast.PEOPLE["dvpp_worker"].id
AMINA, LEILA = cast.FILES["amina"].id, cast.FILES["leila"].id

pytestmark = pytest.mark.attack("A5")


@pytest.fixture
def acting(db: None) -> Iterator[None]:
    with acting_as(WORKER):
        yield


# ---- master keys


def _use(monkeypatch: pytest.MonkeyPatch, *keys: bytes) -> None:
    monkeypatch.setattr(library, "CRYPTER", MultiFernet([Fernet(key) for key in keys]))


@pytest.mark.usefixtures("acting")
def test_a_wrong_master_key_is_loud_and_nothing_is_saved_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = CaseFile.objects.get(id=AMINA)
    sealed = CaseFile.objects.values_list("name", flat=True).get(id=AMINA)
    right = library.CRYPTER
    _use(monkeypatch, Fernet.generate_key())
    with pytest.raises(SealingError, match="master keys"):
        assert file.name
    with pytest.raises(SealingError), transaction.atomic():
        file.save(update_fields=["name"])
    file.name = "Somebody else"
    with pytest.raises(SealingError), transaction.atomic():
        file.save(update_fields=["name"])
    monkeypatch.setattr(library, "CRYPTER", right)
    assert CaseFile.objects.values_list("name", flat=True).get(id=AMINA) == sealed
    assert CaseFile.objects.get(id=AMINA).name == "Amina Farouk"


@pytest.mark.usefixtures("acting")
def test_the_key_that_a_wrong_master_key_left_is_wrapped_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The library gives ciphertext back and seals it again at the next save; ours does neither."""
    kept = "SELECT wrapped FROM sealing_key WHERE kind = 'file' AND subject = %s"
    with connection.cursor() as cursor:
        cursor.execute(kept, [AMINA])
        before = cursor.fetchone()
        _use(monkeypatch, Fernet.generate_key())
        with pytest.raises(SealingError):
            Key.objects.get(subject=AMINA, kind="file")
        cursor.execute(kept, [AMINA])
        assert cursor.fetchone() == before


def test_an_older_master_key_still_opens_and_the_first_seals(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new, subject = library.CRYPTER, Fernet(Fernet.generate_key()), uuid4()
    monkeypatch.setattr(library, "CRYPTER", MultiFernet([new, *old._fernets]))
    with acting_as(WORKER):
        assert CaseFile.objects.get(id=AMINA).name == "Amina Farouk"
        make_key(KeyRef("package", subject))
    with session(committed, "owner") as owner:
        ((wrapped,),) = owner.sql("SELECT wrapped FROM sealing_key WHERE subject = %s", [subject])
    assert new.decrypt(wrapped).startswith(f"package:{subject}:".encode())
    with pytest.raises(InvalidToken):
        old.decrypt(wrapped)


@pytest.mark.usefixtures("acting")
def test_a_key_column_is_neither_searched_nor_computed() -> None:
    for search in ({"wrapped": "x"}, {"wrapped__contains": "x"}, {"wrapped__isnull": True}):
        with pytest.raises(FieldError):
            Key.objects.filter(**search)
    with pytest.raises(SealingError):
        Key.objects.filter(subject=AMINA).update(wrapped=F("kind"))
    with pytest.raises(SealingError):
        Key.objects.create(kind="file", subject=uuid4(), wrapped=b"bytes")  # type: ignore[misc]


# ---- missing, foreign and swapped keys


@pytest.mark.usefixtures("acting")
def test_a_foreign_key_is_not_there() -> None:
    daniel = cast.FILES["daniel"].id
    assert load_keys([KeyRef("file", AMINA), KeyRef("file", daniel)]).keys() == {
        KeyRef("file", AMINA)
    }
    for ref in (KeyRef("file", daniel), KeyRef("file", uuid4()), KeyRef("person", OTHER)):
        with pytest.raises(SealingError):
            key_of(ref)


def test_a_missing_key_is_loud(committed: str) -> None:
    with session(committed, "owner") as owner:
        owner.sql("DELETE FROM sealing_key WHERE kind = 'file' AND subject = %s", [AMINA])
        owner.link.commit()
    with acting_as(WORKER):
        file = CaseFile.objects.get(id=AMINA)
        with pytest.raises(SealingError):
            assert file.name
        file.name = "New name"
        with pytest.raises(SealingError), transaction.atomic():
            file.save(update_fields=["name"])
        assert CaseFile.objects.get(id=LEILA).name == "Leila Haddad"


def test_swapped_keys_are_found_before_anything_is_sealed_under_them(committed: str) -> None:
    """What was sealed under another's key would be destroyed with the other, or outlive its own destruction."""
    with session(committed, "owner") as owner:
        one, other = owner.sql(
            "SELECT id, wrapped FROM sealing_key WHERE kind = 'file' AND subject IN (%s, %s)",
            [AMINA, LEILA],
        )
        for (row, _), (_, wrapped) in ((one, other), (other, one)):
            owner.sql("UPDATE sealing_key SET wrapped = %s WHERE id = %s", [wrapped, row])
        owner.link.commit()
    with acting_as(WORKER):
        with pytest.raises(SealingError, match="row of another"):
            assert CaseFile.objects.get(id=AMINA).name
        with pytest.raises(SealingError), transaction.atomic():
            Entry.objects.create(
                file_id=AMINA, kind="note", nature="fact", author_id=WORKER,
                body="words", basis="", sensitive_kind="",
            )  # fmt: skip


# ---- what an acting_as block has opened dies with it


def test_opened_keys_die_with_their_frame(db: None) -> None:
    ref = KeyRef("file", AMINA)
    with acting_as(WORKER) as frame:
        key_of(ref)
        assert ref in frame.keys
        with acting_as(WORKER) as inner:
            assert inner.keys is frame.keys
    assert current_frame() is None
    with acting_as(OTHER) as frame:
        assert frame.keys == {}
        with pytest.raises(SealingError):
            key_of(ref)
    with pytest.raises(SealingError):
        key_of(ref)  # nobody acts
    with acting_as(WORKER) as frame:
        assert frame.keys == {}


@pytest.mark.usefixtures("acting")
def test_opened_keys_are_in_no_other_thread() -> None:
    key_of(KeyRef("file", AMINA))
    seen: list[object] = []
    thread = threading.Thread(target=lambda: seen.append(current_frame()))
    thread.start()
    thread.join()
    assert seen == [None]


@pytest.mark.usefixtures("acting")
def test_many_keys_take_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    refs = [KeyRef(kind, id) for kind in ("file", "third_party") for id in (AMINA, LEILA)]
    with django_assert_num_queries(1):
        assert load_keys(refs).keys() == set(refs)
    with django_assert_num_queries(0):
        assert load_keys(refs).keys() == set(refs)


@pytest.mark.usefixtures("acting")
def test_a_frame_prints_no_key() -> None:
    frame = current_frame()
    key = key_of(KeyRef("file", AMINA))
    assert repr(key) not in repr(frame)


# ---- making and destroying


@pytest.mark.usefixtures("acting")
def test_a_subject_has_one_key() -> None:
    ref = KeyRef("package", uuid4())
    make_key(ref)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_key(ref)


@pytest.mark.usefixtures("acting")
def test_the_row_of_a_key_holds_nothing_readable() -> None:
    key = key_of(KeyRef("file", AMINA))
    with connection.cursor() as cursor:
        cursor.execute("SELECT wrapped FROM sealing_key WHERE subject = %s", [AMINA])
        for (wrapped,) in cursor.fetchall():
            assert str(AMINA) not in wrapped
            assert key.hex() not in wrapped


@pytest.mark.usefixtures("acting")
def test_a_person_destroys_no_key() -> None:
    with pytest.raises(DatabaseError, match="only the disposer"), transaction.atomic():
        destroy_key(KeyRef("file", AMINA))
    assert CaseFile.objects.get(id=AMINA).name == "Amina Farouk"


@pytest.mark.clause("5.2.7")
def test_what_was_sealed_under_a_destroyed_key_is_gone(
    committed: str, as_worker_login: Callable[[], AbstractContextManager[None]]
) -> None:
    ref = KeyRef("file", AMINA)
    with as_worker_login(), acting_as(SystemActor.DISPOSER):
        assert destroy_key(ref) is True
        assert destroy_key(ref) is False
        with pytest.raises(SealingError):
            key_of(ref)  # the disposer reads no keys
    with acting_as(WORKER):
        file = CaseFile.objects.get(id=AMINA)
        for word in ("name", "contact", "partner_names"):
            with pytest.raises(SealingError):
                getattr(file, word)
        with pytest.raises(DatabaseError), transaction.atomic():
            make_key(ref)  # nor is it given a new one


def test_keys_are_of_full_length_and_never_alike(db: None) -> None:
    with acting_as(WORKER):
        refs = [KeyRef("package", uuid4()) for _ in range(50)]
        for ref in refs:
            make_key(ref)
        keys = set(load_keys(refs).values())
    assert len(keys) == 50
    assert {len(key) for key in keys} == {32}
    assert os.urandom(32) not in keys
