"""Today and the queues with much that waits: whole requests, from a hundred rows of everything to a hundred thousand.

Tasks, enquiries, folders, requests and files without a lead all wait; breaches and emergency accesses are closed ones,
as an organisation has them after years. What a page shows first is really sealed; the copies behind it are in the way.
"""

from collections.abc import Callable
from typing import Any

from django.db import connections
from django.test import Client

from staff.breaches.rules import Kind
from tests import cast
from tests.bench.lists import fetch, questions
from tests.bench.signed_in import client_of
from tests.bench.timing import in_turn
from tests.breaches import working as breaches
from tests.database import TEMPLATE, copy_of_template, drop, make_template, use_database
from tests.disclosures import story
from tests.emergency import working as emergency
from tests.enquiries import working as enquiries
from tests.paper import working as paper
from tests.retention.working import a_file, owner
from tests.tasks.working import a_task

SIZES = {"100": 100, "10k": 10_000, "100k": 100_000}
MANAGER, LEAD, WORKER = "iss_manager", "dp_lead", "iss_worker"
SHOWN = 60  # more than any of the pages lists of one kind, but tasks
PAGES = {
    "manager": (
        MANAGER,
        {
            "trivial": "/bench/trivial/",
            "today": "/today/",
            "allocation": "/allocation/",
            "the team’s load": "/allocation/load/",
            "enquiries": "/enquiries/",
            "approvals": "/approvals/",
            "paper": "/paper/",
            "emergencies": "/emergency/reviews/",
        },
    ),
    "data protection lead": (LEAD, {"today": "/today/", "breaches": "/breaches/"}),
    "worker": (WORKER, {"today": "/today/"}),
}
# Copies of one row: the table, which row, what a copy has of its own. `n` is its number, from 1.
COPIES = (
    ("tasks_task", "true", "'owner_id', {manager}, 'due_on', current_date"),
    (
        "enquiries_enquiry",
        "state = 'open'",
        "'touched_on', current_date - 20, 'ring_back_on', current_date - 1",
    ),
    (
        "paper_folder",
        "true",
        "'label', 'Z' || lpad(to_hex(n), 6, '0'), 'out_to_id', {manager}, 'out_since', now() - interval '90 days',"
        " 'due_on', current_date - 9",
    ),
    ("disclosures_request", "state = 'submitted'", "'submitted_at', now()"),
    (
        "clients_casefile",
        "lead_id IS NULL",
        "'reference', 'Z' || lpad(to_hex(n), 8, '0'), 'opened_on', current_date - 9, 'person', gen_random_uuid(),"
        " 'attention_at', now() - interval '9 years'",
    ),
    (
        "emergency_emergencyaccess",
        "reviewed_at IS NULL",
        "'reviewed_at', now(), 'outcome', 'justified', 'started_at', now() - interval '2 days',"
        " 'until', now() - interval '47 hours', 'reviewed_by_id', {manager}, 'finding', to_jsonb(s) -> 'reason'",
    ),
    (
        "breaches_breach",
        "true",
        "'noticed_at', now() - n * interval '1 hour', 'reported_at', now() - n * interval '1 hour'",
    ),
)
# A record is made once, in LATERAL: `(a_function(…)).*` would make it anew for each of its columns.
COPY = """INSERT INTO {table} SELECT made.*
    FROM (SELECT * FROM {table} WHERE {where} LIMIT 1) s CROSS JOIN generate_series(1, {many}) n
    CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, to_jsonb(s)
        || jsonb_build_object('id', md5('{table}' || n)::uuid, {own})) made"""
GRANTS = """INSERT INTO clients_effectivegrant SELECT (jsonb_populate_record(NULL::clients_effectivegrant, to_jsonb(g)
    || jsonb_build_object('file_id', c.id, 'attention_at', c.attention_at) || own.id)).*
    FROM clients_casefile c
    CROSS JOIN LATERAL (SELECT * FROM clients_effectivegrant x WHERE x.user_id = {manager}
                         AND x.file_id = (SELECT id FROM clients_casefile WHERE lead_id IS NULL
                                           AND reference NOT LIKE 'Z0%' LIMIT 1)) g
    CROSS JOIN LATERAL (SELECT CASE WHEN to_jsonb(g) ? 'id' THEN jsonb_build_object('id', nextval(
        pg_get_serial_sequence('clients_effectivegrant', 'id'))) ELSE '{{}}' END AS id) own
    WHERE c.reference LIKE 'Z0%'"""
CLOSING = """INSERT INTO breaches_event SELECT (jsonb_populate_record(NULL::breaches_event, to_jsonb(e)
    || jsonb_build_object('id', gen_random_uuid(), 'breach_id', b.id, 'number', k.number, 'kind', k.kind,
                          'code', k.code, 'worker_id', NULL))).*
    FROM (SELECT * FROM breaches_event LIMIT 1) e
    CROSS JOIN (SELECT id FROM breaches_breach x WHERE NOT EXISTS (
        SELECT 1 FROM breaches_openbreach o WHERE o.breach_id = x.id)) b
    CROSS JOIN (VALUES (1, 'safety_call', 'made'), (2, 'taken', ''), (3, 'closed', '')) k (number, kind, code)"""
TABLES = (*(table for table, _, _ in COPIES), "clients_effectivegrant", "breaches_event")


def measure() -> dict[str, Any]:
    """Return each page's times and questions at each size; needs the services and secrets that `exec` gives."""
    drop(TEMPLATE)
    make_template()  # anew: the one that lies there may be of another version
    with copy_of_template("bench_queues") as base:
        with use_database(base):
            _shown_first()
        return {size: _at(base, many) for size, many in SIZES.items()}


def _at(base: str, many: int) -> dict[str, Any]:
    with copy_of_template("bench_queues_sized", base) as name, use_database(name):
        _copies(many)
        return {who: _pages(key, pages) for who, (key, pages) in PAGES.items()}


def _pages(key: str, pages: dict[str, str]) -> dict[str, Any]:
    client: Client = client_of(cast.PEOPLE[key].id)
    tasks: dict[str, Callable[[], object]] = {n: fetch(client, path) for n, path in pages.items()}
    asked = {name: questions(task) for name, task in tasks.items()}
    taken = in_turn(tasks, rounds=20)
    return {name: {**each._asdict(), "queries": asked[name]} for name, each in taken.items()}


def _shown_first() -> None:
    """Make what the pages list, by the product's own actions, and let it stand before all copies."""
    contact = story.an_agency()
    for _ in range(100):
        a_task(by=MANAGER, file=None)
    for _ in range(SHOWN):
        enquiries.take(ring_back_on=enquiries.today())
    owner(
        "UPDATE enquiries_enquiry SET touched_on = current_date - 40, ring_back_on = current_date - 30"
    )
    for _ in range(SHOWN):
        enquiries.take()
    owner("UPDATE tasks_task SET due_on = current_date - 10")
    files = [a_file(left_on=None) for _ in range(30)]
    owner(
        "UPDATE clients_casefile SET lead_id = NULL, opened_on = current_date - 99 WHERE id = ANY (%s)",
        files,
    )
    consent = story.a_consent(contact)
    for _ in range(30):
        story.submit(story.a_draft(contact, consent))
    paper.subjects()
    emergency.opened()
    breaches.report(danger="no")
    handled = breaches.report(danger="yes")
    breaches.note(handled, Kind.SAFETY_CALL, code="made", worker=breaches.LEAD)


def _copies(many: int) -> None:
    """Copy rows as the owner, with the triggers of their tables asleep: these rows are only in the way."""
    manager = f"'{cast.PEOPLE[MANAGER].id}'::uuid"
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table, where, own in COPIES:
            cursor.execute(
                COPY.format(
                    table=table, where=where, own=own.format(manager=manager), many=many
                ).replace("%", "%%")
            )
        cursor.execute(GRANTS.format(manager=manager).replace("%", "%%"))
        cursor.execute(CLOSING)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")
