"""Row security of accounts, workers, teams and loans."""

from confidentiality.access.fence import ME, Fence, Table, any_of, is_actor

HAS_ROLE = """
CREATE FUNCTION access.has_role(wanted text) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM staff_worker w WHERE w.account_id = access.me() AND w.role = wanted)
        OR EXISTS (SELECT 1 FROM staff_roleloan l WHERE l.worker_id = access.me() AND l.role = wanted
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
"""

_OWN_OR_SIGNING_IN = any_of(f"id = {ME}", is_actor("signing-in"))
_SOMEBODY = f"{ME} IS NOT NULL"
# `importer` and `disposer` name a file's lead and team in what they write.
_SOMEBODY_OR_WORKING = any_of(_SOMEBODY, is_actor("importer", "disposer", "signing-in"))

FENCE = Fence(
    order=-10,  # every other room's policies ask for roles
    functions=HAS_ROLE,
    callable=("access.has_role(text)", "access.my_service()", "access.in_post(uuid)"),
    tables=(
        Table(
            "staff_account",
            "credential",
            select=_OWN_OR_SIGNING_IN,
            update=_OWN_OR_SIGNING_IN,
            update_columns=("password", "last_login"),
            logins=("web",),
        ),
        Table("staff_account_groups", "personal", select=f"account_id = {ME}"),
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
