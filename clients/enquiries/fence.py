"""Row security of enquiries: whoever takes calls in their service, and nobody of the other (clause 3.3.1).

Nobody deletes one but the disposer; that one has become a file the database sees for itself.
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, is_actor

DISPOSER = is_actor("disposer")
TAKE_ENQUIRIES = ("iss_worker", "dvpp_worker", "senior_practitioner", "line_manager")
TAKES_ANY = (
    "(SELECT access.takes_enquiries_of('iss')) OR (SELECT access.takes_enquiries_of('dvpp'))"
)
ENQUIRY, NOTE = "enquiries_enquiry", "enquiries_enquirynote"

FUNCTIONS = f"""
CREATE FUNCTION access.takes_enquiries_of(wanted text) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM staff_worker w WHERE w.account_id = access.me()
                      AND w.service IN (wanted, 'both') AND w.role IN {TAKE_ENQUIRIES}) $$;

-- Destroys an enquiry of mine whose words I have just written into a file of its service, under its id.
CREATE FUNCTION access.enquiry_became_file(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE its_service text;
BEGIN
    SELECT e.service INTO its_service FROM enquiries_enquiry e WHERE e.id = what FOR UPDATE;
    IF its_service IS NULL OR NOT access.takes_enquiries_of(its_service) OR NOT EXISTS (
        SELECT 1 FROM clients_casefile c WHERE c.service = its_service AND c.created_by_id = access.me()
           AND (EXISTS (SELECT 1 FROM clients_entry n
                         WHERE n.id = what AND n.file_id = c.id AND n.author_id = access.me())
             OR EXISTS (SELECT 1 FROM clients_thirdpartyrecord t
                         WHERE t.id = what AND t.file_id = c.id AND t.author_id = access.me()))) THEN
        RETURN false;
    END IF;
    DELETE FROM enquiries_enquirynote n WHERE n.enquiry_id = what;
    DELETE FROM enquiries_enquiry e WHERE e.id = what;
    RETURN true;
END $$;

CREATE FUNCTION access.on_enquiry_gone() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM keys.sealing_key k WHERE k.kind = 'enquiry' AND k.subject = OLD.id;
    RETURN NULL;
END $$;
"""
TRIGGERS = f"""
CREATE TRIGGER enquiry_gone AFTER DELETE ON public.{ENQUIRY} FOR EACH ROW
    EXECUTE FUNCTION access.on_enquiry_gone();
"""
# Twice, so that a plan asks once and not for each row.
MINE = any_of(
    *(
        f"{ENQUIRY}.service = '{each}' AND (SELECT access.takes_enquiries_of('{each}'))"
        for each in ("iss", "dvpp")
    )
)
# The subquery sees what I may see of enquiries.
OF_MINE = f"EXISTS (SELECT 1 FROM public.{ENQUIRY} e WHERE e.id = {{row}})"

FENCE = Fence(
    order=10,  # asks the files' room
    functions=FUNCTIONS,
    callable=("access.takes_enquiries_of(text)", "access.enquiry_became_file(uuid)"),
    triggers=TRIGGERS,
    tables=(
        Table(
            ENQUIRY,
            "content",
            select=any_of(MINE, DISPOSER),
            insert=f"taken_by_id = {ME} AND state = 'open' AND ({MINE})",
            update=MINE,
            update_columns=("state", "touched_on", "ring_back_on", "closed_by_id", "outcome"),
            delete=f"{DISPOSER} AND state = 'closed'",
        ),
        Table(
            NOTE,
            "content",
            select=any_of(OF_MINE.format(row="enquiry_id"), DISPOSER),
            insert=f"author_id = {ME} AND {OF_MINE.format(row='enquiry_id')}",
            delete=DISPOSER,
        ),
        Table(
            "sealing_key",
            "keys",
            select=f"kind = 'enquiry' AND {OF_MINE.format(row='sealing_key.subject')} AND {ME} IS NOT NULL",
            insert=f"kind = 'enquiry' AND ({TAKES_ANY}) AND {ME} IS NOT NULL",
            logins=("web",),
            label="enquiry_keys",
        ),
    ),
)
