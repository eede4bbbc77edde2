"""Whoever writes of people and whoever releases: of two at one moment the second sees what the first did (E13)."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections

from clients.people import actions as people
from clients.people.details import Details
from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions.lock import lock_request
from disclosures.agencies.actions import change_contact
from disclosures.models import AgencyContact, DisclosureRequest
from disclosures.picture import Manner, Spoken
from tests import cast
from tests.at_once import beside, impatiently, waited
from tests.clients.questions import give
from tests.database import owner
from tests.disclosures import story
from tests.disclosures.story import ASKER, who
from tests.emergency.test_walls import alerts_of
from tests.misfiled import working as misfiled
from tests.people.working import CHILD, add, change, decide, propose, tied
from tests.readers.outside import a_package, is_shut_out, opened
from tests.thirdparty.working import an_entry

pytestmark = [
    pytest.mark.slow,
    pytest.mark.clause("3.2.1", "3.3.2 e"),
    pytest.mark.edge("E13", "E20"),
]
PEOPLE = f"/files/{cast.FILES[story.FILE].reference}/people/new/"
COLLEAGUE, REGISTRAR = "iss_colleague", "dvpp_manager"  # who sees no file of the support service
NUMBER = "07700 900111"
WAITING = (
    "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
    " WHERE NOT l.granted AND a.datname = current_database()"
)
KNOWN: dict[str, Any] = {"relation": "ex_partner", "may_know": "no"}


def meets(work: Callable[[], object]) -> object:
    """What the asker meets who waits for nobody."""
    return beside(impatiently(who(ASKER), work))


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """Do something on a connection of its own once what is given is called; it may have to wait for the block."""
    met: list[object] = []

    def run() -> None:
        try:
            met.append(work())
        except Exception as error:
            met.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)

    def begin() -> None:
        thread.start()
        while thread.is_alive() and owner(WAITING) == [(0,)]:
            time.sleep(0.05)

    yield begin
    thread.join()
    assert not isinstance(met[0], Exception), met


def untie(person: UUID) -> object:
    """Say that somebody is no longer tied to the file (act as somebody)."""
    them, by = tied(person), cast.worker(ASKER)
    seen = them.latest.number
    return people.untie(who=them, by=by, reason="Moved.", seen=seen, version_id=uuid4())


@pytest.mark.parametrize(
    "writing", ["tied", "changed", "untied", "merged", "handed on", "told already"]
)
def test_whoever_writes_and_whoever_releases_wait_for_each_other(
    committed: str, writing: str
) -> None:
    give(story.FILE, COLLEAGUE, "view", "contribute", "third_party")
    one, other, entry = add(CHILD), add(replace(CHILD, given="Ada")), an_entry("She rang.")
    merge = propose(one, other, by=COLLEAGUE)
    request = story.a_signed_request()
    says, line = story.urgent(manner=Manner.SPOKEN), Spoken("A voice", "Rung back", story.days(0))
    write: Callable[[], object] = {
        "tied": lambda: add(replace(CHILD, given="Rosa")),
        "changed": lambda: change(other, replace(CHILD, given="Rosa")),
        "untied": lambda: untie(other),
        "merged": lambda: decide(merge),
        "handed on": lambda: misfiled.hand_on(entry),
        "told already": lambda: actions.record_told(
            file=story.file(), says=says, spoken=line, by=cast.worker(ASKER)
        ),
    }[writing]
    with acting_as(who(ASKER)):
        lock_request(request, states={DisclosureRequest.State.APPROVED})
        assert waited(meets(write))
    with acting_as(who(ASKER)):
        assert write()
        assert waited(meets(lambda: story.release(request)))


@pytest.mark.parametrize("first", ["the release", "the tie"])
def test_who_is_tied_while_it_is_released_reads_none_of_it(
    committed: str, signed_in: Any, first: str
) -> None:
    request, client = story.a_signed_request(), signed_in(ASKER)
    given, _, family = story.RECIPIENT.rpartition(" ")
    partner = {**KNOWN, "token": str(uuid4()), "given": given, "family": family}
    if first == "the tie":
        with acting_as(who(ASKER)):
            people.add_person(
                file=story.file(), by=cast.worker(ASKER), person_id=uuid4(),
                details=Details(relation="ex_partner", given=given, family=family),
            )  # fmt: skip
            assert waited(meets(lambda: story.release(request)))
        with pytest.raises(actions.NotNow, match="partner or ex-partner"):
            story.release(request)
        return
    with meanwhile(lambda: client.post(PEOPLE, partner)) as begin, acting_as(who(ASKER)):
        made = actions.release(
            request=story.get(request), by=cast.worker(ASKER), knows_policy=True, keeps_words=True
        )
        begin()
    with acting_as(who(ASKER)):
        assert is_shut_out(opened(made.package.id))
    assert sum(each.times for each in alerts_of(story.MANAGER)) == 1


@pytest.mark.parametrize("first", ["the register", "the file"])
def test_what_the_register_and_the_file_come_to_tell_at_once_is_seen(
    committed: str, signed_in: Any, first: str
) -> None:
    """A number is written down of a partner, and of the recipient: neither transaction sees the other's."""
    package, client = a_package(), signed_in(ASKER)
    with acting_as(who(ASKER)):
        contact = opened(package).release.contact_id
    assert contact is not None
    him = Details(relation="ex_partner", given="Dean", family="Kerr", phones=(NUMBER,))
    posted = {**KNOWN, "token": str(uuid4()), "given": "Dean", "family": "Kerr", "phones": NUMBER}

    def change_them() -> object:
        with acting_as(who(REGISTRAR)):
            found, by = AgencyContact.objects.get(id=contact), cast.worker(REGISTRAR)
            told: dict[str, Any] = {"name": found.name, "post": "", "email": "", "aliases": []}
            return change_contact(contact=found, phones=[NUMBER], by=by, **told)

    if first == "the register":
        with meanwhile(lambda: client.post(PEOPLE, posted)) as begin, acting_as(who(REGISTRAR)):
            assert change_them()
            begin()
    else:
        with meanwhile(change_them) as begin, acting_as(who(ASKER)):
            add(him)
            begin()
    with acting_as(who(ASKER)):
        assert is_shut_out(opened(package))
