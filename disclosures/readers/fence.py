"""Row security of outside readers: staff by their grant on the file, a reader by what their visit opens."""

from confidentiality.access.fence import ME, Fence, Table, any_of, holds, is_actor
from disclosures.agencyworkers.fence_sql import STANDING
from disclosures.kiosk.fence_held import FUNCTIONS as HELD
from disclosures.kiosk.fence_sql import STANDING as AT_OFFICE

from . import fence_known
from .fence_sql import CALLABLE, CALLABLE_BY_READER, FUNCTIONS

TICKET, SECRET, VISIT = "readers_ticket", "readers_secret", "readers_visit"
READING, RECALL, CORRECTION = "readers_outsidereading", "readers_recall", "readers_correction"
LIMITS_READ = "readers_limitsread"
DISPOSER = is_actor("disposer")
READER = "(SELECT access.reader())"
_READERS = ("reader",)
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


# For the release's own recipient, of this package, by somebody who may let them in; as nobody has used it.
_GIVES = (
    "kind = 'link' AND agency_worker_id IS NULL AND wrong = 0"
    f" AND given_by_id = {ME} AND given_at {_NOW} AND expires_at BETWEEN now() AND now() + interval '31 days'"
    " AND redeemed_at IS NULL AND closed_at IS NULL AND closed_for = '' AND closed_by_id IS NULL"
    " AND why = '' AND giver_saw_at IS NULL AND manager_saw_at IS NULL AND EXISTS ("
    f"SELECT 1 FROM public.disclosures_package p JOIN public.disclosures_release r ON r.id = p.release_id"
    f" WHERE p.id = {TICKET}.package_id AND p.file_id = {TICKET}.file_id AND r.contact_id = {TICKET}.contact_id"
    f" AND NOT EXISTS (SELECT 1 FROM public.readers_recall c WHERE c.release_id = r.id)"
    f" AND ({holds('contribute', 'r.file_id')} OR r.released_by_id = {ME} AND {holds('view', 'r.file_id')}))"
)
# To the same recipient on the same basis; whom the file alone names is sealed, and copied by whoever begins it. What a
# client is to read of their own file is prepared anew from what they asked for.
_CORRECTS = (
    f"{holds('contribute', f'{CORRECTION}.file_id')}"
    f" AND EXISTS (SELECT 1 FROM public.{RECALL} c JOIN public.disclosures_release r ON r.id = c.release_id"
    " JOIN public.disclosures_request o ON o.id = r.request_id"
    f" JOIN public.disclosures_request q ON q.id = {CORRECTION}.request_id"
    f" WHERE c.id = {CORRECTION}.recall_id AND c.file_id = {CORRECTION}.file_id AND q.file_id = {CORRECTION}.file_id"
    f" AND q.requester_id = {ME} AND q.state = 'draft' AND q.contact_id IS NOT DISTINCT FROM r.contact_id"
    " AND q.basis = o.basis AND o.basis <> 'own_file' AND (q.reached IS NULL) = (o.reached IS NULL))"
)

FENCE = Fence(
    order=20,  # asks what the rooms of files and disclosures have made
    functions=STANDING + HELD + AT_OFFICE + FUNCTIONS + fence_known.FUNCTIONS,
    callable=CALLABLE + fence_known.CALLABLE,
    callable_by_reader=CALLABLE_BY_READER,
    tables=(
        _on_file(TICKET, _GIVES),
        Table(
            SECRET,
            "credential",
            # Put there by whoever gives the ticket, read by nobody; what erases it has to find it.
            select=DISPOSER,
            insert=f"cookie IS NULL AND EXISTS (SELECT 1 FROM public.{TICKET} t WHERE t.id = {SECRET}.ticket_id"
            f" AND t.file_id = {SECRET}.file_id"
            f" AND t.given_by_id = {ME} AND t.closed_at IS NULL AND t.redeemed_at IS NULL)",
            delete=DISPOSER,
        ),
        _on_file(VISIT),
        _on_file(READING),
        _on_file(RECALL),
        _on_file(CORRECTION, _CORRECTS),
        _on_file(LIMITS_READ),
        # --- what an outside reader has: their ticket, visit and readings, the package and its key
        Table(
            TICKET,
            "content",
            select="id = (SELECT access.reader_ticket())",
            logins=_READERS,
            label="reader",
        ),
        Table(VISIT, "content", select=f"id = {READER}", logins=_READERS, label="reader"),
        Table(
            READING,
            "content",
            select=f"visit_id = {READER}",
            insert=f"visit_id = {READER} AND file_id = (SELECT access.reader_file()) AND at {_NOW}"
            " AND package_id = (SELECT access.reader_package(what <> 'terms'))",
            logins=_READERS,
            label="reader",
        ),
        Table(
            "disclosures_package",
            "content",
            select="id = (SELECT access.reader_package(true))",
            logins=_READERS,
            label="reader",
        ),
        Table(
            "sealing_key",
            "keys",
            select="kind = 'package' AND subject = (SELECT access.reader_package(false))",
            logins=_READERS,
            label="reader_keys",
        ),
        Table(
            "audit_event",
            "audit",
            insert=f"person IS NULL AND actor = 'reader' AND {READER} IS NOT NULL AND at {_NOW}"
            " AND action IN ('package_read_outside', 'request_failed')"
            " AND ids @> to_jsonb((SELECT access.reader())::text)"
            " AND (file = (SELECT access.reader_file()) OR file IS NULL AND action = 'request_failed')",
            logins=_READERS,
            label="reader",
        ),
    ),
)
