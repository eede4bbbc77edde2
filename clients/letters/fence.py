"""Row security of letters: templates are the house's, letters go with the file; nothing that was made is changed."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, holds, is_actor

TEMPLATE, WORDING = "letters_template", "letters_wording"
LETTER, PRINTING = "letters_letter", "letters_printing"
EDITS = has_role("records_admin", "line_manager")
DISPOSER = is_actor("disposer")
_NOW = "{} BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"
_OWN_ENTRY = (
    f"EXISTS (SELECT 1 FROM public.clients_entry e WHERE e.id = {LETTER}.entry_id"
    f" AND e.file_id = {LETTER}.file_id AND e.author_id = {ME})"
)
_OF_THE_FILE = (
    f"EXISTS (SELECT 1 FROM public.{LETTER} l WHERE l.id = {PRINTING}.letter_id"
    f" AND l.file_id = {PRINTING}.file_id)"
)

FENCE = Fence(
    order=20,  # asks for the standing of safe contact
    tables=(
        Table(
            TEMPLATE,
            "reference",
            select=f"{ME} IS NOT NULL",
            insert=f"retired_at IS NULL AND {EDITS}",
            update=EDITS,
            update_columns=("retired_at",),
        ),
        Table(
            WORDING,
            "reference",
            select=f"{ME} IS NOT NULL",
            insert=f"by_id = {ME} AND {_NOW.format('at')} AND {EDITS}",
        ),
        Table(
            LETTER,
            "content",
            select=any_of(holds("view", f"{LETTER}.file_id"), DISPOSER),
            # made on what safe contact is now, or not at all
            insert=f"made_by_id = {ME} AND {_NOW.format('made_at')} AND {holds('contribute', f'{LETTER}.file_id')}"
            f" AND version = access.contact_version({LETTER}.file_id) AND {_OWN_ENTRY}",
            delete=DISPOSER,
        ),
        Table(
            PRINTING,
            "content",
            select=any_of(holds("view", f"{PRINTING}.file_id"), DISPOSER),
            insert=f"by_id = {ME} AND {_NOW.format('at')} AND {holds('contribute', f'{PRINTING}.file_id')}"
            f" AND {_OF_THE_FILE}",
            delete=DISPOSER,
        ),
    ),
)
