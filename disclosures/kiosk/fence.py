"""Row security of office screens: staff by their grant on the file, a client by what their sitting opens."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, holds, is_actor

from .fence_held import CALLABLE as HELD_CALLABLE
from .fence_sql import CALLABLE, CALLABLE_BY_KIOSK, FUNCTIONS
from .rules import TICKET_MINUTES

SCREEN, SECRET, SITTING = "kiosk_officescreen", "kiosk_screensecret", "kiosk_sitting"
OFFERED, REMARK, SIGNATURE = "kiosk_offered", "kiosk_remark", "kiosk_signature"
LIMIT = "kiosk_limit"
TICKET, VISIT, READING = "readers_ticket", "readers_visit", "readers_outsidereading"
DISPOSER = is_actor("disposer")
READER = "(SELECT access.reader())"
_KIOSK = ("kiosk",)
_NOW = "BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"


def _on_file(name: str, insert: str | None = None) -> Table:
    """A table whose rows hang on a case file: seen with view, erased with it."""
    return Table(
        name,
        "content",
        select=any_of(holds("view", f"{name}.file_id"), DISPOSER),
        insert=insert,
        delete=DISPOSER,
    )


def _left_behind(name: str) -> Table:
    """What a client leaves at the screen: of their own visit and package, once its terms were accepted."""
    return Table(
        name,
        "content",
        select=f"visit_id = {READER}",
        insert=f"visit_id = {READER} AND file_id = (SELECT access.reader_file()) AND at {_NOW}"
        " AND package_id = (SELECT access.reader_package(true))",
        logins=_KIOSK,
        label="office",
    )


# For the client, of a package from their own file, by somebody who may let them in; as nobody has used it.
_GIVES = (
    "kind = 'office' AND contact_id IS NULL AND agency_worker_id IS NULL AND wrong = 0 AND NOT may_download"
    f" AND given_by_id = {ME} AND given_at {_NOW}"
    f" AND expires_at BETWEEN now() AND clock_timestamp() + interval '{TICKET_MINUTES} minutes'"
    " AND redeemed_at IS NULL AND closed_at IS NULL AND closed_for = '' AND why = '' AND closed_by_id IS NULL"
    " AND giver_saw_at IS NULL AND manager_saw_at IS NULL AND EXISTS ("
    "SELECT 1 FROM public.disclosures_package p JOIN public.disclosures_release r ON r.id = p.release_id"
    " JOIN public.disclosures_request q ON q.id = r.request_id"
    f" WHERE p.id = {TICKET}.package_id AND p.file_id = {TICKET}.file_id AND q.basis = 'own_file'"
    " AND NOT EXISTS (SELECT 1 FROM public.readers_recall c WHERE c.release_id = r.id)"
    f" AND ({holds('contribute', 'r.file_id')} OR r.released_by_id = {ME} AND {holds('view', 'r.file_id')}))"
)
_MY_TICKET = (
    f"EXISTS (SELECT 1 FROM public.{TICKET} t WHERE t.id = {SITTING}.ticket_id AND t.file_id = {SITTING}.file_id"
    f" AND t.kind = 'office' AND t.given_by_id = {ME} AND t.redeemed_at IS NULL AND t.closed_at IS NULL)"
)
_MY_SITTING = (
    f"EXISTS (SELECT 1 FROM public.{SITTING} k JOIN public.{TICKET} t ON t.id = k.ticket_id"
    f" JOIN public.disclosures_consent c ON c.id = {OFFERED}.consent_id"
    f" WHERE k.id = {OFFERED}.sitting_id AND k.file_id = {OFFERED}.file_id AND c.file_id = {OFFERED}.file_id"
    f" AND t.given_by_id = {ME} AND t.redeemed_at IS NULL AND t.closed_at IS NULL"
    # theirs alone: whoever asks for a client neither reads nor withdraws what the client agreed to
    " AND EXISTS (SELECT 1 FROM public.disclosures_package p JOIN public.disclosures_release r ON r.id = p.release_id"
    " JOIN public.ownfile_filerequest o ON o.disclosure_id = r.request_id"
    " WHERE p.id = t.package_id AND o.asker = 'client'))"
)

# Told to one of us who may write in the file: of a consent that stands, and it takes away.
_TODAY = "(now() AT TIME ZONE 'Europe/London')::date"
_TOLD_US = (
    f"by_id = {ME} AND at {_NOW} AND {holds('contribute', f'{LIMIT}.file_id')}"
    f" AND EXISTS (SELECT 1 FROM public.disclosures_consent c WHERE c.id = {LIMIT}.consent_id"
    f" AND c.file_id = {LIMIT}.file_id AND c.withdrawn_at IS NULL AND NOT c.refused AND CASE {LIMIT}.kind"
    f" WHEN 'ends' THEN {LIMIT}.day >= {_TODAY} AND (c.expires_on IS NULL OR {LIMIT}.day < c.expires_on)"
    f" WHEN 'not_before' THEN {LIMIT}.day > {_TODAY}"
    " WHEN 'not_this_item' THEN EXISTS (SELECT 1 FROM public.disclosures_consentitem i"
    f" WHERE i.consent_id = c.id AND i.entry_id = {LIMIT}.entry_id)"
    " ELSE true END)"
)

FENCE = Fence(
    order=28,  # asks what the readers' room and the tasks' have made
    functions=FUNCTIONS,
    callable=HELD_CALLABLE + CALLABLE,
    callable_by_kiosk=CALLABLE_BY_KIOSK,
    tables=(
        Table(
            SCREEN,
            "reference",
            select=f"{ME} IS NOT NULL",
            insert=f"asked_by_id = {ME} AND {has_role('line_manager', 'records_admin')} AND asked_at {_NOW}"
            " AND agreed_by_id IS NULL AND agreed_at IS NULL AND enrolled_at IS NULL"
            " AND ended_by_id IS NULL AND ended_at IS NULL",
        ),
        Table(SECRET, "credential"),
        _on_file(
            SITTING,
            f"{_MY_TICKET} AND staff_id = {ME} AND visit_id IS NULL AND screen_id IS NULL AND item = 0 AND place = 0"
            " AND wrong = 0 AND blanked_at IS NULL AND ended_why = ''",
        ),
        _on_file(OFFERED, _MY_SITTING),
        _on_file(REMARK),
        _on_file(SIGNATURE),
        _on_file(LIMIT, _TOLD_US),
        Table(TICKET, "content", insert=_GIVES, label="office_tickets"),
        # --- what a client at an office screen has: their ticket, visit and sitting, the package and its key
        Table(
            TICKET,
            "content",
            select="id = (SELECT access.reader_ticket())",
            logins=_KIOSK,
            label="office",
        ),
        Table(VISIT, "content", select=f"id = {READER}", logins=_KIOSK, label="office"),
        Table(
            SITTING,
            "content",
            select=f"visit_id = {READER}",
            update=f"visit_id = {READER}",
            update_columns=("item", "place", "size", "contrast"),
            logins=_KIOSK,
            label="office",
        ),
        Table(
            READING,
            "content",
            select=f"visit_id = {READER}",
            insert=f"visit_id = {READER} AND file_id = (SELECT access.reader_file()) AND at {_NOW}"
            " AND package_id = (SELECT access.reader_package(what <> 'terms')) AND what IN ('terms', 'opened')",
            logins=_KIOSK,
            label="office",
        ),
        _left_behind(REMARK),
        _left_behind(SIGNATURE),
        Table(LIMIT, "content", select=f"visit_id = {READER}", logins=_KIOSK, label="office"),
        Table(
            "disclosures_package",
            "content",
            select="id = (SELECT access.reader_package(true))",
            logins=_KIOSK,
            label="office",
        ),
        Table(
            "sealing_key",
            "keys",
            select="kind = 'package' AND subject = (SELECT access.reader_package(false))",
            logins=_KIOSK,
            label="office_keys",
        ),
        Table(
            "audit_event",
            "audit",
            insert=f"person IS NULL AND actor = 'office' AND {READER} IS NOT NULL AND at {_NOW}"
            " AND action IN ('package_read_outside', 'remark_left', 'reading_signed', 'request_failed')"
            " AND ids @> to_jsonb((SELECT access.reader())::text)"
            " AND (file = (SELECT access.reader_file()) OR file IS NULL AND action = 'request_failed')",
            logins=_KIOSK,
            label="office",
        ),
    ),
)
