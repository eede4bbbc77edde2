"""Row security of agencies, consents, requests, sign-offs and packages, and the lock of a release.

The order of locks stands in docs/architecture.md ('Who waits for whom'). A worker may lock by `FOR UPDATE` only what
row security lets them update (the rest vanishes without a word), so the keeper locks for them: consent and entries
can't change, the agency can't get another assurance, nobody who signed or would receive can leave or be told of anew,
until the transaction that holds the lock has ended.
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, holds, is_actor
from confidentiality.work.fence import asks

from .fence_sql import FUNCTIONS, TRIGGERS

DISPOSER = is_actor("disposer")
SOMEBODY = f"{ME} IS NOT NULL"
DECIDES = has_role(
    *("line_manager", "senior_practitioner", "safeguarding_lead", "data_protection_lead")
)


def _on_file(name: str, insert: str, **more: object) -> Table:
    """A table whose rows hang on a case file: read with view, written with what `insert` asks."""
    seen = any_of(holds("view", f"{name}.file_id"), DISPOSER)
    return Table(
        name,
        "content",
        insert=insert,
        **{"select": seen, "delete": DISPOSER, **more},  # type: ignore[arg-type]
    )


def _contributes(table: str) -> str:
    return holds("contribute", f"{table}.file_id")


def _same_file(table: str, parent: str, key: str, more: str = "true") -> str:
    """The test that a row's parent is on the same case file, and `more` of the parent `p`."""
    return (
        f"EXISTS (SELECT 1 FROM public.{parent} p WHERE p.id = {table}.{key}"
        f" AND p.file_id = {table}.file_id AND ({more}))"
    )


def _by_me(who: str, *tests: str) -> str:
    return " AND ".join((f"{who} = {ME}", *tests))


_MY_DRAFT = f"p.requester_id = {ME} AND p.state = 'draft'"
_NOT_MINE = f"p.requester_id <> {ME} AND p.state IN ('submitted', 'approved')"
# Whoever raised a concern takes their own back while the draft waits for an answer; another one's word takes none back
_TAKEN_BACK = (
    f"p.requester_id <> {ME} AND p.state = 'draft' AND disclosures_signoff.decision = 'withdrew'"
)
_SIGNED = (
    "p.state = 'approved' AND EXISTS (SELECT 1 FROM public.disclosures_signoff s"
    " WHERE s.request_id = p.id AND s.decision = 'approve' AND s.approver_id <> p.requester_id)"
)
# An urgent one, or what was told already, goes before its sign-off, by whoever asks, and is to be looked at.
_AHEAD = f"{_MY_DRAFT} AND (p.urgent OR p.told_already) AND disclosures_release.look_by IS NOT NULL"
_PICK = "disclosures_requestitem"
_TALK = "disclosures_riskdiscussion"
# Of what went first: noted by whoever released it or decides about such.
_DISCUSSED_AFTER = (
    "EXISTS (SELECT 1 FROM public.disclosures_release r WHERE r.request_id = p.id AND r.look_by IS NOT NULL"
    f" AND r.released_by_id <> {_TALK}.with_whom_id AND (r.released_by_id = {ME} OR {DECIDES}))"
)

FENCE = Fence(
    order=10,  # its functions ask for what the files' room has made
    functions=FUNCTIONS,
    callable=(
        "access.may_view(uuid)",
        "access.lock_disclosure(uuid)",
        "access.partner_would_receive(uuid, int[], bigint[])",
        "access.stands(uuid, uuid)",
        "access.duty_consents(uuid)",
        "access.withdraw_on_duty(uuid, uuid)",
        "access.escalate_look(uuid)",
        "access.show_to_lead(uuid)",
    ),
    triggers=TRIGGERS,
    tables=(
        Table(
            "disclosures_agency",
            "reference",
            select=SOMEBODY,
            insert=f"registered_by_id = {ME} AND ended_at IS NULL AND ended_by_id IS NULL"
            f" AND (statutory_duty = '' OR {has_role('line_manager')})",
            update=has_role("line_manager"),
            update_columns=("name", "kind", "statutory_duty", "ended_at", "ended_by_id"),
        ),
        Table(
            "disclosures_agencycontact",
            "personal",
            select=SOMEBODY,
            insert=f"registered_by_id = {ME} AND left_at IS NULL AND left_by_id IS NULL",
            update=has_role("line_manager"),
            update_columns=(
                *("name", "aliases", "phones", "post", "email", "left_at", "left_by_id"),
            ),
        ),
        Table(
            "disclosures_agencyassurance",
            "reference",
            select=SOMEBODY,
            insert=f"seen_by_id = {ME} AND {has_role('line_manager')}",
        ),
        Table(
            "disclosures_agencycopy",
            "reference",
            select=SOMEBODY,
            insert=f"recorded_by_id = {ME} AND EXISTS (SELECT 1 FROM public.induction_policyversion v"
            " WHERE v.id = version_id AND v.number IS NOT NULL)",
        ),
        _on_file(
            "disclosures_consent",
            _by_me(
                "recorded_by_id",
                _contributes("disclosures_consent"),
                "paper_by_id IS NULL",
                "paper_at IS NULL",
                "(paper_id IS NULL OR EXISTS (SELECT 1 FROM public.documents_document d"
                " WHERE d.entry_id = disclosures_consent.paper_id AND d.file_id = disclosures_consent.file_id))",
            ),
            update=_contributes("disclosures_consent"),
            update_columns=(
                *("withdrawn_at", "withdrawn_by_id"),
                *("paper_id", "paper_by_id", "paper_at", "authorised_on"),
            ),
        ),
        _on_file(
            "disclosures_agreement",
            _by_me("recorded_by_id", _contributes("disclosures_agreement")),
        ),
        _on_file(
            "disclosures_consentitem",
            _same_file(
                "disclosures_consentitem",
                "disclosures_consent",
                "consent_id",
                f"p.recorded_by_id = {ME}",
            )
            + " AND "
            + _same_file("disclosures_consentitem", "clients_entry", "entry_id"),
        ),
        _on_file(
            "disclosures_consentsignature",
            _by_me(
                "by_id",
                _contributes("disclosures_consentsignature"),
                _same_file(
                    "disclosures_consentsignature",
                    "disclosures_consent",
                    "consent_id",
                    "p.withdrawn_at IS NULL AND NOT p.refused",
                ),
            ),
        ),
        _on_file(
            "disclosures_request",
            _by_me(
                "requester_id",
                "state = 'draft'",
                _contributes("disclosures_request"),
            ),
            update=any_of(
                _contributes("disclosures_request"),
                f"{holds('view', 'disclosures_request.file_id')} AND {DECIDES}",
            ),
            update_columns=(
                "state",
                "submitted_at",
                "agency_id",
                "contact_id",
                "consent_id",
                "readers",
                "knows_readers",
                "knows_policy",
                "says_not_partner",
                "concern_raised",
                "concern_meeting_on",
                "explained_on",
                "raises_risk",
                "risk_words",
                "manner",
                "urgent",
                "reached",
                "text",
                "text_sensitive",
                "grounds",
            ),
        ),
        _on_file(
            _PICK,
            _same_file(_PICK, "disclosures_request", "request_id", _MY_DRAFT)
            + " AND "
            + _same_file(_PICK, "clients_entry", "entry_id"),
            update=_same_file(_PICK, "disclosures_request", "request_id", _MY_DRAFT),
            update_columns=("relevance",),
            delete=any_of(
                _same_file(_PICK, "disclosures_request", "request_id", _MY_DRAFT), DISPOSER
            ),
        ),
        _on_file(
            "disclosures_riskdiscussion",
            any_of(
                _same_file(_TALK, "disclosures_request", "request_id", _MY_DRAFT)
                + f" AND with_whom_id <> {ME}",
                f"{_contributes(_TALK)} AND "
                + _same_file(_TALK, "disclosures_request", "request_id", _DISCUSSED_AFTER),
            ),
        ),
        _on_file(
            "disclosures_signoff",
            _by_me(
                "approver_id",
                holds("view", "disclosures_signoff.file_id"),
                DECIDES,
                _same_file(
                    "disclosures_signoff",
                    "disclosures_request",
                    "request_id",
                    f"({_NOT_MINE}) OR ({_TAKEN_BACK})",
                ),
            ),
        ),
        _on_file(
            "disclosures_reading",
            _by_me(
                "by_id",
                _contributes("disclosures_reading"),
                _same_file("disclosures_reading", "disclosures_request", "request_id"),
            ),
        ),
        _on_file(
            "disclosures_release",
            _by_me(
                "released_by_id",
                _contributes("disclosures_release"),
                _same_file(
                    "disclosures_release",
                    "disclosures_request",
                    "request_id",
                    f"({_SIGNED}) OR ({_AHEAD})",
                ),
            ),
            select=any_of(
                holds("view", "disclosures_release.file_id"), DISPOSER, is_actor("reminder")
            ),
            update=f"answer_due IS NOT NULL AND {_contributes('disclosures_release')}",
            update_columns=("answer", "answer_due", "answer_noted_by_id", "answer_noted_at"),
        ),
        _on_file(
            "disclosures_lookedafter",
            _by_me(
                "by_id",
                holds("view", "disclosures_lookedafter.file_id"),
                DECIDES,
                _same_file(
                    "disclosures_lookedafter",
                    "disclosures_release",
                    "release_id",
                    f"p.released_by_id <> {ME} AND p.look_by IS NOT NULL",
                ),
            ),
            select=any_of(
                holds("view", "disclosures_lookedafter.file_id"), DISPOSER, is_actor("reminder")
            ),
        ),
        _on_file(
            "disclosures_saidafter",
            _by_me(
                "by_id",
                holds("view", "disclosures_saidafter.file_id"),
                _same_file(
                    "disclosures_saidafter",
                    "disclosures_release",
                    "release_id",
                    f"p.look_by IS NOT NULL AND (p.released_by_id = {ME} OR {DECIDES})",
                ),
            ),
        ),
        _on_file(
            "disclosures_package",
            _same_file(
                "disclosures_package",
                "disclosures_release",
                "release_id",
                f"p.released_by_id = {ME}",
            ),
        ),
        asks(
            "disclosures.escalate",
            f"asked_by IS NULL AND {is_actor('dispatcher')}",
            slot="slot IS NOT NULL",
            label="clock_asks",
        ),
        Table(
            "sealing_key",
            "keys",
            select=(
                "kind = 'agency' AND EXISTS (SELECT 1 FROM public.disclosures_agency a"
                " WHERE a.id = sealing_key.subject)"  # whoever may see the agency
            ),
            label="agency_keys",
        ),
        Table(
            "sealing_key",
            "keys",
            select=(
                "kind = 'package' AND EXISTS (SELECT 1 FROM public.disclosures_package k"
                f" WHERE k.id = sealing_key.subject AND {holds('view', 'k.file_id')})"
            ),
            label="package_keys",
        ),
    ),
)
