"""Who an agency and its people are lies sealed under the agency's key, also what was registered before it did."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from confidentiality.access.identity import acting_as
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.keys import KeyRef, load_keys
from confidentiality.sealing.verifying import Opener, verify_columns
from confidentiality.sealing.wrapping import Masters
from disclosures import access, actions
from disclosures.models import Agency, AgencyContact
from tests import cast
from tests.access.attacker import session
from tests.database import copy_of_template, logged_in_as, use_database
from tests.disclosures import story
from tests.disclosures.story import ASKER, who
from tests.sealing.masters import new_master

WORDS = ("Brackenfield", story.RECIPIENT, "Mina", "01632 960123")


@pytest.mark.attack("A2")
def test_nothing_of_an_agency_lies_in_clear(committed: str) -> None:
    story.an_agency()
    with acting_as(who(ASKER)):
        (contact,) = (c for c in access.contacts(beside=story.file()) if c.name == story.RECIPIENT)
        assert (contact.aliases, contact.phones) == (["Mina"], ["01632 960123"])
        assert contact.agency.name == story.AGENCY
    with session(committed, "owner") as owner:
        rows = str(
            owner.sql(
                "SELECT a::text, c::text FROM disclosures_agency a, disclosures_agencycontact c"
            )
        )
    for word in WORDS:
        assert word not in rows
        assert word.encode().hex() not in rows


def test_lists_are_sorted_by_what_is_opened_with_one_query_for_keys(db: None) -> None:
    names = ["östra", "Zeta", "alpha", "Beta"]
    with acting_as(who(ASKER)):
        by = cast.worker(ASKER)
        for name in names:
            actions.register_agency(name=name, statutory_duty="", by=by)
    with (
        acting_as(who(ASKER)),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        found = [agency.name for agency in access.agencies()]
    assert [name for name in found if name in names] == ["alpha", "Beta", "Zeta", "östra"]
    assert sum("access.keys_of" in query["sql"] for query in queries) == 1


@pytest.mark.attack("A4")
def test_an_agencys_key_is_for_whoever_may_see_the_agency(db: None) -> None:
    story.an_agency()
    with acting_as(who("dvpp_worker")):
        ref = story.agency_named(story.AGENCY).sealed_under()
        assert load_keys([ref, KeyRef("agency", uuid4())]).keys() == {ref}
    assert load_keys([ref]) == {}  # nobody acts
    with acting_as(who(ASKER)), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("DELETE FROM sealing_key WHERE kind = 'agency'")


@pytest.mark.attack("A5")
def test_names_do_not_move_between_agencies(committed: str) -> None:
    story.an_agency()
    story.an_agency(name="Quay Clinic")
    with session(committed, "owner") as owner:
        owner.sql(
            "UPDATE disclosures_agency SET name = (SELECT name FROM disclosures_agency ORDER BY id LIMIT 1)"
        )
        owner.link.commit()
    with acting_as(who(ASKER)), pytest.raises(SealingError):
        access.agencies()


# ---- what was registered before names were sealed


@pytest.fixture
def earlier(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[str]:
    """A database as it was before, with two agencies and one contact in clear."""
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_{worker_id}_earlier", "template1") as name,
        use_database(name),
        logged_in_as("owner"),
    ):
        MigrationExecutor(connection).migrate(
            [("disclosures", "0001_initial"), ("sealing", "0003_epochs_and_escrow")]
        )
        with connection.cursor() as cursor:
            person, one, other = uuid4(), uuid4(), uuid4()
            cursor.execute(
                "INSERT INTO staff_account (id, password, sign_in_name, is_active) VALUES (%s, '', 'x', true)",
                [person],
            )
            cursor.execute(
                "INSERT INTO staff_worker (account_id, display_name, role, service) VALUES (%s, 'x', 'hr', '')",
                [person],
            )
            for agency, named in ((one, "Brackenfield Housing"), (other, "Städtische Klinik")):
                cursor.execute(
                    "INSERT INTO disclosures_agency (id, name, statutory_duty, registered_by_id, registered_at)"
                    " VALUES (%s, %s, '', %s, now())",
                    [agency, named, person],
                )
            cursor.execute(
                "INSERT INTO disclosures_agencycontact (id, agency_id, name, aliases, phones, registered_by_id)"
                " VALUES (%s, %s, 'Wilhelmina Askew', '[\"Mina\"]', '[]', %s)",
                [uuid4(), one, person],
            )
        yield name


LATEST = [("disclosures", "0006_agency_details")]


@pytest.mark.slow
def test_names_in_clear_are_sealed_by_the_upgrade(earlier: str) -> None:
    MigrationExecutor(connection).migrate(LATEST)
    found = {agency.name: agency for agency in Agency.objects.all()}
    assert found.keys() == {"Brackenfield Housing", "Städtische Klinik"}
    (contact,) = AgencyContact.objects.all()
    assert (contact.name, contact.aliases, contact.phones) == ("Wilhelmina Askew", ["Mina"], [])
    opener = Opener(Masters(settings.MASTER_KEYS))
    assert [*verify_columns(Agency, opener), *verify_columns(AgencyContact, opener)] == []
    assert sum(opener.opened.values()) == 5


@pytest.mark.slow
@pytest.mark.attack("A5")
def test_the_upgrade_seals_nothing_under_a_wrong_master_key(
    earlier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    masters = Masters(settings.MASTER_KEYS)
    subject = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO keys.sealing_key (id, kind, subject, wrapped, epoch) VALUES (%s, 'draft', %s, %s, 1)",
            [uuid4(), subject, masters.wrap("draft", subject, bytes(32))],
        )
    monkeypatch.setattr(settings, "MASTER_KEYS", (new_master(1),))
    with pytest.raises(SealingError, match="does not open"):
        MigrationExecutor(connection).migrate(LATEST)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM disclosures_agency ORDER BY name")
        assert cursor.fetchall() == [("Brackenfield Housing",), ("Städtische Klinik",)]
