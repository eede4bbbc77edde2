"""Row security of the audit: everybody adds their own events, the sequencer seals them, the records admin reads."""

from confidentiality.access.fence import ACTOR, ME, Fence, Table, any_of, has_role, holds, is_actor

from .looks import LOOKS

RECORDS_ADMIN = has_role("records_admin")
SEQUENCER = is_actor("sequencer")
# Nobody dates an event before their transaction or after now, beyond what clocks differ.
_NOW = "at > now() - interval '5 minutes' AND at < clock_timestamp() + interval '5 minutes'"
# A restore destroys again what these tell: the actor that does it tells it, no other, and no person.
_DISPOSERS = (
    "'file_destroyed', 'file_undone', 'import_undone', 'import_closed', 'strands_destroyed', 'enquiries_destroyed',"
    " 'calls_destroyed', 'askings_destroyed', 'old_drafts_erased'"
)
_TELLS = (
    f"CASE WHEN action IN ({_DISPOSERS}) THEN actor = 'disposer'"
    " WHEN action = 'emergency_searches_lapsed' THEN actor = 'reminder'"
    " WHEN action = 'decider_shut_out' THEN actor = 'key-keeper' ELSE true END"
)
# These are noted by the database itself, and by nobody else.
_DATABASES = (
    "action NOT IN ('account_disabled', 'account_enabled', 'team_left', 'team_joined', 'couple_wall_raised',"
    " 'conflict_wall_raised', 'wall_tried', 'files_linked', 'grant_ended', 'backup_made', 'account_moved',"
    " 'factors_reset', 'account_change_agreed', 'account_change_refused', 'account_change_withdrawn',"
    " 'detail_change_agreed', 'detail_change_refused', 'detail_change_withdrawn', 'period_changed',"
    " 'reminder_address_confirmed', 'reminder_address_erased', 'conflict_ended', 'declarations_forgotten',"
    " 'conflict_walls_followed', 'conflict_confirmed', 'conflict_wall_lifted', 'recipient_alerted', 'turn_asked',"
    " 'agreed_less_alerted', 'partner_in_group',"
    " 'deputy_appointed', 'deputy_began', 'deputy_ended', 'account_dormant', 'loan_ended', 'recovery_code_used',"
    " 'ties_followed', 'files_unlinked', 'tie_refused', 'tie_agreed', 'tie_said', 'persons_joined', 'persons_parted',"
    " 'access_kept', 'access_ended', 'access_review_began', 'access_review_finished', 'misfiled_left',"
    " 'misfiled_recalled', 'person_moved', 'telling_moved', 'tie_fell',"
    " 'reader_came_in', 'reader_refused', 'reader_left', 'reader_link_closed',"
    " 'reader_let_in_again', 'limits_read', 'package_recalled',"
    " 'protocol_decided', 'protocol_ended', 'agency_worker_decided', 'agency_worker_ended', 'agency_worker_refused',"
    " 'agency_worker_welcomed', 'agency_worker_signed_in', 'agency_worker_left', 'agency_list_shown',"
    " 'agency_package_refused', 'screen_agreed', 'screen_ended', 'screen_refused', 'screen_enrolled',"
    " 'office_visit_ended', 'office_code_renewed', 'consent_withdrawn_at_office',"
    " 'consent_limited_at_office', 'partners_notified')"
)
# Which files are a couple's or one person's, whose partner is in their group, out of which file into which something
# was moved, and whom a declaration walls off, is told to nobody. Of a turn on half of a couple whoever leads it reads.
_NOBODY_READS = (
    "'couple_wall_raised', 'files_linked', 'files_unlinked', 'ties_followed', 'tie_refused', 'tie_agreed',"
    " 'misfiled_left', 'misfiled_recalled', 'person_moved', 'telling_moved', 'tie_fell',"
    " 'conflict_walls_followed', 'turn_begun', 'turn_ended',"
    " 'partners_notified', 'partner_in_group'"
)

# What is asked about a records admin's own account, that a breach concerns them, and that a wall keeps them from a
# file: whoever may be suspended for somebody's safety, or is kin, does not read it here first.
_ABOUT_ME = (
    "action IN ('account_change_asked', 'account_change_agreed', 'account_change_refused',"
    " 'account_change_withdrawn', 'breach_concern_named', 'breach_concern_lifted', 'conflict_wall_raised',"
    f" 'conflict_confirmed', 'conflict_wall_lifted') AND ids @> to_jsonb({ME}::text)"
    f" OR action = 'wall_tried' AND person = {ME}"
)

FUNCTIONS = """
-- What the database itself does or is told to do, in the audit like everything else. Called by triggers and the
-- keeper's functions only. Who acts is the identity, or the login where it has none (the owner, a backup); for what
-- follows from an act by itself it is the database.
CREATE FUNCTION access.note_events(what text, on_files uuid[], concerned jsonb[]) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE follows boolean := what IN ('couple_wall_raised', 'files_linked', 'ties_followed',
                                 'conflict_walls_followed', 'misfiled_recalled', 'partner_in_group', 'tie_fell');
        me uuid := CASE WHEN NOT follows THEN access.me() END;
        actor text := CASE WHEN follows THEN 'database' WHEN me IS NOT NULL THEN ''
            ELSE coalesce(access.actor(), left(regexp_replace(session_user, '^latch_', ''), 20)) END;
BEGIN
    INSERT INTO audit_event (id, at, person, actor, action, outcome, file, ids, purpose, reason, fields, request,
                             origin)
    SELECT gen_random_uuid(), clock_timestamp(), me, actor, what, 'done', e.on_file, e.ids, '', '', '[]', NULL, ''
      FROM unnest(on_files, concerned) AS e (on_file, ids);
END $$;

CREATE FUNCTION access.note_event(what text, on_file uuid, concerned uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM access.note_events(what, ARRAY[on_file], ARRAY[to_jsonb(concerned)]);
END $$;
"""

# Who leads a case file sees who has looked at it.
_LOOKS = (
    f"person IS NOT NULL AND action IN ({', '.join(repr(action) for action in sorted(LOOKS))})"
    f" AND {holds('lead', 'audit_event.file')}"
)
# How far the audit is, for whoever watches the installation: numbers and ages, of nobody's events in particular.
FIGURES = """
CREATE FUNCTION access.audit_figures() RETURNS TABLE (
        sealed bigint, signed bigint, signed_seconds double precision, waiting_seconds double precision)
    LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT (SELECT coalesce(max(s.n), 0) FROM audit_seal s),
           (SELECT coalesce(max(c.n), 0) FROM audit_checkpoint c),
           (SELECT extract(epoch FROM clock_timestamp() - max(c.at))::float8 FROM audit_checkpoint c),
           (SELECT extract(epoch FROM clock_timestamp() - min(e.at))::float8
              FROM (SELECT id, at FROM audit_event ORDER BY at DESC LIMIT 5000) e
             WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.event = e.id)) $$;
"""

FENCE = Fence(
    functions=FUNCTIONS + FIGURES,
    callable=("access.audit_figures()",),
    tables=(
        Table(
            "audit_event",
            "audit",
            # The shipped copy carries what nobody reads, for a restore to do again.
            select=f"{RECORDS_ADMIN} AND action NOT IN ({_NOBODY_READS}) AND NOT ({_ABOUT_ME})",
            insert=f"{_NOW} AND {_DATABASES} AND {_TELLS} AND ("
            + any_of(
                f"person = {ME} AND actor = ''",
                f"person IS NULL AND actor = {ACTOR}",
            )
            + ")",
        ),
        Table("audit_event", "audit", select=_LOOKS, label="looks"),
        Table("audit_seal", "audit", select=RECORDS_ADMIN),
        Table("audit_checkpoint", "audit", select=RECORDS_ADMIN),
        Table(
            "audit_event", "audit", select=SEQUENCER, logins=("sequencer",), label="to_be_sealed"
        ),
        Table(
            "audit_seal",
            "audit",
            select=SEQUENCER,
            insert=SEQUENCER,
            logins=("sequencer",),
            label="sealing",
        ),
        Table(
            "audit_checkpoint",
            "audit",
            select=SEQUENCER,
            insert=SEQUENCER,
            logins=("sequencer",),
            label="sealing",
        ),
    ),
)
