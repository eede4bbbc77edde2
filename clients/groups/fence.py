"""Row security of groups: a session is its service's, who was there is known to whoever may view that client's file.

Of a session nothing is kept that says how many were there: an attendance is a row of its file, and whoever may not view
the file has no row. A file of the other service is in no group of this one, so no couple of the two services is; of one
within a service its managers are told, and nobody else.
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, holds, is_actor

LOCK = 13  # of the database's advisory locks
GROUP, SESSION, WAS, AGREED = (
    "groups_clientgroup",
    "groups_groupsession",
    "groups_attendance",
    "groups_keepingagreement",
)
SIGNED_FORM = "programme_signedform"
DISPOSER = is_actor("disposer")
MY_SERVICE = "(SELECT access.my_service())"
FILE = f"{WAS}.file_id"
_NOW = "BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"
TODAY = "(now() AT TIME ZONE 'Europe/London')::date"
_HOLD = holds("view", "a.file_id")


def _mine(service: str) -> str:
    return f"({service} = {MY_SERVICE} OR {MY_SERVICE} = 'both')"


def _runs(table: str, service: str) -> str:
    """Return the test that whoever runs it is of that service alone: nobody runs groups of both."""
    return " AND ".join(
        f"({table}.{who}_id IS NULL OR EXISTS (SELECT 1 FROM public.staff_worker w"
        f" WHERE w.account_id = {table}.{who}_id AND w.service = {service}))"
        for who in ("run_by", "run_with")
    )


def _signed(file: str) -> str:
    return (
        f"(EXISTS (SELECT 1 FROM public.{AGREED} k WHERE k.file_id = {file})"
        f" OR EXISTS (SELECT 1 FROM public.{SIGNED_FORM} f WHERE f.file_id = {file}))"
    )


_OF_SERVICE = f"EXISTS (SELECT 1 FROM public.{GROUP} g WHERE g.id = {SESSION}.group_id AND {_mine('g.service')})"
_MEETS = (
    f"EXISTS (SELECT 1 FROM public.{GROUP} g WHERE g.id = {SESSION}.group_id AND g.ended_at IS NULL"
    f" AND {_mine('g.service')} AND {_runs(SESSION, 'g.service')})"
)
# Of the service of the group, whoever records it: a woman is in no group of the programme, and a man there in no other.
_IN_ITS_GROUP = (
    f"EXISTS (SELECT 1 FROM public.{SESSION} s JOIN public.{GROUP} g ON g.id = s.group_id"
    f" JOIN public.clients_casefile c ON c.service = g.service"
    f" WHERE s.id = {WAS}.session_id AND c.id = {FILE} AND {_mine('g.service')}"
    f" AND ({WAS}.wording = '' OR starts_with({WAS}.wording, g.kind || '-')))"
)
_SUPPORT = f"EXISTS (SELECT 1 FROM public.clients_casefile c WHERE c.id = {AGREED}.file_id AND c.service = 'iss')"

FUNCTIONS = f"""
-- Each standing attendance of one half of a couple, in a group in which the other half has one. Ties, not links: within
-- one service and team a couple has no link (E4). A group by its name, so that a second of that name is no way round.
CREATE VIEW access.partner_attended AS
    SELECT a.id, half.tie, a.file_id AS file, a.recorded_by_id AS recorder, a.recorded_at AS at
      FROM (SELECT t.id AS tie, t.one_id AS mine, t.other_id AS theirs FROM public.partners_tie t
             WHERE t.kind = 'partner' AND t.outcome = 'tied'
            UNION ALL
            SELECT t.id, t.other_id, t.one_id FROM public.partners_tie t
             WHERE t.kind = 'partner' AND t.outcome = 'tied') half
      JOIN public.{WAS} a ON a.file_id = half.mine AND a.taken_back_at IS NULL
      JOIN public.{WAS} other ON other.file_id = half.theirs AND other.taken_back_at IS NULL
      JOIN public.{SESSION} s ON s.id = a.session_id
      JOIN public.{SESSION} z ON z.id = other.session_id
      JOIN public.{GROUP} g ON g.id = s.group_id
      JOIN public.{GROUP} h ON h.id = z.group_id AND (h.service, h.day, h.part) = (g.service, g.day, g.part);

CREATE FUNCTION access.tell_of_partners(on_file uuid, recorder uuid) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE named text; told uuid;
BEGIN
    SELECT c.reference INTO named FROM clients_casefile c WHERE c.id = on_file;
    told := access.alert_managers(on_file, named, recorder, 'group');
    PERFORM access.note_event('partner_in_group', on_file, ARRAY[told]);
END $$;

-- Two of one service who are a couple, in one group: whoever records it learns nothing, its managers do at once.
CREATE FUNCTION access.on_attendance() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.taken_back_at IS NULL THEN
        RAISE EXCEPTION 'what was taken back stays so' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock({LOCK}, 0);
    IF EXISTS (SELECT 1 FROM access.partner_attended p WHERE p.id = NEW.id) THEN
        PERFORM access.tell_of_partners(NEW.file_id, NEW.recorded_by_id);
    END IF;
    RETURN NULL;
END $$;

-- They were found to be a couple only afterwards: the same alert as if it had been known, on the later of the two.
CREATE FUNCTION access.on_tied_in_group() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({LOCK}, 0);
    PERFORM access.tell_of_partners(p.file, p.recorder) FROM (
        SELECT x.file, x.recorder FROM access.partner_attended x WHERE x.tie = NEW.id
         ORDER BY x.at DESC, x.id LIMIT 1) p;
    RETURN NULL;
END $$;

-- What an entry says goes with it into the file where it belongs (E48), that its client was at a session too: there if
-- it is of that group's service, and there once. It leaves the wrong file in any case.
CREATE FUNCTION access.attendances_follow(out_of uuid, olds uuid[], news uuid[], into_file uuid) RETURNS void
    LANGUAGE plpgsql    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO {WAS} (id, session_id, file_id, wording, signed, entry, recorded_by_id, recorded_at, taken_back_at,
                       taken_back_by_id)
    SELECT gen_random_uuid(), a.session_id, c.id, a.wording, {_signed("c.id")}, x.new, a.recorded_by_id, a.recorded_at,
           a.taken_back_at, a.taken_back_by_id
      FROM {WAS} a JOIN unnest(olds, news) AS x (old, new) ON x.old = a.entry
      JOIN {SESSION} s ON s.id = a.session_id JOIN {GROUP} g ON g.id = s.group_id
      JOIN clients_casefile c ON c.id = into_file AND c.service = g.service
     WHERE a.file_id = out_of
    ON CONFLICT DO NOTHING;
    DELETE FROM {WAS} a WHERE a.file_id = out_of AND a.entry = ANY (olds);
END $$;

-- Whether I say whose work this file is, and nobody leads it who could: then what its client lacks is before me.
CREATE FUNCTION access.nobody_leads(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED COST 10000
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.may_allocate(what) AND NOT EXISTS (
        SELECT 1 FROM clients_casefile c
          JOIN staff_worker w ON w.account_id = c.lead_id AND w.team_id = c.team_id
          JOIN staff_account p ON p.id = w.account_id AND p.is_active
         WHERE c.id = what AND NOT EXISTS (
             SELECT 1 FROM clients_wall v WHERE v.user_id = c.lead_id AND v.file_id = c.id)) $$;

-- Whether somebody whose file I may view was at a session, and in a group: their page says when and where.
CREATE FUNCTION access.was_at(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM {WAS} a WHERE a.session_id = what AND {_HOLD}) $$;

CREATE FUNCTION access.was_in_group(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM {WAS} a JOIN {SESSION} s ON s.id = a.session_id
                    WHERE s.group_id = what AND {_HOLD}) $$;
"""

TRIGGERS = f"""
-- At the end of what is done, one after the other: of two at one moment the second sees what the first wrote.
CREATE CONSTRAINT TRIGGER partners_in_a_group AFTER INSERT OR UPDATE OF taken_back_at ON public.{WAS}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access.on_attendance();
CREATE CONSTRAINT TRIGGER partners_were_in_a_group AFTER INSERT OR UPDATE OF outcome ON public.partners_tie
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.kind = 'partner' AND NEW.outcome = 'tied') EXECUTE FUNCTION access.on_tied_in_group();
"""

FENCE = Fence(
    order=12,  # asks the rooms of case files, allocation, emergencies and the programme
    functions=FUNCTIONS,
    callable=("access.was_at(uuid)", "access.was_in_group(uuid)", "access.nobody_leads(uuid)"),
    triggers=TRIGGERS,
    tables=(
        Table(
            GROUP,
            "personal",
            select=any_of(_mine(f"{GROUP}.service"), f"access.was_in_group({GROUP}.id)"),
            insert=f"made_by_id = {ME} AND made_at {_NOW} AND ended_at IS NULL AND {_mine(f'{GROUP}.service')}"
            f" AND {_runs(GROUP, f'{GROUP}.service')}",
            update=f"{_mine(f'{GROUP}.service')} AND {_runs(GROUP, f'{GROUP}.service')}",
            update_columns=("run_by_id", "run_with_id", "ended_at"),
        ),
        Table(
            SESSION,
            "personal",
            select=any_of(_OF_SERVICE, f"access.was_at({SESSION}.id)"),
            insert=f"recorded_by_id = {ME} AND recorded_at {_NOW} AND held_on <= {TODAY} AND {_MEETS}",
        ),
        Table(
            WAS,
            "content",
            select=any_of(holds("view", FILE), DISPOSER),
            insert=f"recorded_by_id = {ME} AND recorded_at {_NOW} AND taken_back_at IS NULL"
            f" AND {holds('contribute', FILE)} AND {_IN_ITS_GROUP} AND signed = {_signed(FILE)}",
            update=f"{holds('contribute', FILE)} AND (taken_back_by_id IS NULL OR taken_back_by_id = {ME})",
            update_columns=("taken_back_at", "taken_back_by_id"),
            delete=DISPOSER,
        ),
        Table(
            AGREED,
            "content",
            select=any_of(holds("view", f"{AGREED}.file_id"), DISPOSER),
            insert=f"recorded_by_id = {ME} AND recorded_at {_NOW}"
            f" AND {holds('contribute', f'{AGREED}.file_id')} AND signed_on <= {TODAY}"
            f" AND starts_with(wording, 'women-') AND {_SUPPORT}",
            delete=DISPOSER,
        ),
    ),
)
