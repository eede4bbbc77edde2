"""People tied to a case file: who learns of them, that nothing told is lost, and that the database holds to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from clients import actions as files
from clients.access import open_file
from clients.grants import CaseFileUserGrant
from clients.models import CaseFile
from clients.people import access
from clients.people.details import Details
from clients.people.models import LinkedPerson, Merge, PersonVersion
from confidentiality.access.http import Hidden, Refused
from confidentiality.access.identity import acting_as
from confidentiality.sealing.errors import SealingError
from tests import cast
from tests.queries import assert_queries_at_most

from .working import (
    AMINA,
    CHILD,
    MUST_NOT_STAND,
    a_file_of_two,
    add,
    change,
    decide,
    merged_into,
    propose,
    tied,
)

SignedIn = Callable[[str], Client]
PEOPLE = {key: person.id for key, person in cast.PEOPLE.items()}
REFERENCE = cast.FILES["amina"].reference
LIST = f"/files/{REFERENCE}/people/"
TABLES = (LinkedPerson, PersonVersion, Merge)


def opened(key: str, file: UUID = AMINA) -> CaseFile:
    reference = CaseFile.objects.get(id=file).reference
    return open_file(cast.worker(key), reference, purpose="people", right="third_party")


@pytest.mark.clause("3.2.1")
@pytest.mark.attack("A1")
@pytest.mark.django_db
def test_who_lacks_the_right_finds_no_trace(signed_in: SignedIn) -> None:
    person = add()
    propose(person, add(), by="iss_worker")
    with acting_as(PEOPLE["iss_worker"]):
        file, by = CaseFile.objects.get(id=AMINA), PEOPLE["iss_worker"]
        files.give_to_worker(
            file=file, worker=cast.worker("iss_volunteer"), rights=("view", "contribute"),
            reason="cover", by=by,
        )  # fmt: skip
    page = signed_in("iss_worker").get(LIST).content.decode()
    assert MUST_NOT_STAND in page
    for key in PEOPLE:
        with acting_as(PEOPLE[key]):
            found = [model.objects.exists() for model in TABLES]
            assert found == [key == "iss_worker"] * 3, key
    for key in ("iss_volunteer", "iss_colleague", "dvpp_worker"):
        visitor = signed_in(key)
        for path in (
            "/files/",
            f"/files/{REFERENCE}/",
            f"/files/{REFERENCE}/entries/new/",
            "/merges/",
        ):
            shown = visitor.get(path).content.decode()
            assert MUST_NOT_STAND not in shown
            assert LIST not in shown, (key, path)
        views = key == "iss_volunteer"
        answers = [visitor.get(path) for path in (f"{LIST}{uuid4()}/", f"{LIST}{person}/", LIST)]
        assert {each.status_code for each in answers} == {403 if views else 404}, key
        assert not any(MUST_NOT_STAND in each.content.decode() for each in answers)


@pytest.mark.attack("A1")
@pytest.mark.django_db
def test_somebody_of_another_file_is_as_absent_as_nobody(signed_in: SignedIn) -> None:
    elsewhere = add(file=a_file_of_two())
    visitor = signed_in("iss_worker")
    for way in ("", "change/", "tie/", "same-as/", "not-same/"):
        asked = [visitor.get(f"{LIST}{each}/{way}") for each in (elsewhere, uuid4())]
        assert [each.status_code for each in asked] == [404, 404], way
    with acting_as(PEOPLE["iss_worker"]), pytest.raises(Hidden):
        access.open_merge(opened("iss_worker"), uuid4())


@pytest.mark.django_db
def test_what_was_told_stays_with_who_and_when(signed_in: SignedIn) -> None:
    person = add()
    assert change(person, replace(CHILD, family="Adeyemi", school=""))
    assert not change(person, CHILD, seen=1), "somebody was faster"
    assert not change(person, CHILD, seen=7), "that nobody can have seen"
    with acting_as(PEOPLE["iss_worker"]):
        steps = tied(person).trail()
        assert [step.version.number for step in steps] == [2, 1]
        assert {(each.before, each.after) for each in steps[0].changed} == {
            ("Okonjo", "Adeyemi"),
            ("Larch Row Primary", ""),
        }
    page = signed_in("iss_worker").get(f"{LIST}{person}/").content.decode()
    assert "Rosalind Adeyemi" in page
    assert "Before: Okonjo" in page
    assert cast.PEOPLE["iss_worker"].name in page


@pytest.mark.django_db
def test_in_the_browser_added_changed_no_longer_tied_and_again(signed_in: SignedIn) -> None:
    visitor = signed_in("iss_worker")
    assert "Nobody is written down yet" in visitor.get(LIST).content.decode()
    filled = {
        "relation": "neighbour",
        "may_know": "unknown",
        "nicknames": "Mrs. P.",
        "address_1": "14 Elm",
    }
    nothing = visitor.post(f"{LIST}new/", {"relation": "neighbour", "may_know": "no", "notes": "?"})
    assert "at least one name, number, address" in nothing.content.decode()
    wrong = visitor.post(f"{LIST}new/", {**filled, "school": "Elm Primary"})
    assert "choose ‘Child’" in wrong.content.decode()
    unread = {**filled, "phones": "never", "emails": "gaz at mail", "postcode_1": "ZZ"}
    said = visitor.post(f"{LIST}new/", unread).content.decode()
    assert "‘never’ is no telephone number: write it under ‘About the relation’" in said
    assert "‘gaz at mail’ is no e-mail address" in said
    assert "Postcode of address 1: ‘ZZ’ is no postcode" in said
    form = {**filled, "token": str(uuid4())}
    made = [visitor.post(f"{LIST}new/", form).headers["Location"] for _ in range(2)]
    assert made[0] == made[1], "sent twice, written once"
    at = made[0]
    late = visitor.get(at + "change/").content.decode()
    assert 'value="1"' in late
    changed = {**filled, "seen": "1", "given": "Paula", "token": str(uuid4())}
    assert visitor.post(at + "change/", changed).headers["Location"] == at
    stale = {**changed, "given": "Pauline", "token": str(uuid4())}
    answer = visitor.post(at + "change/", stale).content.decode()
    assert "Somebody changed this entry while you wrote" in answer
    assert 'value="Pauline"' in answer
    assert ">Mrs. P.</textarea>" in answer
    assert "[&#39;" not in answer
    assert "['" not in answer
    assert 'name="seen" value="2"' in answer
    assert visitor.post(at + "change/", {**stale, "seen": "2"}).status_code == 302
    assert visitor.post(at + "tie/", {"seen": "3", "reason": "Moved to Leeds."}).status_code == 302
    listed = visitor.get(LIST).content.decode()
    assert listed.index("No longer tied to the file") < listed.index("Pauline")
    assert "Moved to Leeds." in listed
    assert visitor.post(at + "tie/", {"seen": "4", "reason": "Back."}).status_code == 302
    assert "No longer tied to the file" not in visitor.get(LIST).content.decode()


@pytest.mark.edge("E48")
def test_a_partner_is_asked_for_until_somebody_by_that_name_is_among_the_people(
    signed_in: SignedIn,
) -> None:
    visitor = signed_in("iss_worker")
    with acting_as(cast.PEOPLE["iss_worker"].id):
        file = CaseFile.objects.get(id=AMINA)
        file.partner_names = ["Gary Dervish", "Gaz", "Noah Vetch"]
        file.save(update_fields=["partner_names"])

    def foot() -> str:
        html = visitor.get(LIST).content.decode()
        assert "Gary Dervish, Gaz, Noah Vetch." in html  # what the file names, it names
        assert "Move it here" in html
        return html

    everybody = "Add them here too"
    assert everybody in foot()
    add(Details(relation="friend", given="Noah", family="Vetch"))
    assert everybody in foot(), "a friend is no partner"
    gary = Details(relation="ex_partner", given="gary", family="Dervish", nicknames=("Gaz",))
    kept = add(gary, file=AMINA)
    assert "Add Noah Vetch here too" in foot()
    change(kept, replace(gary, aliases=("Noah Vetch",)))
    assert "here too" not in foot()


@pytest.mark.attack("A4")
@pytest.mark.django_db
def test_the_database_refuses_what_the_pages_do_not_offer() -> None:
    file = a_file_of_two()
    kept, other = add(file=file), add(file=file)
    elsewhere = add()
    merge = propose(kept, other)
    me, colleague = PEOPLE["iss_worker"], PEOPLE["iss_colleague"]
    version = (
        "INSERT INTO people_personversion (id, person_id, file_id, number, kind, by_id, at, details, reason)"
        " SELECT gen_random_uuid(), {person}, {file}, {number}, 'changed', {by}, {at}, details, reason"
        " FROM people_personversion LIMIT 1"
    )
    right = {
        "person": f"'{kept}'",
        "file": f"'{file}'",
        "number": "2",
        "by": f"'{me}'",
        "at": "now()",
    }
    proposal = (
        "INSERT INTO people_merge (id, file_id, kind, kept_id, merged_id, proposed_by_id, proposed_at, outcome, reason)"
        " SELECT gen_random_uuid(), file_id, {kind}, {kept}, {merged}, {by}, now(), '', reason FROM people_merge"
        f" WHERE file_id = '{file}' LIMIT 1"
    )
    apart = {"kind": "'merge'", "kept": f"'{other}'", "merged": f"'{kept}'", "by": f"'{me}'"}
    refused = [
        version.format(**{**right, "by": f"'{colleague}'"}),
        version.format(**{**right, "at": "now() - interval '1 day'"}),
        version.format(**{**right, "file": f"'{AMINA}'"}),
        version.format(**{**right, "person": f"'{elsewhere}'"}),
        version.format(**{**right, "number": "1"}),
        proposal.format(**{**apart, "by": f"'{colleague}'"}),
        proposal.format(**{**apart, "merged": f"'{elsewhere}'"}),
        proposal.format(**{**apart, "kind": "'split'"}),
        proposal.format(**{**apart, "kept": f"'{kept}'"}),
        f"UPDATE people_linkedperson SET merged_into_id = '{kept}' WHERE id = '{other}'",
        "UPDATE people_personversion SET details = reason",
        f"UPDATE people_merge SET outcome = 'agreed', decided_by_id = '{me}', decided_at = now()",
        "DELETE FROM people_personversion",
        "DELETE FROM people_merge",
        "DELETE FROM people_linkedperson",
    ]
    with acting_as(me):
        for statement in (*refused, version.format(**right), proposal.format(**apart)):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)
                    done = cursor.rowcount
            except DatabaseError:
                done = 0
            assert done == (statement not in refused), statement
    for key in ("iss_manager", "dvpp_worker", "records_admin"):
        with acting_as(PEOPLE[key]):
            with connection.cursor() as cursor:
                cursor.execute("SELECT access.decide_merge(%s, true)", [merge])
                assert cursor.fetchone() == ("hidden",)
            with pytest.raises((DatabaseError, SealingError)), transaction.atomic():
                LinkedPerson(file_id=file, added_by_id=PEOPLE[key]).save(force_insert=True)


@pytest.mark.clause("3.2.1")
@pytest.mark.django_db
def test_two_agree_that_two_are_one_and_undo_it_by_two(signed_in: SignedIn) -> None:
    file = a_file_of_two()
    kept, other = add(file=file), add(Details("child", given="Rosie", family="Vane"), file=file)
    merge = propose(kept, other)
    assert decide(merge, by="iss_colleague") == "own"
    assert merged_into(other) is None
    assert decide(merge) == "agreed"
    assert decide(merge) == "decided"
    assert merged_into(other) == kept
    with acting_as(PEOPLE["iss_worker"]):
        (one,) = access.people_in(opened("iss_worker", file))
        assert [each.id for each in one.merged] == [other]
        client, known = access.identifiers_of(opened("iss_worker", file))
        assert client.relation == "client"
        assert known.identifiers["given"] == ("Rosie", "Rosalind")
        reference = CaseFile.objects.get(id=file).reference
    with pytest.raises(DatabaseError), transaction.atomic():
        change(other, CHILD)  # what is new is written at the entry it was merged into
    page = signed_in("iss_worker").get(f"/files/{reference}/people/{kept}/").content.decode()
    assert "Also entered as" in page
    split = propose(kept, other, by="iss_worker", kind="split")
    assert decide(split, by="iss_worker") == "own"
    assert decide(split, by="iss_colleague", agree=False) == "refused"
    assert merged_into(other) == kept
    again = propose(kept, other, by="iss_worker", kind="split")
    assert decide(again, by="iss_worker", agree=False) == "withdrawn"
    assert (
        decide(propose(kept, other, by="iss_worker", kind="split"), by="iss_colleague") == "agreed"
    )
    assert merged_into(other) is None
    with acting_as(PEOPLE["iss_worker"]):
        about = access.open_person(opened("iss_worker", file), other).merges
        assert [each.outcome for each in about] == ["agreed", "withdrawn", "refused", "agreed"]


@pytest.mark.edge("E12")
@pytest.mark.django_db
def test_a_proposal_rests_on_whoever_made_it_and_fits_or_lapses(signed_in: SignedIn) -> None:
    file = a_file_of_two()
    one, two, three = (add(file=file) for _ in range(3))
    there, back, onward = propose(one, two), propose(two, one), propose(two, three)
    assert decide(there) == "agreed"
    assert decide(back) == "lapsed"
    assert decide(onward) == "lapsed"
    waiting = propose(one, three)
    with acting_as(PEOPLE["iss_worker"]):
        reference = CaseFile.objects.get(id=file).reference
    assert reference in signed_in("iss_worker").get("/merges/").content.decode()
    assert reference not in signed_in("iss_colleague").get("/merges/").content.decode()
    with acting_as(PEOPLE["iss_worker"]):
        held = CaseFileUserGrant.objects.filter(
            content_object=file, user_id=PEOPLE["iss_colleague"]
        )
        held.update(until=timezone.now() - timedelta(hours=1))
    assert decide(waiting) == "proposer_left"
    assert decide(waiting, agree=False) == "refused"


@pytest.mark.clause("3.2.1")
@pytest.mark.django_db
def test_all_identifiers_or_a_refusal_never_a_part_of_them() -> None:
    person = add()
    change(person, replace(CHILD, family="Adeyemi"))
    with acting_as(PEOPLE["iss_worker"]):
        file = opened("iss_worker")
        client, partner, child, *in_words = access.identifiers_of(file)
        assert client.identifiers["phone"] == (cast.FILES["amina"].phone,)
        assert partner.identifiers["alias"] == (cast.FILES["amina"].partner,)
        assert child.id == person
        assert child.identifiers["family"] == ("Okonjo", "Adeyemi"), (
            "what stood before may stand in an entry"
        )
        assert [(each.relation, each.noted) for each in in_words] == [
            ("in confidence", (f"of {cast.THIRD_PARTY['from_whom']}",)),
            ("in a record", (f"of {cast.THIRD_PARTY['about_whom']}",)),
        ]
    with acting_as(PEOPLE["iss_manager"]), pytest.raises(Refused):
        access.identifiers_of(CaseFile.objects.get(id=AMINA))


@pytest.mark.edge("E13")
@pytest.mark.django_db
def test_a_partner_is_one_still_once_two_entries_are_one() -> None:
    file = a_file_of_two()
    kept, merged = add(file=file), add(replace(CHILD, relation="partner"), file=file)
    assert decide(propose(kept, merged)) == "agreed"
    with acting_as(PEOPLE["iss_worker"]):
        people = {each.id: each for each in access.identifiers_of(opened("iss_worker", file))}
    assert merged not in people
    assert people[kept].is_partner


@pytest.mark.django_db
def test_pages_do_not_ask_more_where_there_are_more(signed_in: SignedIn) -> None:
    visitor = signed_in("iss_worker")
    asked = []
    for many in (2, 9):
        people = [add() for _ in range(many)]
        for each in people:
            change(each, replace(CHILD, notes=str(many)))
        counts = []
        for path in (LIST, f"{LIST}{people[0]}/", f"{LIST}{people[0]}/same-as/", "/merges/"):
            with assert_queries_at_most(12) as queries:
                assert visitor.get(path).status_code == 200
            counts.append(len(queries))
        asked.append(counts)
    assert asked[0] == asked[1]
