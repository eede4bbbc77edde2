"""Row security of case files, and the triggers that keep effective grants and couple walls."""

from confidentiality.access.fence import (
    ME,
    Fence,
    Table,
    any_of,
    has_role,
    holds,
    is_actor,
)

from . import court_sql, hearing_sql
from .duty import fence as duty
from .fence_sql import CALLABLE, FUNCTIONS, TRIGGERS
from .searching import fence as searching

DISPOSER = is_actor("disposer")


def in_emergency(file: str) -> str:
    """Return the SQL test 'I have emergency access to `file` now, and may view it'."""
    lasts = (
        "(SELECT max(x.until) FROM public.emergency_emergencyaccess x"
        f" WHERE x.file_id = {file} AND x.worker_id = {ME})"
    )
    return f"({holds('view', file)} AND {lasts} > now())"


IMPORTED_BY_IMPORTER = f"{is_actor('importer')} AND access.is_imported({{file}})"


def _imported(file: str) -> str:
    return IMPORTED_BY_IMPORTER.format(file=file)


# What a leaver typed and did not send, kept under its draft's id in their name by whoever leads the file (E51).
_TAKEN_OVER = (
    f"taken_over_by_id = {ME} AND {holds('contribute', 'clients_entry.file_id')} AND EXISTS ("
    "SELECT 1 FROM public.drafts_draft d WHERE d.id = clients_entry.id AND d.file = clients_entry.file_id"
    " AND d.person = clients_entry.author_id AND d.needs <> 'third_party' AND access.left_to_me(d.id))"
)


def _within_file(table: str, right: str, words: tuple[str, ...], also: str | None = None) -> Table:
    file = f"{table}.file_id"
    mine = f"author_id = {ME} AND {holds('contribute', file)} AND {holds(right, file)}"
    # With a time to come it could be mended for longer than its day.
    # The clock, not the transaction's beginning: a large document may have come in within it.
    now = "written_at < clock_timestamp() + interval '5 minutes'"
    new = f"{now} AND {mine}"
    mends = f"{mine} AND written_at > now() - interval '24 hours'"
    if right == "view":  # an entry
        whole = (
            "taken_out_at IS NULL AND court_said_at IS NULL"
            f" AND (kind <> 'held' OR access.is_asked_for({file}, '-infinity'))"
            f" AND (corrects_id IS NULL OR access.may_correct_entry(corrects_id, {file}))"
        )
        new = any_of(
            f"taken_over_by_id IS NULL AND {whole} AND {new}",
            f"{whole} AND {now} AND {_TAKEN_OVER}",
        )
        # What others said was taken out of it: its author, who may have kept the words, does not put them back.
        # Nor does whoever wrote what was found to be told twice change the words that were compared.
        # Nor does anybody rewrite what the client has asked to read (E32).
        mends = (
            f"taken_out_at IS NULL AND kind <> 'held' AND (corrects_id IS NULL OR kind = 'correction') AND {mends}"
            f" AND NOT access.is_asked_for({file}, written_at)"
        )
    else:
        new = f"{new} AND (corrects_id IS NULL OR access.may_correct_record(corrects_id, {file}))"
    return Table(
        table,
        "content",
        select=any_of(holds(right, file), *([also] if also else []), DISPOSER),
        insert=any_of(new, f"corrects_id IS NULL AND {_imported(file)}")
        if right == "view"
        else new,
        # Its author mends its words for a day; then only a further entry corrects it (clause 5.2.2).
        update=mends,
        update_columns=words,
        delete=DISPOSER,
    )


def _grants(table: str, own: str) -> Table:
    file = f"{table}.content_object_id"
    leads = holds("lead", file)
    return Table(
        table,
        "personal",
        select=any_of(own, leads, DISPOSER),
        insert=any_of(f"given_by = {ME} AND access.may_grant({file})", _imported(file)),
        update=leads,
        update_columns=("until", "reason"),
        delete=any_of(leads, DISPOSER),
    )


FENCE = Fence(
    functions=FUNCTIONS
    + duty.FUNCTIONS
    + searching.FUNCTIONS
    + court_sql.FUNCTIONS
    + hearing_sql.FUNCTIONS,
    callable=(
        *CALLABLE,
        *duty.CALLABLE,
        *searching.CALLABLE,
        *court_sql.CALLABLE,
        *hearing_sql.CALLABLE,
    ),
    triggers=TRIGGERS,
    tables=(
        *duty.TABLES,
        *searching.TABLES,
        Table(
            "clients_casefile",
            "content",
            # The records admin sees that a file is there, its dates and class; no grant means no key to read it.
            select=any_of(
                has_role("records_admin"),
                DISPOSER,
                f"{is_actor('importer')} AND origin_import IS NOT NULL",
                holds("view", "clients_casefile.id"),
            ),
            insert=any_of(
                f"created_by_id = {ME} AND origin_import IS NULL",
                f"{is_actor('importer')} AND origin_import IS NOT NULL AND created_by_id IS NULL",
            ),
            update=any_of(DISPOSER, holds("contribute", "clients_casefile.id")),
            update_columns=(
                "status",
                "left_on",
                "of_age_in",
                "lead_id",
                "attention_at",
                "reviewed_at",
                "name",
                "known_as",
                "date_of_birth",  # safe contact is changed by access.change_contact alone
                "partner_names",
            ),
            delete=DISPOSER,
        ),
        _within_file(
            "clients_entry",
            "view",
            ("nature", "body", "basis", "happened_on", "sensitive", "sensitive_kind"),
        ),
        _within_file(
            "clients_thirdpartyrecord",
            "third_party",
            ("about_whom", "from_whom", "body", "told", "in_confidence", "safety_critical"),
            # Weapons, dogs, threats: an emergency opens these rows and no others (practice, emergency access).
            also=f"safety_critical AND {in_emergency('clients_thirdpartyrecord.file_id')}",
        ),
        _grants("clients_usergrant", f"user_id = {ME}"),
        _grants("clients_teamgrant", "false"),
        Table("clients_effectivegrant", "personal", select=f"user_id = {ME}"),
        Table(
            "clients_wall",
            "personal",
            select=DISPOSER,
            insert=f"kind = 'conflict' AND {has_role('line_manager')} AND {holds('view', 'clients_wall.file_id')}",
            delete=DISPOSER,
        ),
        Table(
            "clients_partnerlink",
            "personal",
            select=DISPOSER,
            insert=f"{_imported('file_a_id')} AND access.is_imported(file_b_id)",
            delete=DISPOSER,
        ),
        Table(
            "sealing_key",
            "keys",
            select=f"kind = 'file' AND {holds('view', 'sealing_key.subject')}",
            label="file_keys",
        ),
        Table(
            "sealing_key",
            "keys",
            select="kind = 'third_party' AND ("
            + any_of(
                holds("third_party", "sealing_key.subject"), in_emergency("sealing_key.subject")
            )
            + ")",
            label="third_party_keys",
        ),
    ),
)
