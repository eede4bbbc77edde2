"""What sealing costs: 8 writers with 20 ms of work in each transaction, plain, sealed beside them, and chained within.

python -m confidentiality.embedded exec -- python -m tests.bench.audit      prints the figures as JSON
"""

import hashlib
import json
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

WRITERS, WORK, ROUNDS, SECONDS = 8, 0.020, 3, 4.0
CATCH_UP = 20_000
INSERT = (
    "INSERT INTO audit_event (id, at, person, actor, action, outcome, file, ids, purpose, reason, fields, origin)"
    " VALUES (%s, clock_timestamp(), %s, '', 'file_opened', 'done', %s, '[]', 'timeline', '', '[]', '127.0.0.1')"
)
WAITING = "SELECT count(*) FROM audit_event e WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.event = e.id)"
# What a chain within the transaction needs: one head that everybody waits for.
HEAD = (
    "CREATE TABLE public.bench_head (chain text NOT NULL)",
    "INSERT INTO public.bench_head VALUES (repeat('0', 64))",
    "GRANT SELECT, UPDATE ON public.bench_head TO latch_web",
)


def measure() -> dict[str, Any]:
    """Return transactions a second of each way, medians of rounds taken in turn, and their ratios.

    Needs the services and secrets that `exec` gives; makes a database of its own and drops it.
    """
    from tests.database import copy_of_template, has_template, make_template

    if not has_template():
        make_template()
    with copy_of_template("bench_audit") as name, tempfile.TemporaryDirectory() as folder:
        return _measure(name, Path(folder))


def _measure(name: str, folder: Path) -> dict[str, Any]:
    from tests.access.attacker import session
    from tests.audit.working import insert_many, start

    with session(name, "owner") as owner:
        for statement in HEAD:
            owner.sql(statement)
        owner.link.commit()
        rates: dict[str, list[float]] = {"plain": [], "sealed": [], "chained": []}
        lags = []
        for _ in range(ROUNDS):
            rates["plain"].append(_rate(name, _plain))
            rates["chained"].append(_rate(name, _chained))
            _sealed_until_now(start, name, folder)
            sequencer = start(name, folder)
            time.sleep(2)  # its start is not what is measured
            rates["sealed"].append(_rate(name, _plain))
            began = time.perf_counter()
            while owner.sql(WAITING)[0][0]:
                owner.link.commit()
                time.sleep(0.02)
            lags.append(time.perf_counter() - began)
            owner.link.commit()
            sequencer.terminate()
            sequencer.communicate()
        insert_many(owner, CATCH_UP)
        seconds = _sealed_until_now(start, name, folder)
    found = {way: statistics.median(each) for way, each in rates.items()}
    return {
        "writers": WRITERS,
        "work_ms": WORK * 1000,
        "per_second": {way: round(rate, 1) for way, rate in found.items()},
        "sealed_to_plain": round(found["sealed"] / found["plain"], 3),
        "sealed_to_chained": round(found["sealed"] / found["chained"], 2),
        "seconds_until_all_sealed": round(statistics.median(lags), 2),
        "catch_up_per_second": round(CATCH_UP / seconds),
    }


def _sealed_until_now(start: Callable[..., Any], name: str, folder: Path) -> float:
    """Seal and ship what is there; return how long that took, the process's start included."""
    began = time.perf_counter()
    start(name, folder, "--once").communicate()
    return time.perf_counter() - began


def _rate(name: str, way: Callable[[Any], None]) -> float:
    """Return how many transactions a second all writers commit together."""
    from tests.access.attacker import HERS, session

    done, end = [0] * WRITERS, time.perf_counter() + SECONDS

    def write(number: int) -> None:
        with session(name, "web") as one:
            while time.perf_counter() < end:
                one.act_as(HERS.person)
                way(one)
                time.sleep(WORK)
                one.link.commit()
                done[number] += 1

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - began)


def _plain(one: Any) -> None:
    """Record as the product does: an insert."""
    from tests.access.attacker import HERS

    one.sql(INSERT, [str(uuid4()), str(HERS.person), str(HERS.file)])


def _chained(one: Any) -> None:
    """Record and chain in the same transaction: the head is held until it ends."""
    ((chain,),) = one.sql("SELECT chain FROM bench_head FOR UPDATE")
    _plain(one)
    one.sql("UPDATE bench_head SET chain = %s", [hashlib.sha256(chain.encode()).hexdigest()])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confidentiality.settings.test")
    django.setup()
    print(json.dumps(measure(), indent=1))
