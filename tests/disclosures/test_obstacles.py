"""What each obstacle says to the person before it: clause, sentence, who can mend it, from when it stops."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from disclosures.names import Likeness
from disclosures.obstacle import Mender, Obstacle, Stage
from disclosures.picture import (
    Basis,
    MachineRead,
    Partners,
    Picture,
    Proviso,
    ProvisoKind,
    Recipient,
)
from disclosures.rules import RULES, obstacles, task_list
from disclosures.writing import Authorisation
from tests.disclosures.grounds import BY_BASIS, OnBasis, complete_on
from tests.disclosures.pictures import (
    AGENCY,
    ASKER,
    BREAKS,
    FIRST,
    NOW,
    SECOND,
    TODAY,
    YESTERDAY,
    Break,
    agency_with,
    an_id,
    assurance_with,
    complete,
    consent_with,
)

# By its code: the clause, who can mend it, the first stage that it stops, and what the page says.
SAYS: dict[str, tuple[str, Mender, Stage, str]] = {
    "basis_unknown": (
        "2.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "No basis that the policy knows has been chosen.",
    ),
    "person_barred": (
        "3.3.2 d",
        Mender.CLIENT,
        Stage.DRAFTING,
        "The client does not want this person to know of it, or somebody called like them.",
    ),
    "consent_withdrawn": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "The client has withdrawn this consent.",
    ),
    "consent_refused": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "The client was asked and refused.",
    ),
    "consent_other_file": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "The consent is on another case file.",
    ),
    "consent_not_given": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "The day the client agreed is not on record.",
    ),
    "consent_uninformed": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "She agreed before it was explored what may come of it: that is not informed.",
    ),
    "no_reason": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "Why it is needed, as the client was told, is not on record.",
    ),
    "consent_other_agency": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "The client did not agree to this agency.",
    ),
    "agreeing_unexplained": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "What follows if she agrees was not explained.",
    ),
    "refusing_unexplained": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "What follows if she refuses was not explained.",
    ),
    "consent_endless": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "How long the consent holds is not on record.",
    ),
    "consent_expired": ("2.1", Mender.CLIENT, Stage.SUBMISSION, "The consent has expired."),
    "consent_refused_since": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "The client was asked again since, and refused.",
    ),
    "agreed_to_less": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "The client agreed anew since, and that stands no more: see Consents, or ask them again.",
    ),
    "limits_unread": (
        "3.3.2 d",
        Mender.MANAGER,
        Stage.RELEASE,
        "The client set limits since, with a later consent: a line manager has to read them.",
    ),
    "child_of_age": (
        "2.1",
        Mender.CLIENT,
        Stage.DRAFTING,
        "Given by a parent; the client is of age since 2 March 2026: ask the client.",
    ),
    "child_unknown": (
        "2.1",
        Mender.CLIENT,
        Stage.DRAFTING,
        "Given by a parent, and the file has no date of birth: ask the client.",
    ),
    "nothing_picked": (
        "2.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "No entry has been picked, and nothing was written for it.",
    ),
    "nothing_left": (
        "2.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "All that is picked is withheld: nothing would leave but that there is a file.",
    ),
    "item_of_other_file": (
        "2.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "An entry that is picked is not on this case file.",
    ),
    "held_for_client": (
        "2.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "An entry was written out for the client who asked to see the file: it is for them alone.",
    ),
    "item_not_covered": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "The client did not agree to every entry that is picked.",
    ),
    "words_not_covered": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "The client agreed to entries; nothing says what else may be written.",
    ),
    "implications": (
        "3.3.2 b",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "What may come of it was not explored with the client.",
    ),
    "not_gone_through": (
        "3.2.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Not every entry has been gone through for what others said and who they are.",
    ),
    "court_unpermitted": (
        "3.2.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "A family court’s paper is in it without the court’s permission: record that, or keep the entry back.",
    ),
    "court_unsaid": (
        "3.2.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Nobody has said whether a document of which pages leave is a family court’s paper: say so on its entry.",
    ),
    "pages_unseen": (
        "3.2.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "A page of a document was taken in and not looked at.",
    ),
    "handed_on": (
        "3.2.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "An entry is said to belong in another’s file: withhold all of it until that is settled.",
    ),
    "machine_unread": (
        "3.2.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "The machine has not read what would leave as it is now.",
    ),
    "undecided": (
        "3.2.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Something that the machine found is neither withheld nor left in by a decision.",
    ),
    "recogniser_failed": (
        "3.2.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "The recogniser of names failed on an entry. If it does so again, tell whoever looks after the system.",
    ),
    "unreviewed": (
        "3.2.1",
        Mender.SECOND,
        Stage.SIGN_OFF,
        "Nobody else has looked through what would leave as it is now.",
    ),
    "reviewer_prepared": (
        "3.2.1",
        Mender.SECOND,
        Stage.SIGN_OFF,
        "Whoever prepared it can’t be the one who reviews it.",
    ),
    "reviewer_left": (
        "3.2.1",
        Mender.SECOND,
        Stage.SIGN_OFF,
        "The one who reviewed it is no longer in post.",
    ),
    "review_not_passed": (
        "3.2.1",
        Mender.WORKER,
        Stage.SIGN_OFF,
        "The one who reviewed it sent it back: change what they say.",
    ),
    "reviewer_signed": (
        "3.2.1",
        Mender.SECOND,
        Stage.SIGN_OFF,
        "Here, whoever reviewed it does not sign it off as well.",
    ),
    "no_readers": (
        "3.3.2 b",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Who will read it at the agency is not named.",
    ),
    "readers_unknown": (
        "3.3.2 b",
        Mender.WORKER,
        Stage.SUBMISSION,
        "The worker has not confirmed knowing who will read it.",
    ),
    "concern_unknown": (
        "3.3.2 b",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Nobody has said whether there is a concern about sharing this.",
    ),
    "concern_undiscussed": (
        "3.3.2 b",
        Mender.MANAGER,
        Stage.SUBMISSION,
        "The concern has not been discussed in a team or case meeting.",
    ),
    "concern_open": (
        "3.3.2 b",
        Mender.MANAGER,
        Stage.SUBMISSION,
        "A concern of somebody who looked at it was not discussed in a team or case meeting since.",
    ),
    "risk_unknown": (
        "3.3.2 c",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Nobody has assessed whether this raises the client's risk.",
    ),
    "risk_unreasoned": (
        "3.3.2 c",
        Mender.WORKER,
        Stage.SUBMISSION,
        "What speaks for and against a rise of the client's risk is not written down.",
    ),
    "risk_undiscussed": (
        "3.3.2 c",
        Mender.SENIOR,
        Stage.SUBMISSION,
        "It raises risk and was not discussed with a manager or senior practitioner.",
    ),
    "risk_unnoted": (
        "3.3.2 c",
        Mender.WORKER,
        Stage.SUBMISSION,
        "The discussion of the risk is not noted in the case file.",
    ),
    "second_sign_off": (
        "3.3.2 c",
        Mender.SENIOR,
        Stage.RELEASE,
        "It raises risk: a second sign-off is needed.",
    ),
    "limits_not_asked": (
        "3.3.2 d",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "The client was not asked what limits she sets.",
    ),
    "item_barred": (
        "3.3.2 d",
        Mender.WORKER,
        Stage.DRAFTING,
        "The client does not want this entry shared.",
    ),
    "agency_barred": (
        "3.3.2 d",
        Mender.NOBODY,
        Stage.DRAFTING,
        "The client does not want anything shared with this agency.",
    ),
    "too_early": (
        "3.3.2 d",
        Mender.RELEASER,
        Stage.RELEASE,
        "The client does not want it to go before a day that is still to come.",
    ),
    "too_late": (
        "3.3.2 d",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "The client does not want it to go after a day that has passed.",
    ),
    "only_verbally": (
        "3.3.2 d",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "The client agreed to a spoken account only; this is written.",
    ),
    "words_unread": (
        "3.3.2 d",
        Mender.RELEASER,
        Stage.RELEASE,
        "The one who releases has not confirmed keeping to the client's own words.",
    ),
    "proviso_unknown": (
        "3.3.2 d",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "A limit that the client set can't be understood.",
    ),
    "no_recipient": (
        "3.3.2 e",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Who at the agency would receive it is not named.",
    ),
    "recipient_left": (
        "3.3.2 e",
        Mender.WORKER,
        Stage.SUBMISSION,
        "The recipient works there no longer, or we work with the agency no longer.",
    ),
    "recipient_is_partner": (
        "3.3.2 e",
        Mender.NOBODY,
        Stage.DRAFTING,
        "The recipient, or who reads or hears it, is recorded as a partner or ex-partner of the client.",
    ),
    "recipient_like_partner": (
        "3.3.2 e",
        Mender.MANAGER,
        Stage.RELEASE,
        "The recipient or a reader may be a partner, or must not know of it: somebody else has to make sure.",
    ),
    "partners_unknown": (
        "3.3.2 e",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "No partner is on record: the worker has to ask who the recipient is to her.",
    ),
    "no_assurance": (
        "4.1.1",
        Mender.MANAGER,
        Stage.SUBMISSION,
        "Nobody here has seen this agency's confidentiality policy.",
    ),
    "assurance_lapsed": (
        "4.1.1",
        Mender.MANAGER,
        Stage.SUBMISSION,
        "The agency's assurance has lapsed and needs to be looked at again.",
    ),
    "assurance_newer": (
        "4.1.1",
        Mender.MANAGER,
        Stage.SIGN_OFF,
        "The agency's assurance is newer than the sign-off: sign again.",
    ),
    "duty_unsaid": (
        "4.1.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Under which duty or power in law they act, or what the emergency is, is not on record.",
    ),
    "asker_unsure": (
        "4.1.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "The worker who asks has not confirmed knowing how the agency will protect it.",
    ),
    "releaser_unsure": (
        "4.1.1",
        Mender.RELEASER,
        Stage.RELEASE,
        "The worker who releases has not confirmed knowing how the agency will protect it.",
    ),
    "not_explained": (
        "4.1.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "The client was not told what will be shared and how it will be protected.",
    ),
    "sensitivity_unknown": (
        "4.4.2",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Nobody has said whether an entry holds a sensitive fact.",
    ),
    "sensitive_unnamed": (
        "4.4.2",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "An entry holds a sensitive fact that the client's consent does not name.",
    ),
    "sensitive_rest": (
        "4.4.2",
        Mender.SECOND,
        Stage.SIGN_OFF,
        "Nobody else has said that what is left of an entry holds no sensitive fact.",
    ),
    "approver_is_requester": (
        "1.2",
        Mender.MANAGER,
        Stage.SIGN_OFF,
        "The one who asks can't sign it off.",
    ),
    "approver_unentitled": (
        "1.2",
        Mender.MANAGER,
        Stage.SIGN_OFF,
        "The one who signed it off may not do so here.",
    ),
    "signed_other_content": (
        "1.2",
        Mender.MANAGER,
        Stage.SIGN_OFF,
        "What was signed off is not what would leave.",
    ),
    "sent_back_since": (
        "1.2",
        Mender.MANAGER,
        Stage.SIGN_OFF,
        "It was sent back after it was signed off: sign it anew.",
    ),
    "no_sign_off": ("1.2", Mender.MANAGER, Stage.RELEASE, "No line manager has signed it off."),
    "approver_left": (
        "1.2",
        Mender.MANAGER,
        Stage.SIGN_OFF,
        "The one who signed it off is no longer in post.",
    ),
    "package_unread": (
        "1.2",
        Mender.RELEASER,
        Stage.RELEASE,
        "Nobody has confirmed having read the package whole.",
    ),
    "package_changed": (
        "1.2",
        Mender.RELEASER,
        Stage.RELEASE,
        "The package has changed since it was read.",
    ),
    "not_in_writing": (
        "2.2",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "No dated written authorisation that names this agency.",
    ),
    "writing_unseen": (
        "2.2",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "Only the date of a written authorisation is on record: neither its paper nor a signature.",
    ),
    "no_consent": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "There is no record of the client's consent.",
    ),
    "no_agency": ("4.1.1", Mender.WORKER, Stage.SUBMISSION, "No agency is chosen."),
    "no_requester": ("1.2", Mender.WORKER, Stage.SUBMISSION, "Nobody stands as the one who asks."),
    "not_her_request": (
        "3.3.2 a",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "It is not on record that the client asked us to be in touch with this agency.",
    ),
    "protocol_over": ("5.5", Mender.MANAGER, Stage.SUBMISSION, "The protocol has ended."),
    "client_not_in_protocol": (
        "5.5",
        Mender.WORKER,
        Stage.SUBMISSION,
        "The protocol is not about this client.",
    ),
    "policy_not_given": (
        "5.6",
        Mender.WORKER,
        Stage.SUBMISSION,
        "The agency has no copy of our confidentiality policy.",
    ),
    "policy_not_explained": (
        "5.6",
        Mender.WORKER,
        Stage.SUBMISSION,
        "What our policy asks of the agency was not explained to it.",
    ),
    "policy_unkept": (
        "5.6",
        Mender.MANAGER,
        Stage.SUBMISSION,
        "The agency has not told us that it can keep to our confidentiality policy.",
    ),
    "agreement_over": (
        "5.8",
        Mender.MANAGER,
        Stage.SUBMISSION,
        "The management agreement has ended.",
    ),
    "no_breach_clause": (
        "5.8",
        Mender.MANAGER,
        Stage.SUBMISSION,
        "The management agreement does not say that a breach of confidentiality is a breach of it.",
    ),
    "reader_not_named": (
        "5.7",
        Mender.MANAGER,
        Stage.SUBMISSION,
        "The recipient is not named in the protocol as somebody who may read.",
    ),
    "harm_unsaid": (
        "3.3.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Which serious harm to others it could prevent, and how, is not on record.",
    ),
    "client_untold": (
        "2.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "The client was not told, and why not is not on record.",
    ),
    "mens_exception": (
        "4.2.1",
        Mender.NOBODY,
        Stage.SUBMISSION,
        "A man’s file opens on a threat, on his own written word, or where the law leaves no choice.",
    ),
    "concern_unsaid": (
        "3.1.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "What gives concern for a child is not on record.",
    ),
    "parent_not_involved": (
        "3.1.1",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "How the non-abusing parent was involved, or why not, is not on record.",
    ),
    Basis.CHILD_PROTECTION: (
        "3.1.1",
        Mender.SAFEGUARDING,
        Stage.RELEASE,
        "The safeguarding lead has not signed it off.",
    ),
    Basis.COURT_ORDER: (
        "1.2",
        Mender.DATA_PROTECTION,
        Stage.RELEASE,
        "The data protection lead has not looked at it and signed it off.",
    ),
    Basis.STATUTORY: (
        "1.2",
        Mender.DATA_PROTECTION,
        Stage.RELEASE,
        "The data protection lead has not looked at it and signed it off.",
    ),
    "not_asked_for": (
        "5.2.4",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "There is no request to see this file.",
    ),
    "asking_closed": (
        "5.2.4",
        Mender.NOBODY,
        Stage.SUBMISSION,
        "The request to see this file is closed.",
    ),
    "asker_unknown": (
        "5.2.5",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "Who asks to see the file is not on record.",
    ),
    "client_died": (
        "5.2.5",
        Mender.MANAGER,
        Stage.SUBMISSION,
        "The client has died: only their personal representative can ask, and a manager decides.",
    ),
    "no_authority": (
        "5.2.5",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "That they may ask for the client was not checked, or has lapsed.",
    ),
    "unweighed": (
        "5.2.5",
        Mender.MANAGER,
        Stage.SUBMISSION,
        "From a parent or a representative a file is withheld until somebody has weighed it and allowed it.",
    ),
    "client_lives": (
        "5.2.5",
        Mender.WORKER,
        Stage.SUBMISSION,
        "A personal representative asks, and it is not on record that the client has died.",
    ),
    "identity_unchecked": (
        "5.2.4",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "Who they are was not checked.",
    ),
    "coercion_unasked": (
        "5.2.4",
        Mender.CLIENT,
        Stage.SUBMISSION,
        "The client was not asked alone whether somebody makes them ask for it.",
    ),
    "notice_running": (
        "5.2.4",
        Mender.MANAGER,
        Stage.RELEASE,
        "The notice for seeing a file is not over, and no manager has waived it.",
    ),
    "left_out": (
        "5.2.5",
        Mender.WORKER,
        Stage.SUBMISSION,
        "An entry that was in the file when it was asked for is left out.",
    ),
    "sensitive_urgent": (
        "4.4.2",
        Mender.WORKER,
        Stage.SUBMISSION,
        "An entry holds a sensitive fact that no consent names: leave it out; write what they have to know.",
    ),
    "report_irrelevant": (
        "4.3.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "What the report that we write has to do with ending his abuse is not on record.",
    ),
    "document_untaken": (
        "5.2.5",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Nobody has said what becomes of a document: take its pages in, or say why it stays behind.",
    ),
    "paper_unread": (
        "5.2.5",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Nobody has said what of a paper folder is on paper alone.",
    ),
    "holdings_left_out": (
        "5.2.5",
        Mender.WORKER,
        Stage.SUBMISSION,
        "What we hold about the client besides entries was not taken in: take it into the draft from the request, "
        "or take the prepared disclosure back and prepare it anew.",
    ),
    "beyond_scope": (
        "5.2.5",
        Mender.WORKER,
        Stage.SUBMISSION,
        "An entry goes beyond what their authority covers.",
    ),
    "conference_minutes": (
        "3.2.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Minutes of a conference are its co-ordinator’s: ask there, and take them out.",
    ),
    "minutes_unrouted": (
        "5.2.5",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Conference minutes are left out, and were not sent on to their co-ordinator.",
    ),
    "threat_unsaid": (
        "4.2.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "What he threatens, and whom, is not on record.",
    ),
    "warning_not_alone": (
        "3.3.2 e",
        Mender.WORKER,
        Stage.DRAFTING,
        "Whoever is warned gets a warning alone: nothing of the file goes with it.",
    ),
    "partner_unsigned": (
        "3.3.2 e",
        Mender.MANAGER,
        Stage.RELEASE,
        "Whoever would be warned is on record as a partner or ex-partner: a manager has to sign it off first.",
    ),
    "partner_unsure": (
        "3.3.2 e",
        Mender.MANAGER,
        Stage.RELEASE,
        "Whoever would be warned may be a partner or ex-partner: a manager has to sign it off first.",
    ),
    "warned_unasked": (
        "3.3.2 e",
        Mender.WORKER,
        Stage.RELEASE,
        "No partner is on record: ask who it is to her that is warned, or have a manager sign it off.",
    ),
    "order_unknown": (
        "3.3.2 b",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Which court ordered what, on which day, is not on record.",
    ),
    "not_written": (
        "1.2",
        Mender.WORKER,
        Stage.SUBMISSION,
        "There is no written and dated request.",
    ),
    "no_power": (
        "1.2",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Under which duty or power they ask is not on record.",
    ),
    "not_specific": (
        "1.2",
        Mender.WORKER,
        Stage.SUBMISSION,
        "What exactly they ask for is not on record.",
    ),
    "choice_unknown": (
        "1.2",
        Mender.MANAGER,
        Stage.SUBMISSION,
        "Nobody has said whether the law leaves us a choice.",
    ),
    "report_unexplained": (
        "4.3.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "What the report is for, as he was told, is not on record.",
    ),
    "item_irrelevant": (
        "4.3.1",
        Mender.WORKER,
        Stage.SUBMISSION,
        "What an entry has to do with ending his abuse is not on record.",
    ),
    "no_programme": (
        "4.3.1",
        Mender.NOBODY,
        Stage.DRAFTING,
        "Only a programme file knows reports on progress.",
    ),
    "words_unlooked": (
        "4.4.2",
        Mender.WORKER,
        Stage.SUBMISSION,
        "Nobody has said whether what was written for it holds a sensitive fact.",
    ),
    "sensitive_words": (
        "4.4.2",
        Mender.WORKER,
        Stage.SUBMISSION,
        "What was written for it holds a sensitive fact: it leaves only as an entry that a consent names.",
    ),
    "line_unknown": (
        "1.2",
        Mender.RELEASER,
        Stage.RELEASE,
        "Who was on the line, and when, is not on record.",
    ),
    "line_unchecked": (
        "1.2",
        Mender.RELEASER,
        Stage.RELEASE,
        "How it was known who was on the line is not on record.",
    ),
}
# Those that name entries, and which.
ABOUT = {
    "not_gone_through": (FIRST,),
    "court_unpermitted": (FIRST,),
    "court_unsaid": (SECOND,),
    "handed_on": (SECOND,),
    "undecided": (SECOND,),
    "recogniser_failed": (FIRST,),
    "item_of_other_file": (FIRST,),
    "held_for_client": (FIRST,),
    "item_not_covered": (SECOND,),
    "item_barred": (FIRST,),
    "sensitivity_unknown": (FIRST,),
}
BROKEN = (
    *BREAKS,
    Break("2.1", "no_consent", lambda p: replace(p, consent=None)),
    Break(
        "2.2",
        "not_in_writing",
        lambda p: replace(consent_with(authorisation=None)(p), service="dvpp"),
    ),
    Break(
        "2.2",
        "writing_unseen",
        lambda p: replace(
            consent_with(authorisation=Authorisation(YESTERDAY, AGENCY))(p), service="dvpp"
        ),
    ),
    Break("4.1.1", "no_agency", lambda p: replace(p, agency=None)),
    Break("1.2", "no_requester", lambda p: replace(p, requester=None)),
    Break("2.1", "basis_unknown", lambda p: replace(p, basis="public_interest")),
)


def found(p: Picture) -> Iterator[Obstacle]:
    """Give all that stands in the way at any stage."""
    for rule in RULES:
        yield from rule.found(p)


@pytest.mark.parametrize("b", BROKEN, ids=repr)
def test_it_says_what_is_missing_who_mends_it_and_from_when_it_stops(b: Break) -> None:
    (stop,) = [o for o in found(b.do(complete())) if o.code == b.code]
    said = (stop.clause, stop.who_can_mend, stop.due, stop.what_is_missing)
    assert said == SAYS[b.code]
    if b.code == "sensitive_unnamed":
        assert stop.about in {(FIRST,), (SECOND,)}
    else:
        assert stop.about == ABOUT.get(b.code, ())


@pytest.mark.parametrize("taken", BY_BASIS, ids=repr)
def test_so_does_what_a_basis_asks(taken: OnBasis) -> None:
    stops = [o for o in found(taken.do(complete_on(taken.basis))) if o.code == taken.code]
    ((stop,), said) = stops, SAYS[taken.code if taken.code != "lead_unsigned" else taken.basis]
    clause = "4.3.1" if said[0] == "4.1.1" and taken.basis == Basis.PROGRESS_REPORT else said[0]
    assert (stop.clause, stop.who_can_mend, stop.due, stop.what_is_missing) == (clause, *said[1:])
    about = {
        "item_irrelevant": (FIRST,),
        "left_out": (an_id(23),),
        "document_untaken": (SECOND,),
        "beyond_scope": (SECOND,),
        "conference_minutes": (SECOND,),
        "minutes_unrouted": (an_id(24),),
        "sensitive_unnamed": (SECOND,),
        "sensitive_urgent": (SECOND,),
        "sensitive_rest": (SECOND,),
    }
    assert stop.about == about.get(taken.code, ())


def test_every_obstacle_has_its_sentence() -> None:
    leads = {Basis.CHILD_PROTECTION, Basis.COURT_ORDER, Basis.STATUTORY}
    known = {b.code for b in BROKEN} | {b.code for b in BY_BASIS} - {"lead_unsigned"} | leads
    assert known == set(SAYS)


@pytest.mark.parametrize("stage", Stage)
def test_the_list_shows_each_once_either_missing_or_for_later(stage: Stage) -> None:
    p = consent_with(
        limits_asked=False, provisos=(Proviso(ProvisoKind.NOT_THIS_ITEM, item=FIRST),)
    )(replace(complete(), reading=None, sign_offs=()))
    lines = task_list(p, stage)
    asked = [rule for rule in RULES if rule.asked(p.basis)]
    assert [(line.clause, line.asks) for line in lines] == [(r.clause, r.asks) for r in asked]
    assert [o for line in lines for o in line.missing] == list(obstacles(p, stage))
    assert [o for line in lines for o in line.later] == [o for o in found(p) if o.due > stage]


def test_what_happened_today_has_happened() -> None:
    """Explored and agreed on one day, told today, seen today, good until tonight."""
    p = consent_with(given_on=TODAY, implications_on=TODAY, expires_on=TODAY)(complete())
    p = assurance_with(seen_on=TODAY, review_on=TODAY)(replace(p, explained_on=TODAY))
    assert obstacles(p, Stage.RELEASE) == ()


def test_a_sign_off_of_the_moment_of_the_assurance_is_under_it() -> None:
    p = complete()
    at = p.sign_offs[0].decided_at
    assert obstacles(assurance_with(recorded_at=at)(p), Stage.RELEASE) == ()
    later = assurance_with(recorded_at=at + timedelta(seconds=1))(p)
    assert {o.code for o in obstacles(later, Stage.RELEASE)} == {"assurance_newer"}


def test_what_was_read_at_this_moment_was_read() -> None:
    p = complete()
    assert p.reading is not None
    assert obstacles(replace(p, reading=replace(p.reading, at=NOW)), Stage.RELEASE) == ()
    ahead = replace(p.reading, at=NOW + timedelta(seconds=1))
    (stop,) = obstacles(replace(p, reading=ahead), Stage.RELEASE)
    assert stop.code == "package_unread"


@pytest.mark.clause("3.3.2 e")
@pytest.mark.parametrize("name", ["Daniel Price", "Daniel Price Consulting", "Price & Daniel Ltd"])
def test_an_agency_called_like_a_partner_is_asked_about(name: str) -> None:
    p = agency_with(name=name)(complete())
    (stop,) = obstacles(p, Stage.RELEASE)
    assert (stop.code, stop.who_can_mend) == ("recipient_like_partner", Mender.MANAGER)
    assert obstacles(replace(p, says_not_partner=frozenset({an_id(12)})), Stage.RELEASE) == ()


@pytest.mark.clause("3.3.2 e")
@pytest.mark.parametrize(
    ("said", "code"),
    [(Likeness.SAME, "recipient_is_partner"), (Likeness.ASK, "recipient_like_partner")],
)
def test_a_linked_partner_counts_where_the_file_names_none(said: Likeness, code: str) -> None:
    """What the machine saw among the people tied to the file is no less known than what the file's own page says."""
    p = complete()
    redaction = replace(p.redaction, reading=MachineRead(p.content, recipient=said))
    asked = frozenset({ASKER})
    like = replace(p, partners=Partners(), redaction=redaction, says_not_partner=asked)
    assert {o.code for o in obstacles(like, Stage.RELEASE)} == {code}


@pytest.mark.clause("3.3.2 e")
def test_a_partner_s_telephone_gives_the_recipient_away_whatever_the_name() -> None:
    recipient = Recipient("Ruth Adeyemi", (), ("0044 7700 900456",))
    (stop,) = obstacles(replace(complete(), recipient=recipient), Stage.RELEASE)
    assert stop.code == "recipient_is_partner"


@pytest.mark.clause("3.3.2 e")
@pytest.mark.parametrize("his", ["D.Price@example.org", "Daniel <d.price@example.org>"])
def test_a_partner_s_e_mail_address_gives_the_recipient_away_whatever_the_name(his: str) -> None:
    p = complete()
    named = replace(p, partners=replace(p.partners, emails=(his,)))
    known = Recipient("Ruth Adeyemi", emails=("d.price@example.org",))
    (stop,) = obstacles(replace(named, recipient=known), Stage.RELEASE)
    assert stop.code == "recipient_is_partner"
    for other in ("price@example.org", "d.price@example.com", "", "e-mail"):
        apart = replace(named, recipient=Recipient("Ruth Adeyemi", emails=(other,)))
        assert obstacles(apart, Stage.RELEASE) == ()
