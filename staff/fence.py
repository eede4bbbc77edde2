"""Row security of accounts, workers, teams and loans."""

from confidentiality.access.fence import ME, Fence, Table, any_of, is_actor

HAS_ROLE = """
CREATE FUNCTION access.has_role(wanted text) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM staff_worker w WHERE w.account_id = access.me() AND w.role = wanted)
        OR EXISTS (SELECT 1 FROM staff_roleloan l WHERE l.worker_id = access.me() AND l.role = wanted
                    AND l.starts_at <= now() AND l.ends_at > now()) $$;
-- Does somebody hold a role on loan now? Who leads is no secret of the house.
CREATE FUNCTION access.has_on_loan(wanted text, person uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.me() IS NOT NULL AND EXISTS (
        SELECT 1 FROM staff_roleloan l WHERE l.worker_id = person AND l.role = wanted
           AND l.starts_at <= now() AND l.ends_at > now()) $$;
CREATE FUNCTION access.my_service() RETURNS text LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.service FROM staff_worker w WHERE w.account_id = access.me() $$;
CREATE FUNCTION access.in_post(person uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN  -- locks the account, so that nobody can end it until this transaction has decided
    PERFORM 1 FROM staff_account a WHERE a.id = person AND a.is_active FOR SHARE;
    RETURN FOUND;
END $$;

-- An id made of a number, as groups and permissions have them: events carry ids only.
CREATE FUNCTION access.as_id(what bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp AS $$ SELECT lpad(to_hex(what), 32, '0')::uuid $$;

-- Whoever ends an account or takes somebody out of a team, by whichever way: it is in the audit, and a restore does
-- it again.
CREATE FUNCTION access.on_account_activity() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.staff_worker SET in_post = NEW.is_active WHERE account_id = NEW.id;
    PERFORM access.note_event(CASE WHEN NEW.is_active THEN 'account_enabled' ELSE 'account_disabled' END,
                              NULL, ARRAY[NEW.id]);
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_team_change() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM access.note_event('team_left', NULL, ARRAY[OLD.account_id, access.as_id(OLD.group_id)]);
    ELSE
        PERFORM access.note_event('team_joined', NULL, ARRAY[NEW.account_id, access.as_id(NEW.group_id)]);
    END IF;
    RETURN NULL;
END $$;

-- A role lent that ends before its time.
CREATE FUNCTION access.on_loan_ended() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF access.actor() IS DISTINCT FROM 'restorer' THEN
        PERFORM access.note_event('loan_ended', NULL, ARRAY[OLD.id, OLD.worker_id]);
    END IF;
    RETURN NULL;
END $$;

-- A recovery code that opened the door: after a restore it would open it again.
CREATE FUNCTION access.on_recovery_code_used() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access.note_event('recovery_code_used', NULL, ARRAY[NEW.user_id]);
    RETURN NULL;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER note_activity AFTER UPDATE OF is_active ON public.staff_account FOR EACH ROW
    WHEN (OLD.is_active IS DISTINCT FROM NEW.is_active) EXECUTE FUNCTION access.on_account_activity();
CREATE TRIGGER note_team AFTER INSERT OR DELETE ON public.staff_account_groups FOR EACH ROW
    EXECUTE FUNCTION access.on_team_change();
CREATE TRIGGER note_loan AFTER UPDATE OF ends_at ON public.staff_roleloan FOR EACH ROW
    WHEN (NEW.ends_at < OLD.ends_at) EXECUTE FUNCTION access.on_loan_ended();
CREATE TRIGGER note_recovery_code AFTER UPDATE OF data ON public.mfa_authenticator FOR EACH ROW
    WHEN (NEW.type = 'recovery_codes' AND NEW.data -> 'used_mask' IS DISTINCT FROM OLD.data -> 'used_mask')
    EXECUTE FUNCTION access.on_recovery_code_used();
"""

_OWN_OR_SIGNING_IN = any_of(f"id = {ME}", is_actor("signing-in"))
_SOMEBODY = f"{ME} IS NOT NULL"
# `importer` and `disposer` name a file's lead and team in what they write.
_SOMEBODY_OR_WORKING = any_of(_SOMEBODY, is_actor("importer", "disposer", "signing-in", "mailer"))

FENCE = Fence(
    order=-10,  # every other room's policies ask for roles
    functions=HAS_ROLE,
    triggers=TRIGGERS,
    callable=(
        "access.has_on_loan(text, uuid)",
        "access.has_role(text)",
        "access.my_service()",
        "access.in_post(uuid)",
    ),
    tables=(
        Table(
            "staff_account",
            "credential",
            select=_OWN_OR_SIGNING_IN,
            update=_OWN_OR_SIGNING_IN,
            update_columns=("password", "last_login"),
            logins=("web",),
        ),
        Table(
            "staff_account_groups",
            "personal",
            # Who manages which team is seen by whoever decides about accounts; what has ended, by nobody.
            select="(until IS NULL OR until > now()) AND ("
            + any_of(f"account_id = {ME}", f"(SELECT access.decides_accounts({ME}))")
            + ")",
        ),
        Table("staff_team", "reference", select=_SOMEBODY_OR_WORKING),
        Table("staff_worker", "personal", select=_SOMEBODY_OR_WORKING),
        Table(
            "sealing_key",
            "keys",
            select=f"kind = 'person' AND ({any_of(f'subject = {ME}', is_actor('signing-in'))})",
            logins=("web",),
            label="person_keys",
        ),
        Table("staff_roleloan", "personal", select=f"worker_id = {ME}"),
    ),
)
