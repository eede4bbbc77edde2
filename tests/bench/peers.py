"""The first page of my files by the peer: guardian's `get_objects_for_user` over encrypted model fields."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from guardian.shortcuts import get_objects_for_user

from clients.access import files_open_to
from confidentiality.access.identity import acting_as
from staff.models import Account
from tests.bench.layout import Layout
from tests.bench.lists import ask, asked
from tests.bench.peer.models import PeerFile
from tests.bench.signed_in import worker
from tests.bench.timing import Took, in_turn, milliseconds, took
from tests.database import logged_in_as


def _by_the_peer(account: Account) -> list[str]:
    # without global permissions, which accounts here do not have: one question less for the peer
    files = get_objects_for_user(
        account, "peer.open_peerfile", klass=PeerFile, accept_global_perms=False
    )
    return [file.name for file in files.order_by("attention_at", "id")[:25]]


def _sql_of_the_peer(account: Account) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        _by_the_peer(account)
    return [q["sql"] for q in captured.captured_queries]


def measure(layout: Layout, rounds: int = 15) -> dict[str, Any]:
    """Return what both ways took for a worker and a manager: the SELECTs alone, and all of it, names opened."""
    return {
        role: {"sql": _sql(person, rounds), "whole": _whole(person, rounds)}
        for role, person in (("worker", layout.worker(7)), ("manager", layout.manager(3)))
    }


def _against(ours: Took, peer: Took) -> dict[str, float]:
    faster = {"peer_cpu_ms": peer.cpu_ms, "times_faster": round(peer.cpu_ms / ours.cpu_ms, 1)}
    return {**ours._asdict(), **faster, "peer_ms": peer.ms}


def _as_owner(person: UUID) -> Account:
    """Return the account for the peer, whose tables have no row security: it is asked as their owner."""
    account = Account.objects.get(pk=person)
    assert len(_by_the_peer(account)) == 25
    return account


def _sql(person: UUID, rounds: int) -> dict[str, float]:
    who = worker(person)
    ours = asked(person, lambda: files_open_to(who))
    with logged_in_as("owner"):
        theirs = _sql_of_the_peer(_as_owner(person))
    with acting_as(person), connection.cursor() as cursor, connections["owner"].cursor() as owner:
        tasks = {"ours": lambda: ask(cursor, ours), "peer": lambda: ask(owner, theirs)}
        taken = in_turn(tasks, rounds=rounds, warmed=True)
    return _against(taken["ours"], taken["peer"])


def _whole(person: UUID, rounds: int) -> dict[str, float]:
    """Return the same with every name opened; ours writes and commits its audit event, the peer writes nothing."""
    who = worker(person)

    def ours() -> list[str]:
        with acting_as(person):
            return [grant.file.name for grant in files_open_to(who).grants]

    mine, theirs = [], []
    for _ in range(rounds):
        ours()  # opens the connection
        mine += [milliseconds(ours) for _ in range(3)]
        with logged_in_as("owner"):
            account = _as_owner(person)
            theirs.append(milliseconds(partial(_by_the_peer, account)))
    return _against(took(mine), took(theirs))
