"""Names, files and contacts are locked in one order: nobody stops another, and nobody sees only half (E6, E48)."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from clients.born import change_born
from clients.conflicts.fence_sql import LOCK as CONFLICTS
from clients.contacting.profile import Point, Profile
from clients.hearing import tell_rooms
from clients.misfiled.access import open_parcel
from clients.misfiled.told import take_person
from clients.models import CaseFile
from clients.names import as_they_stand, change_names
from clients.partners.fence_sql import LOCK_NAME as NAMES
from clients.partners.models import Tie
from clients.people import actions as people
from clients.people.details import Details
from confidentiality.access.identity import acting_as
from confidentiality.sealing.index.keeping import LOCK as INDEX
from disclosures.actions import release
from disclosures.actions.lock import lock_request
from disclosures.agencies.actions import change_contact
from disclosures.models import AgencyContact, DisclosureRequest
from disclosures.readers.access import hold_release
from tests import at_once, cast
from tests.at_once import begun, impatiently, until_waiting, waited
from tests.clients.questions import working_as
from tests.contacting.working import tell
from tests.database import owner
from tests.declarations.working import declare
from tests.disclosures import story
from tests.misfiled.working import TAKER, hand_on_person
from tests.people.working import a_file_of_two, add, decide, propose
from tests.readers.outside import is_shut_out, opened
from tests.thirdparty.working import an_entry, move

from .working import MANAGER, a_file, ties
from .working import decide as decide_tie

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("committed"),
    pytest.mark.clause("3.2.1"),
    pytest.mark.edge("E6", "E48"),
]
State = DisclosureRequest.State
REGISTRAR = "dvpp_manager"  # who sees no file of the support service
PROGRAMME = "dvpp_worker"
WRITER, NAME, NUMBER = "iss_worker", "Gareth Pryce", "07700 900777"
HIM = Details(relation="ex_partner", given="Gareth", family="Pryce")
HELD = (
    "SELECT classid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND database ="
    f" (SELECT oid FROM pg_database WHERE datname = current_database()) AND classid IN ({CONFLICTS}, {NAMES})"
)
TIED = "SELECT count(*) FROM partners_tie WHERE kind = 'partner' AND %s IN (one_id, other_id)"


def beside(by: str, work: Callable[[], object]) -> Callable[[], object]:
    """Begin something as somebody, on a connection of its own; return what waits for its end."""

    def done() -> object:
        with acting_as(cast.PEOPLE[by].id):
            return work()

    return begun(done)


@contextmanager
def nobody_compares() -> Iterator[None]:
    """Stop whoever writes what a file's client is found by, when the file is held and the names are not yet."""
    with transaction.atomic(using="owner"):
        owner("SELECT pg_advisory_xact_lock(%s, 0)", CONFLICTS)
        yield


def meet_after(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let two come so far that each has done this once, if neither waits for the other before."""
    both, done = threading.Barrier(2), getattr(people, name)

    def met(*args: Any, **more: Any) -> object:
        came = done(*args, **more)
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)
        return came

    monkeypatch.setattr(people, name, met)


def rename(file: UUID, *known_as: str) -> object:
    with working_as(WRITER) as by:
        held = CaseFile.objects.get(id=file)
        return change_names(
            file=held, name=NAME, known_as=known_as, mistaken=True, how="Seen on a letter.",
            seen=as_they_stand(held), by=by, entry_id=uuid4(),
        )  # fmt: skip


def born(file: UUID) -> object:
    with working_as(WRITER) as by:
        return change_born(
            file=CaseFile.objects.get(id=file), born=date(1985, 2, 3), how="Seen on a letter.",
            by=by, entry_id=uuid4(),
        )  # fmt: skip


def reach(file: UUID) -> object:
    return tell(Profile(phones=(Point(NUMBER, safe="yes"),)), file=file)


def take(parcel: UUID, by: str = TAKER) -> object:
    found, file = open_parcel(parcel)
    return take_person(parcel=found, file=file, struck=found.struck, by=cast.worker(by))


def same_woman() -> Tie:
    """Open two files that may be one woman's; return what waits for a manager."""
    for _ in range(2):
        a_file("Wilma Quick")
    (tie,) = (each for each in ties()[0] if each.kind == Tie.Kind.SAME)
    return tie


@pytest.mark.parametrize("write", [rename, born, reach])
def test_whoever_writes_of_a_client_and_whoever_decides_about_her_files(
    write: Callable[[UUID], object],
) -> None:
    tie = same_woman()
    with nobody_compares():
        written = beside(WRITER, lambda: write(tie.other_id))
        until_waiting(1)
        decided = beside(MANAGER, lambda: decide_tie(tie, tied=True))
        until_waiting(2)
    assert written()
    assert decided()


def test_whoever_hands_somebody_on_and_whoever_decides_about_the_file() -> None:
    tie = same_woman()
    person = add(HIM, file=tie.other_id)
    with working_as(WRITER) as by:
        hand_on_person(person)
        decided = beside(MANAGER, lambda: decide_tie(tie, tied=True))
        until_waiting(1)
        tell_rooms(CaseFile.objects.get(id=tie.other_id), by)
    assert decided()


def test_whoever_takes_somebody_over_and_whoever_writes_their_name_elsewhere() -> None:
    wrong, other = a_file_of_two(), a_file_of_two("Ida Moss")
    parcel = hand_on_person(add(HIM, file=wrong))
    with acting_as(cast.PEOPLE[WRITER].id):
        rename(other)
        taken = beside(TAKER, lambda: take(parcel))
        until_waiting(1)
    assert taken() == "taken"
    assert owner(TIED, wrong) == [(0,)]


def test_whoever_writes_a_number_and_whoever_ties_a_partner_with_it_elsewhere() -> None:
    hers, his = a_file_of_two(NAME), a_file_of_two("Ida Moss")
    with nobody_compares():
        told = beside(WRITER, lambda: reach(hers))
        until_waiting(1)
        added = beside(WRITER, lambda: add(replace(HIM, phones=(NUMBER,)), file=his))
        time.sleep(0.5)
    assert told()
    assert added()
    assert owner(TIED + " AND sure", hers) == [(1,)]


@pytest.mark.edge("E2")
def test_whoever_writes_a_name_that_a_colleague_declared_and_whoever_ties_the_files() -> None:
    """A wall rises from the name, and the link from the tie: both work out who may open her file."""
    hers, his = a_file_of_two(NAME), a_file("Ida Moss", by=PROGRAMME)
    reach(hers)
    declare("iss_senior", "Zed", "Marsh")
    partner = replace(HIM, aliases=("Zed Marsh",), phones=(NUMBER,))
    with transaction.atomic(using="owner"):
        owner("LOCK TABLE keys.partner_token IN SHARE MODE")  # the names are waited for by then
        added = beside(PROGRAMME, lambda: add(partner, by=PROGRAMME, file=his))
        until_waiting(1)
        told = beside(WRITER, lambda: rename(hers, "Zed Marsh"))
        until_waiting(2)
    assert added()
    assert told()
    assert owner(TIED + " AND sure AND outcome = 'tied'", hers) == [(1,)]


def test_whoever_ties_the_two_whom_two_files_name_stops_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [NAME, "Owen Blake"]
    files = [a_file(of, partner_names=names) for of in ("Ida Moss", "Ada Orr")]
    meet_after(monkeypatch, "wait_for_halves")

    def tie(file: UUID, name: str) -> object:
        with working_as(WRITER) as by:
            return people.tie_named(
                file=CaseFile.objects.get(id=file), by=by, name=name,
                relation="ex_partner", person_id=uuid4(),
            )  # fmt: skip

    both = [
        beside(WRITER, lambda: tie(files[0], names[0])),
        beside(WRITER, lambda: tie(files[1], names[1])),
    ]
    assert all(each() for each in both)


def test_whoever_takes_the_same_two_apart_on_two_files_stops_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    splits = []
    for of, order in (("Ida Moss", 1), ("Ada Orr", -1)):
        file = a_file_of_two(of)
        kept, merged = [
            add(replace(HIM, given=given), file=file) for given in ("Gareth", "Owen")[::order]
        ]
        assert decide(propose(kept, merged)) == "agreed"
        splits.append(propose(kept, merged, kind="split"))
    meet_after(monkeypatch, "wait_for_halves")
    both = [
        beside(WRITER, lambda: decide(splits[0])),
        beside(WRITER, lambda: decide(splits[1])),
    ]
    assert [each() for each in both] == ["agreed", "agreed"]


@pytest.mark.parametrize(
    "write", [rename, born, lambda file: add(HIM, file=file), lambda _: a_file("Ada Orr")]
)
def test_whoever_begins_an_index_waits_for_nobody_who_waits_for_them(
    write: Callable[[UUID], object],
) -> None:
    """Whoever declares shares the index first, and then waits for whoever compares what is declared."""
    hers = a_file_of_two(NAME)
    with transaction.atomic(using="owner"):
        owner("SELECT pg_advisory_xact_lock(%s, 0)", INDEX)
        written = begun(lambda: write(hers))
        until_waiting(1)
        assert owner(HELD) == []
    assert written()


@pytest.mark.edge("E13")
def test_whoever_ties_a_partner_waits_for_grants_before_releases() -> None:
    """The link takes grants, and what left is closed before it: whoever wrote may see nothing of it afterwards."""
    his = a_file("Gareth Pryce", by=PROGRAMME, contact={"phones": [NUMBER]})
    package = story.release(story.a_signed_request()).package.id
    with transaction.atomic(using="owner"):
        owner("SELECT access.lock_each(3, ARRAY[%s], true)", str(his))
        tied = beside(WRITER, lambda: add(replace(HIM, phones=(NUMBER,)), file=story.file().id))
        until_waiting(1)
        hold = impatiently(cast.PEOPLE[WRITER].id, lambda: hold_release(package))
        assert not waited(at_once.beside(hold))
    assert tied()
    assert owner(TIED + " AND sure", his) == [(1,)]


@pytest.mark.edge("E13", "E48")
def test_whoever_takes_somebody_over_waits_for_contacts_before_names() -> None:
    to, other = cast.FILES[story.FILE], a_file_of_two("Ida Moss")
    story.release(story.a_signed_request())
    wrong = add(HIM, file=a_file_of_two())
    parcel = hand_on_person(wrong, by=TAKER, to=to.reference)
    with transaction.atomic(using="owner"):
        owner("SELECT 1 FROM disclosures_agencycontact FOR UPDATE")
        taken = beside(WRITER, lambda: take(parcel, by=WRITER))
        until_waiting(1)
        written = impatiently(cast.PEOPLE[WRITER].id, lambda: rename(other))
        assert not waited(at_once.beside(written))
    assert taken() == "taken"


@pytest.mark.edge("E20")
def test_whoever_moves_a_passage_holds_the_file_before_the_entry() -> None:
    passage, contact = an_entry(), story.an_agency()
    covers = {"covers": frozenset({passage}), "names_sensitive": frozenset()}
    consent = story.a_consent(contact, **covers)
    request = story.a_draft(contact, consent, entries=(passage,))
    with working_as(WRITER) as by:
        move(passage)
        locked = beside(WRITER, lambda: lock_request(request, states={State.DRAFT}))
        until_waiting(1)
        tell_rooms(story.file(), by)
    assert locked()


@pytest.mark.edge("E10")
@pytest.mark.clause("2.1")
def test_whoever_records_a_consent_holds_the_file_before_those_that_stand() -> None:
    contact = story.an_agency()
    request = story.a_draft(contact, story.a_consent(contact))
    with working_as(WRITER) as by:
        story.a_consent(contact)
        locked = beside(WRITER, lambda: lock_request(request, states={State.DRAFT}))
        until_waiting(1)
        tell_rooms(story.file(), by)
    assert locked()


def change_them(contact: UUID, phone: str) -> object:
    found = AgencyContact.objects.get(id=contact)
    with working_as(REGISTRAR) as by:
        told: dict[str, Any] = {"name": found.name, "post": "", "email": "", "aliases": []}
        return change_contact(contact=found, phones=[phone], by=by, **told)


@pytest.mark.edge("E13", "E20")
@pytest.mark.clause("3.3.2 e")
def test_a_release_a_number_and_a_tie_at_one_moment_leave_nobody_reading_unseen() -> None:
    """Both wait for the release; then each would have seen it, and neither what the other was writing."""
    request, both = story.a_signed_request(), threading.Barrier(2)

    def and_meet(work: Callable[[], object]) -> object:
        came = work()
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=2)
        return came

    def tie() -> list[str]:
        add(replace(HIM, phones=(NUMBER,)))
        with working_as(WRITER) as by:
            return tell_rooms(story.file(), by)

    with working_as(WRITER) as by:
        made = release(request=story.get(request), by=by, knows_policy=True, keeps_words=True)
        contact = made.contact_id
        assert contact is not None
        changed = beside(REGISTRAR, lambda: and_meet(lambda: change_them(contact, NUMBER)))
        until_waiting(1)
        beside_them = beside(WRITER, lambda: and_meet(tie))
        until_waiting(2)
    assert changed() == ["phones"]
    beside_them()
    with acting_as(cast.PEOPLE[WRITER].id):
        assert is_shut_out(opened(made.package.id))


@pytest.mark.edge("E13")
@pytest.mark.clause("3.3.2 e")
def test_of_two_who_write_a_number_of_somebody_of_the_register_both_stand() -> None:
    contact, other = story.an_agency(), "07700 900778"
    with acting_as(cast.PEOPLE[REGISTRAR].id):
        change_them(contact, NUMBER)
        second = beside(REGISTRAR, lambda: change_them(contact, other))
        until_waiting(1)
    assert second() == ["phones"]
    with acting_as(cast.PEOPLE[REGISTRAR].id):
        assert {NUMBER, other} <= set(AgencyContact.objects.get(id=contact).phones)
