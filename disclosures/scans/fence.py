"""Row security of pages in a request: read with the file; put, changed and taken out by the one who asks, as a draft.

Only a document of an entry that the request names: what the consent says of the entry holds for its document.
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, holds, is_actor

_PAGE = "scans_page"
_DISPOSER = is_actor("disposer")
_MY_DRAFT = (
    f"{holds('contribute', 'scans_page.file_id')} AND EXISTS (SELECT 1 FROM public.disclosures_request q"
    " WHERE q.id = scans_page.request_id AND q.file_id = scans_page.file_id"
    f" AND q.requester_id = {ME} AND q.state = 'draft')"
)
_OF_ITS_ENTRIES = (
    "EXISTS (SELECT 1 FROM public.documents_document d JOIN public.disclosures_requestitem i"
    " ON i.entry_id = d.entry_id AND i.request_id = scans_page.request_id"
    " WHERE d.id = scans_page.document_id AND d.file_id = scans_page.file_id)"
)

FENCE = Fence(
    order=20,  # after the requests that it asks for
    tables=(
        Table(
            _PAGE,
            "content",
            select=any_of(holds("view", "scans_page.file_id"), _DISPOSER),
            insert=f"{_MY_DRAFT} AND {_OF_ITS_ENTRIES}",
            update=_MY_DRAFT,
            update_columns=("leaves", "looked_at", "covers"),
            delete=any_of(_MY_DRAFT, _DISPOSER),
        ),
    ),
)
