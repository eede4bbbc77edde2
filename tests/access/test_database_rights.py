"""What the logins may do in the database besides reading and writing rows: as little as can be.

Every finder is shown a planted fault as well.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from confidentiality.access import installing
from confidentiality.access.fence_page import as_markdown
from tests import cast
from tests.access.attacker import HERS, HIS, REFUSED, Session, session
from tests.database import copy_of_template, logged_in_as

pytestmark = pytest.mark.attack("A4")

# Every function that a login may call, and what it tells. A new one is thought about here first.
CALLABLE = {
    "access.audit_figures()": "how far the audit is numbered and signed, and for how long events wait",
    "access.challenge()": "this backend's id and this transaction's start",
    "access.principal()": "who acts, or an error for a forged identity",
    "access.actor()": "which system actor acts",
    "access.me()": "which person acts, if their account is active",
    "access.backup_seconds()": "how old the newest backup is",
    "access.closed_for()": "whether the doors are closed, and for a restore or an upgrade",
    "access.has_on_loan(text,uuid)": "whether somebody holds a role on loan now",
    "access.has_role(text)": "whether I have a role, of my own or lent",
    "access.my_service()": "my own service",
    "access.decides_accounts(uuid)": "whether somebody in post decides about accounts, by their role",
    "access.may_ask_for_account(text,uuid,uuid,text)": "whether I may ask for such a change about somebody",
    "access.decide_account_change(uuid,boolean,text)": "decides about a change that another asked for, not about me",
    "access.withdraw_account_change(uuid)": "takes back a change that I asked for",
    "access.take_invitation(text,text,text)": "whose both codes these are, for whoever is signing in only; once",
    "access.decide_detail_change(uuid,boolean)": "decides about a detail of the organisation that another asked for",
    "access.withdraw_detail_change(uuid)": "takes back a change of a detail that I asked for",
    "access.confirm_address(uuid,text)": "whether a print fits the code sent to my address; counted",
    "access.erase_my_addresses(boolean)": "erases my addresses for reminders",
    "access.mail_figures()": "whether there is a mail server, and how many messages it did not take",
    "access.end_deputyship(uuid)": "ends that somebody stands in: by either of the two, or who decides about accounts",
    "access.begin_deputies()": "begins what was agreed to and is due, for the timekeeper only",
    "access.left_to_me(uuid)": "whether a draft is a leaver's, on a file that I lead and in a form that I may open",
    "access.take_left_draft(uuid,integer)": "whether a draft left to me is as I read it; lets go of its words",
    "access.finishes_emergency(uuid,timestampwithtimezone)": "of my own emergency access, for a day after its end",
    "access.dormant_people(integer)": "who has not been here for so long, for whoever decides about accounts",
    "access.lapsed_invitations()": "whose codes were not used in time, for whoever decides about accounts",
    "access.suspend_dormant(integer)": "suspends who has not been here for long, for the timekeeper only",
    "access.fit_on_call(uuid,text,timestampwithtimezone,timestampwithtimezone)": "whether somebody may be on call",
    "access.review_people(uuid)": "whose grants are before me in an access review, and on how many files",
    "access.review_lines(uuid,uuid,uuid,integer)": "one person's grants that are before me",
    "access.mark_grants(uuid,uuid[],boolean)": "says of grants before me that they are needed, or ends them",
    "access.reviews_house()": "whether I ask for everybody's account changes, by my own role",
    "access.review_house(uuid)": "everybody's teams and lent roles but mine, for whoever asks for everybody",
    "access.mark_people(uuid,uuid[])": "says of people that these are still right, for the same",
    "access.finish_review(uuid,text)": "notes that nothing is left before me in an access review",
    "access.begin_access_review(integer,integer)": "begins one, for the timekeeper or a records admin, once at a time",
    "access.in_post(uuid)": "whether an account is active; locks it for this transaction",
    "access.destroy_key(text,uuid)": "destroys a key, for the disposer only",
    "access.keys_of(text[],uuid[])": "keys that I may read in their table, as row security shows them to me",
    "access.is_new_subject(uuid)": "whether a random id was never a case file's",
    "access.master_epochs()": "numbers and prints of master keys, and which wrap any key",
    "access.is_imported(uuid)": "whether a random id is an imported file's",
    "access.may_grant(uuid)": "whether I may give grants on a file",
    "access.on_duty()": "whether I take calls",
    "access.duty_search(uuid,integer,bigint[])": "whether two exact identifiers are one file's of my service; counted",
    "access.duty_file(uuid)": "the file that my duty search found within the hour",
    "access.on_duty_for(uuid)": "whether my duty search found this file within the hour",
    "access.duty_contact(uuid)": "lead and safe contact of the file that my duty search found",
    "access.duty_key(uuid)": "the key of the file that my duty search found",
    "access.files_asked_for(uuid[])": "which files are asked for by their clients; a sweep and records admins alone",
    "access.is_asked_for(uuid,timestampwithtimezone)": "whether an open request that I see holds what was written then",
    "access.requests_due(date,integer)": "whose clients' requests are open, and until when; the lead alone",
    "access.register_of_disclosures(timestampwithtimezone,integer)": "when, why, to whom it left; the lead alone",
    "access.escalate_look(uuid)": "whether somebody else was asked to look at a release; the reminder alone",
    "access.show_to_lead(uuid)": "who leads on the ground of my release that went first, and views its file now",
    "access.duty_consents(uuid)": "agency and day of the consents on the file that my duty search found",
    "access.withdraw_on_duty(uuid,uuid)": "withdraws one of them",
    "access.may_view(uuid)": "whether I may view a file",
    "access.lock_disclosure(uuid)": "locks a request on a file I may view",
    "access.partner_would_receive(uuid,integer[],bigint[])": "whether my draft, or a release, reaches a partner",
    "access.stands(uuid,uuid)": "whether who signed can still view a file that I may view",
    "access.contact_version(uuid)": "which telling of safe contact stands on a file that I view or found on duty",
    "access.change_contact(uuid,integer,uuid,text,bytea,bytea,uuid,bytea,date)": "puts a telling of safe contact"
    " on a file that I write in, over the one that I have seen",
    "access.ask_contact_sooner(uuid,date,integer)": "lets the client of a file that I write in be asked sooner",
    "access.worked_on(uuid)": "whether anybody wrote in the file of a random id",
    "access.import_files(uuid)": "two counts of an import, for importers and line managers",
    "access.handles_breach(uuid)": "whether I handle a breach",
    "access.concerned_by_breach(uuid)": "whether the breach of a random id concerns me",
    "access.breach_is_before_somebody(uuid)": "whether anybody can handle what I reported",
    "access.lock_breach(uuid)": "whether I handle a breach; locks it for this transaction",
    "access.breaches_waiting(timestampwithtimezone,boolean)": "how many breaches wait for me, of those that I handle",
    "access.breach_figures(timestampwithtimezone)": "how many breaches were reported, by month, to some roles",
    "access.start_emergency(uuid,text,boolean,bytea)": "one of four answers; 'nothing' for all that is hidden",
    "access.may_take_turns()": "whether I may: it is set, and I manage teams of both services",
    "access.begin_turn(uuid,text,text)": "one of five answers; 'nothing' for all that is hidden",
    "access.end_turn(uuid)": "ends one of mine",
    "access.may_review(uuid)": "whether an emergency access is before me for review",
    "access.decide_merge(uuid,boolean)": "decides about another’s proposal, on a file whose people I write about",
    "access.may_correct_entry(uuid,uuid)": "whether an entry is of a file that I may view, and corrects no other",
    "access.hold_file(uuid)": "locks a file in which I write, and to whom something of it went",
    "access.say_court_paper(uuid,boolean)": "marks an entry of a file that I write in; takes it off where I lead",
    "access.may_correct_record(uuid,uuid)": "whether a record is of a file whose third-party records I may read",
    "access.move_passage(uuid,uuid,uuid,bytea,bytea,bytea,bytea,bytea)": "moves a passage out of an entry",
    "access.undo_move(uuid,bytea,bytea)": "puts one back, with the same rights, if nothing came after it",
    "access.may_be_one(uuid,uuid,uuid)": "whether two entries of a file that I write in may be one",
    "access.look_at_duplicate(uuid)": "a digest of sealed columns, of what I may decide about",
    "access.decide_duplicate(uuid,boolean,text)": "decides about a proposal of a file that I write in, not my own",
    "access.was_at(uuid)": "whether the client of a file that I may view was at a session",
    "access.was_in_group(uuid)": "the same of a group",
    "access.nobody_leads(uuid)": "whether nobody leads a file whose work I say who does",
    "access.is_event_of(uuid,uuid)": "whether an event is of a file in which I write",
    "access.next_programme_file()": "what the notifier looks at next; nothing for anybody else",
    "access.programme_waits()": "whether the notifier has anything to look at, for the clock",
    "access.notifier_reads(uuid)": "whether the notifier may read who is tied to a file; no for anybody else",
    "access.people_to_look_at(uuid)": "ids, for the notifier while a file waits",
    "access.put_person(uuid,uuid,uuid,boolean,uuid,bytea)": "a strand, by the notifier while its file waits",
    "access.notify_of(uuid,uuid[])": "puts notifications before the support service, by the notifier; no answer",
    "access.manages_strand(uuid)": "whether I manage a strand",
    "access.reads_strand(uuid,uuid)": "whether I may read a strand",
    "access.who_can_take_strand(uuid)": "to whom a strand that I manage can be given",
    "access.give_strand(uuid,uuid)": "gives a strand that I manage to somebody",
    "access.review_strand(uuid,boolean)": "keeps or closes a strand that I manage",
    "access.tells_notification(uuid)": "whether a notification is mine to tell",
    "access.hold_notification(uuid)": "locks one that waits and is mine to tell",
    "access.destroy_strands(date,integer)": "destroys strands whose time has come, for the disposer",
    "access.hangs_on_misfiled(uuid,uuid)": "counts what names an entry of a file that I may write in",
    "access.look_at_misfiled(uuid,uuid,boolean)": "a digest of sealed columns, of what I may hand on",
    "access.hand_on(uuid,uuid,boolean,text,bytea,text,boolean)": "the same whatever file has the reference, or none",
    "access.take_back_handing(uuid)": "takes back what I handed on, or another did on a file that I lead",
    "access.refuse_parcel(uuid)": "destroys a parcel for a file that I lead, not my own",
    "access.parcels_with(uuid)": "ids of parcels that I may take, with one that I may take",
    "access.take_parcels(uuid[],uuid[],uuid[],bytea[],bytea[],bytea[],bytea[],uuid[],bytea[],bytea[],bytea[],"
    "bytea[],boolean[])": "takes it",
    "access.look_at_told(uuid,uuid,boolean)": "a digest of sealed columns, of what I may hand on",
    "access.hand_on_told(uuid,uuid,boolean,text,bytea,text)": "the same whatever file has the reference, or none",
    "access.take_told(uuid,uuid[],uuid[],uuid[],uuid[],bytea[],bytea[],uuid[])": "takes it, or strikes it out by two",
    "access.end_emergency(uuid)": "ends one that I use, review or lead the file of",
    "access.review_emergency(uuid,text,bytea)": "reviews one that is before me, once",
    "access.escalate_emergency(uuid,boolean)": "asks a second reviewer, for the reminder only",
    "access.looked_at(uuid)": "the audit of one that is before me",
    "access.forget_searches()": "lets go of searches that nobody answered, for the reminder only",
    "access.tell_of_less(uuid)": "tells managers of a file that I view that what left it is closed",
    "access.tell_of_recipient(uuid)": "tells managers of a file that I view of my disclosing to a partner",
    "access.is_told(uuid)": "whether one was found not justified and no wall keeps it from me",
    "access.is_told_of_wall(uuid,uuid)": "whether I am told of tries behind a wall before a file of my service",
    "access.tell_of_wall(text)": "nothing; tells managers if I am behind a conflict's wall",
    "access.see_wall_alert(uuid)": "notes that I have seen one that I am told of",
    "access.answer_search(uuid)": "answers one that is before me, once",
    "access.name_colleagues(uuid,uuid[])": "nothing; walls others off from a file that I lead",
    "access.say_i_know(uuid)": "whether I could view a file; walls me off from it",
    "access.settle_conflict(uuid,boolean)": "confirms or lifts a conflict that I decide about, not my own",
    "access.conflict_grounds(uuid)": "what agrees, in kind, of a conflict that I decide about",
    "access.leads_though_walled(uuid)": "whether who is walled off leads the file, of one that I decide about",
    "access.wait_for_names(bigint[])": "nothing; lets others wait who write the same names",
    "access.wait_for_halves(uuid,integer[],bigint[])": "nothing; lets others wait who are given what a link may take",
    "access.keep_index(uuid,integer[],bigint[])": "nothing; keeps the tokens of a file where I write",
    "access.keep_partners(uuid,uuid[],uuid[],integer[],bigint[])": "nothing; keeps those of partners where I write",
    "access.decides_tie(uuid)": "whether I decide about a tie of two files",
    "access.decide_tie(uuid,boolean,text)": "decides about a tie that is mine to decide about",
    "access.tie_by_hand(uuid,text,integer,bigint[])": "nothing but that I ask too often; ties a file that I lead",
    "access.tie_grounds(uuid)": "what agrees, in kind, of a tie that I decide about",
    "access.takes_enquiries_of(text)": "whether I take calls in a service",
    "access.enquiry_became_file(uuid)": "destroys an enquiry whose words I have put into a file of mine",
    "access.handles_asking(uuid)": "whether I handle a request about one of us",
    "access.asked_about_me(uuid)": "whether a request is about me, and I am to see it",
    "access.lock_asking(uuid)": "whether a request is mine to note on; locks it for this transaction",
    "access.askings_waiting()": "how many requests wait for me, of those that I handle or that are about me",
    "access.destroy_askings(timestampwithtimezone,integer)": "destroys requests closed long ago, for the disposer only",
    "access.destroy_calls(timestampwithtimezone,integer)": "destroys calls whose time is over, for the disposer only",
    "access.may_allocate(uuid)": "whether I am a line manager of a file's team who leads it",
    "access.who_can_take(uuid[],boolean)": "yes or no for each of the team, about files that I lead",
    "access.unallocated(date,uuid)": "open files that I lead as a line manager and nobody leads who could",
    "access.count_unallocated()": "how many those are, up to a hundred",
    "access.begin_allocation(uuid[],uuid[])": "nothing; lets others wait who would change hands of files I allocate",
    "access.bring_back(uuid,uuid)": "puts back a folder that I have out, whose file I may view, or that I count",
    "access.count_wording(text,integer,integer,integer)": "nothing; adds to a month's figures, of nobody",
    "access.busy(timestampwithtimezone,timestampwithtimezone)": "when colleagues of my teams are taken in a week",
    "access.linked_to_active(uuid[])": "whose partner is active, for the disposer and records admin",
    "access.work_figures()": "counts and ages of all jobs, of nobody in particular",
    "access.key_figures()": "which master keys are in use, by number, and the age of the last drill",
    "access.what_holds(uuid)": "by which entries that is held, on a file that I see",
    "access.held_since(uuid)": "whether what a client reads of a file that I see is held since; of another it is",
    "access.ticket_works(uuid)": "whether a reader's ticket opens anything, on a file that I see",
    "access.protocol_parties(uuid)": "a print of the ids of who is in a protocol",
    "access.decide_protocol(uuid,boolean,text)": "decides, as a line manager, about a protocol that another proposed",
    "access.end_protocol(uuid)": "ends a protocol, as a line manager, or withdraws what I proposed",
    "access.decide_agency_worker(uuid,boolean,text)": "decides, as a line manager, about whom another asked to let in",
    "access.end_agency_worker(uuid)": "shuts out somebody of a partner agency, as a manager or whoever asked",
    "access.agency_secrets(text)": "what a password and code are compared with, for the redeemer",
    "access.take_agency_codes(text,text,text,text,bytea)": "keeps password and factor for two codes, for the redeemer",
    "access.begin_agency_session(uuid,bigint,uuid,text,interval)": "begins a session, each code once, for the redeemer",
    "access.agency_session_of(text,interval)": "whose session a cookie is while it lasts, for the redeemer",
    "access.leave_agency_session(text)": "ends the session of a cookie, for the redeemer",
    "access.agency_worker()": "which person of a partner agency acts, while they may",
    "access.shared_packages()": "ids of the packages that were released to them by name and stand",
    "access.list_shared()": "the same with reference and days, for their list",
    "access.open_shared(uuid,uuid,uuid,text,bytea,interval)": "opens a visit to one of them",
    "access.hold_release(uuid)": "holds the release of a package on a file that I see",
    "access.close_to_contact(uuid,integer[],bigint[])": "nothing; closes, for a manager, what left to a partner",
    "access.let_in_again(uuid,uuid[])": "lets who signs in find again what was closed to them",
    "access.note_limits_read(uuid,uuid[])": "notes which limits a manager has read, and opens nothing",
    "access.agreed_since(uuid)": "what a later consent has against a request that I see; less, of any other",
    "access.limits_to_read(uuid)": "which later consents have limits that nobody read, of a request that I see",
    "access.shut_out_reader(uuid,text)": "closes the ticket of a package, for whoever may let its reader in",
    "access.recall_release(uuid,uuid,bytea)": "recalls a release that I made, or on a file that I manage; once",
    "access.saw_closed_link(uuid)": "that I saw that a link of mine, or on a file that I manage, was guessed at",
    "access.redeem_ticket(text,text,uuid,text,interval)": "lets a reader in by link and code, for the redeemer; once",
    "access.visit_of(text,interval)": "whose visit a cookie is while it lasts, for the redeemer",
    "access.leave_visit(text)": "ends the visit of a cookie, for the redeemer",
    "access.reader()": "which visit acts, while it lasts",
    "access.reader_ticket()": "its ticket",
    "access.reader_package(boolean)": "its package, before or after its terms were accepted",
    "access.reader_file()": "the id of its case file, for the audit",
    "access.agree_to_screen(uuid,text)": "agrees to an office screen that another asked for; keeps its code's print",
    "access.end_screen(uuid)": "takes an office screen away, as a manager or records admin",
    "access.look_at_sitting(uuid)": "how a sitting on a file that I see stands; ends what time has ended",
    "access.end_sitting(uuid)": "closes a sitting, for whoever may shut its reader out",
    "access.renew_client_code(uuid,text)": "keeps another print of a client's code, for whoever may let them in",
    "access.enrol_screen(text,text)": "makes a browser an office screen by its code, for the usher; once",
    "access.at_office(text,text,text,boolean,integer)": "where from, and how a sitting stands, for the usher",
    "access.come_in_at_office(text,text,text,uuid,text,interval)": "lets a client in at a screen, for the usher; once",
    "access.blank_sitting(text,text)": "blanks the sitting of a cookie, for the usher",
    "access.resume_sitting(text,text,text)": "shows it again for the client's code, for the usher",
    "access.leave_office(text,text)": "ends the sitting of a cookie, for the usher",
    "access.withdraw_at_office(uuid)": "withdraws a consent that was offered in this sitting",
    "access.limit_at_office(uuid,text,uuid[],uuid[],date,bytea)": "limits one further; never widens it",
    "access.withdrawn_of_offered()": "ids of those that were withdrawn since",
    "access.index_figures()": "how the search index was made, and about how many files there are",
}


@pytest.fixture(scope="module")
def name(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[str]:
    """One copy for all tests here: what they change they roll back, or put back."""
    with django_db_blocker.unblock(), copy_of_template(f"latch_{worker_id}_rights") as copied:
        yield copied


@pytest.fixture
def owner(name: str) -> Iterator[Session]:
    with session(name, "owner") as opened:
        yield opened


@pytest.fixture
def web(name: str) -> Iterator[Session]:
    with session(name, "web") as opened:
        yield opened


def _found(asking: Session, statement: str) -> set[str]:
    return {row[0] for row in asking.sql(statement)}


# ---- tables

_OURS = "c.relnamespace IN ('public'::regnamespace, 'keys'::regnamespace)"
_TABLES = (
    f"SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {_OURS}"
)
_NOT_FORCED = f"{_TABLES} AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
_REACHABLE = (
    "SELECT c.oid::regclass::text || ' by ' || r.rolname FROM pg_class c, pg_roles r"
    " WHERE r.rolname IN ('latch_web', 'latch_worker', 'latch_sequencer', 'latch_reader', 'latch_kiosk')"
    " AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
)


def _unclassified(owner: Session) -> set[str]:
    return _found(owner, _TABLES) - {table.name for table in installing.declared_tables()}


def test_every_table_is_classified_and_forced(owner: Session) -> None:
    assert _unclassified(owner) == set()
    assert _found(owner, _NOT_FORCED) == set()
    owner.sql("CREATE TABLE clients_forgotten (id uuid)")
    assert _unclassified(owner) == {"clients_forgotten"}
    assert _found(owner, _NOT_FORCED) == {"clients_forgotten"}


def test_a_table_that_nobody_names_is_closed(committed: str) -> None:
    with session(committed, "owner") as owner, session(committed, "web") as web:
        owner.sql("CREATE TABLE clients_forgotten AS SELECT gen_random_uuid() AS id")
        owner.link.commit()
        assert web.attempt("SELECT * FROM clients_forgotten") == REFUSED
        web.link.rollback()
        installing.install("owner")  # as the next migration does
        assert _found(owner, _NOT_FORCED) == set()
        assert web.attempt("SELECT * FROM clients_forgotten") == REFUSED


def test_no_table_is_handed_out_whole(owner: Session) -> None:
    """A privilege without a policy shows nothing; a policy without a test shows everything."""
    open_policies = (
        "SELECT tablename || ' ' || cmd FROM pg_policies WHERE policyname <> 'keeper'"
        " AND coalesce(qual, with_check) = 'true'"
    )
    assert _found(owner, open_policies) == {
        "django_content_type SELECT",
        "auth_permission SELECT",
        "django_migrations SELECT",
    }
    for right in ("TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"):
        held = f"{_REACHABLE} AND c.relkind IN ('r', 'v') AND has_table_privilege(r.oid, c.oid, '{right}')"
        assert _found(owner, held) == set()


def test_no_view_and_no_sequence_is_reachable(owner: Session) -> None:
    views = f"{_REACHABLE} AND c.relkind IN ('v', 'm', 'f') AND has_any_column_privilege(r.oid, c.oid, 'SELECT')"
    sequences = f"{_REACHABLE} AND c.relkind = 'S' AND has_sequence_privilege(r.oid, c.oid, 'USAGE, SELECT, UPDATE')"
    assert _found(owner, views) == _found(owner, sequences) == set()
    owner.sql("CREATE VIEW public.names AS SELECT * FROM clients_casefile")
    owner.sql("GRANT SELECT ON public.names TO latch_web")
    owner.sql("CREATE SEQUENCE public.counter")
    owner.sql("GRANT USAGE ON SEQUENCE public.counter TO latch_web")
    assert _found(owner, views) == {"names by latch_web"}
    assert _found(owner, sequences) == {"counter by latch_web"}


# ---- functions

_CALLABLE = (
    "SELECT replace(p.oid::regprocedure::text, ' ', '') FROM pg_proc p, pg_roles r"
    " WHERE p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
    " AND r.rolname IN ('latch_web', 'latch_worker', 'latch_sequencer', 'latch_reader', 'latch_kiosk')"
    " AND has_function_privilege(r.oid, p.oid, 'EXECUTE')"
)
_CARELESS = (
    "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'access'::regnamespace"
    " AND (coalesce(p.proconfig::text, '') !~ 'search_path=(pg_catalog|public)(, pg_temp)?\"?[,}]'"
    " OR p.prosecdef AND (p.proowner <> 'latch_keeper'::regrole OR p.proconfig::text !~ 'pg_temp'))"
)


def test_only_known_functions_can_be_called(owner: Session) -> None:
    assert _found(owner, _CALLABLE) == set(CALLABLE)
    assert _found(owner, _CARELESS) == set()
    owner.sql(
        "CREATE FUNCTION access.all_names() RETURNS bigint LANGUAGE sql SECURITY DEFINER"
        " AS 'SELECT count(*) FROM public.clients_casefile'"
    )
    owner.sql("GRANT EXECUTE ON FUNCTION access.all_names() TO latch_worker")
    assert _found(owner, _CALLABLE) - set(CALLABLE) == {"access.all_names()"}
    assert _found(owner, _CARELESS) == {"access.all_names()"}


def test_functions_tell_nothing_about_a_foreign_file(web: Session) -> None:
    """What is callable, called about a file that is walled off: as if it were not there."""
    web.act_as(HERS.person)
    nowhere = uuid4()
    for question in ("may_grant", "may_view", "lock_disclosure", "may_allocate"):
        asked = f"SELECT access.{question}(%s)"
        assert web.attempt(asked, [HIS.file]) == web.attempt(asked, [nowhere]) == [(False,)]
    for wanted in (cast.FILES["daniel"].reference, "ZZZZ-ZZZZ"):
        asked = (
            "SELECT * FROM access.start_emergency(%s, %s, true, decode(repeat('00', 40), 'hex'))"
        )
        assert web.attempt(asked, [nowhere, wanted]) == [("nothing", None)]
    for wanted in (cast.FILES["daniel"].reference, "ZZZZ-ZZZZ"):
        assert web.attempt("SELECT access.tell_of_wall(%s)", [wanted]) == [("",)]
    told = "SELECT access.is_told_of_wall(%s, %s)"
    assert web.attempt(told, [HIS.file, HIS.person]) == [(False,)]
    for file in (HIS.file, nowhere):
        assert web.attempt("SELECT access.say_i_know(%s)", [file]) == [(False,)]
        for whom in ([], [HIS.person]):
            named = "SELECT access.name_colleagues(%s, %s::uuid[])"
            assert web.attempt(named, [file, whom]) == REFUSED
    for question in ("settle_conflict(%s, true)", "leads_though_walled(%s)"):
        assert web.attempt(f"SELECT access.{question}", [nowhere]) == [(False,)]
    stands = "SELECT access.stands(%s, %s)"
    assert web.attempt(stands, [HIS.file, HIS.person]) == [(False,)]
    for file in (HIS.file, nowhere):
        can = "SELECT * FROM access.who_can_take(ARRAY[%s]::uuid[], true)"
        assert web.attempt(can, [file]) == []
        begin = "SELECT access.begin_allocation(ARRAY[%s]::uuid[], ARRAY[]::uuid[])"
        assert web.attempt(begin, [file]) == REFUSED
    linked = "SELECT access.linked_to_active(ARRAY(SELECT person FROM clients_casefile))"
    assert web.attempt(linked) == []


# ---- the logins themselves

_FORBIDDEN = (
    "SET ROLE latch_keeper",
    "SET ROLE latch_owner",
    "SET SESSION AUTHORIZATION latch_owner",
    "SET LOCAL session_replication_role = replica",
    "SET track_activities = on",
    "CREATE TABLE public.mine (id int)",
    "CREATE TABLE access.mine (id int)",
    "CREATE TABLE keys.mine (id int)",
    "CREATE TEMP TABLE mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE EXTENSION pg_trgm",
    "ALTER TABLE clients_casefile DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE clients_casefile NO FORCE ROW LEVEL SECURITY",
    "CREATE POLICY mine ON clients_casefile USING (true)",
    "TRUNCATE audit_event",
    "LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE",
    "COPY clients_casefile TO '/tmp/stolen'",
    "COPY clients_casefile TO PROGRAM 'cat'",
    "SELECT * FROM access.login_key",
    "SELECT * FROM access.grant_source",
    "SELECT * FROM access.link",
    "SELECT access.work_out('{}', '{}')",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT pg_ls_dir('.')",
    "SELECT setval('django_migrations_id_seq', 1)",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_statistic",
    "SELECT * FROM pg_subscription",
)


@pytest.mark.parametrize("login", ["web", "worker", "sequencer"])
def test_a_login_reaches_for_nothing_else(name: str, login: str) -> None:
    with session(name, login) as attacker:
        attacker.act_as(HERS.person)
        allowed = [words for words in _FORBIDDEN if attacker.attempt(words) != REFUSED]
        assert allowed == []
        assert attacker.attempt("SELECT current_user = session_user") == [(True,)]


def test_row_security_cannot_be_switched_off(web: Session) -> None:
    web.act_as(HERS.person)
    web.sql("SET LOCAL row_security = off")
    assert web.attempt("SELECT count(*) FROM clients_casefile") == REFUSED


def test_the_product_s_own_database_has_the_same_rights(owner: Session) -> None:
    """These tests run in copies; the database that `make run` and production use is closed alike."""
    rights = (
        "SELECT r || ' ' || l FROM unnest(ARRAY['latch', current_database()]) d,"
        " unnest(ARRAY['CREATE', 'TEMPORARY']) r,"
        " unnest(ARRAY['latch_web', 'latch_worker', 'latch_sequencer', 'public']) l"
        " WHERE has_database_privilege(l, d, r)"
    )
    assert _found(owner, rights) == set()
    logins = (
        "SELECT rolname FROM pg_roles WHERE rolname IN"
        " ('latch_web', 'latch_worker', 'latch_sequencer', 'latch_keeper')"
        " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)"
    )
    assert _found(owner, logins) == set()


def test_no_session_reads_anothers_statements(name: str, web: Session) -> None:
    with session(name, "web") as other, session(name, "worker") as worker:
        for busy in (other, worker):
            busy.act_as(HIS.person if busy is other else HERS.person)
            busy.sql("SELECT 'Daniel Farouk'")
        pids = [other.link.info.backend_pid, worker.link.info.backend_pid]
        statements = web.sql("SELECT query FROM pg_stat_activity WHERE pid = ANY(%s)", [pids])
        assert len(statements) == 2
        assert {words for (words,) in statements} <= {
            "<insufficient privilege>",
            "<command string not enabled>",
            "",
            None,
        }


def test_statistics_tell_no_values(web: Session, owner: Session) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE clients_casefile")
        cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'clients_casefile'")
    web.act_as(HERS.person)
    assert web.attempt("SELECT count(*) FROM pg_stats WHERE tablename = 'clients_casefile'") == [
        (0,)
    ]


# ---- what is ended, ends at once


@contextmanager
def for_a_while(owner: Session, statement: str, during: str, after: str) -> Iterator[None]:
    """Commit a change about her worker, and what undoes it at the end."""
    owner.sql(statement.format(during), [HERS.person])
    owner.link.commit()
    try:
        yield
    finally:
        owner.sql(statement.format(after), [HERS.person])
        owner.link.commit()


def test_an_ended_account_is_nobody_at_once(web: Session, owner: Session) -> None:
    web.act_as(HERS.person)
    count = "SELECT count(*) FROM clients_casefile"
    assert web.sql(count) != [(0,)]
    with for_a_while(
        owner, "UPDATE staff_account SET is_active = {} WHERE id = %s", "false", "true"
    ):
        assert web.sql(count) == web.sql("SELECT count(*) FROM sealing_key") == [(0,)]
        assert web.sql("SELECT access.me()") == [(None,)]


def test_a_grant_that_is_taken_away_ends_in_the_open_transaction(
    web: Session, owner: Session
) -> None:
    web.act_as(HERS.person)
    count = f"SELECT count(*) FROM clients_entry WHERE file_id = '{HERS.file}'"
    assert web.sql(count) != [(0,)]
    ended = "UPDATE clients_usergrant SET until = {} WHERE user_id = %s"
    with for_a_while(owner, ended, "now() - interval '1 hour'", "NULL"):
        assert web.sql(count) == [(0,)]
    assert web.sql(count) != [(0,)]


# ---- errors and other paths around


def test_a_unique_violation_shows_no_row(web: Session, owner: Session) -> None:
    """That a reference is taken can be learnt (1 of 31⁸ is hit by chance); whose it is cannot."""
    ((reference, team),) = owner.sql(
        "SELECT reference, team_id FROM clients_casefile WHERE id = %s", [HIS.file]
    )
    web.act_as(HERS.person)
    web.cursor.execute("SAVEPOINT before")
    with pytest.raises(Exception, match="unique") as raised:
        web.sql(
            "INSERT INTO clients_casefile (id, reference, service, status, opened_on, person, team_id, created_by_id,"
            " attention_at, name, known_as, date_of_birth, contact, partner_names) VALUES"
            " (%s, %s, 'iss', 'open', now(), %s, %s, %s, now(), '', '', '', '', '')",
            [uuid4(), reference, uuid4(), team, HERS.person],
        )
    assert raised.value.diag.message_detail is None  # type: ignore[attr-defined]
    assert reference not in str(raised.value)


def test_a_test_of_ones_own_runs_on_ones_own_rows_only(web: Session) -> None:
    """An error raised by a hidden row's value would tell the value: no function sees a row before the fence."""
    spy = "SELECT 1 FROM clients_casefile WHERE 1 / (length(reference) - 9) > 0"
    assert web.attempt(spy) == []
    web.act_as(HERS.person)
    assert web.attempt(spy) == "error 22012"  # on one's own rows it does run
    hidden = f"{spy} AND id = '{HIS.file}'"
    assert web.attempt(hidden) == []


def test_copying_out_is_filtered_and_copying_in_refused(web: Session, tmp_path: Path) -> None:
    web.act_as(HERS.person)
    copied = tmp_path / "copied"
    with copied.open("w") as target:
        web.cursor.copy_expert("COPY clients_casefile (id) TO STDOUT", target)
    assert str(HERS.file) in copied.read_text()
    assert str(HIS.file) not in copied.read_text()
    assert web.attempt("COPY clients_entry FROM STDIN") in (REFUSED, "error 0A000")


def test_parallel_workers_know_who_acts(web: Session) -> None:
    """The challenge names the backend: a parallel worker would be another one."""
    web.act_as(HERS.person)
    for setting in (
        "parallel_setup_cost = 0",
        "parallel_tuple_cost = 0",
        "min_parallel_table_scan_size = 0",
    ):
        web.sql(f"SET LOCAL {setting}")
    web.sql("SET LOCAL debug_parallel_query = on")
    found = web.sql("SELECT id FROM clients_casefile")
    assert (HERS.file,) in found
    assert (HIS.file,) not in found


def test_two_sessions_do_not_lend_each_other_an_identity(name: str) -> None:
    """Many requests at once, each with its own identity, and some with none."""
    wrong: list[Any] = []

    def work(number: int) -> None:
        with session(name, "web") as one:
            for turn in range(40):
                party = (HERS, HIS, None)[(number + turn) % 3]
                if party:
                    one.act_as(party.person)
                files = {f for (f,) in one.sql("SELECT id FROM clients_casefile")}
                if {p.file for p in (HERS, HIS) if p in (party,)} != files & {HERS.file, HIS.file}:
                    wrong.append((number, turn, files))
                one.link.commit() if turn % 2 else one.link.rollback()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


# ---- the page and the database say the same


def test_the_page_is_what_is_declared() -> None:
    page = Path(settings.BASE_DIR) / "docs" / "row-security.md"
    assert page.read_text(encoding="utf-8") == as_markdown(), (
        "The declaration has changed: manage.py fence --table > docs/row-security.md"
    )


def test_the_command_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("fence", "--table")
    assert capsys.readouterr().out == as_markdown()
    call_command("fence")
    assert "content     clients_entry\n" in capsys.readouterr().out


_INSTALLED = (
    "SELECT 'policy', tablename, policyname, cmd, roles::text, qual, with_check FROM pg_policies"
    " UNION ALL SELECT 'grant', table_name, grantee, privilege_type, NULL, NULL, NULL"
    " FROM information_schema.table_privileges WHERE grantee LIKE 'latch%'"
    " UNION ALL SELECT 'column', table_name, grantee, privilege_type, column_name, NULL, NULL"
    " FROM information_schema.column_privileges WHERE grantee LIKE 'latch%'"
    " UNION ALL SELECT 'function', oid::regprocedure::text, proacl::text, prosrc, NULL, NULL, NULL FROM pg_proc"
    " WHERE pronamespace = 'access'::regnamespace"
    " UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), NULL, NULL, NULL"
    " FROM pg_trigger WHERE NOT tgisinternal"
)


def test_the_database_is_what_is_declared(committed: str) -> None:
    """Installing the declaration anew changes nothing; a policy made by hand is found and swept away."""
    with logged_in_as("owner"), transaction.atomic(), connections["default"].cursor() as cursor:

        def installed() -> set[tuple[str, ...]]:
            cursor.execute(_INSTALLED)
            return set(cursor.fetchall())

        before = installed()
        assert len([row for row in before if row[0] == "policy"]) > 100
        cursor.execute("CREATE POLICY by_hand ON clients_casefile TO latch_web USING (true)")
        assert installed() != before
        installing.install()
        assert installed() == before


def test_every_person_of_the_cast_is_somebody(web: Session) -> None:
    """The positive control of everything above: with their own signature each acts as themselves."""
    for person in cast.PEOPLE.values():
        web.act_as(person.id)
        assert web.sql("SELECT access.me()") == [(person.id,)]
        web.link.rollback()
