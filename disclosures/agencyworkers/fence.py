"""Row security of workers of partner agencies: who they are is the house's to know, how they sign in nobody's."""

from confidentiality.access.fence import ME, Fence, Table

from .fence_sql import CALLABLE, CALLABLE_BY_READER, FUNCTIONS, STANDING

WHO = "agencyworkers_agencyworker"
_READERS = ("reader",)

FENCE = Fence(
    order=25,  # asks what the readers' room has made, which in turn asks STANDING: see readers/fence.py
    functions=FUNCTIONS,
    callable=CALLABLE,
    callable_by_reader=CALLABLE_BY_READER,
    tables=(
        Table(
            WHO,
            "personal",
            select=f"{ME} IS NOT NULL",
            insert=f"asked_by_id = {ME} AND outcome = '' AND decided_by_id IS NULL AND decided_at IS NULL"
            " AND ended_by_id IS NULL AND ended_at IS NULL AND signed_in_at IS NULL"
            " AND EXISTS (SELECT 1 FROM public.protocols_protocol p"
            f" JOIN public.protocols_namedreader n ON n.protocol_id = p.id AND n.contact_id = {WHO}.contact_id"
            f" WHERE p.id = {WHO}.protocol_id AND p.outcome = 'agreed' AND p.ended_at IS NULL"
            f" AND {WHO}.until <= p.until)",
        ),
        Table(
            "agencyworkers_agencysecret",
            "credential",
            # A print of the first code: put there by whoever asks, read by nobody.
            insert="second = '' AND expires_at IS NULL AND password = '' AND factor IS NULL AND last_step = 0"
            f" AND confirmed_at IS NULL AND EXISTS (SELECT 1 FROM public.{WHO} w"
            f" WHERE w.id = agency_worker_id AND w.asked_by_id = {ME} AND w.outcome = '')",
            logins=("web",),
        ),
        Table("agencyworkers_agencysession", "credential"),
        # --- what somebody of a partner agency has: the keys of what was released to them, our letterhead for its cover
        Table(
            "sealing_key",
            "keys",
            select="kind = 'package' AND subject IN (SELECT access.shared_packages())",
            logins=_READERS,
            label="agency_reader_keys",
        ),
        Table(
            "organisation_detail",
            "reference",
            select="kind = 'letters' AND (SELECT access.agency_worker()) IS NOT NULL",
            logins=_READERS,
            label="agency_reader",
        ),
    ),
)

__all__ = ["FENCE", "STANDING"]
