"""What each form may write when it is sent rightly: every other change to the database is an overreach."""

from tests.overreach import May

_ATTENTION = {
    "clients_casefile": frozenset({"attention_at"}),
    "clients_effectivegrant": frozenset({"attention_at"}),
}


def _new(*tables: str, gone: str = "", **columns: str) -> May:
    changed = {table: frozenset(names.split()) for table, names in columns.items()}
    return May(frozenset(tables), changed, frozenset(gone.split()))


def _noted(*tables: str) -> May:
    return May(frozenset({"clients_entry", *tables}), _ATTENTION)


# Somebody else leads it, and what the former lead held ends.
_CHANGES_HANDS = _new(
    "clients_usergrant",
    "clients_effectivegrant",
    "clients_entry",
    clients_casefile="lead_id attention_at",
    clients_usergrant="until reason",
    clients_effectivegrant="view_until contribute_until third_party_until lead_until attention_at",
    tasks_task="owner_id",
    diary_appointment="worker_id taken_over",
)
# Another telling of safe contact.
_TOLD = {
    "contacting_contactstanding": "version ask_again_on",
    "clients_casefile": "contact",
}
# A colleague is kept from a file.
_WALLED_OFF = ("conflicts_notice", "clients_wall")
# Something happened on the programme, and the notifier is to look.
_EVENT = ("programme_programmeevent", "notifications_tolookat", "work_job")
# A reader is shut out.
_CLOSED = "closed_at closed_for closed_by_id why"
# A signed paper is put with a consent.
_PAPER = "paper_id paper_by_id paper_at authorised_on"
# It is noted how what was asked of others ended.
_ANSWERED = "answer answer_noted_by_id answer_noted_at"
# A draft's words go, and its row stays.
_EMPTIED = "words sent_at saved_at"
# By the key of the address that the form posts to (tests.world.ADDRESSES).
WRITES: dict[str, May] = {
    "clients:search": _new(),
    "clients:duty_search": _new("clients_dutysearch"),
    "clients:duty_call": _new("clients_entry"),
    "clients:duty_seen": _new("clients_dutysearchseen"),
    "clients:open_new_file": _new(
        "partner_token",
        "search_token",
        "clients_casefile",
        "clients_usergrant",
        "clients_teamgrant",
        "clients_effectivegrant",
        "sealing_key",
        *_WALLED_OFF,
    ),
    "clients:close_file": _new(
        clients_casefile="status left_on of_age_in attention_at",
        clients_effectivegrant="attention_at",
    ),
    "clients:change_born": May(
        frozenset({"clients_entry", "search_token"}),
        {**_ATTENTION, "clients_casefile": frozenset({"attention_at", "date_of_birth"})},
        frozenset({"search_token"}),
    ),
    "clients:change_names": May(
        frozenset({"clients_entry", "search_token"}),
        {
            **_ATTENTION,
            "clients_casefile": frozenset({"attention_at", "name", "known_as"}),
            "conflicts_notice": frozenset({"changed_at"}),
            "partners_tie": frozenset({"found_by"}),
        },
        frozenset({"search_token"}),
    ),
    "clients:add_entry": _noted(),
    "clients:entry sensitive": _new(),
    "clients:court_paper": _new(  # what has left is closed
        clients_entry="court_paper court_said_at",
        readers_ticket=_CLOSED,
        readers_visit="ended_at",
    ),
    "clients:no_court_paper": _new(clients_entry="court_paper court_said_at"),
    "clients:change_entry": _new(
        clients_entry="nature body basis happened_on sensitive sensitive_kind"
    ),
    "clients:correct_entry": _noted(),
    "clients:correct_entry sensitive": _noted(),
    "clients:add_third_party_record": _new("clients_thirdpartyrecord"),
    "documents:add_document": _noted("documents_document"),
    "documents:document sensitive": _new(),
    "documents:add_third_party_document": _new("clients_thirdpartyrecord", "documents_thirdparty"),
    "emergency:ask": _new("emergency_emergencyaccess", "emergency_ask", "sealing_key"),
    "emergency:ask_by_description": _new("emergency_emergencysearch", "sealing_key"),
    "emergency:end": _new(
        emergency_emergencyaccess="until ended_by_id",
        clients_effectivegrant="view_until contribute_until",
    ),
    "emergency:review ended": _new(
        emergency_emergencyaccess="reviewed_at reviewed_by_id outcome finding"
    ),
    "emergency:answer_search": _new(
        gone="sealing_key", emergency_emergencysearch="answered_at answered_by_id words"
    ),
    "allocation:limit": _new("allocation_caseloadlimit"),
    "allocation:allocate": _CHANGES_HANDS,
    "allocation:hand_over": _CHANGES_HANDS,
    "allocation:cover": _new(
        "clients_usergrant",
        "clients_effectivegrant",
        clients_usergrant="until reason",
        clients_effectivegrant="view_until contribute_until third_party_until",
    ),
    "allocation:end_cover": _new(clients_usergrant="until"),
    "enquiries:take_enquiry": _new("enquiries_enquiry", "sealing_key"),
    "enquiries:write_on": _new(
        "enquiries_enquirynote",
        enquiries_enquiry="state closed_by_id outcome touched_on ring_back_on",
    ),
    "enquiries:close_enquiry": _new(enquiries_enquiry="state closed_by_id outcome ring_back_on"),
    "enquiries:become_file": _new(
        "partner_token",
        "search_token",
        "clients_casefile",
        "clients_usergrant",
        "clients_teamgrant",
        "clients_effectivegrant",
        "clients_entry",
        "sealing_key",
        *_WALLED_OFF,
        gone="enquiries_enquiry enquiries_enquirynote sealing_key",
    ),
    "askings:record_asking": _new("askings_asking", "sealing_key"),
    "askings:note": _new("askings_askingnote"),
    "askings:note terms": _new("askings_askingnote"),
    "callers:record_call": _new("callers_call", "sealing_key"),
    "callers:look": _new("callers_calllook", callers_call="looked_at"),
    "callers:put_on_file": _new("callers_calllink"),
    "refusals:record_refusal": _new("refusals_refusal"),
    "ownfile:record_request": _new("ownfile_filerequest"),
    "ownfile:complain": _new("ownfile_complaint"),
    "ownfile:acknowledge": _new(ownfile_complaint="acknowledged_on"),
    "ownfile:judge": _new(ownfile_complaint="decided_on decided_by_id upheld answer"),
    "ownfile:minutes": _new("ownfile_conferencemark"),
    "ownfile:take_back": _new(ownfile_conferencemark="taken_back_at taken_back_by_id"),
    "ownfile:dispute": _noted("ownfile_rectification"),
    "ownfile:put_beside": _noted("ownfile_rectification"),
    "ownfile:answer_dispute": _new(
        ownfile_rectification="decision decided_on decided_by_id answer"
    ),
    "ownfile:say": _new("ownfile_step", ownfile_filerequest="face earliest_at due_on"),
    "ownfile:say waived": _new("ownfile_step", ownfile_filerequest="face earliest_at due_on"),
    "ownfile:prepare": _new(
        *("disclosures_request", "disclosures_requestitem", "clients_entry"),
        ownfile_filerequest="disclosure_id",
    ),
    "ownfile:arrange": _noted(
        "diary_appointment", "ownfile_arrangement", "contacting_contactmade", "tasks_task"
    ),
    "ownfile:explain": _new(
        "ownfile_step", ownfile_filerequest="face earliest_at due_on closed_at closed_by_id outcome"
    ),
    "ownfile:end": _new(
        "ownfile_step", ownfile_filerequest="face earliest_at due_on closed_at closed_by_id outcome"
    ),
    "absence:absences": _new("absence_absence"),
    "absence:take_back": _new(gone="absence_absence"),
    "breaches:report_breach": _new("breaches_breach", "breaches_openbreach", "sealing_key"),
    "breaches:record_step": _new("breaches_event"),
    "breaches:record_step call": _new("breaches_event"),
    "breaches:record_step severity": _new("breaches_event"),
    "breaches:record_step regulator": _new("breaches_event"),
    "induction:read": _new("induction_acknowledgement"),
    "induction:write": _new("induction_policyversion", gone="induction_policyversion"),
    "induction:waiting": _new(induction_policyversion="number published_by_id published_at"),
    "induction:throw_away": _new(gone="induction_policyversion"),
    "accounts:start": _new("accounts_change", "accounts_invitation"),
    "accounts:team": _new("accounts_change"),
    "accounts:move": _new("accounts_change"),
    "accounts:lend": _new("accounts_change"),
    "accounts:reset": _new("accounts_change", "accounts_invitation"),
    "accounts:suspend": _new("accounts_change", staff_account="is_active", staff_worker="in_post"),
    "accounts:leave": _new("accounts_change"),
    "accounts:come_back": _new("accounts_change", "accounts_invitation"),
    "accounts:change": _new(
        gone="mfa_authenticator",
        accounts_change="outcome decided_by_id decided_at",
        accounts_invitation="second expires_at",
        staff_account="password",
    ),
    "organisation:ask_letters": _new("organisation_detailchange"),
    "organisation:ask_networks": _new("organisation_detailchange"),
    "organisation:ask_turns": _new("organisation_detailchange"),
    "organisation:ask_email": _new(
        "organisation_detailchange", "organisation_mailpassword", "sealing_key"
    ),
    "organisation:change": _new(
        "organisation_detail",
        organisation_detailchange="outcome decided_by_id decided_at",
        retention_schedulerule="years longer_because",
    ),
    "reminders:mine": _new("reminders_choice"),
    "reminders:address": _new(
        "reminders_address",
        "reminders_code",
        "reminders_message",
        "sealing_key",
        "work_job",
        gone="reminders_address reminders_code sealing_key",
    ),
    "reminders:confirm": _new(reminders_code="tries"),
    "reminders:erase": _new(gone="reminders_address reminders_code sealing_key"),
    "reminders:trial": _new("reminders_message", "work_job"),
    "reviewing:person": _new("reviewing_mark"),
    "reviewing:house": _new("reviewing_mark"),
    "leaving:left_draft": _new("clients_entry", gone="sealing_key", drafts_draft=_EMPTIED),
    "leaving:discard_left_draft": _new(gone="sealing_key", drafts_draft=_EMPTIED),
    "rota:enter_shift": _new("rota_shift"),
    "rota:take_back": _new(gone="rota_shift"),
    "deputies:ask": _new("accounts_change"),
    "deputies:end": _new(deputies_deputyship="ended_at ended_by_id"),
    "training:note_line": _new("training_noted"),
    "training:note_training": _new("training_training"),
    "training:take_back": _new(gone="training_noted"),
    "training:take_training_back": _new(gone="training_training"),
    "training:add_item": _new("training_item"),
    "training:change_item": _new(training_item="words position retired_at"),
    "declarations:mine": _new("declarations_statement"),
    "declarations:declare": _new("declarations_declared", "declared_token", "sealing_key"),
    "declarations:correct": _new(
        "declared_token",
        gone="declared_token",
        declarations_declared="relation given_name family_name other_names date_of_birth phone",
    ),
    "declarations:end": _new(gone="declarations_declared declared_token sealing_key"),
    "partners:tie": _new(
        clients_casefile="person", partners_tie="outcome decided_at decided_by_id why"
    ),
    "partners:say": _new(),
    "conflicts:notice": _new(conflicts_notice="settled_at settled_by_id outcome"),
    "conflicts:name_colleagues": _new(*_WALLED_OFF),
    "conflicts:step_back": _new(*_WALLED_OFF, gone="clients_effectivegrant"),
    "notifications:notification": May(
        frozenset({"notifications_attempt", "contacting_contactmade", "clients_entry"}),
        {**_ATTENTION, "notifications_notification": frozenset({"outcome", "ended_at"})},
    ),
    # asked about twice; the words are kept meanwhile
    "notifications:notification unsettled": _new("drafts_draft", "sealing_key"),
    "notifications:stop": _new(
        "notifications_attempt", notifications_notification="outcome ended_at"
    ),
    "notifications:settle": _new("tasks_task"),
    "notifications:not_told": _new(
        "notifications_attempt", notifications_notification="outcome ended_at"
    ),
    "notifications:strand": _new(notifications_strand="given_to_id"),
    "notifications:strand_wants": _new("notifications_preference"),
    "notifications:review": _new(notifications_strand="touched_on closed_why"),
    "notifications:preference": _new("notifications_preference"),
    "explaining:record_explanation": _new("explaining_explanation"),
    "programme:record_signed": _new("programme_signedform"),
    "programme:record_event": _new(*_EVENT),
    "groups:make_group": _new("groups_clientgroup"),
    "groups:change_group": _new(groups_clientgroup="run_by_id run_with_id ended_at"),
    "groups:record_session": _new("groups_groupsession"),
    "groups:record_attendance": _noted("groups_attendance"),
    "groups:attended": _noted("groups_attendance"),
    "groups:record_signed": _new("groups_keepingagreement"),
    "groups:take_back": May(
        frozenset({"clients_entry"}),
        {**_ATTENTION, "groups_attendance": frozenset({"taken_back_at", "taken_back_by_id"})},
    ),
    "programme:correct_event": _new(*_EVENT),
    "paper:add_place": _new("paper_place"),
    "paper:change_place": _new(paper_place="name retired_at"),
    "paper:count": _new(
        "paper_stocktake",
        paper_folder="out_to_id out_since due_on missing_since standing_since place_id",
    ),
    "paper:bring_back": _new(
        paper_folder="out_to_id out_since due_on missing_since standing_since place_id"
    ),
    "paper:add_folder": _new("paper_folder", "paper_folderoffile"),
    "paper:take_out": _new(paper_folder="out_to_id out_since due_on missing_since"),
    "contacting:change": _new(
        "contacting_contactversion", "search_token", gone="search_token", **_TOLD
    ),
    "contacting:confirm": _new("contacting_contactversion", **_TOLD),
    "contacting:make": _noted("contacting_contactmade"),
    "contacting:make_on_duty": _new("clients_entry", "contacting_contactmade"),
    "contacting:seen": _new(contacting_contactmade="seen_at seen_by_id"),
    "letters:add_template": _new("letters_template", "letters_wording"),
    "letters:change_template": _new("letters_wording"),
    "letters:retire_template": _new(letters_template="retired_at"),
    "letters:write": _new(
        "drafts_draft", "sealing_key"
    ),  # what was typed, until the letter is made
    "letters:print_letter": _new("letters_printing"),
    "people:add_person": _new("people_linkedperson", "people_personversion", "partner_token"),
    "people:tie_named": _new(
        "people_linkedperson",
        "people_partnerline",
        "people_personversion",
        "partner_token",
        clients_casefile="partner_names",
        partners_tie="found_by",
        gone="partner_token",
    ),
    "people:change_person": _new("people_personversion", "partner_token", gone="partner_token"),
    "people:tie": _new("people_personversion"),
    "people:propose_merge": _new("people_merge"),
    "people:propose_split": _new("people_merge"),
    "people:merge": _new(
        people_linkedperson="merged_into_id", people_merge="outcome decided_by_id decided_at"
    ),
    "duplicates:propose": _new("duplicates_duplicate"),
    "duplicates:duplicate": _new(
        duplicates_duplicate="outcome decided_by_id decided_at", clients_entry="corrects_id"
    ),
    "duplicates:duplicate own": _new(duplicates_duplicate="outcome decided_by_id decided_at"),
    "misfiled:hand_on_entry": _new(
        *("misfiled_handing", "misfiled_parcel", "sealing_key"),
        readers_ticket=_CLOSED,
        readers_visit="ended_at",
    ),
    "misfiled:hand_on_entry handed": _new(gone="misfiled_handing misfiled_parcel sealing_key"),
    "misfiled:hand_on_record": _new("misfiled_handing", "misfiled_parcel", "sealing_key"),
    "misfiled:hand_on_person": _new("misfiled_handing", "misfiled_parcel", "sealing_key"),
    "misfiled:hand_on_telling": _new("misfiled_handing", "misfiled_parcel", "sealing_key"),
    "misfiled:parcel person": _new(
        *("people_linkedperson", "people_personversion"),
        gone="misfiled_handing misfiled_parcel sealing_key people_linkedperson people_personversion",
    ),
    "misfiled:parcel telling": _new(
        gone="misfiled_handing misfiled_parcel sealing_key contacting_contactversion"
    ),
    "misfiled:see_ended_handing": _new(misfiled_endedhanding="seen_by_id seen_at"),
    "misfiled:see_notice": _new(misfiled_leftinpackage="seen_by_id seen_at"),
    "misfiled:see_lost_discussion": _new(misfiled_lostdiscussion="seen_by_id seen_at"),
    "misfiled:parcel": _new(
        "clients_entry", gone="misfiled_handing misfiled_parcel sealing_key clients_entry"
    ),
    "thirdparty:change_record": _new(
        clients_thirdpartyrecord="about_whom from_whom body told in_confidence safety_critical"
    ),
    "thirdparty:correct_record": _new("clients_thirdpartyrecord"),
    "thirdparty:move_passage": _new(
        "clients_thirdpartyrecord",
        "thirdparty_movedpassage",
        clients_entry="body basis taken_out_at",
        readers_ticket=_CLOSED,
        readers_visit="ended_at",
        drafts_draft="needs",
    ),
    "thirdparty:undo_move": _new(
        gone="clients_thirdpartyrecord",
        clients_entry="body basis taken_out_at",
        thirdparty_movedpassage="undone_at undone_by_id record_id original",
    ),
    "people:merge own": _new(people_merge="outcome decided_by_id decided_at"),
    "wording:add_term": _new("wording_wordingterm"),
    "wording:change_term": _new(
        gone="wording_wordingterm", wording_wordingterm="words kind changed_by_id changed_at"
    ),
    "diary:add": _new("diary_appointment"),
    "diary:add_on_file": _new("diary_appointment"),
    "diary:move": _new(
        "diary_appointment", diary_appointment="state moved_to_id said_by_id said_at"
    ),
    "diary:say": _new(diary_appointment="state said_by_id said_at"),
    "diary:say over": _new(diary_appointment="state said_by_id said_at"),
    "tasks:today": _new("tasks_task"),
    "tasks:on_file": _new("tasks_task"),
    "tasks:finish": _new(tasks_task="done_at done_by_id"),
    "drafts:discard": _new(gone="sealing_key", drafts_draft=_EMPTIED),
    "disclosures:record_consent": _new(
        *("disclosures_consent", "disclosures_consentitem"),
        *("emergency_wallalert", "readers_ticket"),  # what left on an earlier one is closed
        emergency_wallalert="last_at times",  # as it was told of before
        readers_ticket=_CLOSED,
    ),
    "disclosures:record_agreement": _new("disclosures_agreement"),
    "disclosures:sign_consent": _new("disclosures_consentsignature"),
    "disclosures:keep_paper": _new(disclosures_consent=_PAPER),
    "disclosures:scan_paper": _new(
        "clients_entry",
        "documents_document",
        clients_casefile="attention_at",
        clients_effectivegrant="attention_at",
        disclosures_consent=_PAPER,
    ),
    "disclosures:take_paper_off": _new(disclosures_consent="paper_id"),
    "disclosures:limit_consent": _new("kiosk_limit"),
    "disclosures:withdraw_consent": _new(disclosures_consent="withdrawn_at withdrawn_by_id"),
    "disclosures:duty_withdraw": _new(disclosures_consent="withdrawn_at withdrawn_by_id"),
    "disclosures:ask_to_disclose": _new("disclosures_request", "disclosures_requestitem"),
    "disclosures:ask_to_disclose threat": _new("disclosures_request", "disclosures_requestitem"),
    "disclosures:release urgent": _new(
        "disclosures_reading",
        "redaction_reading",
        "disclosures_release",
        "disclosures_package",
        "sealing_key",
        disclosures_request="state",
    ),
    "disclosures:record_told": _new(
        "disclosures_request",
        "disclosures_release",
        "disclosures_package",
        "sealing_key",
        "clients_usergrant",  # whoever leads on its ground looks at it
        "clients_effectivegrant",
        "clients_wall",  # and is kept from the other half of a couple
        disclosures_request="state",
    ),
    "disclosures:say_relevance": _new(disclosures_requestitem="relevance"),
    "delivery:hand_over": _new("delivery_handover"),
    "delivery:tell": _new("delivery_notice"),
    "delivery:judge_false": _new("delivery_notice"),
    "delivery:acknowledge": _new(delivery_notice="acknowledged_on said"),
    "disclosures:look_after": _new("disclosures_lookedafter"),
    "disclosures:say_after": _new("disclosures_saidafter"),
    "disclosures:change_request": _new(
        "disclosures_requestitem",
        gone="disclosures_requestitem",
        disclosures_request="agency_id contact_id consent_id readers knows_readers knows_policy says_not_partner"
        " concern_raised concern_meeting_on explained_on raises_risk risk_words manner urgent reached text"
        " text_sensitive grounds",
    ),
    # and the senior practitioner with whom it was discussed is given the file to view
    "disclosures:note_discussion": _new(
        "clients_entry",
        "disclosures_riskdiscussion",
        clients_casefile="attention_at",
        clients_effectivegrant="attention_at view_until",
        clients_usergrant="until reason",
    ),
    "disclosures:answer": _new(disclosures_release=_ANSWERED),
    "disclosures:await_again": _new(disclosures_release=_ANSWERED),
    "disclosures:put_off": _new(disclosures_release="answer_due"),
    "disclosures:file_answer": _new("clients_thirdpartyrecord", disclosures_release=_ANSWERED),
    "disclosures:submit": _new("redaction_reading", disclosures_request="state submitted_at"),
    "redaction:decide_everywhere": _new("redaction_step"),
    "redaction:undo": _new(redaction_step="taken_back_at"),
    "redaction:let_machine_read": _new("redaction_reading"),
    "redaction:withhold": _new("redaction_step"),
    "redaction:withhold_whole": _new("redaction_step"),
    "redaction:decide": _new("redaction_step"),
    "redaction:weigh": _new("redaction_step", "redaction_weighing"),
    "redaction:permit": _new("redaction_step", "redaction_weighing"),
    "redaction:looked": _new("redaction_step"),
    "redaction:take_back": _new(redaction_step="taken_back_at"),
    "redaction:review": _new("redaction_review", disclosures_request="state"),
    "disclosures:withdraw_request": _new(disclosures_request="state"),
    "scans:documents": _new("scans_page"),
    "scans:page": _new(scans_page="covers leaves looked_at"),
    "scans:take_out": _new(gone="scans_page"),
    "disclosures:read_package": _new("disclosures_reading"),
    "disclosures:release": _new(
        "disclosures_release", "disclosures_package", "sealing_key", disclosures_request="state"
    ),
    "readers:give_link": _new("readers_ticket", "readers_secret", readers_ticket=_CLOSED),
    "readers:take_back": _new(readers_ticket=_CLOSED),
    "readers:read_limits": _new("readers_limitsread", readers_ticket="why"),
    "readers:recall": _new("readers_recall", readers_ticket=_CLOSED),
    "readers:correct": _new("disclosures_request", "readers_correction"),
    "kiosk:give": _new(
        *("readers_ticket", "readers_secret", "kiosk_sitting", "kiosk_offered"),
        readers_ticket=_CLOSED,
        readers_visit="ended_at",
    ),
    "kiosk:end": _new(
        readers_ticket=_CLOSED, readers_visit="ended_at", kiosk_sitting="ended_why blanked_at"
    ),
    "kiosk:renew": _new(
        readers_secret="code",
        readers_visit="ended_at",
        kiosk_sitting="wrong ended_why blanked_at",
    ),
    "kiosk:ask": _new("kiosk_officescreen"),
    "kiosk:agree": _new("kiosk_screensecret", kiosk_officescreen="agreed_by_id agreed_at"),
    "kiosk:end_screen": _new(
        kiosk_officescreen="ended_by_id ended_at",
        readers_visit="ended_at",
        kiosk_sitting="ended_why",
    ),
    "readers:seen": _new(readers_ticket="giver_saw_at manager_saw_at"),
    "disclosures:approval": _new("disclosures_signoff", disclosures_request="state"),
    "disclosures:register_agency": _new("disclosures_agency", "sealing_key"),
    "disclosures:add_contact": _new("disclosures_agencycontact"),
    "disclosures:record_copy": _new("disclosures_agencycopy"),
    "disclosures:record_assurance": _new("disclosures_agencyassurance"),
    "protocols:propose": _new("protocols_protocol", "protocols_party", "protocols_namedreader"),
    "protocols:decide": _new(protocols_protocol="outcome decided_by_id decided_at"),
    "protocols:end": _new(protocols_protocol="ended_by_id ended_at"),
    "protocols:record_copy": _new("protocols_partycopy"),
    "protocols:name_file": _new("protocols_namedfile"),
    "protocols:take_file_off": _new(gone="protocols_namedfile"),
    "agencyworkers:invite": _new("agencyworkers_agencyworker", "agencyworkers_agencysecret"),
    "agencyworkers:decide": _new(
        agencyworkers_agencyworker="outcome decided_by_id decided_at",
        agencyworkers_agencysecret="second expires_at",
    ),
    "agencyworkers:end": _new(agencyworkers_agencyworker="ended_by_id ended_at"),
    "agencies:change_agency": _new(disclosures_agency="name kind statutory_duty"),
    "agencies:end_agency": _new(disclosures_agency="ended_at ended_by_id"),
    "agencies:record_agreement": _new("agencies_managementagreement"),
    "agencies:change_contact": _new(disclosures_agencycontact="name aliases phones post email"),
    "agencies:contact_left": _new(disclosures_agencycontact="left_at left_by_id"),
    "imports:upload": _new("imports_import", "imports_row", "sealing_key"),
    "imports:waiting_row": _new(
        "work_job",
        imports_row="service state reasons packed_plan settled_by_id settled_at",
    ),
    "imports:waiting_row man": _new(
        "work_job",
        imports_row="service state reasons packed_plan settled_by_id settled_at",
    ),
    "imports:set_aside": _new(imports_row="state why settled_by_id settled_at"),
    "imports:set_aside man": _new(imports_row="state why settled_by_id settled_at"),
    "imports:choose_partner": _new("work_job", imports_pairing="linked"),
    "imports:confirm_order": _new(
        imports_import="date_order summary", imports_row="reasons cells packed_plan"
    ),
    "imports:start_import": _new("work_job", imports_import="state iss_team_id dvpp_team_id"),
    "imports:start_import unclear": _new(),  # refused until the order of its dates is confirmed
    "imports:undo_import": _new("work_job"),
    "imports:undo_import planned": _new("work_job"),
    "imports:close_import": _new("work_job"),
    "retention:change_period": _new("organisation_detailchange"),
    "retention:start_sweep": _new("retention_sweep", "work_job"),
    "retention:place_hold": _new("retention_hold"),
    "retention:place_hold here": _new("retention_hold"),
    "retention:lift_hold": _new(retention_hold="lift_ground lift_reason lifted_by_id lifted_at"),
    "retention:lift_hold records": _new(
        retention_hold="lift_ground lift_reason lifted_by_id lifted_at"
    ),
    "retention:review": _new(clients_casefile="reviewed_at"),
}
# Forms whose rightly filled self is refused, or leaves nothing but its audit event.
LEAVE_NOTHING = frozenset(
    {
        "clients:entry sensitive",
        "letters:write",
        "notifications:notification unsettled",
        "documents:document sensitive",
        "imports:start_import unclear",
        "reminders:confirm",
    }
)
# Forms whose answer shows what is shown once, a code, or is a letter to print.
SHOWN_ONCE = frozenset(
    {
        "accounts:start",
        "accounts:reset",
        "accounts:come_back",
        "accounts:change",
        "agencyworkers:invite",
        "agencyworkers:decide",
        "readers:give_link",
        "kiosk:give",
        "kiosk:renew",
        "kiosk:agree",
        "letters:print_letter",
    }
)
# Forms that ask only, and lead on to the answer; and one that keeps what was touched on this day already.
ASK = frozenset({"clients:search", "partners:say", "notifications:review"})
