"""Sealed columns on real rows: what the ORM could do with them, and what it is refused."""

import copy
import json
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Lower
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext, isolate_apps

from clients.models import CaseFile, Entry, ThirdPartyRecord
from confidentiality.access.identity import acting_as
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.fields import SealedField, SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from confidentiality.sealing.seals import Sealed
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.attack("A5")]

WORKER = cast.PEOPLE["iss_worker"].id
AMINA, LEILA = cast.FILES["amina"].id, cast.FILES["leila"].id
WORDS = "She moved to Tynemouth last week."


@pytest.fixture
def acting() -> Iterator[None]:
    with acting_as(WORKER):
        yield


def _new(file: UUID = AMINA, **given: Any) -> Entry:
    said = {"body": WORDS, "basis": "", "sensitive_kind": ""} | given
    return Entry(id=uuid4(), file_id=file, kind="note", nature="fact", author_id=WORKER, **said)


@pytest.fixture
def entry(acting: None) -> Entry:
    made = _new()
    made.save(force_insert=True)
    return Entry.objects.get(id=made.id)


def raw(entry: Entry, column: str = "body") -> bytes:
    """Return the column's bytes as they lie in the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM clients_entry WHERE id = %s", [entry.id])
        return bytes(cursor.fetchone()[0])


def put(entry: Entry, sealed: bytes, column: str = "body") -> None:
    """Write bytes into the column behind the ORM's back."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE clients_entry SET {column} = %s WHERE id = %s", [sealed, entry.id])
        assert cursor.rowcount == 1


@contextmanager
def refused() -> Iterator[None]:
    """Expect a SealingError, and go on in the transaction."""
    with pytest.raises(SealingError), transaction.atomic():
        yield


# ---- what works


def test_words_are_sealed_in_the_database_and_read_by_name(entry: Entry) -> None:
    assert WORDS.encode() not in raw(entry)
    assert entry.body == WORDS


def test_no_statement_carries_the_words(acting: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        _new().save(force_insert=True)
    assert any("INSERT INTO" in query["sql"] for query in queries)
    assert not any("Tynemouth" in query["sql"] for query in queries)


def test_bulk_create_seals(acting: None) -> None:
    made = Entry.objects.bulk_create([_new(body=f"number {n}") for n in range(20)])
    for number, one in enumerate(made):
        assert b"number" not in raw(one)
        assert Entry.objects.get(id=one.id).body == f"number {number}"


@pytest.mark.parametrize(
    "words", ["", "é" * 31, "x" * 10_000, "nul \0 and emoji 🕊", "‮right to left"]
)
def test_any_text_comes_back_as_it_was(acting: None, words: str) -> None:
    made = _new(body=words)
    made.save(force_insert=True)
    assert Entry.objects.get(id=made.id).body == words


@pytest.mark.parametrize("held", [[], {}, "", 0, ["a", {"b": None}], {"phones": ["07700 900101"]}])
def test_json_comes_back_as_it_was(acting: None, held: Any) -> None:
    file = CaseFile.objects.get(id=AMINA)
    file.known_as = held
    file.save(update_fields=["known_as"])
    assert CaseFile.objects.get(id=AMINA).known_as == held


def test_saving_twice_seals_once(entry: Entry) -> None:
    entry.save(update_fields=["body"])
    entry.body = WORDS
    entry.save(update_fields=["body"])
    entry.save(update_fields=["body"])
    assert Entry.objects.get(id=entry.id).body == WORDS


def test_an_unsaved_change_is_read_back_and_saved(entry: Entry) -> None:
    entry.body = "other words"
    assert entry.body == "other words"
    entry.save(update_fields=["body"])
    assert entry.body == "other words"
    assert Entry.objects.get(id=entry.id).body == "other words"


def test_deferred_columns_are_fetched_when_read(entry: Entry) -> None:
    assert Entry.objects.defer("body").get(id=entry.id).body == WORDS
    assert Entry.objects.only("kind").get(id=entry.id).body == WORDS
    assert Entry.objects.only("body").get(id=entry.id).body == WORDS


def test_saving_a_deferred_column_keeps_it(entry: Entry) -> None:
    Entry.objects.defer("body").get(id=entry.id).save(update_fields=["body"])
    Entry.objects.only("nature").get(id=entry.id).save()
    assert Entry.objects.get(id=entry.id).body == WORDS


def test_refresh_brings_back_what_is_stored(entry: Entry) -> None:
    entry.body = "never saved"
    entry.refresh_from_db(fields=["body"])
    assert entry.body == WORDS
    entry.refresh_from_db()
    assert entry.body == WORDS


def test_a_copy_of_an_object_has_its_own_words(entry: Entry) -> None:
    for copied in (copy.copy(entry), copy.deepcopy(entry)):
        assert copied.body == WORDS
    entry.body = "changed"
    copied = copy.deepcopy(entry)
    entry.body = "changed again"
    assert copied.body == "changed"


def test_null_stays_null(acting: None) -> None:
    """Where a column may be empty, nothing is sealed and nothing is there; elsewhere NULL is refused."""
    nullable = [f for f in _sealed_fields() if f.null]
    assert nullable
    for field in nullable:
        assert field.from_db_value(None) is None
        assert field.get_db_prep_save(None, connection) is None
    with pytest.raises(Exception, match="null value"):
        _new(body=None).save(force_insert=True)


# ---- values() and its like never give words


def test_values_are_sealed(entry: Entry) -> None:
    chosen = Entry.objects.filter(id=entry.id)
    for given in (
        chosen.values("body")[0]["body"],
        chosen.values_list("body", flat=True)[0],
        chosen.annotate(again=F("body")).values("again")[0]["again"],
        chosen.annotate(again=F("body")).values_list("again")[0][0],
        vars(Entry.objects.raw("SELECT id, body AS again FROM clients_entry")[0])["again"],
    ):
        assert b"Tynemouth" not in bytes(given)


def test_lists_open_nothing_that_they_do_not_show(entry: Entry) -> None:
    put(entry, b"\x01 damaged")
    found = Entry.objects.get(id=entry.id)
    assert found.kind == "note"
    assert found.basis == ""
    with pytest.raises(SealingError):
        assert found.body


# ---- what is refused


@pytest.mark.parametrize(
    "lookup",
    [
        {"body": WORDS},
        {"body__exact": WORDS},
        {"body__contains": "Tyne"},
        {"body__in": [WORDS]},
        {"body__gt": "a"},
        {"body__length": 5},
        {"file__name": "Amina Farouk"},
        {"file__name__startswith": "A"},
        {"file__contact__phones": []},
    ],
)
def test_sealed_columns_cannot_be_searched(acting: None, lookup: dict[str, Any]) -> None:
    for ask in (Entry.objects.filter, Entry.objects.exclude, Entry.objects.get):
        with pytest.raises(FieldError):
            ask(**lookup)


def test_whether_there_is_a_value_can_be_asked(entry: Entry) -> None:
    assert Entry.objects.filter(id=entry.id, body__isnull=False).exists()


def _by_update(entry: Entry, value: Any) -> None:
    Entry.objects.filter(id=entry.id).update(body=value)


def _by_save(entry: Entry, value: Any) -> None:
    entry.body = value
    entry.save(update_fields=["body"])


def _by_create(entry: Entry, value: Any) -> None:
    _new(body=value).save(force_insert=True)


def _by_bulk_create(entry: Entry, value: Any) -> None:
    Entry.objects.bulk_create([_new(body=value)])


def _by_bulk_update(entry: Entry, value: Any) -> None:
    entry.body = value
    Entry.objects.bulk_update([entry], ["body"])


WRITES: list[Callable[[Entry, Any], None]] = [
    _by_update,
    _by_save,
    _by_create,
    _by_bulk_create,
    _by_bulk_update,
]


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(
    "expression",
    [
        F("basis"),
        Value("plain"),
        Value(b"plain"),
        Lower(Value("PLAIN")),
        Concat(F("kind"), F("nature")),
    ],
    ids=repr,
)
def test_no_expression_is_stored(entry: Entry, write: Callable[..., None], expression: Any) -> None:
    before = raw(entry)
    with refused():
        write(entry, expression)
    assert raw(entry) == before


@pytest.mark.parametrize("value", ["plain", b"plain", 5, ["plain"]])
def test_update_stores_nothing_unsealed(entry: Entry, value: Any) -> None:
    with pytest.raises(SealingError):
        Entry.objects.filter(id=entry.id).update(body=value)
    entry.body = value
    with pytest.raises(SealingError):
        Entry.objects.bulk_update([entry], ["body"])


@pytest.mark.parametrize("value", [b"bytes", 5, ["list"], object(), "lone \ud800 surrogate"])
def test_a_wrong_kind_of_value_is_refused(entry: Entry, value: Any) -> None:
    before = raw(entry)
    with refused():
        _by_save(entry, value)
    assert raw(entry) == before


@pytest.mark.parametrize("value", [datetime.now(UTC), {1, 2}, b"bytes", "lone \ud800 surrogate"])
def test_json_that_is_none_is_refused(acting: None, value: Any) -> None:
    file = CaseFile.objects.get(id=AMINA)
    file.known_as = {"said": value}
    with pytest.raises(SealingError) as raised:
        file.save(update_fields=["known_as"])
    assert "surrogate" not in str(raised.value)


def test_rows_are_not_pickled(entry: Entry) -> None:
    with pytest.raises(SealingError):
        pickle.dumps(entry)
    with pytest.raises(SealingError):
        pickle.dumps(_new())
    with pytest.raises(SealingError):
        pickle.dumps(list(Entry.objects.filter(id=entry.id).values("body")))


def test_rows_are_not_serialised(acting: None) -> None:
    file = CaseFile.objects.get(id=AMINA)
    file.known_as = 5  # a number would pass Django's serialisers as it is
    for form in ("json", "python", "xml", "jsonl"):
        with pytest.raises(SealingError):
            serializers.serialize(form, [file])
    with pytest.raises(SealingError):
        model_to_dict(file, fields=None) | {
            "name": CaseFile._meta.get_field("name").value_from_object(file)
        }
    with pytest.raises(TypeError):
        json.dumps(list(CaseFile.objects.values("name")))


def test_an_object_prints_none_of_its_words(entry: Entry) -> None:
    entry.body = WORDS
    assert "Tynemouth" not in repr(entry) + str(entry) + repr(vars(entry))


# ---- attacks on the rows


def test_a_changed_value_opens_nothing_and_is_not_saved_over(entry: Entry) -> None:
    bent = bytearray(raw(entry))
    bent[40] ^= 1
    put(entry, bytes(bent))
    found = Entry.objects.get(id=entry.id)
    with pytest.raises(SealingError):
        assert found.body
    with refused():
        found.save(update_fields=["body"])
    assert raw(entry) == bytes(bent)


def test_a_value_moved_to_another_row_column_or_file_does_not_open(entry: Entry) -> None:
    same_file, other_file = _new(body="a"), _new(file=LEILA, body="b")
    for other in (same_file, other_file):
        other.save(force_insert=True)
        put(other, raw(entry))
        with pytest.raises(SealingError):
            assert Entry.objects.get(id=other.id).body
    put(entry, raw(entry), column="basis")
    with pytest.raises(SealingError):
        assert Entry.objects.get(id=entry.id).basis
    assert Entry.objects.get(id=entry.id).body == WORDS


def test_a_sealed_value_of_another_row_is_not_stored(entry: Entry) -> None:
    """Loud at once, not when somebody reads it years later."""
    taken = Entry.objects.filter(id=entry.id).values_list("body", flat=True)[0]
    assert isinstance(taken, Sealed)
    other = _new()
    other.body = taken
    with refused():
        other.save(force_insert=True)
    entry.pk = uuid4()  # Django's way to copy a row
    with refused():
        entry.save(force_insert=True)


@pytest.mark.parametrize(
    "shape", [bytes, repr, lambda sealed: sealed.hex(), lambda s: s.decode("latin-1")]
)
def test_a_sealed_value_that_somebody_types_is_text(
    entry: Entry, shape: Callable[[Any], Any]
) -> None:
    typed = shape(raw(entry))
    other = _new(body=typed)
    if isinstance(typed, bytes):
        with refused():
            other.save(force_insert=True)
        return
    other.save(force_insert=True)
    assert Entry.objects.get(id=other.id).body == typed


def test_third_party_words_need_their_own_key(acting: None) -> None:
    record = ThirdPartyRecord.objects.get(file_id=AMINA)
    assert record.sealed_under() == KeyRef("third_party", AMINA)
    assert "hunting knife" in record.body


# ---- declarations


def _sealed_fields() -> list[SealedField]:
    every = (field for model in apps.get_models() for field in model._meta.local_fields)
    return [field for field in every if isinstance(field, SealedField)]


def test_every_seal_id_is_permanent_and_names_one_column() -> None:
    names = [field.seal_id for field in _sealed_fields()]
    assert len(names) == len(set(names)) >= 15
    for field in _sealed_fields():
        assert field.deconstruct()[3]["seal_id"] == field.seal_id
        assert field.check() == []


@isolate_apps("clients")
def test_a_seal_id_used_twice_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class Twice(models.Model):  # noqa: DJ008
        id = models.UUIDField(primary_key=True)
        one = SealedText(seal_id="tests.twice")
        other = SealedJSON(seal_id="tests.twice")

        class Meta:
            app_label = "clients"

    monkeypatch.setattr(apps, "get_models", lambda **_: [Twice])
    found = Twice._meta.get_field("one").check()
    assert [error.id for error in found] == ["sealing.E002"]


@isolate_apps("clients")
@pytest.mark.parametrize(
    "given", [{"unique": True}, {"db_index": True}, {"db_default": Value(b"")}]
)
def test_an_index_or_default_on_a_sealed_column_is_found(given: dict[str, Any]) -> None:
    class Bare(models.Model):  # noqa: DJ008
        id = models.UUIDField(primary_key=True)
        words = SealedText(seal_id="tests.bare", **given)

        class Meta:
            app_label = "clients"

    assert "sealing.E001" in [error.id for error in Bare._meta.get_field("words").check()]


def test_every_sealed_row_has_a_uuid_key_and_names_its_subject() -> None:
    for model in {field.model for field in _sealed_fields()}:
        assert isinstance(model._meta.pk, models.UUIDField), model
        assert callable(getattr(model, "sealed_under", None)), model
