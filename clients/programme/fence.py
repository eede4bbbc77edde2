"""Row security of a man's events: whoever may view his file reads them, whoever may write in it adds to them."""

from clients.programme.rules import ON_PROGRAMME
from confidentiality.access.fence import ME, Fence, Table, any_of, holds, is_actor

EVENT, FORM = "programme_programmeevent", "programme_signedform"
FILE = f"{EVENT}.file_id"
DISPOSER = is_actor("disposer")
_NOW = (
    "recorded_at BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"
)
_OF_PROGRAMME = (
    f"EXISTS (SELECT 1 FROM public.clients_casefile c WHERE c.id = {FILE} AND c.service = 'dvpp')"
)
_ON_IT = ", ".join(f"'{kind}'" for kind in sorted(ON_PROGRAMME))
_SIGNED = f"({EVENT}.kind NOT IN ({_ON_IT}) OR EXISTS (SELECT 1 FROM public.{FORM} s WHERE s.file_id = {FILE}))"

FUNCTIONS = f"""
CREATE FUNCTION access.is_event_of(what uuid, of_file uuid) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM {EVENT} e WHERE e.id = what AND e.file_id = of_file AND access.writes_in(of_file)) $$;
"""

FENCE = Fence(
    order=11,  # asks the rooms of case files and of contacts
    functions=FUNCTIONS,
    callable=("access.is_event_of(uuid, uuid)",),
    tables=(
        Table(
            EVENT,
            "content",
            select=any_of(holds("view", FILE), DISPOSER),
            insert=f"recorded_by_id = {ME} AND {_NOW} AND {holds('contribute', FILE)} AND {_OF_PROGRAMME}"
            f" AND {_SIGNED}"
            f" AND (corrects_id IS NULL OR access.is_event_of(corrects_id, {FILE}))",
            delete=DISPOSER,
        ),
        Table(
            FORM,
            "content",
            select=any_of(holds("view", f"{FORM}.file_id"), DISPOSER),
            insert=f"recorded_by_id = {ME} AND {_NOW} AND {holds('contribute', f'{FORM}.file_id')}"
            f" AND {_OF_PROGRAMME.replace(FILE, f'{FORM}.file_id')}",
            delete=DISPOSER,
        ),
    ),
)
