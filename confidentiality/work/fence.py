"""Row security of jobs: who asked sees theirs, the dispatcher claims, a handler's actor finishes its own.

A handler works under a stronger identity than whoever asked: a room says with `asks` who may ask for its kinds, and
what no room says nobody asks for.
"""

from confidentiality.access.fence import ACTOR, ME, Fence, Table, any_of, has_role, is_actor

_SHIPPING = f"{is_actor('sequencer')} AND name = 'shipping'"
_MINE = (
    f"({ACTOR} = 'importer' AND kind LIKE 'imports.%')"
    f" OR ({ACTOR} = 'disposer' AND (kind LIKE 'retention.%' OR kind LIKE 'documents.%' OR kind = 'imports.undo'))"
    f" OR ({ACTOR} = 'reminder' AND kind IN ('emergency.escalate', 'disclosures.escalate'))"
    f" OR ({ACTOR} = 'notifier' AND kind = 'notifications.look')"
    f" OR ({ACTOR} = 'mailer' AND kind = 'reminders.send')"
)
_FRESH = (
    "state = 'waiting' AND done = 0 AND attempts = 0 AND failure = '' AND lease_until IS NULL"
    " AND ended_at IS NULL"
)
BY_ME = f"asked_by = {ME}"


def asks(kind: str, who: str, *, slot: str = "slot IS NULL", label: str = "ask") -> Table:
    """Return the policy that lets whoever passes the SQL test `who` ask for a fresh job of `kind`.

    `who` starts from BY_ME for a person. `slot` is the test of a regular job's occasion: a person who could take
    any slot could keep a regular job from happening.
    """
    return Table(
        "work_job",
        "reference",
        insert=f"kind = '{kind}' AND {_FRESH} AND ({slot}) AND ({who})",
        label=f"{label}_{kind.replace('.', '_')}",
    )


FUNCTIONS = """
-- The backup login writes nothing by itself; this is what it says of a backup that was read back whole.
CREATE FUNCTION access.note_backup(what uuid, folder text, bytes bigint, keys_print text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF session_user <> 'latch_backup' THEN
        RAISE EXCEPTION 'only a backup is noted' USING ERRCODE = '42501';
    END IF;
    INSERT INTO work_backup (id, name, size, keys, made_at) VALUES (what, folder, bytes, keys_print, now());
    PERFORM access.note_event('backup_made', NULL, ARRAY[what]);
END $$;

-- How old the newest backup is, for whoever watches the installation; NULL when none was ever made.
CREATE FUNCTION access.backup_seconds() RETURNS double precision LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT extract(epoch FROM now() - max(b.made_at))::float8 FROM work_backup b $$;
"""

FENCE = Fence(
    functions=FUNCTIONS,
    callable=("access.backup_seconds()",),
    callable_by_backup=("access.note_backup(uuid, text, bigint, text)",),
    tables=(
        Table("work_closing", "closed"),  # asked for through access.closed_for()
        Table("work_backup", "reference", select=has_role("records_admin")),
        Table(
            "work_job",
            "reference",
            select=any_of(BY_ME, is_actor("dispatcher"), _MINE, has_role("records_admin")),
            update=any_of(is_actor("dispatcher"), _MINE),
            update_columns=(
                "state",
                "done",
                "total",
                "attempts",
                "failure",
                "not_before",
                "lease_until",
                "ended_at",
            ),
        ),
        Table(
            "work_heartbeat",
            "reference",
            select=is_actor("dispatcher"),
            insert=is_actor("dispatcher"),
            update=is_actor("dispatcher"),
            update_columns=("at",),
            logins=("worker",),
        ),
        # That everything sealed is at every place outside: a health page counts from here.
        Table(
            "work_heartbeat",
            "reference",
            select=_SHIPPING,
            insert=_SHIPPING,
            update=_SHIPPING,
            update_columns=("at",),
            logins=("sequencer",),
            label="shipping",
        ),
    ),
)
