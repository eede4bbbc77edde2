"""Row security of documents, and of the jobs that keep the storage in step with the rows.

A document is added with its entry or record, by whoever writes that, and is never changed.
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, holds, is_actor
from confidentiality.work.fence import asks

from .jobs import ERASE, TIDY

DISPOSER = is_actor("disposer")


def _kept(table: str, right: str, parent: str, of_parent: str) -> Table:
    file = f"{table}.file_id"
    return Table(
        table,
        "content",
        select=any_of(holds(right, file), DISPOSER),
        insert=f"written_at < clock_timestamp() + interval '5 minutes' AND author_id = {ME}"
        f" AND {holds('contribute', file)} AND {holds(right, file)} AND EXISTS"
        f" (SELECT 1 FROM public.{parent} p WHERE p.id = {table}.{of_parent} AND p.file_id = {file}"
        f" AND p.author_id = {ME} AND p.written_at > now() - interval '24 hours')",
        delete=DISPOSER,
    )


FENCE = Fence(
    tables=(
        _kept("documents_document", "view", "clients_entry", "entry_id"),
        _kept("documents_thirdparty", "third_party", "clients_thirdpartyrecord", "record_id"),
        asks(ERASE, f"asked_by IS NULL AND {DISPOSER}"),
        asks(TIDY, f"asked_by IS NULL AND {is_actor('dispatcher')}", slot="true"),
    ),
)
