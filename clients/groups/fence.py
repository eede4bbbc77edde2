"""Row security of groups: a session is its service's, who was there is known to whoever may view that client's file.

Of a session nothing is kept that says how many were there: an attendance is a row of its file, and whoever may not view
the file has no row. A file of the other service is in no group of this one, so no couple of the two services is; of one
within a service its managers are told, and nobody else.
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, holds, is_actor

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
_SIGNED = (
    f"(EXISTS (SELECT 1 FROM public.{AGREED} k WHERE k.file_id = {FILE})"
    f" OR EXISTS (SELECT 1 FROM public.{SIGNED_FORM} f WHERE f.file_id = {FILE}))"
)
_SUPPORT = f"EXISTS (SELECT 1 FROM public.clients_casefile c WHERE c.id = {AGREED}.file_id AND c.service = 'iss')"

FUNCTIONS = f"""
-- Two of one service who are a couple, in one group: whoever records it learns nothing, its managers do at once.
CREATE FUNCTION access.on_attendance() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE named text; told uuid;
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM clients_partnerlink l
          JOIN {WAS} a ON a.file_id = CASE NEW.file_id WHEN l.file_a_id THEN l.file_b_id ELSE l.file_a_id END
          JOIN {SESSION} s ON s.id = a.session_id
          JOIN {SESSION} here ON here.id = NEW.session_id AND here.group_id = s.group_id
         WHERE NEW.file_id IN (l.file_a_id, l.file_b_id) AND a.taken_back_at IS NULL) THEN RETURN NULL; END IF;
    SELECT c.reference INTO named FROM clients_casefile c WHERE c.id = NEW.file_id;
    told := access.alert_managers(NEW.file_id, named, NEW.recorded_by_id, 'group');
    PERFORM access.note_event('partner_in_group', NEW.file_id, ARRAY[told]);
    RETURN NULL;
END $$;

-- Whether somebody whose file I may view was at a session, and in a group: their page says when and where.
CREATE FUNCTION access.was_at(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM {WAS} a WHERE a.session_id = what AND {_HOLD}) $$;

CREATE FUNCTION access.was_in_group(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM {WAS} a JOIN {SESSION} s ON s.id = a.session_id
                    WHERE s.group_id = what AND {_HOLD}) $$;
"""

FENCE = Fence(
    order=12,  # asks the rooms of case files, emergencies and the programme
    functions=FUNCTIONS,
    callable=("access.was_at(uuid)", "access.was_in_group(uuid)"),
    triggers=f"CREATE TRIGGER partners_in_a_group AFTER INSERT ON public.{WAS} FOR EACH ROW"
    " EXECUTE FUNCTION access.on_attendance();",
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
            insert=f"recorded_by_id = {ME} AND recorded_at {_NOW} AND {_MEETS}",
        ),
        Table(
            WAS,
            "content",
            select=any_of(holds("view", FILE), DISPOSER),
            insert=f"recorded_by_id = {ME} AND recorded_at {_NOW} AND taken_back_at IS NULL"
            f" AND {holds('contribute', FILE)} AND {_IN_ITS_GROUP} AND signed = {_SIGNED}",
            update=f"{holds('contribute', FILE)} AND (taken_back_by_id IS NULL OR taken_back_by_id = {ME})",
            update_columns=("taken_back_at", "taken_back_by_id"),
            delete=DISPOSER,
        ),
        Table(
            AGREED,
            "content",
            select=any_of(holds("view", f"{AGREED}.file_id"), DISPOSER),
            insert=f"recorded_by_id = {ME} AND recorded_at {_NOW}"
            f" AND {holds('contribute', f'{AGREED}.file_id')} AND {_SUPPORT}",
            delete=DISPOSER,
        ),
    ),
)
