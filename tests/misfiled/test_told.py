"""Somebody tied to the wrong file, and safe contact told on it: out by two, as if it had never been there (E48)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from clients.access import open_file
from clients.actions import give_to_worker
from clients.contacting.access import trail
from clients.contacting.models import ContactVersion
from clients.contacting.profile import Point, Profile, read
from clients.misfiled.access import open_parcel
from clients.misfiled.actions import NotHandedOn, refuse_parcel
from clients.misfiled.models import Handing, Parcel
from clients.models import CaseFile, Entry
from clients.people.access import identifiers_of
from clients.people.details import Details
from clients.people.models import LinkedPerson, Merge, PersonVersion
from clients.thirdparty.ties import Ties
from confidentiality.access.http import Hidden
from confidentiality.drafts.models import Draft
from disclosures.ownfile.actions import prepare
from disclosures.ownfile.models import FileRequest
from retention.actions import place_hold
from retention.rules import Side
from tests import cast
from tests.clients.questions import NEVER, file_of, give, path, reference, working_as
from tests.contacting.working import HOME, SAFE, tell
from tests.contacting.working import told as stands
from tests.drafting import type_an_entry
from tests.ownfile import working as own
from tests.partners.working import a_file as a_file_of
from tests.partners.working import decide as decide_tie
from tests.partners.working import sees, ties, who
from tests.people.working import AMINA, CHILD, a_file_of_two, add, change, decide, propose
from tests.queries import assert_queries_at_most
from tests.thirdparty.working import a_record

from .working import (
    REFERENCE,
    RIGHT,
    TAKER,
    hand_on,
    hand_on_person,
    hand_on_telling,
    take,
    take_told,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.edge("E48"),
    pytest.mark.clause("3.2.1"),
]
SignedIn = Callable[[str], Client]
SIOBHAN = cast.FILES[RIGHT].id
BORN = date(1984, 3, 9)
HIM = Details(relation="ex_partner", given="Gareth", family="Pryce", date_of_birth=BORN.isoformat())
HERS = Profile(phones=(Point("07700 900888", safe="yes"),), safe_to_call="yes", we_say="Una")


def at(name: str, subject: UUID, on: str) -> str:
    return reverse(f"misfiled:{name}", args=[on, subject])


def sent(**changes: str) -> dict[str, str]:
    return {
        "token": str(uuid4()),
        "where": "file",
        "belongs_in": REFERENCE.lower().replace("-", " "),
        "reason": "Same initials.",
        "confirmed": "on",
        **changes,
    }


def versions_in(file: UUID, by: str) -> list[tuple[int, str]]:
    with working_as(by):
        found = PersonVersion.objects.filter(file_id=file).order_by("number")
        return [(each.number, each.details["given"]) for each in found]


def looked_for(file: UUID, by: str = "iss_worker") -> set[str]:
    """Return every name and number by which a text of a file is read."""
    with working_as(by) as worker:
        on = open_file(worker, CaseFile.objects.get(id=file).reference, purpose="people")
        return {
            text
            for known in identifiers_of(on)
            for texts in known.identifiers.values()
            for text in texts
        }


def test_somebody_is_moved_in_the_browser_by_two(signed_in: SignedIn) -> None:
    wrong = add(CHILD)
    assert change(wrong, replace(CHILD, given="Rosa"))
    client, taker, page = signed_in("iss_worker"), signed_in(TAKER), reverse("misfiled:waiting")
    address = at("hand_on_person", wrong, reference("amina"))
    person = reverse("people:person", args=[reference("amina"), wrong])
    assert address in client.get(person).content.decode()
    assert (
        "Rosa" in client.get(reverse("people:people", args=[reference("amina")])).content.decode()
    )
    assert {"Rosa", "Rosalind", "07700 900333"} <= looked_for(AMINA)
    with assert_queries_at_most(12):
        assert client.get(address).status_code == 200
    what = sent()
    for _ in range(2):  # a second click takes nothing back
        assert client.post(address, what)["Location"] == person
    assert "It is handed on" in client.get(address).content.decode()
    with assert_queries_at_most(12):
        assert "Somebody tied to the file in" in client.get(page).content.decode()
    with working_as(TAKER):
        (parcel,) = Parcel.objects.all()
    opened = reverse("misfiled:parcel", args=[parcel.id])
    with assert_queries_at_most(12):
        assert opened in taker.get(page).content.decode()
    with assert_queries_at_most(12):
        shown = taker.get(opened).content.decode()
    for words in ("Rosa Okonjo", "Same initials.", "Priya Menon", "Told 2 times"):
        assert words in shown
    assert reference("amina") not in shown
    assert taker.post(opened, {"decision": "take"})["Location"].endswith("/people/")
    # told for told, with who and when; and nothing is left of it
    assert versions_in(SIOBHAN, TAKER) == [(1, "Rosalind"), (2, "Rosa")]
    with working_as(TAKER):
        assert {each.by_id for each in PersonVersion.objects.filter(file=SIOBHAN)} == {
            who("iss_worker")
        }
    assert (
        "Rosa"
        not in client.get(reverse("people:people", args=[reference("amina")])).content.decode()
    )
    assert client.get(person).status_code == client.get(address).status_code == 404
    assert not {"Rosa", "Rosalind", "07700 900333"} & looked_for(AMINA)
    looks = client.get(path("looks", "amina")).content.decode()
    assert "Took in somebody" not in looks


def test_all_that_hung_on_them_goes_and_nothing_else() -> None:
    """Entries that are the same person go along; proposals, half-filled pages and records about them are gone."""
    give("amina", TAKER, "view", "contribute", "third_party")
    root, same, other = (add(replace(CHILD, given=name)) for name in ("Ida", "Edie", "Ada"))
    assert decide(propose(root, same)) == "agreed"
    propose(root, other)
    with working_as("iss_worker"):
        for each in (root, other):
            page = reverse("people:change_person", args=[reference("amina"), each])
            kept = type_an_entry(cast.FILES["amina"], address=page)
    record = a_record(ties=Ties(about=str(same)))
    with pytest.raises(NotHandedOn, match="named"):
        hand_on_person(root)
    first = hand_on(record, third=True)
    parcel = hand_on_person(root)
    assert take_told(parcel) == "together"  # the record first
    assert take(first) == "taken"
    assert take_told(parcel) == "taken"
    with working_as("iss_worker"):
        assert [each.id for each in LinkedPerson.objects.filter(file=AMINA)] == [other]
        assert [each.id for each in Draft.objects.filter(file=AMINA)] == [kept]
        assert not Merge.objects.filter(file=AMINA).exists()
        assert not Handing.objects.exists()
    with working_as(TAKER):
        found = {each.merged_into_id: each.id for each in LinkedPerson.objects.filter(file=SIOBHAN)}
        assert len(found) == 2
        assert found[None] in found
        assert not Parcel.objects.exists()


@pytest.mark.clause("3.3.1")
def test_a_wall_that_followed_from_them_goes_with_them_and_stands_where_they_are() -> None:
    hers, right = a_file_of("Zoe Pye"), a_file_of("Una Vale", by=TAKER)
    wrong = add(HIM, file=hers)
    his = a_file_of("Gareth Pryce", by="dvpp_worker", date_of_birth=BORN)
    with working_as("dvpp_worker"):
        give_it(his, "iss_worker", "dvpp_worker")
    assert not sees("iss_worker", his)
    with working_as(TAKER):
        to = CaseFile.objects.get(id=right).reference
    parcel = hand_on_person(wrong, to=to)
    assert {frozenset((t.one_id, t.other_id)) for t in ties()[1]} == {frozenset((hers, his))}
    assert take_told(parcel) == "taken"
    assert sees("iss_worker", his)
    assert {frozenset((t.one_id, t.other_id)) for t in ties()[1]} == {frozenset((right, his))}
    give_it(his, TAKER, "dvpp_worker")
    assert not sees(TAKER, his)


def give_it(file: UUID, to: str, by: str) -> None:
    with working_as(by) as giver:
        give_to_worker(
            file=CaseFile.objects.get(id=file), worker=cast.worker(to), rights=("view",), reason="cover", by=giver.pk
        )  # fmt: skip


def test_what_a_manager_decided_about_a_couple_stays_theirs() -> None:
    hers = a_file_of("Zoe Pye")
    wrong = add(replace(HIM, date_of_birth=""), file=hers)
    his = a_file_of("Gareth Pryce", by="dvpp_worker", date_of_birth=BORN)
    (tie,), _ = ties()
    assert decide_tie(tie, tied=True)
    assert take_told(hand_on_person(wrong)) == "taken"
    assert frozenset((hers, his)) in {frozenset((t.one_id, t.other_id)) for t in ties()[1]}


def test_without_a_file_to_go_to_another_who_writes_here_agrees(signed_in: SignedIn) -> None:
    file = a_file_of_two()
    wrong = add(CHILD, file=file)
    with working_as("iss_worker"):
        on = CaseFile.objects.get(id=file).reference
    client, other, page = signed_in("iss_worker"), signed_in(TAKER), reverse("misfiled:waiting")
    what = sent(where="none", belongs_in="")
    assert client.post(at("hand_on_person", wrong, on), what).status_code == 302
    with working_as(TAKER):
        (parcel,) = Parcel.objects.all()
    opened = reverse("misfiled:parcel", args=[parcel.id])
    assert opened not in client.get(page).content.decode()
    assert client.get(opened).status_code == 404  # nobody agrees with themselves
    listed = other.get(page).content.decode()
    assert "not to belong in" in listed
    assert "to be struck out" in listed
    with assert_queries_at_most(12):
        assert "Rosalind Okonjo" in other.get(opened).content.decode()
    assert other.post(opened, {"decision": "take"}).status_code == 302
    with working_as("iss_worker"):
        assert not LinkedPerson.objects.filter(file=file).exists()
    assert client.get(reverse("people:person", args=[on, wrong])).status_code == 404
    assert "Struck" not in client.get(reverse("clients:looks", args=[on])).content.decode()


@pytest.mark.attack("A1")
def test_who_may_not_hand_on_or_take_changes_nothing(signed_in: SignedIn) -> None:
    """Not one person twice, nobody without the right, no colleague of the wrong file for the right one."""
    file = a_file_of_two()
    wrong = add(CHILD, file=file)
    with working_as("iss_worker"):
        on = CaseFile.objects.get(id=file).reference
    for key in ("iss_manager", "iss_volunteer", "dvpp_worker", "records_admin"):
        assert signed_in(key).post(at("hand_on_person", wrong, on), sent()).status_code in (
            403,
            404,
        )
    assert signed_in("iss_worker").get(at("hand_on_person", uuid4(), on)).status_code == 404
    struck = hand_on_person(wrong, to="")
    for key in ("iss_worker", "iss_manager", "iss_volunteer", "dvpp_worker"):
        with pytest.raises(Hidden):
            take_told(struck, by=key)
        with working_as(key), connection.cursor() as cursor:
            cursor.execute(
                "SELECT access.take_told(%s, %s::uuid[], '{}', '{}', '{}', '{}', '{}', '{}')",
                [struck, [str(wrong)]],
            )
            assert cursor.fetchone() == ("hidden",)
    with working_as("iss_manager"):  # leads the file, and may not know who is tied to it
        assert CaseFile.objects.filter(id=file).exists()
        assert not Handing.objects.filter(file=file).exists()
    with working_as(TAKER):  # who agrees may also say no
        assert Handing.objects.filter(person=wrong).exists()
        found, of = open_parcel(struck)
        assert refuse_parcel(parcel=found, file=of)
        assert not Handing.objects.filter(file=file).exists()
        assert LinkedPerson.objects.filter(id=wrong).exists()
    moved = hand_on_person(wrong, by=TAKER)  # and nobody takes what they handed on
    for key in (TAKER, "iss_worker"):
        with pytest.raises(Hidden):
            take_told(moved, by=key)


@pytest.mark.clause("3.3.1")
def test_what_is_said_of_a_reference_is_the_same_whatever_stands_behind_it(
    signed_in: SignedIn,
) -> None:
    client, said = signed_in("iss_worker"), set()
    for to in (NEVER, REFERENCE, reference("daniel"), "2222-2222"):
        address = at("hand_on_person", add(CHILD), reference("amina"))
        answer = client.post(address, sent(belongs_in=to), follow=True)
        said.add("Handed on. It stays here until" in answer.content.decode())
        assert to not in client.get(address).content.decode()
        with working_as("iss_worker"):
            assert not Parcel.objects.exists()
    assert said == {True}
    for wrong, sentence in (
        ({"belongs_in": reference("amina")}, "That is the reference of this file"),
        ({"belongs_in": ""}, "A reference has eight letters"),
        ({"where": ""}, "Say where it belongs"),
    ):
        answer = client.post(at("hand_on_person", add(CHILD), reference("amina")), sent(**wrong))
        assert sentence in answer.content.decode()


def test_what_changed_since_is_not_taken() -> None:
    for meanwhile in (
        lambda each: change(each, replace(CHILD, given="Rosa")),
        lambda each: a_record(ties=Ties(source=str(each))),
    ):
        wrong = add(CHILD)
        parcel = hand_on_person(wrong)
        assert meanwhile(wrong)
        assert take_told(parcel) == "changed"
        with working_as("iss_worker"):
            assert LinkedPerson.objects.filter(id=wrong).exists()
            assert not Handing.objects.filter(person=wrong).exists()


def test_a_record_that_names_whoever_has_left_meanwhile_is_not_written() -> None:
    wrong = add(CHILD)
    assert take_told(hand_on_person(wrong)) == "taken"
    with pytest.raises(Hidden):
        a_record(ties=Ties(about=str(wrong)))


@pytest.mark.edge("E37")
def test_nothing_is_struck_out_of_a_file_that_is_held() -> None:
    file = a_file_of_two()
    wrong = add(CHILD, file=file)
    parcel = hand_on_person(wrong, to="")
    with working_as("iss_worker") as by:
        on = CaseFile.objects.get(id=file)
        place_hold(hold_id=uuid4(), file=on, by=by, side=Side.FILE, ground="claim", reason="?")
    assert take_told(parcel) == "held"
    with pytest.raises(NotHandedOn, match="held"):
        hand_on_person(add(CHILD, file=file), to="")
    with working_as("iss_worker"):
        assert LinkedPerson.objects.filter(id=wrong).exists()


def test_another_s_safe_contact_stands_no_more_at_once_and_then_was_never_told(
    signed_in: SignedIn,
) -> None:
    tell()
    before = stands()
    assert tell(HERS) == 3
    client, taker = signed_in("iss_worker"), signed_in(TAKER)
    profile = reverse("contacting:profile", args=[reference("amina")])
    with working_as("iss_worker"):
        wrong = ContactVersion.objects.get(file=AMINA, number=3).id
    address = at("hand_on_telling", wrong, reference("amina"))
    with assert_queries_at_most(12):
        assert address in client.get(profile).content.decode()
    with assert_queries_at_most(12):
        page = client.get(address).content.decode()
    assert "This stands again at once" in page
    assert "07700 900888" in page
    what = sent()
    for _ in range(2):
        assert client.post(address, what)["Location"] == profile
    # whoever rings from here on rings the client, and asks
    assert stands() == replace(before, version=4)
    assert "time to ask the client" in client.get(profile).content.decode()
    assert "07700 900888" in looked_for(AMINA)
    with working_as("iss_worker"):
        change_page = reverse("contacting:change", args=[reference("amina")])
        type_an_entry(cast.FILES["amina"], address=change_page)
    with working_as(TAKER):
        (parcel,) = Parcel.objects.all()
    opened = reverse("misfiled:parcel", args=[parcel.id])
    with assert_queries_at_most(12):
        shown = taker.get(opened).content.decode()
    assert "07700 900888" in shown
    assert reference("amina") not in shown
    standing = stands(SIOBHAN, TAKER)
    assert taker.post(opened, {"decision": "take"}).status_code == 302
    assert stands(SIOBHAN, TAKER) == standing  # poured over nothing
    assert "07700 900888" not in client.get(profile).content.decode()
    assert "07700 900888" not in looked_for(AMINA)
    with working_as("iss_worker"):
        file = CaseFile.objects.get(id=AMINA)
        told = [each.profile for each in ContactVersion.objects.filter(file=file)]
        assert HERS.phones not in [read(each).phones for each in (*told, file.contact)]
        assert [step.changed for step in trail(file)][:1] == [[]]
        assert not Draft.objects.filter(file=AMINA).exists()
    assert client.get(address).status_code == 404


def test_what_stands_and_nothing_before_it_is_changed_first() -> None:
    file = a_file_of_two()
    tell(HERS, file=file)
    parcel = hand_on_telling(1, file=file, to="")  # as it was found
    assert take_told(parcel) == "taken"
    with pytest.raises(NotHandedOn, match="only"):
        hand_on_telling(2, file=file, to="")
    tell(SAFE, file=file)
    assert take_told(hand_on_telling(2, file=file, to="")) == "taken"
    assert stands(file).phones == SAFE.phones


def parts_of(request: UUID) -> list[str]:
    """Return what was written out for a request and became entries, as it is prepared."""
    with working_as("iss_worker"):
        held = Entry.objects.filter(file=AMINA, kind="held").order_by("written_at")
        return [each.body for each in held]


@pytest.mark.clause("5.2.4")
@pytest.mark.edge("E32")
def test_what_was_written_out_for_the_client_while_it_stood_is_written_out_anew() -> None:
    tell()
    earlier = own.ask()
    tell(HERS)
    request, closed = own.ask(), own.ask()
    own.close(closed)
    with working_as("iss_worker") as by:
        prepare(file=file_of("amina"), request_id=earlier, by=by)
        kept = parts_of(earlier)
        made = prepare(file=file_of("amina"), request_id=request, by=by)
    assert any("07700 900888" in each for each in parts_of(request))
    assert any(HOME.text.split("\n")[0] in each for each in kept)
    assert take_told(hand_on_telling(3)) == "taken"
    assert parts_of(request) == kept
    with working_as("iss_worker"):
        assert FileRequest.objects.get(id=earlier).about
        for each in (request, closed):
            assert FileRequest.objects.get(id=each).about is None
        assert not made.items.filter(entry__kind="held").exists()
    with working_as("iss_worker"), pytest.raises(DatabaseError):  # nobody else takes it away
        FileRequest.objects.filter(id=earlier).update(about=None)
