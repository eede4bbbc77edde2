"""Who notes whose induction: a manager their own people's, HR and records admins everybody's, nobody their own."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from staff.training import access, actions
from staff.training.models import Item, Noted, Training
from staff.training.rules import Induced
from tests import cast

from .working import take_back, trained_until

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.1.1")]
PEOPLE, CHECKLIST = "/policy/induction/people/", "/policy/induction/checklist/"
SignedIn = Callable[[str], Client]
# Who may note whose; everything else is refused.
NOTES = {
    "iss_manager": {"iss_worker", "iss_colleague", "iss_volunteer", "iss_senior"},
    "dvpp_manager": {"dvpp_worker", "dvpp_colleague"},
    "hr": set(cast.PEOPLE) - {"hr"},
    "records_admin": set(cast.PEOPLE) - {"records_admin"},
}


def id_of(key: str) -> str:
    return str(cast.PEOPLE[key].id)


@pytest.mark.attack("A4")
@pytest.mark.parametrize("by", cast.PEOPLE)
def test_the_database_lets_nobody_note_but_whoever_may(by: str) -> None:
    """Every person on every person, by SQL as the web login: what is noted, and what is taken away."""
    me = cast.PEOPLE[by].id
    with acting_as(me):
        item = Item.objects.get(code="other", position=5)
        noted, gone = set(), set()
        for whose, person in cast.PEOPLE.items():
            with transaction.atomic():
                if Noted.objects.filter(worker_id=person.id, item=item).delete()[0]:
                    gone.add(whose)
                try:
                    with transaction.atomic():
                        Training.objects.create(
                            worker_id=person.id,
                            subject="policy",
                            content="Nothing",
                            trainer="Nobody",
                            held_on=timezone.localdate(),
                            months=60,
                            good_until="2031-01-01",
                            noted_by_id=me,
                        )
                    noted.add(whose)
                except DatabaseError:
                    pass
        assert noted == gone == NOTES.get(by, set())


@pytest.mark.attack("A4")
def test_nobody_notes_in_anothers_name_nor_lets_somebody_explain_to_themselves() -> None:
    take_back("iss_worker")
    with acting_as(cast.PEOPLE["hr"].id):
        item, today = Item.objects.get(code="explained"), timezone.localdate()
        for noted_by, done_by in (("records_admin", "hr"), ("hr", "iss_worker")):
            with pytest.raises(DatabaseError), transaction.atomic():
                Noted.objects.create(
                    item=item,
                    worker_id=id_of("iss_worker"),
                    done_by_id=id_of(done_by),
                    done_on=today,
                    noted_by_id=id_of(noted_by),
                )


def test_the_pages_show_a_manager_their_own_people_only(signed_in: SignedIn) -> None:
    client = signed_in("iss_manager")
    page = client.get(PEOPLE).content.decode()
    assert cast.PEOPLE["iss_worker"].name in page
    assert cast.PEOPLE["dvpp_worker"].name not in page
    assert client.get(PEOPLE + id_of("iss_worker") + "/").status_code == 200
    for other in ("dvpp_worker", "iss_manager", "hr"):
        assert client.get(PEOPLE + id_of(other) + "/").status_code == 404
    assert client.get(CHECKLIST).status_code == 404
    assert signed_in("iss_worker").get(PEOPLE).status_code == 404


def test_for_whom_files_wait_stands_first_and_is_counted(signed_in: SignedIn) -> None:
    take_back("iss_volunteer")
    trained_until("iss_senior", timezone.localdate().replace(year=2020))
    page = signed_in("iss_manager").get(PEOPLE).content.decode()
    assert "Inductions (2)" in page
    first = [page.index(cast.PEOPLE[key].name) for key in ("iss_volunteer", "iss_senior")]
    assert max(first) < page.index(cast.PEOPLE["iss_worker"].name)
    with acting_as(cast.PEOPLE["hr"].id):
        found = {each.worker.pk: each.induced for each in access.people(cast.worker("hr"))}
    assert found[cast.PEOPLE["iss_volunteer"].id] == Induced.WAITS
    assert found[cast.PEOPLE["iss_worker"].id] == Induced.DONE
    assert cast.PEOPLE["hr"].id not in found


@pytest.mark.clause("5.10")
def test_a_training_is_noted_with_content_trainer_and_renewal(signed_in: SignedIn) -> None:
    trained_until("iss_worker", None)
    client, place = signed_in("iss_manager"), PEOPLE + id_of("iss_worker")
    said = {
        "subject": "policy",
        "content": "Clauses 1 to 5",
        "trainer": "Anil Kapadia",
        "held_on-day": "1",
        "held_on-month": "3",
        "held_on-year": "2026",
        "months": "12",
    }
    assert client.post(place + "/trainings/new/", said).status_code == 302
    assert client.post(place + "/trainings/new/", said).status_code == 302  # sent twice
    page = " ".join(client.get(place + "/").content.decode().split())
    assert page.count("1 March 2026, with Anil Kapadia. Good until 1 March 2027.") == 1
    for wrong in ({"months": "0"}, {"months": "61"}, {"held_on-year": "2096"}, {"content": ""}):
        assert client.post(place + "/trainings/new/", said | wrong).status_code == 200


@pytest.mark.clause("5.10")
def test_another_training_that_lapsed_is_listed_and_counted(signed_in: SignedIn) -> None:
    last_year = timezone.localdate() - timedelta(days=400)
    with acting_as(cast.PEOPLE["hr"].id):
        for content, months in (("First aid", 6), ("Interpreters", 60)):
            actions.note_training(
                person=cast.worker("iss_worker"),
                subject="other",
                content=content,
                trainer="Somebody",
                held_on=last_year,
                months=months,
                by=cast.worker("hr"),
            )
    page = signed_in("iss_manager").get(PEOPLE).content.decode()
    assert "1 other training to be renewed" in page
    assert "Inductions (1)" in page
    assert signed_in("iss_worker").get("/files/").status_code == 200  # files do not wait for it


@pytest.mark.clause("5.3.1")
def test_what_was_noted_by_mistake_is_taken_back_and_stays_in_the_audit(
    signed_in: SignedIn,
) -> None:
    committee = cast.PEOPLE["committee"].id
    with acting_as(cast.PEOPLE["hr"].id):
        noted = Noted.objects.get(worker_id=committee, item__code="explained")
    client, place = signed_in("records_admin"), f"/policy/induction/noted/{noted.pk}/take-back/"
    assert client.post(place).status_code == 200  # not ticked
    assert client.post(place, {"sure": "on"}).status_code == 302
    assert client.get(place).status_code == 404
    with acting_as(cast.PEOPLE["records_admin"].id):
        event = Event.objects.filter(action="induction_taken_back").latest("at")
        assert event.person == cast.PEOPLE["records_admin"].id
        assert str(committee) in event.ids


def test_the_checklist_is_the_organisation_s_but_for_what_files_wait_for(
    signed_in: SignedIn,
) -> None:
    client = signed_in("hr")
    client.post(CHECKLIST + "new/", {"words": "The alarm was shown", "position": "6"})
    with acting_as(cast.PEOPLE["hr"].id):
        own, fixed = (
            Item.objects.get(words="The alarm was shown"),
            Item.objects.get(code="explained"),
        )
    client.post(f"{CHECKLIST}{own.pk}/", {"words": own.words, "position": "6", "retire": "on"})
    client.post(f"{CHECKLIST}{fixed.pk}/", {"words": "Explained", "position": "1", "retire": "on"})
    page = client.get(CHECKLIST).content.decode()
    assert "The alarm was shown" not in page
    assert "Explained" in page
    with acting_as(cast.PEOPLE["hr"].id):
        with pytest.raises(DatabaseError), transaction.atomic():
            Item.objects.filter(pk=fixed.pk).update(retired_at=timezone.now())
        with pytest.raises(DatabaseError), transaction.atomic():
            Item.objects.create(code="form", words="Again", position=9)
    with acting_as(cast.PEOPLE["iss_manager"].id):
        assert Item.objects.filter(pk=fixed.pk).update(words="Nothing") == 0


def test_who_is_unknown_is_hidden() -> None:
    with acting_as(cast.PEOPLE["hr"].id):
        hr = cast.worker("hr")
        for door in (access.open_person, access.open_noted, access.open_training):
            with pytest.raises(Hidden):
                door(hr, uuid4())
        with pytest.raises(Hidden):
            access.open_person(hr, hr.pk)
