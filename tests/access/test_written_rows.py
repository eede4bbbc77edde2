"""What row security demands of a row that is written: whose it is, when, and of which kind."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from disclosures.models import DisclosureRequest
from disclosures.ownfile.models import FileRequest
from tests import cast
from tests.access.attacker import (
    COLLEAGUES,
    HERS,
    HIS,
    REFUSED,
    Session,
    insert,
    row_of,
    session,
)

pytestmark = pytest.mark.attack("A4")

ENTRY = (
    "INSERT INTO clients_entry (id, file_id, kind, nature, happened_on, written_at, author_id, sensitive,"
    " body, basis, sensitive_kind) VALUES (%s, %s, 'note', 'fact', now(), %s, %s, false, '', '', '')"
)
KEY = "INSERT INTO sealing_key (id, kind, subject, wrapped, epoch) VALUES (%s, %s, %s, 'x', 1)"
JOB = (
    "INSERT INTO work_job (id, kind, subject, asked_by, slot, state, done, total, attempts, failure, created_at,"
    " not_before) VALUES (%s, %s, %s, %s, %s, %s, 0, 0, 0, '', now(), now())"
)


@pytest.fixture
def web(committed: str) -> Iterator[Session]:
    with session(committed, "web") as opened:
        yield opened


def _entry(web: Session, *, hours: float) -> tuple[Any, UUID]:
    written, entry = datetime.now(UTC) + timedelta(hours=hours), uuid4()
    return web.attempt(ENTRY, [entry, HERS.file, written, HERS.person]), entry


def test_an_entry_is_not_written_in_the_future(web: Session) -> None:
    """With a time to come it would stay open to change for longer than its day (clause 5.2.2)."""
    web.act_as(HERS.person)
    assert _entry(web, hours=0)[0] == 1
    assert _entry(web, hours=2)[0] == REFUSED


@pytest.mark.clause("5.2.2")
def test_an_entry_keeps_its_time_file_and_author(web: Session) -> None:
    web.act_as(HERS.person)
    _, entry = _entry(web, hours=-23)
    update = "UPDATE clients_entry SET {} WHERE id = %s"
    assert web.attempt(update.format("nature = 'opinion'"), [entry]) == 1
    for column in ("written_at = now()", f"file_id = '{COLLEAGUES.file}'", "author_id = NULL"):
        assert web.attempt(update.format(column), [entry]) == REFUSED
    _, old = _entry(web, hours=-25)
    assert web.attempt(update.format("nature = 'opinion'"), [old]) == 0


@pytest.mark.edge("E32")
@pytest.mark.clause("5.2.5")
def test_an_entry_that_a_client_has_asked_for_is_changed_by_nobody(web: Session) -> None:
    """What was written since is their author's for a day, and so is all of it once the request is closed."""
    web.act_as(HERS.person)
    _, before = _entry(web, hours=-1)
    change = "UPDATE clients_entry SET nature = 'opinion' WHERE id = %s"
    assert web.attempt(change, [before]) == 1
    now = datetime.now(UTC)
    asked = row_of(FileRequest, HERS, team=1) | {
        **{"id": uuid4(), "recorded_by_id": HERS.person, "recorded_at": now, "asked_at": now},
        **{"earliest_at": now + timedelta(days=1), "disclosure_id": None, "outcome": ""},
        **{"closed_at": None, "closed_by_id": None},
    }
    assert web.attempt(*insert(FileRequest, asked)) == 1
    _, since = _entry(web, hours=0.01)
    assert web.attempt(change, [before]) == 0
    assert web.attempt(change, [since]) == 1
    close = "UPDATE ownfile_filerequest SET closed_at = now(), closed_by_id = %s, outcome = 'ended' WHERE id = %s"
    assert web.attempt(close, [HERS.person, asked["id"]]) == 1
    assert web.attempt(change, [before]) == 1


def test_a_request_begins_as_a_draft_in_ones_own_name(web: Session) -> None:
    """Whoever asks signs nothing off; so who asked is told truly, and it is asked first (clause 3.1.1)."""
    web.act_as(HERS.person)
    mine = row_of(DisclosureRequest, HERS, team=1) | {"requester_id": HERS.person, "state": "draft"}
    assert web.attempt(*insert(DisclosureRequest, mine)) != REFUSED
    for bent in ({"requester_id": COLLEAGUES.person}, {"state": "approved"}):
        row = mine | {"id": uuid4()} | bent
        assert web.attempt(*insert(DisclosureRequest, row)) == REFUSED, bent


# ---- keys


@pytest.mark.parametrize("kind", ["file", "third_party"])
def test_no_key_for_a_file_that_is_there_or_was(web: Session, committed: str, kind: str) -> None:
    destroyed = uuid4()
    with session(committed, "owner") as owner:
        owner.sql(
            "INSERT INTO audit_event (id, at, actor, action, outcome, file, ids, purpose, reason, fields, origin)"
            " VALUES (gen_random_uuid(), now(), 'disposer', 'file_destroyed', 'done', %s, '[]', '', '', '[]', '')",
            [destroyed],
        )
        owner.sql("DELETE FROM sealing_key WHERE subject = %s", [HIS.file])
        owner.link.commit()
    web.act_as(HERS.person)
    assert web.attempt(KEY, [uuid4(), kind, uuid4()]) == 1
    assert web.attempt(KEY, [uuid4(), kind, HIS.file]) == REFUSED
    assert web.attempt(KEY, [uuid4(), kind, destroyed]) == REFUSED


def test_no_key_for_another_person_or_import(web: Session) -> None:
    web.act_as(HERS.person)
    assert web.attempt(KEY, [uuid4(), "person", HIS.person]) == REFUSED
    assert web.attempt(KEY, [uuid4(), "import", uuid4()]) == REFUSED
    web.link.rollback()
    web.act_as(cast.PEOPLE["importer"].id)
    assert web.attempt(KEY, [uuid4(), "import", uuid4()]) == 1


def test_nobody_destroys_a_key_from_the_web(web: Session) -> None:
    web.act_as(HERS.person)
    destroy = "SELECT access.destroy_key('file', %s)"
    assert web.attempt("DELETE FROM sealing_key") == REFUSED
    assert web.attempt("UPDATE sealing_key SET wrapped = ''") == REFUSED
    assert web.attempt(destroy, [HERS.file]) == REFUSED


# ---- second factors


@pytest.mark.parametrize("actor", [None, "signing-in"])
def test_nobody_gets_another_persons_second_factor(web: Session, actor: str | None) -> None:
    """Whoever found a way to run SQL on the sign-in page can't give somebody a factor of their own making."""
    web.act_as(HIS.person)
    ((mine,),) = web.sql("SELECT data FROM mfa_authenticator WHERE type = 'totp'")
    web.link.rollback()
    web.act_as(actor or HERS.person)
    swap = "UPDATE mfa_authenticator SET {} WHERE type = 'totp' AND user_id = %s"
    assert web.attempt(swap.format("last_used_at = now()"), [HERS.person]) == 1
    assert web.attempt(swap.format(f"data = '{json.dumps(mine)}'"), [HERS.person]) == REFUSED
    assert web.attempt(swap.format(f"user_id = '{HIS.person}'"), [HERS.person]) == REFUSED


# ---- jobs


def _ask(
    web: Session, kind: str, subject: UUID, by: UUID, slot: str = "", state: str = "waiting"
) -> Any:
    return web.attempt(JOB, [uuid4(), kind, subject, by, slot or None, state])


@pytest.mark.parametrize("kind", ["retention.sweep", "imports.undo", "imports.apply", "made.up"])
def test_a_worker_asks_for_no_stronger_actors_work(web: Session, kind: str) -> None:
    web.act_as(HERS.person)
    assert _ask(web, kind, uuid4(), HERS.person) == REFUSED
    assert _ask(web, kind, HERS.file, HIS.person) == REFUSED


def test_the_records_admin_asks_for_a_sweep_of_no_occasion(web: Session) -> None:
    admin = cast.PEOPLE["records_admin"].id
    web.act_as(admin)
    assert _ask(web, "retention.sweep", uuid4(), admin) == 1
    # Who takes tomorrow's slot keeps tomorrow's sweep from being asked for.
    assert _ask(web, "retention.sweep", uuid4(), admin, slot="sweep tomorrow") == REFUSED
    assert _ask(web, "retention.sweep", uuid4(), admin, state="done") == REFUSED


def test_an_importer_asks_for_work_on_what_is_there(web: Session) -> None:
    importer, batch = cast.PEOPLE["importer"].id, uuid4()
    web.act_as(importer)
    web.sql(
        "INSERT INTO imports_import (id, uploaded_by_id, uploaded_at, state, fingerprint, columns, encoding, remarks,"
        " summary, date_order, evidence) VALUES (%s, %s, now(), 'applying', 'x', '[]', '', '[]', '{}', '', '')",
        [batch, importer],
    )
    assert _ask(web, "imports.apply", batch, importer) == 1
    assert _ask(web, "imports.apply", uuid4(), importer) == REFUSED
    assert _ask(web, "imports.undo", batch, importer, slot=f"undo {batch.hex}") == REFUSED
    web.sql("UPDATE imports_import SET state = 'applied' WHERE id = %s", [batch])
    assert _ask(web, "imports.undo", batch, importer, slot="undo another") == REFUSED
    assert _ask(web, "imports.undo", batch, importer, slot=f"undo {batch.hex}") == 1


def test_whoever_asked_does_not_change_their_job(web: Session) -> None:
    admin = cast.PEOPLE["records_admin"].id
    web.act_as(admin)
    assert _ask(web, "retention.sweep", uuid4(), admin) == 1
    assert web.attempt("UPDATE work_job SET state = 'done'") == 0
    assert web.attempt("UPDATE work_job SET subject = gen_random_uuid()") == REFUSED
    assert web.attempt("DELETE FROM work_job") == REFUSED
