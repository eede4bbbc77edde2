"""Every write of this room, by noun; each writes its audit event in the same transaction."""

from disclosures.actions.afterwards import look_after, say_after
from disclosures.actions.agencies import (
    add_contact,
    record_assurance,
    record_copy,
    register_agency,
)
from disclosures.actions.answers import await_again, note_answer, put_off
from disclosures.actions.consents import (
    ConsentTerms,
    keep_paper,
    limit_consent,
    record_agreement,
    record_consent,
    sign_consent,
    take_paper_off,
    withdraw_consent,
    withdraw_consent_on_duty,
)
from disclosures.actions.decisions import decide, may_take_back, take_concern_back
from disclosures.actions.lock import NotNow, Obstructed
from disclosures.actions.machine import let_machine_read
from disclosures.actions.release import read_package, record_told, release
from disclosures.actions.requests import (
    Particulars,
    ask_to_disclose,
    bound_to_another,
    change_request,
    note_discussion,
    say_relevance,
    submit,
    withdraw_request,
)

__all__ = [
    "ConsentTerms",
    "NotNow",
    "Obstructed",
    "Particulars",
    "add_contact",
    "ask_to_disclose",
    "await_again",
    "bound_to_another",
    "change_request",
    "decide",
    "keep_paper",
    "let_machine_read",
    "limit_consent",
    "look_after",
    "may_take_back",
    "note_answer",
    "note_discussion",
    "put_off",
    "read_package",
    "record_agreement",
    "record_assurance",
    "record_consent",
    "record_copy",
    "record_told",
    "register_agency",
    "release",
    "say_after",
    "say_relevance",
    "sign_consent",
    "submit",
    "take_concern_back",
    "take_paper_off",
    "withdraw_consent",
    "withdraw_consent_on_duty",
    "withdraw_request",
]
