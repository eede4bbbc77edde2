"""Each right opens its own and nothing else, to its own end; and nobody writes in another's name. By raw SQL."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests import cast
from tests.access.attacker import HERS, HIS, REFUSED, Session, session
from tests.access.test_written_rows import ENTRY
from tests.database import copy_of_template

pytestmark = pytest.mark.attack("A4")

READER, WRITER, FORMER, STRANGER = (
    cast.PEOPLE[key].id for key in ("iss_colleague", "iss_volunteer", "iss_senior", "committee")
)
MANAGER = cast.PEOPLE["iss_manager"].id
GIVE = (
    "INSERT INTO clients_usergrant (id, permission_id, user_id, content_object_id, until, reason, given_by, given_at)"
    " VALUES (gen_random_uuid(), (SELECT id FROM auth_permission WHERE codename = %s), %s, %s, {}, '', %s, now())"
)
LOAN = (
    "INSERT INTO staff_roleloan (id, worker_id, role, lent_by_id, approved_by_id, starts_at, ends_at)"
    " VALUES (gen_random_uuid(), %s, 'records_admin', %s, %s,"
    " now() + %s * interval '1 hour', now() + %s * interval '1 hour')"
)


@pytest.fixture(scope="module")
def name(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[str]:
    """A database in which people hold one right or another on her file; what tests do in it is rolled back."""
    with django_db_blocker.unblock(), copy_of_template(f"latch_{worker_id}_apart") as copied:
        with session(copied, "owner") as owner:
            for person, rights, until in (
                (READER, ("view_casefile",), "NULL"),
                (WRITER, ("view_casefile", "contribute"), "NULL"),
                (FORMER, ("view_casefile", "contribute", "lead"), "now() - interval '1 hour'"),
            ):
                for right in rights:
                    owner.sql(GIVE.format(until), [right, person, HERS.file, None])
            dp_lead = cast.PEOPLE["dp_lead"].id
            owner.sql(LOAN, [STRANGER, MANAGER, dp_lead, -2, -1])
            owner.sql(LOAN, [READER, MANAGER, dp_lead, 1, 2])
            owner.sql(LOAN, [WRITER, MANAGER, dp_lead, -1, 1])
            owner.link.commit()
        yield copied


@pytest.fixture
def web(name: str) -> Iterator[Session]:
    with session(name, "web") as opened:
        yield opened


def _as(web: Session, person: UUID) -> Session:
    web.link.rollback()
    web.act_as(person)
    return web


def _count(web: Session, statement: str) -> int:
    return int(web.sql(f"SELECT count(*) FROM {statement}", [HERS.file])[0][0])


FILE, ENTRIES = "clients_casefile WHERE id = %s", "clients_entry WHERE file_id = %s"
THIRD = "clients_thirdpartyrecord WHERE file_id = %s"
KEYS = "sealing_key WHERE kind = 'file' AND subject = %s"
THIRD_KEYS = "sealing_key WHERE kind = 'third_party' AND subject = %s"


def test_the_right_to_read_opens_the_file_and_not_what_others_said(web: Session) -> None:
    for person in (READER, WRITER):
        _as(web, person)
        assert all(_count(web, each) for each in (FILE, ENTRIES, KEYS))
        assert [_count(web, each) for each in (THIRD, THIRD_KEYS)] == [0, 0]
    _as(web, HERS.person)
    assert all(_count(web, each) for each in (THIRD, THIRD_KEYS))


def test_a_right_that_has_ended_opens_nothing(web: Session) -> None:
    _as(web, FORMER)
    assert [_count(web, each) for each in (FILE, ENTRIES, KEYS)] == [0, 0, 0]
    assert web.attempt("SELECT access.may_grant(%s)", [HERS.file]) == [(False,)]
    assert web.attempt(GIVE.format("NULL"), ["lead", FORMER, HERS.file, FORMER]) == REFUSED


def _entry(author: UUID) -> list[Any]:
    return [uuid4(), HERS.file, "now", author]


def test_who_may_read_writes_nothing(web: Session) -> None:
    _as(web, READER)
    assert web.attempt(ENTRY, _entry(READER)) == REFUSED
    for change in (
        "UPDATE clients_casefile SET attention_at = now() WHERE id = %s",
        "UPDATE clients_usergrant SET until = NULL WHERE content_object_id = %s",
    ):
        assert web.attempt(change, [HERS.file]) == 0
    _as(web, WRITER)
    assert web.attempt(ENTRY, _entry(WRITER)) == 1
    assert (
        web.attempt("UPDATE clients_casefile SET attention_at = now() WHERE id = %s", [HERS.file])
        == 1
    )


def test_nobody_writes_in_anothers_name(web: Session) -> None:
    _as(web, WRITER)
    assert web.attempt(ENTRY, _entry(HERS.person)) == REFUSED
    assert web.attempt("UPDATE clients_entry SET nature = 'fact' WHERE file_id = %s AND author_id <> %s",
                       [HERS.file, WRITER]) == 0  # fmt: skip
    _as(web, HERS.person)
    assert web.attempt(GIVE.format("NULL"), ["lead", STRANGER, HERS.file, MANAGER]) == REFUSED
    assert web.attempt(GIVE.format("NULL"), ["lead", STRANGER, HERS.file, HERS.person]) == 1
    event = (
        "INSERT INTO audit_event (id, at, person, actor, action, outcome, ids, purpose, reason, fields, origin)"
        " VALUES (gen_random_uuid(), now(), %s, '', 'tried', 'done', '[]', '', '', '[]', '')"
    )
    assert web.attempt(event, [HIS.person]) == REFUSED
    assert web.attempt(event, [HERS.person]) == 1


def test_a_file_is_opened_in_ones_own_name_and_granted_by_its_lead(web: Session) -> None:
    new = (
        "INSERT INTO clients_casefile (id, reference, service, status, opened_on, person, team_id, created_by_id,"
        " attention_at, name, known_as, date_of_birth, contact, partner_names) SELECT %s, 'ZZZZ-ZZZZ', 'iss', 'open',"
        " now(), gen_random_uuid(), min(group_ptr_id), %s, now(), '', '', '', '', '' FROM staff_team"
    )
    _as(web, WRITER)
    assert web.attempt(new, [uuid4(), HERS.person]) == REFUSED
    mine = uuid4()
    assert web.attempt(new, [mine, WRITER]) == 1
    assert web.attempt(GIVE.format("NULL"), ["view_casefile", WRITER, mine, WRITER]) == 1
    # somebody holds something on it now: from here on its lead gives grants, and it has none
    assert web.attempt(GIVE.format("NULL"), ["lead", WRITER, mine, WRITER]) == REFUSED
    assert web.attempt(GIVE.format("NULL"), ["lead", WRITER, HERS.file, WRITER]) == REFUSED


def test_a_change_leaves_a_file_that_one_may_change(web: Session) -> None:
    """The test of a change is asked of what it would leave, too: nobody pushes a row out of their own sight."""
    checks = web.sql(
        "SELECT tablename FROM pg_policies WHERE cmd = 'UPDATE' AND with_check IS DISTINCT FROM qual"
    )
    assert checks == []


def test_walls_and_links_are_told_to_nobody(web: Session) -> None:
    for person in (HERS.person, HIS.person, MANAGER, READER):
        _as(web, person)
        assert web.sql("SELECT count(*) FROM clients_wall") == [(0,)]
        assert web.sql("SELECT count(*) FROM clients_partnerlink") == [(0,)]


def test_a_wall_is_built_by_line_managers(web: Session) -> None:
    wall = (
        "INSERT INTO clients_wall (id, user_id, file_id, kind, made_at)"
        " VALUES (gen_random_uuid(), %s, %s, 'conflict', now())"
    )
    _as(web, HERS.person)
    assert web.attempt(wall, [STRANGER, HERS.file]) == REFUSED
    _as(web, MANAGER)
    assert web.attempt(wall, [STRANGER, HERS.file]) == 1
    assert web.attempt(wall, [STRANGER, HIS.file]) == REFUSED


def test_a_lent_role_begins_and_ends(web: Session) -> None:
    asked = "SELECT access.has_role('records_admin')"
    for person, has in ((STRANGER, False), (READER, False), (HERS.person, False), (WRITER, True)):
        assert _as(web, person).sql(asked) == [(has,)]


def test_nobody_sees_another_account_or_opens_their_own_again(web: Session) -> None:
    _as(web, HERS.person)
    assert web.sql("SELECT id FROM staff_account") == [(HERS.person,)]
    assert web.attempt("UPDATE staff_account SET is_active = true") == REFUSED
    assert web.sql("SELECT DISTINCT subject FROM sealing_key WHERE kind = 'person'") == [
        (HERS.person,)
    ]
