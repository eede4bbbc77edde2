"""What a request changed in the whole database, and what it was allowed to change.

The web login sees its own rows only, so `watch` gives it, in tests alone, a function that tells all rows as the owner
sees them, inside the request's own transaction.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, connections

Row = dict[str, str | None]
Snapshot = dict[tuple[str, str], Row]
NOT_WATCHED = ("audit_event", "django_migrations", "django_content_type", "auth_permission")
# Columns that say who did something: always whoever sends the form.
WHO = frozenset(
    {
        *("author_id", "created_by_id", "requester_id", "recorded_by_id", "registered_by_id"),
        *("placed_by_id", "lifted_by_id", "uploaded_by_id", "settled_by_id", "seen_by_id"),
        *("given_by", "approver_id", "by_id", "released_by_id", "withdrawn_by_id", "asked_by_id"),
        *("ended_by_id", "reviewed_by_id", "answered_by_id", "entered_by_id", "set_by_id"),
        *("taken_by_id", "closed_by_id", "reported_by_id"),
        *("read_by_id", "noted_by_id", "made_by_id", "added_by_id", "proposed_by_id"),
        *("changed_by_id", "out_to_id", "named_by_id", "taken_over_by_id", "undone_by_id"),
        *("paper_by_id", "answer_noted_by_id", "taken_back_by_id"),
    }
)
# How a new row begins, whatever is sent.
BEGINS: Mapping[tuple[str, str], str | None] = {
    ("clients_casefile", "status"): "open",
    ("clients_casefile", "service"): "iss",
    ("clients_casefile", "left_on"): None,
    ("clients_casefile", "of_age_in"): None,
    ("clients_casefile", "reviewed_at"): None,
    ("clients_casefile", "origin_import"): None,
    ("disclosures_request", "state"): "draft",
    ("disclosures_request", "submitted_at"): None,
    ("disclosures_consent", "withdrawn_at"): None,
    ("disclosures_consent", "paper_at"): None,
    ("disclosures_release", "answer"): "",
    ("agencyworkers_agencyworker", "outcome"): "",
    ("agencyworkers_agencyworker", "ended_at"): None,
    ("protocols_protocol", "outcome"): "",
    ("protocols_protocol", "ended_at"): None,
    ("redaction_step", "taken_back_at"): None,
    ("retention_hold", "lifted_at"): None,
    ("ownfile_filerequest", "closed_at"): None,
    ("ownfile_filerequest", "disclosure_id"): None,
    ("ownfile_complaint", "decided_on"): None,
    ("ownfile_rectification", "decided_on"): None,
    ("ownfile_conferencemark", "taken_back_at"): None,
    ("retention_sweep", "started_at"): None,
    ("groups_clientgroup", "ended_at"): None,
    ("groups_attendance", "taken_back_at"): None,
    ("imports_import", "state"): "planned",
    ("paper_folder", "orphaned_at"): None,
    ("paper_folder", "out_to_id"): None,
    ("training_item", "code"): "other",
    ("emergency_emergencyaccess", "outcome"): "",
    ("emergency_emergencyaccess", "reviewed_at"): None,
    ("enquiries_enquiry", "state"): "open",
    ("enquiries_enquiry", "service"): "iss",
    ("people_linkedperson", "merged_into_id"): None,
    ("people_merge", "outcome"): "",
    ("duplicates_duplicate", "outcome"): "",
    ("work_job", "state"): "waiting",
}
_WATCH = """
DROP SCHEMA IF EXISTS watch CASCADE;
CREATE SCHEMA watch;
CREATE FUNCTION watch.rows(skipped text[]) RETURNS TABLE (named text, key text, said jsonb)
    LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE held record;
BEGIN
    FOR held IN SELECT c.oid, c.relname::text AS name,
        (SELECT string_agg(format('t.%I', a.attname), ' || '' '' || ' ORDER BY a.attnum)
           FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid
            AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])  -- what an index carries besides is no key
          WHERE i.indrelid = c.oid AND i.indisprimary) AS key
        FROM pg_class c WHERE c.relkind = 'r'
         AND c.relnamespace IN ('public'::regnamespace, 'keys'::regnamespace)
         AND c.relname <> ALL (skipped)
    LOOP
        RETURN QUERY EXECUTE format(
            'SELECT %L::text, (%s)::text, (SELECT jsonb_object_agg(k, CASE WHEN length(v) > 80 THEN md5(v) ELSE v END)'
            ' FROM jsonb_each_text(to_jsonb(t)) e (k, v)) FROM %s t', held.name, held.key, held.oid::regclass);
    END LOOP;
END $$;
GRANT USAGE ON SCHEMA watch TO latch_web;
GRANT EXECUTE ON FUNCTION watch.rows(text[]) TO latch_web;
"""


def watch() -> None:
    """Give the web login of this database the sight of all rows."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(_WATCH)


def fingerprint() -> Snapshot:
    """Return every row of every watched table, long values as digests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT named, key, said::text FROM watch.rows(%s)", [list(NOT_WATCHED)])
        return {(table, key): _row(said) for table, key, said in cursor.fetchall()}


def touched() -> dict[str, int]:
    """Return by table how many rows this connection wrote, also in vain: equal twice means that nothing was written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname::text, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname <> ALL (%s)",
            [list(NOT_WATCHED)],
        )
        return {table: count for table, count in cursor.fetchall() if count}


def _row(said: str) -> Row:
    row: Row = json.loads(said)
    return row


@dataclass(frozen=True)
class May:
    """What one form may do: tables that get new rows, columns that change, tables that lose rows."""

    new: frozenset[str] = frozenset()
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()


NOTHING = May()


@dataclass(frozen=True)
class Change:
    """One row that is new (`before` is None), gone (`after` is None) or changed."""

    table: str
    key: str
    before: Row | None
    after: Row | None

    @property
    def columns(self) -> frozenset[str]:
        """Return the columns that differ."""
        before, after = self.before or {}, self.after or {}
        return frozenset(c for c in {*before, *after} if before.get(c) != after.get(c))


def changes(before: Snapshot, after: Snapshot) -> list[Change]:
    """Return every row that differs."""
    return [
        Change(table, key, before.get((table, key)), after.get((table, key)))
        for table, key in sorted({*before, *after})
        if before.get((table, key)) != after.get((table, key))
    ]


def overreached(
    made: Iterable[Change], may: May, *, by: UUID, sent: Iterable[str] = ()
) -> list[str]:
    """Return what a form changed that it must not, in words: tables, columns, who, how rows begin, what was `sent`."""
    undeclared = {*sent}
    return [fault for each in made for fault in _faults(each, may, str(by), undeclared)]


def _faults(change: Change, may: May, by: str, undeclared: set[str]) -> Iterable[str]:
    table, after = change.table, change.after
    if after is None:
        if table not in may.gone:
            yield f"{table}: a row is gone"
        return
    if change.before is None:
        if table not in may.new:
            yield f"{table}: a new row"
        moves_on = may.columns.get(table, frozenset())  # what is told already is released at once
        for (named, column), value in BEGINS.items():
            if named == table and column not in moves_on and after.get(column) != value:
                yield f"{table}.{column}: begins as {after.get(column)}"
    elif over := change.columns - may.columns.get(table, frozenset()):
        yield f"{table}: changed {', '.join(sorted(over))}"
    # a leaver's draft becomes an entry of theirs, and says who kept it
    kept = {"author_id"} if after.get("taken_over_by_id") == by else set()
    # what stood in the wrong file keeps its author in the right one; who took it stands in the audit
    kept |= {"author_id", "added_by_id", "by_id"} if "misfiled_parcel" in may.gone else set()
    for column in change.columns:
        value = after.get(column)
        if column in WHO - kept and value not in (None, by):
            yield f"{table}.{column}: somebody else"
        if value is not None and value in undeclared:
            yield f"{table}.{column}: took what it did not ask for"
