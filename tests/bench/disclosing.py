"""Disclosures: releasing with a package of twenty pages, the queue against its floor, the organisation's register.

The release is a whole request, every rule again, the paper set and read again, taken back after each round.
"""

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from clients.actions import add_entry
from confidentiality.access.identity import acting_as
from confidentiality.sealing.keys import KeyRef, load_keys
from disclosures.access import approvals_open_to, to_look_at
from disclosures.models import Package
from tests import cast
from tests.bench import queues
from tests.bench.lists import _Questions, fetch, questions
from tests.bench.signed_in import client_of, worker
from tests.bench.timing import in_turn
from tests.database import TEMPLATE, copy_of_template, drop, make_template, use_database
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, who
from tests.signing_in import prove_again

ENTRIES, LENGTH, ROUNDS, WAITING = 32, 2_000, 15, 10_000
REGISTERS = {"100": 100, "10k": 10_000, "100k": 100_000}
_SENTENCE = "She said that the neighbour had rung on Monday about the keys, and that the house was quiet since. "
# A request and its release for each number; what nobody reads of them is that of one which is really there.
RELEASES = """INSERT INTO disclosures_request SELECT made.*
    FROM (SELECT * FROM disclosures_request WHERE state = 'released' LIMIT 1) s CROSS JOIN generate_series(1, {many}) n
    CROSS JOIN LATERAL jsonb_populate_record(NULL::disclosures_request, to_jsonb(s)
        || jsonb_build_object('id', md5('q' || n)::uuid)) made;
    INSERT INTO disclosures_release SELECT made.*
    FROM (SELECT * FROM disclosures_release LIMIT 1) s CROSS JOIN generate_series(1, {many}) n
    CROSS JOIN LATERAL jsonb_populate_record(NULL::disclosures_release, to_jsonb(s)
        || jsonb_build_object('id', gen_random_uuid(), 'request_id', md5('q' || n)::uuid,
                              'reference', 'R' || lpad(to_hex(n), 9, '0'),
                              'released_at', now() - n * interval '7 minutes')) made"""


def measure() -> dict[str, Any]:
    """Return the three parts' figures; needs the services and secrets that `exec` gives."""
    drop(TEMPLATE)
    make_template()  # anew: the one that lies there may be of another version
    with copy_of_template("bench_disclosing") as base:
        with use_database(base):
            released = _releasing()
        return {
            "release": released,
            f"approvals with {WAITING} waiting": _queue(base),
            "the organisation’s register": {
                size: _register(base, many) for size, many in REGISTERS.items()
            },
        }


def _releasing() -> dict[str, Any]:
    request_id = _a_long_one()
    client = client_of(who(ASKER))
    prove_again(client, cast.PEOPLE[ASKER])
    path, kept = reverse("disclosures:release", args=[request_id]), list[bytes]()
    ticks = {"has_read": "on", "knows_policy": "on", "confirmed": "on"}

    def release() -> None:
        with transaction.atomic():
            answer = client.post(path, ticks)
            assert "/packages/" in answer["Location"]  # and not to a proof of who one is
            if not kept:
                with acting_as(who(ASKER)):
                    package = Package.objects.get(release__request=request_id)
                    load_keys([KeyRef("package", package.id)])
                    kept.append(package.letter or b"")
            transaction.set_rollback(True)

    took = in_turn({"release": release}, rounds=ROUNDS)["release"]
    letter = PdfReader(io.BytesIO(kept[0]))
    return {**took._asdict(), "queries": questions(release), "pages": len(letter.pages)}


def _a_long_one() -> UUID:
    """A request for entries of two thousand characters each, signed and read."""
    text = (_SENTENCE * LENGTH)[:LENGTH]
    with acting_as(who(ASKER)):
        by, file = cast.worker(ASKER), story.file()
        told = {"kind": "note", "nature": "fact", "happened_on": story.days(-9)}
        made = [add_entry(file=file, by=by, body=text, **told).id for _ in range(ENTRIES)]  # type: ignore[arg-type]
    contact = story.an_agency()
    consent = story.a_consent(contact, covers=frozenset(made), names_sensitive=frozenset())
    request_id = story.a_draft(contact, consent, entries=tuple(made))
    story.submit(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    return request_id


def _queue(base: str) -> dict[str, Any]:
    with copy_of_template("bench_disclosing_sized", base) as name, use_database(name):
        contact = story.an_agency(name="Fernside Housing")
        consent = story.a_consent(contact)
        for _ in range(30):
            story.submit(story.a_draft(contact, consent))
        (copies,) = (each for each in queues.COPIES if each[0] == "disclosures_request")
        table, where, own = copies
        _as_owner(
            queues.COPY.format(table=table, where=where, own=own, many=WAITING),
            "disclosures_request",
        )
        person = who(MANAGER)
        me = worker(person)
        page = fetch(client_of(person), "/approvals/")
        sql = _Questions(person, lambda: (approvals_open_to(me), to_look_at(me))).times(30)
        whole = in_turn({"page": page}, rounds=30)["page"]
        return {
            "queries": questions(page),
            "whole request, ms": whole.cpu_ms,
            "whole request by the clock, ms": whole.median_ms,
            "its SQL, ms": sql["cpu_ms"],
            "without permission, ms": sql["floor_cpu_ms"],
            "times": sql["times_floor"],
        }


def _register(base: str, many: int) -> dict[str, Any]:
    with copy_of_template("bench_disclosing_sized", base) as name, use_database(name):
        story.release(story.a_signed_request())
        _as_owner(RELEASES.format(many=many), "disclosures_request", "disclosures_release")
        client: Client = client_of(who("dp_lead"))
        first = reverse("delivery:register")
        oldest = connections["owner"].cursor()
        oldest.execute("SELECT released_at FROM disclosures_release ORDER BY 1 OFFSET 60 LIMIT 1")
        (deep,) = oldest.fetchone()
        pages: dict[str, Callable[[], object]] = {
            "newest": fetch(client, first),
            "oldest": fetch(client, f"{first}?before={deep.isoformat().replace('+', '%2B')}"),
        }
        asked = {each: questions(task) for each, task in pages.items()}
        taken = in_turn(pages, rounds=20)
        return {
            each: {"queries": asked[each], "ms": took.cpu_ms, "by the clock": took.median_ms}
            for each, took in taken.items()
        }


def _as_owner(statement: str, *tables: str) -> None:
    """Copy rows as the owner, with the triggers of their tables asleep: these rows are only in the way."""
    connection.close()
    with connections["owner"].cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement.replace("%", "%%"))
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")
