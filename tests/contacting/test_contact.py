"""Safe contact on a file: every telling kept, nothing overwritten unseen, what is blocked refused, the truth kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from clients.access import open_file
from clients.contacting import access, actions
from clients.contacting.models import ContactMade, ContactStanding, ContactVersion
from clients.contacting.profile import Point
from clients.models import CaseFile
from clients.people import access as people
from clients.people.identifiers import NEVER_USED
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from confidentiality.sealing.errors import SealingError
from tests import cast
from tests.clients.questions import give
from tests.people import working as linked
from tests.queries import assert_queries_at_most

from .working import (
    AMINA,
    HIS_NUMBER,
    HOME,
    SAFE,
    SHARED,
    a_call,
    a_file,
    made,
    make,
    posted,
    tell,
    told,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SignedIn = Callable[[str], Client]
PEOPLE = {key: person.id for key, person in cast.PEOPLE.items()}
REFERENCE = cast.FILES["amina"].reference
PAGE = f"/files/{REFERENCE}/contact/"
HER_NUMBER = cast.FILES["amina"].phone


def waits(key: str) -> access.Waiting:
    with acting_as(PEOPLE[key]):
        return access.waiting_for(cast.worker(key))


@pytest.mark.slow
@pytest.mark.clause("3.3.1")
def test_every_telling_is_kept_with_who_and_when_and_goes_on_from_the_old_shape(
    signed_in: SignedIn,
) -> None:
    assert told().version == 1
    visitor = signed_in("iss_worker")
    assert "as it was told when the file was opened" in visitor.get(PAGE).content.decode()
    assert HER_NUMBER in visitor.get(PAGE + "change/").content.decode()
    form = posted(replace(SAFE, version=1), verified="on")
    assert visitor.post(PAGE + "change/", form)["Location"] == PAGE
    assert visitor.post(PAGE + "change/", form)["Location"] == PAGE, "sent twice, written once"
    stands = told()
    assert stands.version == 2
    assert (stands.phones, stands.addresses, stands.blocked) == (
        SAFE.phones,
        SAFE.addresses,
        SAFE.blocked,
    )
    assert stands.verified_by == cast.PEOPLE["iss_worker"].name
    page = visitor.get(PAGE).content.decode()
    assert "As it stood on the file until then (version 1)" in page
    assert "his phone" in page
    assert HOME.postcode in page
    timeline = visitor.get(f"/files/{REFERENCE}/").content.decode()
    assert "07700 900123 (his phone)" in timeline, "on every page of the file"
    with acting_as(PEOPLE["iss_worker"]):
        steps = access.trail(CaseFile.objects.get(id=AMINA))
        assert [(s.version.number, s.version.kind) for s in steps] == [(2, "changed"), (1, "found")]
        assert "Never use" in {each.label for each in steps[0].changed}
        assert "Telephone" in {each.label for each in steps[0].changed}
        assert Event.objects.filter(action="contact_changed", file=AMINA).count() == 1


@pytest.mark.slow
@pytest.mark.edge("E20")
def test_two_who_write_at_one_time_see_each_others_words(signed_in: SignedIn) -> None:
    give("amina", "iss_colleague", "view", "contribute")
    tell(verified=False)
    slow, fast = signed_in("iss_worker"), signed_in("iss_colleague")
    begun = posted(told())
    assert fast.post(PAGE + "change/", posted(told(), times="not on Fridays")).status_code == 302
    answer = slow.post(PAGE + "change/", {**begun, "we_say": "The dentist", "days": ["mon", "tue"]})
    page = answer.content.decode()
    assert "changed while you had this page open" in page
    assert "not on Fridays" in page
    assert "The dentist" in page
    assert page.count("checked") >= 5, "what was ticked is ticked still"
    assert told().times == "not on Fridays", "nothing is overwritten unseen"
    again = {**begun, "we_say": "The dentist", "seen": str(told().version), "token": str(uuid4())}
    assert slow.post(PAGE + "change/", again).status_code == 302
    assert told().we_say == "The dentist"
    late = slow.post(PAGE + "confirm/", {"seen": "2"}, follow=True).content.decode()
    assert "Nothing was confirmed" in late
    assert told().verified_on == ""
    assert slow.post(PAGE + "confirm/", {"seen": str(told().version)}).status_code == 302
    assert told().verified_on == timezone.localdate().isoformat()
    for seen in (1, 99):
        with pytest.raises(actions.Meanwhile), transaction.atomic():
            tell(seen=seen)


@pytest.mark.slow
@pytest.mark.clause("3.3.1")
def test_what_is_hers_cannot_be_what_is_blocked_in_any_spelling(signed_in: SignedIn) -> None:
    tell()
    visitor, stands = signed_in("iss_worker"), told()
    for number, instead in enumerate(
        (
            {"phone_2": "+44 (0)7700-900 123"},
            {"phone_2": "077OO 9OO123"},
            {"address_1": "14, LARCH RD.", "address_code_1": ""},
            {"address_1": "Flat 1, 14 Larch Road", "address_code_1": "eb12cd"},
        )
    ):
        page = visitor.post(PAGE + "change/", posted(stands, **instead)).content.decode()
        assert ("his phone" if number < 2 else "shared address") in page
        assert "must not be used" in page
    for instead, said in (
        ({"phone_2": "her mum"}, "Write a whole telephone number"),
        ({"email_1": "amina"}, "Write a whole e-mail address"),
        ({"blocked_reason_1": ""}, "Say why it is never to be used"),
        ({"blocked_kind_1": ""}, "Say what it is"),
        ({"safe_to_call": "limited"}, "Say when calling is safe"),
        ({"begins": "25:00"}, "Write the time as"),
        ({"begins": "25:00"}, "14:05 under ‘From what time?’"),
        ({"ends": "late"}, "14:05 under ‘Until what time?’"),
        ({"begins": "14:00", "ends": "9:00"}, "The end must be after"),
        ({"phone_2": "", "phone_until_2-day": "1", "phone_until_2-month": "2",
          "phone_until_2-year": "2026"}, "Write the number or address"),
    ):  # fmt: skip
        page = visitor.post(PAGE + "change/", posted(stands, **instead)).content.decode()
        assert said in page, said
    assert told() == stands


@pytest.mark.slow
@pytest.mark.clause("3.3.1")
def test_the_page_shows_the_profile_and_a_contact_keeps_which_one(signed_in: SignedIn) -> None:
    tell()
    visitor = signed_in("iss_worker")
    page = visitor.get(PAGE + "new/").content.decode()
    for shown in (HER_NUMBER, "his phone", "Priya from the library"):
        assert shown in page
    call = a_call(seen=str(told().version))
    assert [visitor.post(PAGE + "new/", call).status_code for _ in range(2)] == [302, 302]
    with acting_as(PEOPLE["iss_worker"]):
        row = ContactMade.objects.get(file_id=AMINA)
        assert (row.version, row.against, row.outcome) == (2, False, "herself")
        assert row.details["to"] == HER_NUMBER
        assert row.entry is not None
        body = row.entry.body
        assert (row.entry.kind, row.entry.nature) == ("call", "fact")
    assert "number ending 101" in body
    assert "She can come on Monday." in body
    assert HER_NUMBER not in body, "entries are what is disclosed"
    tell(replace(SAFE, safe_to_call="no"))
    changed = visitor.post(PAGE + "new/", a_call(seen="2")).content.decode()
    assert "the client has said no" in changed
    assert "changed while you had this page open" in changed
    assert 'name="seen" value="3"' in changed
    with acting_as(PEOPLE["iss_worker"]):
        assert ContactMade.objects.count() == 1
    for instead, said in (
        ({"to": ""}, "Say which number"),
        ({"to": "other", "other": "her mum"}, "Write a whole telephone number"),
        ({"outcome": "somebody", "words": ""}, "Say who answered"),
        ({"at": "noon"}, "Write the time as"),
        ({"to": "phone-9"}, "Select a valid choice"),
        ({"channel": "post"}, "Select a valid choice"),
    ):
        page = visitor.post(PAGE + "new/", a_call(seen="3", **instead)).content.decode()
        assert said in page, said


@pytest.mark.slow
@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize("typed", [HIS_NUMBER, "0044 7700 900123", "07700900199"])
def test_a_blocked_or_unknown_number_is_refused_but_the_truth_is_not(
    typed: str, signed_in: SignedIn
) -> None:
    tell()
    give("amina", "iss_colleague", "view", "contribute")
    visitor = signed_in("iss_colleague")
    call = a_call(seen="2", to="other", other=typed)
    page = visitor.post(PAGE + "new/", call).content.decode()
    said = "Nobody has told us" if typed.endswith("199") else "his phone. It must not be used"
    assert said in page
    assert "It has happened already" in page
    with acting_as(PEOPLE["iss_worker"]):
        assert not ContactMade.objects.exists()
    assert visitor.post(PAGE + "new/", {**call, "happened": "on"}).status_code == 302
    with acting_as(PEOPLE["iss_worker"]):
        row = ContactMade.objects.get(file_id=AMINA)
        assert row.against
        assert row.details["to"] == typed
        assert row.entry is not None
        assert "Against safe contact" in row.entry.body
        assert "900123" not in row.entry.body
    assert [each.id for each in waits("iss_worker").to_know] == [row.id], "the lead is told"
    assert waits("iss_colleague").to_know == [], "not whoever did it"
    assert visitor.post(f"/contact/{row.id}/seen/").status_code == 404
    lead = signed_in("iss_worker")
    assert (
        "Safe contact (" in lead.get("/today/").content.decode()
        or "Safe contact" in lead.get("/contact/").content.decode()
    )
    assert lead.post(f"/contact/{row.id}/seen/").status_code == 302
    assert waits("iss_worker").to_know == []
    assert made(row.id).seen_by_id == PEOPLE["iss_worker"]
    own = make(to=HIS_NUMBER)
    assert waits("iss_worker").to_know == []
    assert [each.id for each in waits("iss_manager").to_know] == [own], (
        "the lead's own: her manager"
    )


@pytest.mark.edge("E46")
@pytest.mark.clause("3.3.1")
def test_duty_shows_and_records_it_the_same_way(signed_in: SignedIn) -> None:
    tell()
    visitor = signed_in("iss_colleague")
    born = cast.FILES["amina"].born
    found = visitor.post(
        "/duty/",
        {
            "first_name": "Amina",
            "born-day": born.day,
            "born-month": born.month,
            "born-year": born.year,
        },
    )["Location"]
    page = visitor.get(found + "contact/").content.decode()
    assert HER_NUMBER in page
    assert "his phone" in page
    assert HOME.postcode not in page, "nothing of where she lives"
    assert SHARED.postcode not in page
    assert HER_NUMBER in visitor.get(found + "call/").content.decode()
    blocked = visitor.post(found + "contact/", a_call(seen="2", to="other", other=HIS_NUMBER))
    assert "must not be used" in blocked.content.decode()
    call = a_call(seen="2")
    assert [visitor.post(found + "contact/", call).status_code for _ in range(2)] == [302, 302]
    with acting_as(PEOPLE["iss_worker"]):
        row = ContactMade.objects.get(file_id=AMINA)
        assert row.made_by_id == PEOPLE["iss_colleague"]
        assert row.entry is not None
        assert "number ending 101" in row.entry.body
    with acting_as(PEOPLE["iss_colleague"]):
        assert not ContactMade.objects.exists(), "it cannot be read again"


@pytest.mark.clause("3.3.1")
def test_she_is_asked_again_when_it_is_stale_and_sooner_when_life_changes(
    signed_in: SignedIn,
) -> None:
    today = timezone.localdate()
    old, new = a_file(), a_file("Una Reece", opened_on=today)
    asked = [each.id for each in waits("iss_worker").to_ask]
    assert old in asked
    assert new not in asked
    with acting_as(PEOPLE["iss_worker"]):
        file = CaseFile.objects.get(id=old)
        actions.confirm_contact(file=file, seen=1, by=cast.worker("iss_worker"))
        assert ContactStanding.objects.get(file_id=old).ask_again_on == today + timedelta(days=90)
        assert ContactVersion.objects.filter(file_id=old, kind="confirmed").exists()
    assert old not in [each.id for each in waits("iss_worker").to_ask]
    tell(replace(SAFE, version=2), file=old, verified=True)
    with acting_as(PEOPLE["iss_worker"]):
        standing = ContactStanding.objects.get(file_id=old)
        assert standing.ask_again_on == today + timedelta(days=14), "she moved"
        actions.confirm_contact(
            file=CaseFile.objects.get(id=old), seen=3, by=cast.worker("iss_worker")
        )
    linked.add(replace(linked.CHILD, relation="ex_partner"), file=old)
    with acting_as(PEOPLE["iss_worker"]):
        standing = ContactStanding.objects.get(file_id=old)
        assert standing.ask_again_on == today + timedelta(days=14), "a partner changed"
    page = signed_in("iss_worker").get("/contact/").content.decode()
    assert "To be asked again" not in page or str(old) not in page


@pytest.mark.attack("A4")
def test_the_database_refuses_what_the_pages_do_not_offer() -> None:
    tell()
    contact = make(to=HIS_NUMBER)
    me, colleague = PEOPLE["iss_worker"], PEOPLE["iss_colleague"]
    row = (
        "INSERT INTO contacting_contactmade (id, file_id, version, channel, outcome, against, happened_at, made_by_id,"
        " written_at, entry_id, details) SELECT gen_random_uuid(), file_id, {version}, 'call', 'herself', false,"
        " {happened}, {by}, {at}, (SELECT id FROM clients_entry e WHERE e.file_id = m.file_id AND NOT EXISTS (SELECT 1"
        " FROM contacting_contactmade o WHERE o.entry_id = e.id) LIMIT 1), details"
        " FROM contacting_contactmade m LIMIT 1"
    )
    right = {"version": "2", "happened": "now()", "by": f"'{me}'", "at": "now()"}
    refused = [
        row.format(**{**right, "by": f"'{colleague}'"}),
        row.format(**{**right, "version": "3"}),
        row.format(**{**right, "version": "0"}),
        row.format(**{**right, "at": "now() - interval '1 day'"}),
        row.format(**{**right, "happened": "now() + interval '1 hour'"}),
        f"UPDATE contacting_contactmade SET seen_at = now(), seen_by_id = '{me}'",  # one's own
        "UPDATE contacting_contactmade SET against = false",
        "UPDATE contacting_contactmade SET details = details",
        "UPDATE contacting_contactversion SET profile = profile",
        "UPDATE contacting_contactstanding SET ask_again_on = '2099-01-01'",
        f"UPDATE clients_casefile SET contact = contact WHERE id = '{AMINA}'",
        "DELETE FROM contacting_contactmade",
        "DELETE FROM contacting_contactversion",
        "DELETE FROM contacting_contactstanding",
        "INSERT INTO contacting_contactversion SELECT gen_random_uuid(), 3, kind, at, profile, by_id, file_id"
        " FROM contacting_contactversion LIMIT 1",
    ]
    with acting_as(me):
        for statement in (*refused, row.format(**right)):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)
                    done = cursor.rowcount
            except DatabaseError:
                done = 0
            assert done == (statement not in refused), statement
    give("amina", "iss_volunteer", "view")
    for key, says in (("iss_volunteer", 2), ("iss_colleague", None), ("dvpp_worker", None)):
        with acting_as(PEOPLE[key]), connection.cursor() as cursor:
            cursor.execute("SELECT access.contact_version(%s)", [AMINA])
            assert cursor.fetchone() == ((says,) if says else (None,)), key
            cursor.execute(
                "SELECT access.change_contact(%s, 2, gen_random_uuid(), 'changed', 'x', 'x', gen_random_uuid(), 'x',"
                " '2099-01-01')",
                [AMINA],
            )
            assert cursor.fetchone() == ("hidden",), key
            cursor.execute("SELECT access.ask_contact_sooner(%s, '2001-01-01', 90)", [AMINA])
        with (
            pytest.raises((DatabaseError, SealingError, CaseFile.DoesNotExist)),
            transaction.atomic(),
        ):
            make(by=key)
    assert made(contact).against
    with acting_as(me):
        assert ContactStanding.objects.get(file_id=AMINA).ask_again_on > timezone.localdate()


@pytest.mark.clause("3.2.1")
def test_every_number_ever_told_is_looked_for_and_the_search_knows_hers_alone() -> None:
    tell()
    tell(replace(SAFE, phones=(Point("07700 900166", safe="yes"),), addresses=()))
    with acting_as(PEOPLE["iss_worker"]):
        by = cast.worker("iss_worker")
        file = open_file(by, REFERENCE, purpose="people", right="third_party")
        client, *others = people.identifiers_of(file)
    assert {HER_NUMBER, "07700 900155", "07700 900166"} == set(client.identifiers["phone"])
    assert set(client.identifiers["address"]) == {HOME.text}
    assert set(client.identifiers["postcode"]) == {HOME.postcode}
    assert client.identifiers["email"] == ("amina@example.org",)
    (never,) = (each.identifiers for each in others if each.relation == NEVER_USED)
    assert HIS_NUMBER in never["phone"]
    assert (never["address"], never["postcode"]) == ((SHARED.text,), (SHARED.postcode,))


@pytest.mark.slow
def test_pages_do_not_ask_more_where_there_are_more(signed_in: SignedIn) -> None:
    visitor, asked = signed_in("iss_worker"), []
    for many in (2, 6):
        for number in range(many):
            tell(replace(SAFE, times=f"{many} {number}"))
            make(to=HIS_NUMBER, by="iss_manager")
            a_file(f"Una Reece {many} {number}")
        counts = []
        for path in (PAGE, PAGE + "change/", PAGE + "new/", "/contact/"):
            with assert_queries_at_most(12) as queries:
                assert visitor.get(path).status_code == 200
            counts.append(len(queries))
        asked.append(counts)
    assert asked[0] == asked[1]
