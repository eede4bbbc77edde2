"""Who of the cast may ask for which address: the declaration that the product is held to.

A subject's name (`amina`, `draft`, `waiting`…) is one of `world_building.build_world`. Whoever is neither in `open_to`
nor in `refused_to` may not know that the subject is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse

from clients.duty import fence as duty
from clients.enquiries import fence as enquiries
from tests import cast
from tests.world_building import Subjects

NEVER = "ZZZZ-ZZZZ"  # a reference that was never drawn
NEVER_ID = str(UUID("0f3c7a52-9d1e-4b6a-8c2f-5e7d90b1a634"))

People = frozenset[str]
NOBODY: People = frozenset()
EVERYBODY = frozenset(cast.PEOPLE)
# On Amina's file: she who leads it, her manager by the team's grant, and a volunteer who may only look.
LEADS = frozenset({"iss_worker", "iss_manager"})
LOOKS = frozenset({"iss_volunteer"})
VIEW = LEADS | LOOKS
ASKER = frozenset({"iss_worker"})
ON_DANIEL = frozenset({"dvpp_worker", "dvpp_manager"})  # on a file of the programme
TWO = frozenset(
    {"iss_worker", "iss_colleague"}
)  # on a file on which both read what concerns others
MANAGERS = frozenset({"iss_manager", "dvpp_manager"})
INDUCTS = frozenset({"iss_manager", "records_admin", "hr"})  # whoever notes her induction
COUNTS = MANAGERS | frozenset({"records_admin"})
ISS_MANAGER, DVPP_MANAGER = frozenset({"iss_manager"}), frozenset({"dvpp_manager"})
# Siobhan's file: opened by the senior in an emergency, held by who leads it and her manager.
IN_EMERGENCY, HOLDS_IT = frozenset({"iss_senior"}), frozenset({"iss_colleague", "iss_manager"})
SAFEGUARDING = frozenset({"safeguarding_lead"})
RECORDS = frozenset({"records_admin"})
POLICY = frozenset({"records_admin", "dp_lead"})
ASKERS, TRUSTEE = frozenset({"records_admin", "dp_lead", "hr"}), frozenset({"trustee"})
DETAILS = RECORDS | TRUSTEE
HR = frozenset({"hr"})
IMPORTER = frozenset({"importer"})
# Of a breach in which somebody may be in danger, reported by Amina's worker.
DP_LEAD = frozenset({"dp_lead"})
HANDLERS = frozenset({"dp_lead", "safeguarding_lead"})
FIGURES = frozenset({"committee", "hr"}) | MANAGERS | HANDLERS
# Whoever takes calls, and who has found Amina's file by a duty search.
ON_DUTY = frozenset(
    key for key, person in cast.PEOPLE.items() if person.service and person.role in duty.ON_DUTY
)
DUTY_WORKER = frozenset({"iss_colleague"})
# Whoever takes enquiries: all of these but volunteers.
TAKE_ENQUIRIES = frozenset(
    key for key in ON_DUTY if cast.PEOPLE[key].role in enquiries.TAKE_ENQUIRIES
)
ISS_ENQUIRIES = frozenset(key for key in TAKE_ENQUIRIES if cast.PEOPLE[key].service == "iss")
ISS_STAFF = frozenset(key for key, person in cast.PEOPLE.items() if person.service == "iss")
TEAMS = frozenset(key for key, person in cast.PEOPLE.items() if person.team)


@dataclass(frozen=True)
class Address:
    """One address on one subject: who may open it, and whom it tells that they may not (403).

    `at`: the subject of each part of the address; `query`: of a parameter. `posts`: nothing is shown, it only acts.
    `seen`: who may know of the subject of a part, not of the others: for them it is there on the absent address too.
    """

    open_to: People
    refused_to: People = NOBODY
    at: Mapping[str, str] = field(default_factory=dict)
    query: tuple[str, str] | None = None
    posts: bool = False
    seen: Mapping[str, People] = field(default_factory=dict)

    @property
    def first(self) -> str:
        """Return who asks where one is enough: the worker whose file it is, if she may."""
        return "iss_worker" if "iss_worker" in self.open_to else min(self.open_to)


def _of_file(open_to: People, refused_to: People = NOBODY, **at: str) -> Address:
    return Address(open_to, refused_to, {"reference": "amina", **at})


def _of_two(**at: str) -> Address:
    return Address(TWO, ISS_MANAGER, {"reference": "file of two", **at})


def _on_duty(**at: str) -> Address:
    return Address(DUTY_WORKER, at={"search_id": "duty", **at})


def _of_siobhan(which: str, *, posts: bool = False) -> Address:
    return Address(HOLDS_IT | IN_EMERGENCY, at={"notification_id": which}, posts=posts)


def _of_enquiry(which: str) -> Address:
    return Address(ISS_ENQUIRIES, at={"enquiry_id": which})


def _of_request(state: str, open_to: People, refused_to: People = NOBODY, **more: bool) -> Address:
    return Address(open_to, refused_to, {"request_id": state}, **more)  # type: ignore[arg-type]


def _of_page(*, posts: bool = False, **at: str) -> Address:
    at = {"request_id": "draft with pages", "document_id": "taken document", **at}
    return Address(ASKER, VIEW - ASKER, at, posts=posts)


def _preparing(*, posts: bool = False, **at: str) -> Address:
    return Address(ASKER, VIEW - ASKER, {"request_id": "in preparation", **at}, posts=posts)


def _of_breach(step: str, which: str = "breach") -> Address:
    return Address(HANDLERS, at={"breach_id": which, "step": step})


def _of_agency(which: str = "agency", **at: str) -> Address:
    return Address(MANAGERS, EVERYBODY - MANAGERS, {"agency_id": which, **at})


def _of_import(which: str, open_to: People = IMPORTER, **at: str) -> Address:
    return Address(open_to, at={"import_id": which, **at})


def _of_person(open_to: People, who: str = "colleague") -> Address:
    return Address(open_to, at={"person_id": who})


# Reachable without being signed in; what stands below /account/ besides asks who one is itself.
# What is typed is kept by the place that is signed in its form.
PUBLIC = frozenset(
    {
        *(
            "health",
            "operations:metrics",
            "account_login",
            "account_unlock",
            "account_welcome",
            "account_ask_to_unlock",
            "mfa_authenticate",
            "mfa_ask_to_sign_in",
            "drafts:save",
        ),
        *("screen:lock", "screen:state", "screen:calendar", "screen:look"),
    }
)
OWN_ACCOUNT = Address(EVERYBODY)

_PROTOCOL = {"protocol_id": "protocol"}

# By the address's name; what follows a blank tells a second subject from the first.
ADDRESSES: dict[str, Address] = {
    "home": Address(EVERYBODY),
    "account_logout": OWN_ACCOUNT,
    "account_reauthenticate": OWN_ACCOUNT,
    "account_password": OWN_ACCOUNT,
    "mfa_index": OWN_ACCOUNT,
    "mfa_reauthenticate": OWN_ACCOUNT,
    "mfa_ask_to_prove": Address(EVERYBODY, posts=True),
    "mfa_activate_totp": OWN_ACCOUNT,
    "mfa_add_passkey": OWN_ACCOUNT,
    "mfa_ask_to_add": Address(EVERYBODY, posts=True),
    "mfa_rename_passkey": Address(ASKER, at={"passkey_id": "passkey"}),
    "mfa_remove_passkey": Address(ASKER, at={"passkey_id": "passkey"}),
    "mfa_view_recovery_codes": OWN_ACCOUNT,
    "mfa_generate_recovery_codes": OWN_ACCOUNT,
    "policy:clauses": Address(EVERYBODY),
    # --- the policy's text
    "induction:read": Address(EVERYBODY),
    "induction:history": Address(EVERYBODY),
    "induction:version": Address(EVERYBODY, at={"number": "policy"}),
    "induction:changes": Address(EVERYBODY, at={"number": "policy"}),
    "induction:write": Address(POLICY),
    "induction:waiting": Address(POLICY),
    "induction:throw_away": Address(POLICY),
    "induction:overview": Address(POLICY | MANAGERS | frozenset({"hr"})),
    "organisation:setup": Address(POLICY),
    "organisation:details": Address(DETAILS),
    "organisation:ask_letters": Address(DETAILS),
    "organisation:ask_networks": Address(DETAILS),
    "organisation:ask_email": Address(DETAILS),
    "organisation:ask_turns": Address(DETAILS),
    "organisation:change": Address(DETAILS, at={"change_id": "detail change"}),
    "organisation:withdraw": Address(TRUSTEE, at={"change_id": "detail change"}, posts=True),
    # --- reminders
    "reminders:mine": Address(EVERYBODY),
    "reminders:address": Address(EVERYBODY),
    "reminders:confirm": Address(ASKER),
    "reminders:erase": Address(EVERYBODY, posts=True),
    "reminders:trial": Address(DETAILS, posts=True),
    # --- accounts
    "accounts:people": Address(ASKERS | TRUSTEE | MANAGERS),
    "accounts:start": Address(ASKERS | MANAGERS),
    "accounts:team": Address(ASKERS),
    "accounts:unused": Address(ASKERS),
    "accounts:person": _of_person(ASKERS | TRUSTEE | ISS_MANAGER),
    "accounts:move": _of_person(ASKERS),
    "accounts:lend": _of_person(ASKERS),
    "accounts:reset": _of_person(ASKERS | ISS_MANAGER),
    "accounts:suspend": _of_person(ASKERS | ISS_MANAGER),
    "accounts:leave": _of_person(ASKERS | ISS_MANAGER),
    "accounts:come_back": _of_person(ASKERS | ISS_MANAGER, "former colleague"),
    "accounts:change": Address(ASKERS | TRUSTEE, at={"change_id": "account change"}),
    "accounts:withdraw": Address(frozenset({"hr"}), at={"change_id": "account change"}, posts=True),
    # --- deputies
    "deputies:deputies": Address(EVERYBODY),
    "deputies:ask": Address(ASKERS | MANAGERS),
    "deputies:end": Address(
        ASKERS | TRUSTEE | ISS_MANAGER | IN_EMERGENCY, at={"deputyship_id": "deputyship"}
    ),
    # --- on call
    "rota:rota": Address(EVERYBODY),
    "rota:enter_shift": Address(MANAGERS),
    "rota:take_back": Address(ISS_MANAGER, at={"shift_id": "shift"}),
    # --- the breach register
    "breaches:home": Address(EVERYBODY),
    "breaches:report_breach": Address(EVERYBODY),
    "breaches:figures": Address(FIGURES),
    "breaches:proceedings": Address(frozenset({"hr"})),
    "breaches:own_report": Address(ASKER, at={"breach_id": "breach"}),
    "breaches:breach": Address(HANDLERS, at={"breach_id": "breach"}),
    "breaches:record_step": _of_breach("note"),
    "breaches:record_step call": _of_breach("safety-call", "breach in danger"),
    "breaches:record_step severity": _of_breach("severity"),
    "breaches:record_step regulator": _of_breach("regulator"),
    # --- inductions and trainings
    "training:mine": Address(EVERYBODY),
    "training:people": Address(MANAGERS | RECORDS | HR),
    "training:person": Address(INDUCTS, at={"person": "inducted"}),
    "training:note_line": Address(INDUCTS, at={"person": "inducted", "item": "line"}),
    "training:note_training": Address(INDUCTS, at={"person": "inducted"}),
    "training:take_back": Address(INDUCTS, at={"noted": "noted"}),
    "training:take_training_back": Address(INDUCTS, at={"training": "training"}),
    "training:items": Address(RECORDS | HR),
    "training:add_item": Address(RECORDS | HR),
    "training:change_item": Address(RECORDS | HR, at={"item": "own line"}),
    # --- whom one knows
    "declarations:mine": Address(EVERYBODY),
    "declarations:declare": Address(EVERYBODY),
    "declarations:correct": Address(ASKER, at={"declared_id": "declared"}),
    "declarations:end": Address(ASKER, at={"declared_id": "declared"}),
    # --- drafts
    "drafts:my_drafts": Address(EVERYBODY),
    "drafts:keep": Address(EVERYBODY, posts=True),
    "drafts:draft": Address(ASKER, at={"draft_id": "typed"}),
    "drafts:discard": Address(ASKER, at={"draft_id": "typed"}),
    # --- case files
    "clients:my_files": Address(EVERYBODY),
    "clients:search": Address(EVERYBODY),
    "clients:duty_search": Address(ON_DUTY, EVERYBODY - ON_DUTY),
    "clients:duty": _on_duty(),
    "clients:duty_call": _on_duty(),
    "clients:duty_seen": Address(LEADS, at={"search_id": "duty"}, posts=True),
    "clients:open_new_file": Address(TEAMS, EVERYBODY - TEAMS),
    "clients:file": _of_file(VIEW),
    "clients:close_file": _of_file(LEADS, LOOKS),
    "clients:change_born": _of_file(ISS_MANAGER, ASKER | LOOKS),
    "clients:change_names": _of_file(LEADS, LOOKS),
    "clients:add_entry": _of_file(LEADS, LOOKS),
    "clients:entry": _of_file(VIEW, entry_id="entry"),
    "clients:entry sensitive": _of_file(VIEW, entry_id="sensitive"),
    "clients:court_paper": _of_file(LEADS, LOOKS, entry_id="entry"),
    "clients:no_court_paper": _of_file(LEADS, LOOKS, entry_id="entry"),
    "clients:change_entry": _of_file(ASKER, VIEW - ASKER, entry_id="entry since"),
    "clients:correct_entry": _of_file(LEADS, LOOKS, entry_id="entry"),
    "clients:correct_entry sensitive": _of_file(LEADS, LOOKS, entry_id="sensitive"),
    "clients:third_party": _of_file(ASKER, VIEW - ASKER),
    "clients:add_third_party_record": _of_file(ASKER, VIEW - ASKER),
    # --- the policy explained, paper, the writing aid
    "explaining:explanations": _of_file(VIEW),
    "explaining:record_explanation": _of_file(LEADS, LOOKS),
    "programme:programme": Address(ON_DANIEL, at={"reference": "daniel"}),
    "programme:form_to_sign": Address(ON_DANIEL, at={"reference": "daniel"}),
    "programme:record_signed": Address(ON_DANIEL, at={"reference": "daniel"}),
    "programme:record_event": Address(ON_DANIEL, at={"reference": "daniel"}),
    "programme:correct_event": Address(
        ON_DANIEL, at={"reference": "daniel", "event_id": "programme event"}
    ),
    # --- groups, each of its service
    "groups:groups": Address(EVERYBODY),
    "groups:make_group": Address(TEAMS, EVERYBODY - TEAMS),
    "groups:group": Address(ISS_STAFF, at={"group_id": "group"}),
    "groups:change_group": Address(ISS_STAFF, at={"group_id": "group"}),
    "groups:record_session": Address(ISS_STAFF, at={"group_id": "group"}),
    "groups:session": Address(ISS_STAFF, at={"session_id": "group session"}),
    "groups:record_attendance": Address(ISS_STAFF, at={"session_id": "group session"}),
    "groups:on_file": _of_file(VIEW),
    "groups:attended": _of_file(LEADS, LOOKS),
    "groups:record_signed": _of_file(LEADS, LOOKS),
    "groups:take_back": Address(
        LEADS, LOOKS, {"reference": "amina", "attendance_id": "attendance"}, posts=True
    ),
    "paper:register": Address(EVERYBODY),
    "paper:add_place": Address(COUNTS),
    "paper:change_place": Address(COUNTS, at={"place": "empty place"}),
    "paper:count": Address(COUNTS, at={"place": "place"}),
    "paper:bring_back": Address(VIEW | COUNTS, at={"folder": "folder out"}),
    "paper:folders": _of_file(VIEW),
    "paper:add_folder": _of_file(LEADS, LOOKS),
    "paper:take_out": _of_file(VIEW, folder="folder"),
    "paper:label": _of_file(VIEW, folder="folder"),
    "contacting:waiting": Address(EVERYBODY),
    "contacting:seen": Address(ASKER, at={"contact_id": "contact"}, posts=True),
    "contacting:profile": _of_file(VIEW),
    "contacting:change": _of_file(LEADS, LOOKS),
    "contacting:confirm": Address(LEADS, LOOKS, at={"reference": "amina"}, posts=True),
    "contacting:make": _of_file(LEADS, LOOKS),
    "contacting:make_on_duty": _on_duty(),
    "notifications:waiting": Address(
        frozenset(key for key, each in cast.PEOPLE.items() if each.service == "iss") | SAFEGUARDING
    ),
    "notifications:notification": Address(LEADS, LOOKS, {"notification_id": "notification"}),
    "notifications:not_told": Address(LEADS, LOOKS, {"notification_id": "notification"}),
    "notifications:notification unwanted": _of_siobhan("unwanted notification"),
    "notifications:stop": _of_siobhan("unwanted notification", posts=True),
    "notifications:notification unsettled": _of_siobhan("unsettled notification"),
    "notifications:settle": _of_siobhan("unsettled notification", posts=True),
    "notifications:strand": Address(ISS_MANAGER, at={"strand_id": "strand"}),
    "notifications:strand_wants": Address(ISS_MANAGER, at={"strand_id": "strand"}),
    "notifications:review": Address(ISS_MANAGER, at={"strand_id": "strand"}, posts=True),
    "notifications:on_file": _of_file(VIEW),
    "notifications:preference": _of_file(LEADS, LOOKS),
    "letters:templates": Address(COUNTS),
    "letters:add_template": Address(COUNTS),
    "letters:change_template": Address(COUNTS, at={"template": "template"}),
    "letters:retire_template": Address(COUNTS, at={"template": "template"}, posts=True),
    "letters:letters": _of_file(VIEW),
    "letters:write": _of_file(LEADS, LOOKS, template="template"),
    "letters:make": Address(
        LEADS, LOOKS, at={"reference": "amina", "template": "template"}, posts=True
    ),
    "letters:letter": _of_file(VIEW, letter="letter"),
    "letters:print_letter": Address(
        LEADS, LOOKS, at={"reference": "amina", "letter": "letter"}, posts=True
    ),
    "people:merges": Address(EVERYBODY),
    "people:people": _of_file(ASKER, VIEW - ASKER),
    "people:add_person": _of_file(ASKER, VIEW - ASKER),
    "people:tie_named": _of_file(ASKER, VIEW - ASKER),
    "people:person": _of_file(ASKER, VIEW - ASKER, person_id="person"),
    "people:person merged": _of_two(person_id="merged person"),
    "people:change_person": _of_file(ASKER, VIEW - ASKER, person_id="person"),
    "people:tie": _of_file(ASKER, VIEW - ASKER, person_id="person"),
    "people:propose_merge": _of_file(ASKER, VIEW - ASKER, person_id="person"),
    "people:propose_split": _of_two(person_id="merged person"),
    "people:merge": _of_two(merge_id="merge"),
    "people:merge own": _of_two(merge_id="own merge"),
    "thirdparty:record": _of_file(ASKER, VIEW - ASKER, record_id="third-party record"),
    "thirdparty:change_record": _of_file(ASKER, VIEW - ASKER, record_id="third-party record"),
    "thirdparty:correct_record": _of_file(ASKER, VIEW - ASKER, record_id="third-party record"),
    "thirdparty:move_passage": _of_file(ASKER, VIEW - ASKER, entry_id="entry"),
    "thirdparty:moved": _of_file(ASKER, VIEW - ASKER, entry_id="moved entry"),
    "thirdparty:undo_move": _of_file(ASKER, VIEW - ASKER, move_id="passage moved"),
    "duplicates:waiting": Address(EVERYBODY),
    "duplicates:propose": _of_file(LEADS, LOOKS, entry_id="entry"),
    "duplicates:duplicate": _of_file(VIEW, duplicate_id="duplicate"),
    "duplicates:duplicate own": _of_file(VIEW, duplicate_id="own duplicate"),
    "misfiled:waiting": Address(EVERYBODY),
    "misfiled:parcel": Address(LEADS, at={"parcel_id": "parcel"}),
    "misfiled:parcel person": Address(ASKER, at={"parcel_id": "person parcel"}),
    "misfiled:parcel telling": Address(LEADS, at={"parcel_id": "telling parcel"}),
    "misfiled:see_ended_handing": Address(ASKER, at={"notice_id": "ended handing"}, posts=True),
    "misfiled:see_notice": Address(LEADS, at={"notice_id": "left in package"}, posts=True),
    "misfiled:see_lost_discussion": Address(LEADS, at={"notice_id": "lost discussion"}, posts=True),
    "misfiled:hand_on_entry": _of_file(LEADS, LOOKS, subject_id="entry"),
    "misfiled:hand_on_entry handed": _of_file(LEADS, LOOKS, subject_id="handed on"),
    "misfiled:hand_on_record": _of_file(ASKER, VIEW - ASKER, subject_id="third-party record"),
    "misfiled:hand_on_person": _of_file(ASKER, VIEW - ASKER, person_id="person"),
    "misfiled:hand_on_telling": Address(
        TWO | ISS_MANAGER, at={"reference": "told file", "version_id": "telling"}
    ),
    "wording:terms": Address(COUNTS),
    "wording:look": Address(EVERYBODY, posts=True),
    "wording:add_term": Address(COUNTS),
    "wording:change_term": Address(COUNTS, at={"term": "term"}),
    # --- documents
    "documents:add_document": _of_file(LEADS, LOOKS),
    "documents:document": _of_file(VIEW, document_id="document"),
    "documents:document sensitive": _of_file(VIEW, document_id="sensitive document"),
    "documents:add_third_party_document": _of_file(ASKER, VIEW - ASKER),
    "documents:third_party_document": _of_file(
        ASKER, VIEW - ASKER, document_id="third-party document"
    ),
    # --- emergency access
    "emergency:ask": Address(TEAMS, EVERYBODY - TEAMS),
    "emergency:ask_by_description": Address(TEAMS, EVERYBODY - TEAMS),
    "emergency:reviews": Address(MANAGERS | SAFEGUARDING),
    "emergency:review": Address(ISS_MANAGER, at={"access_id": "emergency"}),
    "emergency:review ended": Address(ISS_MANAGER, at={"access_id": "ended emergency"}),
    "emergency:end": Address(IN_EMERGENCY | HOLDS_IT, at={"access_id": "emergency"}, posts=True),
    "emergency:wall_alert_seen": Address(ISS_MANAGER, at={"alert_id": "wall alert"}, posts=True),
    "emergency:answer_search": Address(ISS_MANAGER, at={"search_id": "search"}),
    # open to nobody: it is not set, and nobody manages both services
    "turns:turn": Address(NOBODY),
    "turns:end": Address(NOBODY, at={"turn_id": "turn"}, posts=True),
    "emergency:safety": _of_file(IN_EMERGENCY, HOLDS_IT, reference="siobhan"),
    "emergency:past": _of_file(LEADS, LOOKS),
    # --- which files belong together
    "partners:ties": Address(MANAGERS | SAFEGUARDING),
    "partners:tie": Address(ISS_MANAGER, at={"tie_id": "tie"}),
    "partners:say": _of_file(ISS_MANAGER),
    # --- conflicts
    "conflicts:notices": Address(MANAGERS | SAFEGUARDING),
    "conflicts:notice": Address(ISS_MANAGER, at={"notice_id": "conflict"}),
    "conflicts:name_colleagues": _of_file(LEADS, LOOKS),
    "conflicts:step_back": _of_file(VIEW),
    # --- allocation, cover and days away
    "allocation:queue": Address(MANAGERS),
    "allocation:load": Address(MANAGERS),
    "allocation:limit": Address(ISS_MANAGER, at={"member_id": "asker"}),
    "allocation:hand_over": Address(ISS_MANAGER, at={"lead_id": "asker"}),
    "allocation:allocate": _of_file(ISS_MANAGER, VIEW - ISS_MANAGER),
    "allocation:cover": _of_file(LEADS, LOOKS),
    "allocation:end_cover": Address(LEADS, LOOKS, at={"reference": "amina"}, posts=True),
    "absence:absences": Address(EVERYBODY),
    "absence:take_back": Address(LEADS, at={"absence_id": "absence"}, posts=True),
    # --- the access review
    "reviewing:mine": Address(MANAGERS | ASKERS),
    "reviewing:house": Address(ASKERS),
    "reviewing:results": Address(ASKERS),
    "reviewing:begin": Address(RECORDS, posts=True),
    "reviewing:person": Address(ISS_MANAGER, at={"person_id": "asker"}),
    # --- what leavers left
    "leaving:left_drafts": Address(EVERYBODY),
    "leaving:left_draft": _of_file(LEADS, LOOKS, draft_id="left"),
    "leaving:discard_left_draft": _of_file(LEADS, LOOKS, draft_id="left"),
    # --- enquiries
    "enquiries:enquiries": Address(TAKE_ENQUIRIES, EVERYBODY - TAKE_ENQUIRIES),
    "enquiries:closed": Address(TAKE_ENQUIRIES, EVERYBODY - TAKE_ENQUIRIES),
    "enquiries:take_enquiry": Address(TAKE_ENQUIRIES, EVERYBODY - TAKE_ENQUIRIES),
    "enquiries:enquiry": _of_enquiry("enquiry"),
    "enquiries:enquiry closed": _of_enquiry("closed enquiry"),
    "enquiries:write_on": _of_enquiry("enquiry"),
    "enquiries:close_enquiry": _of_enquiry("enquiry"),
    "enquiries:become_file": _of_enquiry("enquiry"),
    # --- requests about staff
    "askings:home": Address(EVERYBODY),
    "askings:record_asking": Address(EVERYBODY),
    "askings:record": Address(frozenset({"dvpp_worker"}), at={"asking_id": "asking"}),
    "askings:asking": Address(ASKER | ISS_MANAGER, at={"asking_id": "asked"}),
    "askings:asking waiting": Address(ISS_MANAGER, at={"asking_id": "asking"}),
    "askings:note": Address(ISS_MANAGER, at={"asking_id": "asking", "step": "put"}),
    "askings:note terms": Address(ASKER | ISS_MANAGER, at={"asking_id": "asked", "step": "terms"}),
    # --- callers
    "callers:home": Address(EVERYBODY),
    "callers:record_call": Address(EVERYBODY),
    "callers:waiting": Address(MANAGERS | SAFEGUARDING),
    "callers:call": Address(MANAGERS | SAFEGUARDING | DUTY_WORKER, at={"call_id": "call"}),
    "callers:call linked": Address(
        MANAGERS | SAFEGUARDING | DUTY_WORKER, at={"call_id": "linked call"}
    ),
    "callers:look": Address(MANAGERS | SAFEGUARDING, at={"call_id": "call"}),
    "callers:put_on_file": Address(MANAGERS | SAFEGUARDING, at={"call_id": "call"}),
    "callers:take_off_file": Address(
        ISS_MANAGER,
        at={"call_id": "linked call", "link_id": "call link"},
        posts=True,
        seen={
            "call_id": MANAGERS | SAFEGUARDING
        },  # the call is theirs too, the file that it is of is not
    ),
    "callers:on_file": _of_file(VIEW),
    "refusals:waiting": Address(MANAGERS | frozenset({"iss_senior"})),
    "refusals:refusals": _of_file(VIEW),
    "refusals:record_refusal": _of_file(LEADS, LOOKS),
    "refusals:confirm": Address(
        VIEW, at={"reference": "amina", "refusal_id": "refusal"}, posts=True
    ),
    # --- clients' own requests
    "ownfile:waiting": Address(EVERYBODY),
    "ownfile:for_clients": Address(EVERYBODY),
    "ownfile:requests": _of_file(VIEW),
    "ownfile:record_request": _of_file(LEADS, LOOKS),
    "ownfile:complain": _of_file(LEADS, LOOKS),
    "ownfile:complaint": _of_file(VIEW, complaint_id="complaint"),
    "ownfile:acknowledge": _of_file(LEADS, LOOKS, complaint_id="complaint"),
    "ownfile:judge": _of_file(ISS_MANAGER, VIEW - ISS_MANAGER, complaint_id="complaint"),
    "ownfile:minutes": _of_file(LEADS, LOOKS),
    "ownfile:take_back": Address(
        LEADS, LOOKS, {"reference": "amina", "mark_id": "minutes"}, posts=True
    ),
    "ownfile:dispute": _of_file(LEADS, LOOKS, entry_id="entry"),
    "ownfile:put_beside": _of_file(LEADS, LOOKS, remark_id="remark"),
    "ownfile:answer_dispute": _of_file(ASKER, VIEW - ASKER, dispute_id="dispute"),
    "ownfile:request": _of_file(VIEW, request_id="own request"),
    "ownfile:request read": _of_file(VIEW, request_id="read request"),
    "ownfile:say": _of_file(LEADS, LOOKS, request_id="own request", step="identity"),
    "ownfile:say waived": _of_file(
        ISS_MANAGER, VIEW - ISS_MANAGER, request_id="early request", step="waived"
    ),
    "ownfile:prepare": Address(
        LEADS, LOOKS, {"reference": "amina", "request_id": "own request"}, posts=True
    ),
    "ownfile:arrange": _of_file(LEADS, LOOKS, request_id="own request"),
    "ownfile:explain": _of_file(LEADS, LOOKS, request_id="read request"),
    "ownfile:end": _of_file(LEADS, LOOKS, request_id="refused request"),
    "ownfile:withheld": _of_file(LEADS, LOOKS, request_id="read request"),
    # --- today and tasks
    "tasks:today": Address(EVERYBODY),
    "tasks:on_file": _of_file(VIEW),
    "diary:week": Address(EVERYBODY),
    "diary:coming": Address(EVERYBODY),
    "diary:add": Address(EVERYBODY),
    "diary:on_file": _of_file(VIEW),
    "diary:add_on_file": _of_file(LEADS, LOOKS),
    "diary:appointment": Address(VIEW, at={"appointment_id": "appointment"}),
    "diary:appointment over": Address(VIEW, at={"appointment_id": "appointment over"}),
    "diary:move": Address(LEADS, LOOKS, at={"appointment_id": "appointment"}),
    "diary:say": Address(LEADS, LOOKS, at={"appointment_id": "appointment"}, posts=True),
    "diary:say over": Address(LEADS, LOOKS, at={"appointment_id": "appointment over"}, posts=True),
    "tasks:finish": Address(VIEW, at={"task_id": "task"}, posts=True),
    # --- disclosures
    "disclosures:consents": _of_file(VIEW),
    "disclosures:record_consent": _of_file(LEADS, LOOKS),
    "disclosures:record_agreement": _of_file(LEADS, LOOKS),
    "disclosures:sign_consent": _of_file(LEADS, LOOKS, consent_id="consent"),
    "disclosures:keep_paper": _of_file(LEADS, LOOKS, consent_id="consent"),
    "disclosures:scan_paper": _of_file(LEADS, LOOKS, consent_id="consent"),
    "disclosures:take_paper_off": _of_file(LEADS, LOOKS, consent_id="papered consent"),
    "disclosures:limit_consent": _of_file(LEADS, LOOKS, consent_id="consent"),
    "disclosures:withdraw_consent": _of_file(LEADS, LOOKS, consent_id="consent"),
    "disclosures:duty_consents": _on_duty(),
    "disclosures:duty_withdraw": _on_duty(consent_id="consent"),
    "disclosures:register": _of_file(VIEW),
    "disclosures:choose_basis": _of_file(LEADS, LOOKS),
    "disclosures:ask_to_disclose": _of_file(LEADS, LOOKS, basis="informed_consent"),
    "disclosures:ask_to_disclose threat": _of_file(LEADS, LOOKS, basis="threat"),
    "disclosures:record_told": _of_file(LEADS, LOOKS, basis="statutory"),
    "disclosures:say_relevance": _of_request("draft", ASKER, VIEW - ASKER),
    "disclosures:release urgent": _of_request("urgent draft", LEADS, LOOKS),
    "disclosures:why": Address(VIEW, at={"package_id": "package ahead"}),
    "disclosures:say_after": Address(
        ISS_MANAGER | ASKER, VIEW - ISS_MANAGER - ASKER, at={"package_id": "package ahead"}
    ),
    "disclosures:look_after": Address(
        ISS_MANAGER, VIEW - ISS_MANAGER, at={"package_id": "package ahead"}
    ),
    "disclosures:request": _of_request("draft", VIEW),
    "disclosures:request submitted": _of_request("submitted", VIEW),
    "disclosures:request signed": _of_request("signed", VIEW),
    "disclosures:request released": _of_request("released", VIEW),
    "disclosures:change_request": _of_request("draft", ASKER, VIEW - ASKER),
    "disclosures:change_request submitted": _of_request("submitted", NOBODY, VIEW),
    "disclosures:note_discussion": _of_request("risky draft", ASKER, VIEW - ASKER),
    "disclosures:submit": _of_request("draft", ASKER, VIEW - ASKER, posts=True),
    "disclosures:withdraw_request": _of_request("draft", ASKER, VIEW - ASKER),
    "scans:documents": _of_request("draft with pages", ASKER, VIEW - ASKER),
    "scans:documents submitted": _of_request("submitted", NOBODY, VIEW),
    "scans:page": _of_page(number="first page"),
    "scans:image": _of_page(number="first page"),
    "scans:take_out": _of_page(posts=True),
    "disclosures:read_package": _of_request("signed", LEADS, LOOKS),
    "disclosures:release": _of_request("signed", LEADS, LOOKS),
    "redaction:workbench": _preparing(),
    "redaction:decide_everywhere": _preparing(posts=True),
    "redaction:undo": _preparing(posts=True),
    "redaction:let_machine_read": _preparing(posts=True),
    "redaction:entry": _preparing(entry_id="picked"),
    "redaction:withhold": _preparing(entry_id="picked", posts=True),
    "redaction:withhold_whole": _preparing(entry_id="picked", posts=True),
    "redaction:decide": _preparing(entry_id="picked", posts=True),
    "redaction:weigh": _preparing(entry_id="picked", part="part", start="start", end="end"),
    "redaction:permit": _preparing(entry_id="picked"),
    "redaction:looked": _preparing(entry_id="picked", posts=True),
    "redaction:take_back": _preparing(entry_id="picked", step_id="step", posts=True),
    "redaction:picture": Address(
        LEADS,
        LOOKS,
        {"request_id": "leaving", "document_id": "leaving document", "number": "first page"},
    ),
    "redaction:original": Address(
        LEADS,
        LOOKS,
        {"request_id": "leaving", "document_id": "leaving document", "number": "first page"},
    ),
    "redaction:workbench submitted": _of_request("submitted", NOBODY, VIEW),
    "redaction:review": _of_request("unreviewed", ISS_MANAGER, VIEW - ISS_MANAGER),
    "disclosures:approvals": Address(EVERYBODY),
    "disclosures:own_requests": Address(EVERYBODY),
    "disclosures:answers": Address(EVERYBODY),
    "disclosures:answer": _of_request("asked of others", VIEW),
    "disclosures:answer ended": _of_request("answered", VIEW),
    "disclosures:await_again": _of_request("answered", LEADS, LOOKS, posts=True),
    "disclosures:put_off": _of_request("asked of others", LEADS, LOOKS),
    "disclosures:file_answer": _of_request("asked of others", ASKER, VIEW - ASKER),
    "disclosures:approval": _of_request("submitted", ISS_MANAGER, VIEW - ISS_MANAGER),
    "disclosures:package": Address(VIEW, at={"package_id": "package"}),
    "disclosures:letter": Address(VIEW, at={"package_id": "package"}),
    "delivery:owed": Address(EVERYBODY),
    "delivery:delivery": Address(VIEW, at={"package_id": "package"}),
    "delivery:hand_over": Address(LEADS, LOOKS, at={"package_id": "package"}),
    "delivery:copy": Address(
        LEADS, LOOKS, {"package_id": "own package", "handover_id": "own copy"}
    ),
    "delivery:tell": Address(LEADS, LOOKS, at={"package_id": "package"}),
    "delivery:judge_false": Address(
        ISS_MANAGER, VIEW - ISS_MANAGER, at={"package_id": "package ahead"}
    ),
    "delivery:acknowledge": Address(LEADS, LOOKS, {"package_id": "package", "kept_id": "notice"}),
    "delivery:for_the_client": _of_file(VIEW),
    "delivery:register": Address(DP_LEAD, EVERYBODY - DP_LEAD),
    "readers:readers": Address(VIEW, at={"package_id": "package"}),
    "readers:readers recalled": Address(VIEW, at={"package_id": "recalled package"}),
    "readers:give_link": Address(LEADS, LOOKS, at={"package_id": "package"}),
    "readers:take_back": Address(LEADS, LOOKS, at={"package_id": "package"}, posts=True),
    "readers:let_in_again": Address(LEADS, LOOKS, at={"package_id": "package"}, posts=True),
    "readers:read_limits": Address(
        ISS_MANAGER, VIEW - ISS_MANAGER, at={"package_id": "limited package"}
    ),
    "readers:recall": Address(LEADS, LOOKS, at={"package_id": "package"}),
    "readers:correct": Address(LEADS, LOOKS, at={"package_id": "recalled package"}, posts=True),
    "readers:links": Address(EVERYBODY),
    "readers:seen": Address(LEADS, at={"ticket_id": "guessed link"}, posts=True),
    "kiosk:sitting": Address(VIEW, at={"package_id": "own package"}),
    "kiosk:give": Address(LEADS, LOOKS, at={"package_id": "own package"}),
    "kiosk:end": Address(
        LEADS, LOOKS, {"package_id": "own package", "ticket_id": "office ticket"}, posts=True
    ),
    "kiosk:renew": Address(
        LEADS, LOOKS, {"package_id": "own package", "ticket_id": "office ticket"}, posts=True
    ),
    "kiosk:screens": Address(EVERYBODY),
    "kiosk:ask": Address(COUNTS, EVERYBODY - COUNTS),
    "kiosk:agree": Address(COUNTS, EVERYBODY - COUNTS, at={"screen_id": "asked screen"}),
    "kiosk:end_screen": Address(COUNTS, EVERYBODY - COUNTS, at={"screen_id": "screen"}),
    "disclosures:agencies": Address(EVERYBODY),
    "disclosures:register_agency": Address(EVERYBODY),
    "disclosures:agency": Address(EVERYBODY, at={"agency_id": "agency"}),
    "disclosures:add_contact": Address(EVERYBODY, at={"agency_id": "agency"}),
    "disclosures:record_copy": Address(EVERYBODY, at={"agency_id": "agency"}),
    "agencies:register": Address(EVERYBODY, at={"agency_id": "agency"}),
    "agencies:agreement": Address(
        EVERYBODY, at={"agency_id": "agency", "agreement_id": "agreement"}
    ),
    "agencies:change_agency": _of_agency(),
    "agencies:end_agency": _of_agency("ending agency"),
    "agencies:record_agreement": _of_agency(),
    "agencies:change_contact": _of_agency(contact_id="contact there"),
    "agencies:contact_left": _of_agency(contact_id="contact there"),
    "disclosures:record_assurance": Address(
        MANAGERS, EVERYBODY - MANAGERS, at={"agency_id": "agency"}
    ),
    "protocols:protocols": Address(EVERYBODY),
    "protocols:propose": Address(EVERYBODY),
    "protocols:protocol": Address(EVERYBODY, at={"protocol_id": "protocol"}),
    "protocols:decide": Address(
        MANAGERS, EVERYBODY - MANAGERS, {"protocol_id": "waiting protocol"}
    ),
    "protocols:end": Address(ASKER | MANAGERS, EVERYBODY - ASKER - MANAGERS, _PROTOCOL),
    "protocols:record_copy": Address(EVERYBODY, at={**_PROTOCOL, "party_id": "party"}),
    "protocols:name_file": Address(EVERYBODY, at={"protocol_id": "naming protocol"}),
    "protocols:take_file_off": Address(
        LEADS, LOOKS, at={**_PROTOCOL, "named_id": "named file"}, posts=True
    ),
    "agencyworkers:workers": Address(EVERYBODY),
    "agencyworkers:invite": Address(
        EVERYBODY, at={"protocol_id": "protocol of readers", "contact_id": "second reader"}
    ),
    "agencyworkers:worker": Address(EVERYBODY, at={"worker_id": "agency worker"}),
    "agencyworkers:decide": Address(MANAGERS, EVERYBODY - MANAGERS, {"worker_id": "agency worker"}),
    "agencyworkers:end": Address(
        ASKER | MANAGERS, EVERYBODY - ASKER - MANAGERS, {"worker_id": "invited worker"}
    ),
    # --- imports
    "imports:imports": Address(IMPORTER),
    "imports:upload": Address(IMPORTER),
    "imports:queue": Address(IMPORTER | MANAGERS),
    "imports:waiting_row": Address(IMPORTER | ISS_MANAGER, at={"row_id": "waiting"}),
    "imports:waiting_row man": Address(IMPORTER | DVPP_MANAGER, at={"row_id": "waiting man"}),
    "imports:set_aside": Address(IMPORTER | ISS_MANAGER, at={"row_id": "waiting"}),
    "imports:set_aside man": Address(IMPORTER | DVPP_MANAGER, at={"row_id": "waiting man"}),
    "imports:choose_partner": Address(IMPORTER, at={"row_id": "question"}),
    "imports:dry_run": _of_import("import"),
    "imports:dry_run planned": _of_import("unclear sheet"),
    "imports:progress": _of_import("import"),
    "imports:row": _of_import("import", number="row"),
    "imports:confirm_order": _of_import("unclear sheet"),
    "imports:partner_questions": _of_import("import"),
    "imports:start_import": _of_import("ready sheet"),
    "imports:start_import unclear": _of_import("unclear sheet"),
    "imports:undo_import": _of_import("import", IMPORTER | MANAGERS),
    "imports:undo_import planned": _of_import("ready sheet"),
    "imports:close_import": _of_import("settled import"),
    "operations:overview": Address(RECORDS),
    # --- audit
    "auditing:events": Address(RECORDS),
    "auditing:events narrowed": Address(RECORDS, query=("reference", "amina")),
    "auditing:event": Address(RECORDS, at={"event_id": "event"}),
    "auditing:daily_root": Address(RECORDS),
    "clients:looks": _of_file(LEADS, LOOKS),
    # --- retention
    "retention:overview": Address(RECORDS),
    "retention:start_sweep": Address(RECORDS),
    "retention:sweep": Address(RECORDS, at={"sweep_id": "sweep"}),
    "retention:certificates": Address(RECORDS),
    "retention:certificate": Address(RECORDS, at={"certificate_id": "certificate"}),
    "retention:place_hold": Address(RECORDS),
    "retention:place_hold here": Address(LEADS | RECORDS, LOOKS, query=("file", "amina")),
    "retention:lift_hold": Address(ISS_MANAGER, ASKER | RECORDS, at={"hold_id": "hold"}),
    "retention:lift_hold records": Address(RECORDS, LEADS, at={"hold_id": "records hold"}),
    "retention:schedule": Address(RECORDS),
    "retention:change_period": Address(RECORDS, at={"record_class": "class"}),
    "retention:file_holds": _of_file(LEADS, LOOKS),
    "retention:reviews": Address(MANAGERS),
    "retention:review": Address(ISS_MANAGER, at={"reference": "to review"}),
}


@dataclass(frozen=True)
class World:
    """The subjects by name, as they stand in addresses, and the table of who may ask for which."""

    subjects: Subjects
    table: Mapping[str, Address] = field(default_factory=lambda: ADDRESSES)

    def path(self, key: str, **instead: str) -> str:
        """Return an address of the table on its subject; `instead` puts another subject in a part of it."""
        address = self.table[key]
        named = {**address.at, **instead}
        parts = {part: self.subjects[subject] for part, subject in named.items()}
        return self._path(key, parts, self.subjects[address.query[1]] if address.query else "")

    def never(self, key: str, by: str = "") -> str:
        """Return the same address on a subject that never existed, but for what somebody may know of anyway."""
        at, seen = self.table[key].at, self.table[key].seen
        parts = {
            part: self.subjects[subject]
            if by in seen.get(part, NOBODY)
            else self._never(part, subject)
            for part, subject in at.items()
        }
        return self._path(key, parts, NEVER)

    def _never(self, part: str, subject: str) -> str:
        if part in ("number", "part", "start", "end", "basis"):
            return self.subjects[subject]  # a row of a sheet, or words of an entry, that never was
        return NEVER if part == "reference" else NEVER_ID

    def _path(self, key: str, parts: Mapping[str, str], asked: str) -> str:
        path = reverse(key.partition(" ")[0], kwargs=dict(parts))
        query = self.table[key].query
        return f"{path}?{query[0]}={asked}" if query else path
