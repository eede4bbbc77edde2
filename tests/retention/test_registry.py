"""Every table that keeps anything of a case file is erased with it, or says why it stays."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connections, models

from clients.models import CaseFile
from retention import registry

pytestmark = [pytest.mark.django_db(databases=["default", "owner"]), pytest.mark.clause("5.2.7")]
Model = type[models.Model]


def hangs_on_a_file() -> set[Model]:
    """Return every model that names a case file, or points to one that does, however far."""
    found: set[Model] = {CaseFile}
    size = 0
    while size != len(found):
        size = len(found)
        for model in apps.get_models(include_auto_created=True):
            points = {field.related_model for field in model._meta.fields if field.is_relation}
            if list(registry.file_columns(model)) or points & found:
                found.add(model)
    return found


def test_no_table_of_a_case_file_is_forgotten() -> None:
    hanging = hangs_on_a_file()
    assert len(hanging) > 20
    forgotten = {model._meta.label_lower for model in hanging - set(registry.owned())}
    assert forgotten - registry.STAYS.keys() == set()


def test_what_stays_is_there_and_not_erased() -> None:
    for label in registry.STAYS:
        assert apps.get_model(label) not in registry.owned()


def test_a_forgotten_table_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert registry.rooms()
    for left_out in registry.owned():
        others = [model for model in registry.owned() if model is not left_out]
        assert hangs_on_a_file() - set(others) >= {left_out}


def foreign_keys_to(*tables: str) -> Iterator[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
            " AND confrelid::regclass::text = ANY (%s)",
            [list(tables)],
        )
        yield from (table for (table,) in cursor.fetchall())


def test_the_database_s_own_foreign_keys_say_the_same() -> None:
    owned = {model._meta.db_table for model in registry.owned()}
    found = {"clients_casefile"}
    while not found >= (more := set(foreign_keys_to(*found))):
        found |= more
    assert len(found) > 15
    assert found <= owned


def test_each_is_erased_by_one_room_and_left_rooms_go_first() -> None:
    assert len(registry.owned()) == len(set(registry.owned()))
    names = [room.__name__ for room in registry.rooms()]
    assert names.index("retention.disposal") < names.index("disclosures.disposal")
    assert names.index("disclosures.disposal") < names.index("clients.disposal")
    owning = [room.__name__ for room in registry.rooms() if room.OWNS]
    assert owning[-1] == "clients.disposal"
