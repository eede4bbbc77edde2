"""Mutants of the triggers by which each room keeps what its rows must not be: each is taken away in turn.

Those that keep the effective grants stand with row security's own (tests.access.mutants).
"""

from tests.access.mutants import Mutant, no_trigger

# Which trigger on which table, and what notices that it is gone.
GONE = (
    ("keys.declared_token", "conflicts_follow_insert", "tests/conflicts"),
    ("keys.declared_token", "conflicts_follow_delete", "tests/conflicts"),
    ("keys.search_token", "conflicts_follow_insert", "tests/conflicts"),
    ("keys.search_token", "conflicts_follow_delete", "tests/conflicts"),
    ("keys.sealing_key", "new_in_an_epoch", "tests/sealing/test_rotation.py"),
    ("keys.sealing_key", "still_in_an_epoch", "tests/sealing/test_rotation.py"),
    ("accounts_change", "ask_account_change", "tests/accounts"),
    ("askings_asking", "asking_gone", "tests/askings"),
    ("askings_askingnote", "in_order", "tests/askings"),
    ("askings_askingnote", "noted", "tests/askings/test_askings.py"),
    ("breaches_breach", "opened", "tests/breaches"),
    ("breaches_event", "in_order", "tests/breaches"),
    ("breaches_event", "turned", "tests/breaches"),
    ("callers_call", "call_gone", "tests/callers"),
    ("callers_calllook", "looked_at", "tests/callers"),
    ("clients_casefile", "allocated", "tests/allocation"),
    ("clients_casefile", "diary_follows", "tests/diary"),
    ("clients_casefile", "goes_with_certificate", "tests/retention/test_fence.py"),
    ("clients_casefile", "programme_file_gone", "tests/clients/imports/test_importing.py"),
    ("clients_casefile", "reviewed", "tests/retention/test_fence.py"),
    ("clients_casefile", "tasks_follow", "tests/tasks"),
    ("clients_entry", "follow_to_the_one_that_stays", "tests/duplicates"),
    ("clients_partnerlink", "a_link_is_a_tie", "tests/partners"),
    ("clients_partnerlink", "no_link_no_tie", "tests/partners/test_committed.py"),
    ("clients_partnerlink", "note_link", "tests/clients/test_noted.py"),
    ("clients_teamgrant", "note_ended", "tests/clients/test_noted.py"),
    ("clients_teamgrant", "note_taken_away", "tests/clients/test_noted.py"),
    ("clients_usergrant", "note_ended", "tests/clients/test_noted.py"),
    ("clients_usergrant", "note_taken_away", "tests/clients/test_noted.py"),
    ("clients_usergrant", "partners_apart_insert", "tests/partners/test_following.py"),
    ("clients_usergrant", "partners_apart_update", "tests/partners/test_committed.py"),
    ("clients_wall", "note_wall", "tests/clients/test_noted.py"),
    ("conflicts_notice", "raise_walls", "tests/conflicts"),
    ("declarations_declared", "conflicts_wait", "tests/conflicts"),
    ("declarations_declared", "declared_gone", "tests/conflicts"),
    ("delivery_handover", "keep_acknowledged", "tests/delivery/test_delivery.py"),
    ("delivery_notice", "keep_acknowledged", "tests/delivery"),
    ("disclosures_consent", "keep_withdrawn", "tests/disclosures/test_papers.py"),
    ("disclosures_release", "keep_answer", "tests/disclosures/test_answers.py"),
    ("disclosures_request", "keep_request", "tests/disclosures/test_release.py"),
    ("drafts_draft", "draft_begun", "tests/drafts/test_fence.py"),
    ("drafts_draft", "draft_discarded", "tests/drafts"),
    ("drafts_draft", "draft_sent", "tests/drafts"),
    ("emergency_emergencyaccess", "keep_grants_insert_new", "tests/emergency"),
    ("enquiries_enquiry", "enquiry_gone", "tests/enquiries"),
    ("induction_policyversion", "keep_policy", "tests/induction"),
    ("misfiled_parcel", "parcel_gone", "tests/misfiled"),
    ("notifications_attempt", "notification_told", "tests/notifications"),
    ("notifications_strand", "strand_gone", "tests/notifications"),
    ("organisation_detail", "turns_end", "tests/turns"),
    ("organisation_detailchange", "ask_detail_change", "tests/organisation"),
    ("ownfile_complaint", "answered", "tests/ownfile/test_redress.py"),
    ("ownfile_complaint", "changes", "tests/ownfile"),
    ("ownfile_filerequest", "file_request_changes", "tests/ownfile"),
    ("ownfile_rectification", "answered", "tests/ownfile/test_redress.py"),
    ("ownfile_rectification", "corrected", "tests/ownfile"),
    ("paper_folder", "keep_folder", "tests/paper"),
    ("partners_tie", "programme_tied", "tests/notifications/test_telling.py"),
    ("partners_tie", "programme_tied_later", "tests/notifications"),
    ("people_personversion", "programme_people_told", "tests/notifications/test_telling.py"),
    ("programme_programmeevent", "programme_told", "tests/notifications"),
    ("reminders_message", "message_asked", "tests/reminders"),
    ("retention_certificate", "certified", "tests/retention/test_fence.py"),
    ("retention_hold", "hold_lifted", "tests/retention/test_fence.py"),
    ("retention_hold", "hold_placed", "tests/retention"),
    ("staff_account", "address_of_a_leaver", "tests/reminders"),
    ("staff_account", "end_deputies", "tests/deputies"),
    ("staff_account", "note_activity", "tests/clients/test_noted.py"),
    ("staff_account_groups", "give_up_deputies", "tests/deputies"),
    ("staff_account_groups", "note_team", "tests/clients/test_noted.py"),
    ("staff_worker", "end_deputies", "tests/deputies"),
    ("turns_turn", "keep_grants_insert_new", "tests/turns"),
)

# None by itself: the first two make others wait, which races of full size look at (A17: a declaration beside a new
# file, two halves of a couple opened at one moment); where the third does not wait, the foreign key does.
SPARED = (
    ("clients_casefile", "conflicts_wait"),
    ("keys.search_token", "partners_follow"),
    ("ownfile_filerequest", "file_asked_for"),
)

ROOMS = tuple(
    Mutant(f"{table.split('.')[-1]} without {name}", no_trigger(table, name), (tests,))
    for table, name, tests in GONE
)
