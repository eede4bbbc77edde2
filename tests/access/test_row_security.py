"""Attack A4: raw SQL on the product's own logins, with every identity that one could have, borrow or make up.

Reads and writes go at every table that the models know, so a new table is attacked without a line here.
"""

from collections.abc import Callable, Iterator
from random import randrange
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import CompositePrimaryKey, ForeignKey, UUIDField
from pytest_django.plugin import DjangoDbBlocker

from confidentiality.access.identity import SETTING
from disclosures.models import Release
from tests import cast
from tests.access.attacker import (
    COLLEAGUES,
    HERS,
    HIS,
    PARTIES,
    REFUSED,
    Party,
    Session,
    all_models,
    fill,
    filled_models,
    insert,
    key_column,
    own_key,
    row_of,
    session,
    token,
)
from tests.attacking import report
from tests.database import copy_of_template

pytestmark = pytest.mark.attack("A4")

# What needs no identity: Django's fixed words.
FIXED_WORDS = {"django_content_type", "auth_permission", "django_migrations"}
# What everybody who is signed in may know: colleagues, their days away and who stands in for whom, teams, agencies,
# the policy, how long records are kept.
HOUSE = {
    "absence_absence",
    "agencies_managementagreement",
    "agencyworkers_agencyworker",
    "deputies_deputyship",
    "disclosures_agency",
    "disclosures_agencyassurance",
    "disclosures_agencycontact",
    "disclosures_agencycopy",
    "induction_policyversion",
    "kiosk_officescreen",
    "letters_template",
    "letters_wording",
    "paper_place",
    *("protocols_protocol", "protocols_party", "protocols_partycopy", "protocols_namedreader"),
    "retention_schedulerule",
    "rota_shift",
    "search_generation",
    "training_item",
    "wording_wordingterm",
}
CALLS = {"callers_call", "callers_calllook"}  # who asked about anybody, for the managers of both
GROUPS = {
    "groups_clientgroup",
    "groups_groupsession",
}  # that their service's groups met; never who was there
ENQUIRIES = {"enquiries_enquiry", "enquiries_enquirynote"}
# Labels of paper, what a count found, and figures that name nobody.
COUNTED = {"paper_folder", "paper_stocktake", "wording_wordingcount"}
# The organisation's details, and who asked to change them.
DETAILS = {"organisation_detail", "organisation_detailchange"}
INDUCTED = {"training_noted", "training_training"}
STATED = "declarations_statement"  # when somebody declared whom they know; never whom
REGISTER = {"breaches_breach", "breaches_event", "breaches_openbreach"}
REVIEWED = {"reviewing_finished", "reviewing_mark", "reviewing_round"}
# Partners without a file, for the support service's managers; where these hold his file, for the safeguarding lead.
STRANDS = {
    "notifications_strand",
    "notifications_notification",
    "notifications_attempt",
    "notifications_preference",
}
# What a role sees of everybody's, besides the files that are granted.
BY_ROLE = {
    # dates, classes, holds and the audit; no key, so no content
    "records_admin": {
        "accounts_change",
        *DETAILS,
        *COUNTED,
        *INDUCTED,
        STATED,
        "audit_checkpoint",
        "work_backup",
        "audit_event",
        "audit_seal",
        "induction_acknowledgement",
        "work_job",
        "retention_certificate",
        "retention_disposal",
        "retention_hold",
        "retention_sweep",
        *REVIEWED,
        "sealing_epoch",
        "sealing_escrow",
    },
    # the enquiries of their service, and the synthetic rows are the support service's
    "iss_worker": ENQUIRIES | GROUPS,
    "iss_colleague": ENQUIRIES | GROUPS,
    "iss_senior": ENQUIRIES | GROUPS,
    "iss_volunteer": GROUPS,
    # who has read the policy; breaches that others reported
    "dp_lead": {
        *REVIEWED,
        "accounts_change",
        "organisation_detail",
        *REGISTER,
        "induction_acknowledgement",
    },
    # breaches in which somebody may be in danger
    "safeguarding_lead": REGISTER | CALLS | STRANDS,
    "hr": {"accounts_change", "induction_acknowledgement", STATED, *INDUCTED, *REVIEWED},
    # what is asked about accounts
    "trustee": {"accounts_change", *DETAILS},
    # lent for a day: uploaded sheets whole
    "importer": {"imports_import", "imports_pairing", "imports_row"},
    # rows of their own service that wait in the queue; the synthetic rows are none
    "iss_manager": {"imports_import", "reviewing_round", *COUNTED, *CALLS}
    | ENQUIRIES
    | GROUPS
    | STRANDS,
    "dvpp_manager": {"imports_import", "reviewing_round", *COUNTED, *CALLS},
}
# What the login of the Celery worker cannot read for anybody.
WEB_ONLY = REGISTER
# Whose rows somebody may see by grant.
VIEWERS: dict[str, tuple[Party, ...]] = {
    "iss_worker": (HERS,),
    "dvpp_worker": (HIS,),
    "iss_colleague": (COLLEAGUES,),
    "iss_manager": (HERS, COLLEAGUES),
    "dvpp_manager": (HIS,),
    "iss_volunteer": (),
    "iss_senior": (),
    "safeguarding_lead": (),
    "dp_lead": (),
    "hr": (),
    "committee": (),
    "trustee": (),
    "records_admin": (),
    "importer": (),
}


@pytest.fixture(scope="module")
def filled(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[str]:
    """A database with rows of three parties in every table, for attacks that must change nothing."""
    with django_db_blocker.unblock(), copy_of_template(f"latch_{worker_id}_filled") as name:
        with session(name, "owner") as owner:
            fill(owner)
        yield name


def keys_seen(attacker: Session, table: str, key: str) -> set[Any]:
    """Return the keys of a table's rows that the attacker reads; none where reading is refused."""
    seen = attacker.attempt(f'SELECT "{key}" FROM {table}')
    return set() if seen == REFUSED else {found for (found,) in seen}


def _foreign_rows_seen(attacker: Session, mine: tuple[Party, ...]) -> set[str]:
    others = [party for party in PARTIES if party not in mine]
    out = set()
    for model in filled_models():
        table = model._meta.db_table
        seen = keys_seen(attacker, table, str(key_column(model)))
        if any(own_key(model, party) in seen for party in others):
            out.add(table)
    return out


def _own_rows_seen(reader: Session, party: Party) -> set[str]:
    return {
        model._meta.db_table
        for model in filled_models()
        if own_key(model, party) in keys_seen(reader, model._meta.db_table, str(key_column(model)))
    }


# What even the rows' own party does not read: kept for roles or for nobody, or keys of no known kind.
NOT_READ_BY_THEIR_OWN = {
    "account_emailconfirmation",
    "accounts_invitation",
    "agencyworkers_agencysecret",
    "agencyworkers_agencysession",
    "audit_checkpoint",
    "audit_event",
    "audit_seal",
    "auth_group_permissions",
    "callers_calllook",  # for managers, not for whoever took the call
    "breaches_openbreach",  # for whoever handles it, not for whoever reported it
    "conflicts_notice",
    "emergency_ask",
    "emergency_wallalert",
    "imports_import",
    "imports_pairing",
    "imports_row",
    "organisation_detail",
    "organisation_detailchange",
    "organisation_mailpassword",
    *("notifications_origin", "notifications_personlookedat", "notifications_tolookat"),
    "notifications_strand",  # nobody who holds anything of the man's file
    "paper_stocktake",
    "readers_secret",
    "kiosk_screensecret",
    "reminders_code",
    "reviewing_round",
    "retention_certificate",
    "retention_disposal",
    "retention_sweep",
    "sealing_epoch",
    "sealing_escrow",
    "sealing_key",
    "work_heartbeat",
    "work_backup",
    "work_closing",
    "wording_wordingcount",
}


@pytest.mark.parametrize("login", ["web", "worker"])
@pytest.mark.parametrize("key", VIEWERS)
def test_nobody_reads_foreign_rows(filled: str, key: str, login: str) -> None:
    with session(filled, login) as attacker:
        attacker.act_as(cast.PEOPLE[key].id)
        by_role = BY_ROLE.get(key, set()) - (WEB_ONLY if login == "worker" else set())
        assert _foreign_rows_seen(attacker, VIEWERS[key]) == HOUSE | by_role
        files = {party.file for party in VIEWERS[key]}
        others = {party.file for party in PARTIES} - files
        found = keys_seen(attacker, "clients_casefile", "id")
        assert files <= found
        assert key == "records_admin" or not others & found
        assert not others & keys_seen(attacker, "clients_effectivegrant", "file_id")
        assert not others & keys_seen(attacker, "sealing_key", "subject")
    report("A4", "tables read by raw SQL as somebody else", tried=len(filled_models()), foreign=0)


@pytest.mark.parametrize("party", PARTIES, ids=lambda party: party.key)
def test_everybody_reads_their_own_rows(filled: str, party: Party) -> None:
    """The rows to steal are there, and only the fence keeps others from them."""
    with session(filled, "web") as reader:
        reader.act_as(party.person)
        unseen = {m._meta.db_table for m in filled_models()} - _own_rows_seen(reader, party)
        # an enquiry is its service's: who took it for the other reads it no more
        assert unseen == NOT_READ_BY_THEIR_OWN | (ENQUIRIES if party is HIS else set())
        assert party.file in keys_seen(reader, "sealing_key", "subject")
        assert party.file in keys_seen(reader, "clients_effectivegrant", "file_id")


# ---- identities that are none


def _none(attacker: Session) -> None:
    """Set nothing at all."""


def _empty(attacker: Session) -> None:
    attacker.use("")


def _unsigned(attacker: Session) -> None:
    attacker.use(f"person:{HERS.person}")


def _made_up(attacker: Session) -> None:
    attacker.use(f"person:{HERS.person}.{'0' * 64}")


def _bent(attacker: Session) -> None:
    good = token(f"person:{HERS.person}", attacker.challenge(), attacker.login)
    attacker.use(good[:-1] + ("0" if good[-1] != "0" else "1"))


def _somebody_elses_signature(attacker: Session) -> None:
    good = token(f"person:{HERS.person}", attacker.challenge(), attacker.login)
    attacker.use(f"person:{HIS.person}.{good.split('.')[1]}")


def _from_the_last_transaction(attacker: Session) -> None:
    old = token(f"person:{HERS.person}", attacker.challenge(), attacker.login)
    attacker.use(old)
    assert attacker.sql("SELECT access.me()") == [(HERS.person,)]
    attacker.link.rollback()
    attacker.use(old)


def _left_in_the_session(attacker: Session) -> None:
    """A token set for the whole session outlives its transaction, and is worth nothing there."""
    good = token(f"person:{HERS.person}", attacker.challenge(), attacker.login)
    attacker.sql("SELECT set_config(%s, %s, false)", [SETTING, good])
    attacker.link.commit()


def _of_another_backend(attacker: Session) -> None:
    with session(attacker.link.info.dbname, attacker.login) as other:
        other.act_as(HERS.person)
        attacker.use(other.sql("SELECT current_setting(%s)", [SETTING])[0][0])


def _with_the_other_logins_key(attacker: Session) -> None:
    other = {"web": "worker", "worker": "web"}[attacker.login]
    attacker.use(token(f"person:{HERS.person}", attacker.challenge(), other))


def _an_actor_of_the_other_login(attacker: Session) -> None:
    attacker.act_as({"web": "disposer", "worker": "signing-in"}[attacker.login])


def _an_unknown_actor(attacker: Session) -> None:
    attacker.act_as("superuser")


def _an_unknown_person(attacker: Session) -> None:
    attacker.act_as(HERS.id_in("nowhere"))


# Who is nobody sees nothing; who forges is told so.
NOBODY = (_none, _empty, _an_unknown_person)
FORGED = (
    _unsigned,
    _made_up,
    _bent,
    _somebody_elses_signature,
    _from_the_last_transaction,
    _left_in_the_session,
    _of_another_backend,
    _with_the_other_logins_key,
)
ACTORS = (_an_actor_of_the_other_login, _an_unknown_actor)
Identity = Callable[[Session], None]


def _seen_at_all(attacker: Session) -> dict[str, Any]:
    """Return what a count of each table answers, where it is not 'no rows'."""
    counts = {
        model._meta.db_table: attacker.attempt(f"SELECT count(*) FROM {model._meta.db_table}")
        for model in all_models()
    }
    return {table: count for table, count in counts.items() if count != [(0,)]}


@pytest.mark.parametrize("login", ["web", "worker"])
@pytest.mark.parametrize("identity", NOBODY + FORGED + ACTORS)
def test_who_has_no_identity_reads_nothing(filled: str, identity: Identity, login: str) -> None:
    with session(filled, login) as attacker:
        identity(attacker)
        seen = _seen_at_all(attacker)
        assert {table for table, count in seen.items() if count != REFUSED} <= FIXED_WORDS
        if identity in FORGED:
            assert attacker.attempt("SELECT count(*) FROM clients_entry") == REFUSED
            assert attacker.attempt("SELECT access.me()") == REFUSED
        if identity in ACTORS:
            assert attacker.attempt("SELECT access.actor()") == REFUSED
            assert attacker.attempt("SELECT access.me()") == [(None,)]
    report("A4", "tables read by raw SQL on no identity", tried=len(all_models()), reached=0)


# ---- writing


def _fingerprints(owner: Session, parties: tuple[Party, ...]) -> dict[str, dict[Any, str]]:
    """Return for each table the version of each of the parties' rows; any write changes or removes it."""
    out = {}
    for model in filled_models():
        table, key = model._meta.db_table, str(key_column(model))
        rows = owner.sql(
            f'SELECT "{key}", xmin::text FROM {table} WHERE "{key}" = ANY(%s)',
            [[own_key(model, party) for party in parties]],
        )
        out[table] = dict(rows)
    for name, column in (("clients_casefile", "id"), ("staff_account", "id")):
        whose = [party.file if name == "clients_casefile" else party.person for party in parties]
        rows = owner.sql(
            f"SELECT {column}, xmin::text FROM {name} WHERE {column} = ANY(%s)", [whose]
        )
        out[name] = dict(rows)
    owner.link.rollback()
    return out


def _write_everywhere(attacker: Session, identity: Identity) -> set[str]:
    """Set each column of each table to a value of the attacker's, then delete all rows; commit every success.

    Without a WHERE no row is read, so only the policies for writing stand in the way. Return what was written to.
    """
    written = set()
    for model in all_models():
        table, mine = model._meta.db_table, row_of(model, HERS, team=1)
        attempts: list[tuple[str, Any]] = [
            (f'UPDATE {table} SET "{column}" = %s', [value])
            for column, value in mine.items()
            if column != key_column(model)
        ]
        for statement, values in [*attempts, (f"DELETE FROM {table}", None)]:
            identity(attacker)
            done = attacker.attempt(statement, values)
            if done != REFUSED and not str(done).startswith("error") and done:
                written.add(f"{statement.split()[0]} {table}")
            attacker.link.commit()
    return written


@pytest.mark.slow
@pytest.mark.parametrize("login", ["web", "worker"])
@pytest.mark.parametrize("identity", NOBODY + FORGED[:4] + FORGED[7:] + ACTORS)
def test_who_has_no_identity_writes_nothing(filled: str, identity: Identity, login: str) -> None:
    with session(filled, login) as attacker, session(filled, "owner") as owner:
        before = _fingerprints(owner, PARTIES)
        assert all(before.values())  # there is something to destroy in every table
        assert _write_everywhere(attacker, identity) == set()
        assert _fingerprints(owner, PARTIES) == before
    report("A4", "tables written by raw SQL on no identity", tried=len(all_models()), written=0)


# What the right to what others said opens, and the right to read the file does not.
OTHERS_SAID = {
    "clients_thirdpartyrecord",
    "documents_thirdparty",
    "misfiled_endedhanding",
    "misfiled_handing",
    "misfiled_parcel",
    "people_linkedperson",
    "people_merge",
    "people_personversion",
    "redaction_weighing",
    "thirdparty_movedpassage",
}


@pytest.mark.clause("5.2.4")
def test_what_others_said_is_read_by_its_own_right_alone(spoiled: str) -> None:
    with session(spoiled, "web") as reader, session(spoiled, "owner") as owner:
        reader.act_as(HERS.person)
        before = _own_rows_seen(reader, HERS)
        reader.link.rollback()
        owner.sql(
            "UPDATE clients_effectivegrant SET third_party_until = '-infinity' WHERE user_id = %s",
            [HERS.person],
        )
        owner.link.commit()
        reader.act_as(HERS.person)
        assert before - _own_rows_seen(reader, HERS) == OTHERS_SAID


@pytest.mark.clause("3.1.1")
@pytest.mark.parametrize("approver", [HERS, COLLEAGUES], ids=["by herself", "by another"])
def test_nobody_releases_on_their_own_approval(spoiled: str, approver: Party) -> None:
    release = row_of(Release, HERS, team=1) | {"id": uuid4(), "released_by_id": HERS.person}
    asked = release["request_id"]
    with session(spoiled, "web") as web, session(spoiled, "owner") as owner:
        for table in ("disclosures_request", "disclosures_signoff"):
            owner.sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.sql(
            "UPDATE disclosures_request SET state = 'approved', requester_id = %s WHERE id = %s",
            [HERS.person, asked],
        )
        owner.sql(
            "UPDATE disclosures_signoff SET decision = 'approve', approver_id = %s WHERE request_id = %s",
            [approver.person, asked],
        )
        owner.link.commit()
        web.act_as(HERS.person)
        done = web.attempt(*insert(Release, release))
        assert (done == REFUSED) is (approver is HERS), done


# What a role writes of others' rows by its office.
WRITES_BY_ROLE = {
    "iss_worker": {"enquiries_enquiry", "groups_clientgroup"},
    "iss_manager": {
        *("enquiries_enquiry", "letters_template", "paper_folder", "paper_place", "rota_shift"),
        *("disclosures_agency", "disclosures_agencycontact"),
        "wording_wordingterm",
    },
    "records_admin": {
        *INDUCTED,
        *("letters_template", "paper_folder", "paper_place", "training_item"),
        "wording_wordingterm",
    },
    "importer": {"imports_import", "imports_pairing", "imports_row"},
}
INSIDERS = ("iss_worker", "iss_manager", "importer", "records_admin", "committee")


@pytest.fixture
def spoiled(filled: str, django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[str]:
    """A copy of the filled database, for attacks that may well change what is the attacker's own."""
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_{worker_id}_spoiled", filled) as name,
    ):
        yield name


@pytest.mark.slow
@pytest.mark.parametrize("key", INSIDERS)
def test_nobody_changes_foreign_rows(spoiled: str, key: str) -> None:
    others = tuple(party for party in PARTIES if party not in VIEWERS[key])
    with session(spoiled, "web") as attacker, session(spoiled, "owner") as owner:
        before = _fingerprints(owner, others)
        written = _write_everywhere(attacker, lambda a: a.act_as(cast.PEOPLE[key].id))
        assert (
            "UPDATE staff_account" in written
        )  # one's own password: the attempts do reach the tables
        after = _fingerprints(owner, others)
        changed = {table for table in before if before[table] != after[table]}
        assert changed == WRITES_BY_ROLE.get(key, set())
    report("A4", "tables written by raw SQL as somebody else", tried=len(all_models()), foreign=0)


# What anybody who is signed in may add, whoever else is named in it.
ADDED_BY_EVERYBODY = {
    "absence_absence",  # their own days
    "breaches_breach",  # a report of their own
    *("declarations_declared", "declarations_statement"),  # whom they know
    "disclosures_agencycopy",  # of a version in force; agencies and their people not as if they had ended already
    "induction_acknowledgement",  # their own, of a version in force
    "protocols_partycopy",  # that an agency got its copy
}
ADDED_BY_ROLE = {
    # in a protocol of her own that nobody has decided about; about a notification of her own file
    "iss_worker": {
        *ENQUIRIES,
        "protocols_party",
        "protocols_namedreader",
        "notifications_attempt",
    },
    "iss_manager": {
        *("notifications_attempt", "notifications_preference"),  # on a strand
        *ENQUIRIES,
        "allocation_caseloadlimit",  # of their own teams, themselves included
        *("agencies_managementagreement", "disclosures_agencyassurance"),
        *("paper_place", "paper_stocktake"),
        "rota_shift",  # with themselves on call
        *("letters_wording", "wording_wordingterm"),
        "callers_calllook",
    },
    "records_admin": {
        *("letters_wording", "paper_place", "paper_stocktake", "wording_wordingterm"),
        *("organisation_detailchange", "organisation_mailpassword"),  # asked for, not done
    },
    "importer": {"imports_import", "imports_pairing", "imports_row"},
}


def _as_if_mine(model: Any, theirs: Party, me: UUID) -> list[dict[str | None, Any]]:
    """Return new rows about `theirs`: theirs with me wherever a person is named; mine with their file in it."""
    mine = Party(HERS.key, me, theirs.file)
    out = []
    for row in (row_of(model, theirs, team=1), row_of(model, mine, team=1)):
        column = key_column(model)
        if column is not None and not isinstance(model._meta.pk, ForeignKey | CompositePrimaryKey):
            row[column] = (
                uuid4() if isinstance(model._meta.pk, UUIDField) else randrange(10**6, 10**9)
            )
        out.append({name: me if value == theirs.person else value for name, value in row.items()})
    return out


@pytest.mark.parametrize("key", INSIDERS)
def test_nobody_adds_to_foreign_files(filled: str, key: str) -> None:
    person, added = cast.PEOPLE[key].id, set()
    with session(filled, "web") as attacker:
        for model in all_models():
            for theirs in (party for party in PARTIES if party not in VIEWERS[key]):
                for row in _as_if_mine(model, theirs, person):
                    attacker.act_as(person)
                    if attacker.attempt(*insert(model, row)) != REFUSED:
                        added.add(model._meta.db_table)
                    attacker.link.rollback()
    assert added == ADDED_BY_EVERYBODY | ADDED_BY_ROLE.get(key, set())
    report("A4", "tables added to by raw SQL as somebody else", tried=len(all_models()), foreign=0)
