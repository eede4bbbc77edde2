"""Mutants of the installed row security: each a small fault, such as a slip of the pen would make.

A mutant changes a database that the tests then copy; the modules that ought to notice are named with it. What is of no
consequence does not stand here: a policy that forgets whose grant it asks for still sees one's own grants alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from confidentiality.access.fence import ME, has_role, holds
from confidentiality.access.installing import declared_tables, policy_sql

ROWS, RIGHTS, WRITTEN, GRANTS, APART = (
    f"tests/access/test_{name}.py"
    for name in (
        "row_security",
        "database_rights",
        "written_rows",
        "effective_grants",
        "rights_apart",
    )
)
Change = Callable[[Any], None]


@dataclass(frozen=True)
class Mutant:
    """One fault: what it does, how it is put into a database by its owner, and which tests are to catch it."""

    name: str
    change: Change
    caught_by: tuple[str, ...]


def policy(table: str, command: str, old: str, new: str, *, label: str = "rows") -> Change:
    """Return the change that puts another text into one policy, as the room declares it."""

    def change(cursor: Any) -> None:
        declared = [t for t in declared_tables() if t.name == table and t.label == label]
        begins = f"CREATE POLICY {label}_{command.lower()} ON "
        (words,) = (s for t in declared for s in policy_sql(t) if s.startswith(begins))
        assert old in words, words
        cursor.execute(f"DROP POLICY {label}_{command.lower()} ON {table}")
        cursor.execute(words.replace(old, new))

    return change


def _function(name: str, old: str, new: str = "") -> Change:
    """Return the change that puts another text into one function's body."""

    def change(cursor: Any) -> None:
        cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [f"access.{name}"])
        (words,) = cursor.fetchone()
        assert old in words, words
        cursor.execute("GRANT CREATE ON SCHEMA access TO latch_keeper; SET ROLE latch_keeper")
        cursor.execute(words.replace(old, new))
        cursor.execute("RESET ROLE; REVOKE CREATE ON SCHEMA access FROM latch_keeper")

    return change


def _sql(statement: str) -> Change:
    return lambda cursor: cursor.execute(statement)


def _as_keeper(statement: str) -> Change:
    return _sql(f"SET ROLE latch_keeper; {statement}; RESET ROLE")


def _open_source(test: str) -> Change:
    """Return the change that lets every grant past walls for which the test holds."""
    return _sql(
        "GRANT CREATE ON SCHEMA access TO latch_keeper; SET ROLE latch_keeper;"
        f" CREATE OR REPLACE VIEW access.open_source AS SELECT s.* FROM access.grant_source s WHERE {test};"
        " RESET ROLE; REVOKE CREATE ON SCHEMA access FROM latch_keeper"
    )


def no_trigger(table: str, name: str) -> Change:
    return _sql(f"DROP TRIGGER {name} ON {table}")


_LOCK = "PERFORM access.lock_each({}, (SELECT array_agg(DISTINCT {}::text) FROM touched), true);"

POLICIES = (
    Mutant(
        "files after their grant's end",
        policy("clients_casefile", "SELECT", "> now()", "IS NOT NULL"),
        (APART,),
    ),
    Mutant(
        "files by an end that is past",
        policy("clients_casefile", "SELECT", "> now()", "< now()"),
        (ROWS,),
    ),
    Mutant(
        "files to managers by their role",
        policy("clients_casefile", "SELECT", has_role("records_admin"), has_role("line_manager")),
        (ROWS,),
    ),
    Mutant(
        "files made in another's name",
        policy("clients_casefile", "INSERT", f"created_by_id = {ME} AND ", ""),
        (APART,),
    ),
    Mutant(
        "files changed by who may read them",
        policy("clients_casefile", "UPDATE", "contribute_until", "view_until"),
        (APART,),
    ),
    Mutant(
        "files changed into what one may not write",
        policy("clients_casefile", "UPDATE", "WITH CHECK ((", "WITH CHECK ((true) OR ("),
        (APART,),
    ),
    Mutant(
        "entries by an end that is past",
        policy("clients_entry", "SELECT", "> now()", "< now()"),
        (RIGHTS, APART),
    ),
    Mutant(
        "entries by the right to lead",
        policy("clients_entry", "SELECT", "view_until", "lead_until"),
        (APART,),
    ),
    Mutant(
        "entries in another's name",
        policy("clients_entry", "INSERT", f"author_id = {ME} AND ", ""),
        (APART,),
    ),
    Mutant(
        "entries in the future",
        policy(
            "clients_entry",
            "INSERT",
            "written_at < clock_timestamp() + interval '5 minutes' AND ",
            "",
        ),
        (WRITTEN,),
    ),
    Mutant(
        "entries by who may read",
        policy("clients_entry", "INSERT", "contribute_until", "view_until"),
        (APART,),
    ),
    Mutant(
        "entries changed after their day",
        policy("clients_entry", "UPDATE", " AND written_at > now() - interval '24 hours'", ""),
        (WRITTEN,),
    ),
    Mutant(
        "entries changed by colleagues",
        policy("clients_entry", "UPDATE", f"author_id = {ME} AND ", ""),
        (APART,),
    ),
    Mutant(
        "what others said, by the right to read the file",
        policy("clients_thirdpartyrecord", "SELECT", "third_party_until", "view_until"),
        (APART,),
    ),
    Mutant(
        "grants of everybody",
        policy("clients_usergrant", "SELECT", f"(user_id = {ME})", "(true)"),
        (ROWS,),
    ),
    Mutant(
        "grants by nobody in particular",
        policy("clients_usergrant", "INSERT", f"given_by = {ME} AND ", ""),
        (APART,),
    ),
    Mutant(
        "grants on any file",
        policy(
            "clients_usergrant",
            "INSERT",
            " AND access.may_grant(clients_usergrant.content_object_id)",
            "",
        ),
        (APART,),
    ),
    Mutant(
        "grants lengthened by who may read",
        policy("clients_usergrant", "UPDATE", "lead_until", "view_until"),
        (APART,),
    ),
    Mutant(
        "team grants of everybody",
        policy("clients_teamgrant", "SELECT", "(false)", f"({ME} IS NOT NULL)"),
        (ROWS,),
    ),
    Mutant(
        "effective grants of everybody",
        policy("clients_effectivegrant", "SELECT", f"user_id = {ME}", f"{ME} IS NOT NULL"),
        (ROWS,),
    ),
    Mutant(
        "walls told to whom they stand against",
        policy("clients_wall", "SELECT", "USING (", f"USING (user_id = {ME} OR "),
        (APART,),
    ),
    Mutant(
        "walls by anybody",
        policy("clients_wall", "INSERT", f" AND {has_role('line_manager')}", ""),
        (APART,),
    ),
    Mutant(
        "what somebody declared read by everybody",
        policy("declarations_declared", "SELECT", f"worker_id = {ME}", f"{ME} IS NOT NULL"),
        (ROWS,),
    ),
    Mutant(
        "tokens of what somebody declared read by everybody",
        policy("declared_token", "SELECT", f"person = {ME}", f"{ME} IS NOT NULL"),
        (ROWS,),
    ),
    Mutant(
        "couple links to everybody",
        policy("clients_partnerlink", "SELECT", "USING (", f"USING ({ME} IS NOT NULL OR "),
        (APART,),
    ),
    Mutant(
        "keys of every file",
        policy(
            "sealing_key",
            "SELECT",
            f" AND {holds('view', 'sealing_key.subject')}",
            "",
            label="file_keys",
        ),
        (ROWS,),
    ),
    Mutant(
        "keys of what others said, by the right to read the file",
        policy(
            "sealing_key", "SELECT", "third_party_until", "view_until", label="third_party_keys"
        ),
        (APART,),
    ),
    Mutant(
        "keys of every person",
        policy(
            "sealing_key", "SELECT", f"subject = {ME}", f"{ME} IS NOT NULL", label="person_keys"
        ),
        (APART,),
    ),
    Mutant(
        "keys for what is there or was",
        policy("sealing_key", "INSERT", " AND access.is_new_subject(subject)", "", label="any"),
        (WRITTEN,),
    ),
    Mutant(
        "events in another's name",
        policy("audit_event", "INSERT", f"person = {ME} AND ", ""),
        (APART,),
    ),
    Mutant(
        "accounts of colleagues",
        policy("staff_account", "SELECT", f"id = {ME}", f"{ME} IS NOT NULL"),
        (APART,),
    ),
    Mutant(
        "second factors of others",
        policy(
            "mfa_authenticator",
            "UPDATE",
            " AND starts_with(coalesce(data->>'secret', data->>'seed', ''), user_id::text || ':')",
            "",
        ),
        (WRITTEN,),
    ),
)

STRUCTURE = (
    Mutant(
        "row security not forced",
        _sql("ALTER TABLE clients_entry NO FORCE ROW LEVEL SECURITY"),
        (RIGHTS,),
    ),
    Mutant(
        "row security off",
        _sql("ALTER TABLE clients_casefile DISABLE ROW LEVEL SECURITY"),
        (RIGHTS, APART),
    ),
    Mutant(
        "a policy too many",
        _sql("CREATE POLICY more ON clients_entry TO latch_web USING (true)"),
        (RIGHTS, APART),
    ),
    Mutant(
        "a keeper's function callable",
        _as_keeper("GRANT EXECUTE ON FUNCTION access.work_out(uuid[], uuid[]) TO latch_web"),
        (RIGHTS,),
    ),
    Mutant(
        "the sources readable",
        _as_keeper("GRANT SELECT ON access.grant_source TO latch_web"),
        (RIGHTS,),
    ),
    Mutant(
        "the signing keys readable",
        _sql("GRANT SELECT ON access.login_key TO latch_web"),
        (RIGHTS,),
    ),
    Mutant("the audit emptied", _sql("GRANT TRUNCATE ON audit_event TO latch_web"), (RIGHTS,)),
    Mutant(
        "all of an entry changed", _sql("GRANT UPDATE ON clients_entry TO latch_web"), (WRITTEN,)
    ),
    Mutant(
        "one's own account opened again",
        _sql("GRANT UPDATE (is_active) ON staff_account TO latch_web"),
        (APART,),
    ),
    Mutant(
        "a function that runs as its caller finds things",
        _as_keeper("ALTER FUNCTION access.may_grant(uuid) RESET ALL"),
        (RIGHTS,),
    ),
)

FUNCTIONS = (
    Mutant(
        "no signature is asked",
        _function(
            "principal", "RAISE EXCEPTION 'identity refused' USING ERRCODE = '42501';", "NULL;"
        ),
        (ROWS,),
    ),
    Mutant(
        "any login's key will do",
        _function("principal", "login = session_user", "login = 'latch_web'"),
        (ROWS,),
    ),
    Mutant(
        "any actor from any login",
        _function(
            "actor",
            "WHERE a.login = session_user AND a.actor = substr(who, 8)",
            "",
        ),
        (ROWS,),
    ),
    Mutant("an ended account is somebody", _function("me", " AND a.is_active"), (RIGHTS,)),
    Mutant("a loan without end", _function("has_role", " AND l.ends_at > now()"), (APART,)),
    Mutant(
        "a loan before its beginning",
        _function("has_role", "l.starts_at <= now()", "true"),
        (APART,),
    ),
    Mutant("another's loan", _function("has_role", "l.worker_id = access.me() AND "), (APART,)),
    Mutant(
        "who leads may grant, whoever asks",
        _function("may_grant", " AND g.user_id = access.me()"),
        (RIGHTS, APART),
    ),
    Mutant(
        "who has led may grant for ever",
        _function("may_grant", " AND g.lead_until > now()"),
        (APART,),
    ),
    Mutant(
        "who opened a file may grant for ever",
        _function(
            "may_grant", "AND NOT EXISTS (SELECT 1 FROM access.grant_source s WHERE s.file = what)"
        ),
        (APART,),
    ),
    Mutant(
        "a key for what was destroyed",
        _function(
            "is_new_subject", "NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.file = what)", "true"
        ),
        (WRITTEN,),
    ),
    Mutant(
        "anybody destroys keys",
        _function(
            "destroy_key",
            "IF coalesce(access.actor(), '') NOT IN ('disposer', 'restorer')",
            "IF false",
        ),
        (WRITTEN,),
    ),
)

KEEPING = (
    Mutant(
        "joining locks no team", _function("on_membership", _LOCK.format(1, "group_id")), (GRANTS,)
    ),
    Mutant(
        "joining locks no person",
        _function("on_membership", _LOCK.format(2, "account_id")),
        (GRANTS,),
    ),
    Mutant(
        "no file is locked",
        _function(
            "lock_for_files",
            "PERFORM access.lock_each(3, every::text[], true);",
        ),
        (GRANTS,),
    ),
    Mutant(
        "files are locked shared",
        _function("lock_for_files", "::text[], true)", "::text[], false)"),
        (GRANTS,),
    ),
    Mutant(
        "attention takes no team",
        _function("on_attention", "PERFORM access.lock_each(1,", "PERFORM cardinality("),
        (GRANTS,),
    ),
    Mutant("a wall keeps nobody out", _open_source("TRUE"), (GRANTS,)),
    Mutant(
        "a wall keeps no joiner out",
        _function("work_out_all_of", "open_source", "grant_source"),
        (GRANTS,),
    ),
    Mutant(
        "a wall keeps no holder out",
        _function("work_out", "open_source", "grant_source"),
        (GRANTS,),
    ),
    Mutant(
        "joining raises no walls",
        _function("on_membership", "PERFORM access.raise_walls_of(persons);", "NULL;"),
        (GRANTS,),
    ),
    Mutant(
        "grants raise no walls",
        _function("after_file_change", "PERFORM access.raise_couple_walls(every);"),
        (GRANTS,),
    ),
    Mutant(
        "walls on the given half only",
        _function("after_file_change", "raise_couple_walls(every)", "raise_couple_walls(files)"),
        (GRANTS,),
    ),
    Mutant(
        "the soonest end counts", _function("work_out", "max(s.until)", "min(s.until)"), (GRANTS,)
    ),
    Mutant(
        "lead for contribute",
        _function("work_out", "p.codename = 'contribute'", "p.codename = 'lead'"),
        (GRANTS,),
    ),
    Mutant(
        "leaving takes nothing away",
        no_trigger("staff_account_groups", "keep_grants_delete_old"),
        (GRANTS,),
    ),
    Mutant(
        "a team's loss takes nothing away",
        no_trigger("clients_teamgrant", "keep_grants_delete_old"),
        (GRANTS,),
    ),
    Mutant(
        "a change of hands is half seen",
        no_trigger("clients_usergrant", "keep_grants_update_old"),
        (GRANTS,),
    ),
    Mutant(
        "links raise no walls",
        no_trigger("clients_partnerlink", "keep_grants_insert_new"),
        (GRANTS,),
    ),
    Mutant("walls are not seen", no_trigger("clients_wall", "keep_grants_insert_new"), (GRANTS,)),
    Mutant("attention stays behind", no_trigger("clients_casefile", "keep_attention"), (GRANTS,)),
)

MUTANTS = (*POLICIES, *STRUCTURE, *FUNCTIONS, *KEEPING)
