"""The policy is put in force by two, changed by nobody, and acknowledged by each for themselves."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import override_settings

from confidentiality.access.http import Hidden
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from staff.induction import actions
from staff.induction.access import current, known_of, open_version, stands_of
from staff.induction.models import Acknowledgement, PolicyVersion
from staff.induction.rules import Stands
from staff.models import Worker
from tests import cast

from .working import NEXT, publish, write

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.1.1")]
LEAD, RECORDS, WORKER = (cast.PEOPLE[key].id for key in ("dp_lead", "records_admin", "iss_worker"))


def how(key: str) -> Stands:
    with acting_as(cast.PEOPLE[key].id):
        return stands_of(Worker.objects.annotate(**known_of()).get(pk=cast.PEOPLE[key].id))


def test_a_new_version_takes_two_people() -> None:
    written = write()
    with acting_as(LEAD):
        with pytest.raises(actions.Overtaken):
            actions.publish(version_id=written.id, by=cast.worker("dp_lead"))
        assert current().number == 1  # type: ignore[union-attr]
    with acting_as(RECORDS):
        published = actions.publish(version_id=written.id, by=cast.worker("records_admin"))
        assert (published.number, published.text) == (2, NEXT)
        last = Event.objects.filter(action="policy_published").latest("at")
        assert (last.person, last.ids) == (RECORDS, [str(written.id)])


def test_what_waits_is_replaced_only_by_whoever_has_seen_it() -> None:
    first = write()
    with acting_as(RECORDS):
        for seen in (None, uuid4()):
            with pytest.raises(actions.Overtaken):
                actions.write(
                    text="x", changes="x", instead_of=seen, by=cast.worker("records_admin")
                )
        assert PolicyVersion.objects.get(number=None) == first
    second = write(by="records_admin")
    with acting_as(RECORDS):
        assert PolicyVersion.objects.get(number=None) == second
        with pytest.raises(actions.Overtaken):  # the one that was read is there no more
            actions.publish(version_id=first.id, by=cast.worker("records_admin"))
    with acting_as(LEAD), pytest.raises(DatabaseError), transaction.atomic():
        PolicyVersion.objects.create(text="x", changes="", written_by_id=LEAD)


@pytest.mark.parametrize("key", ["iss_worker", "iss_manager", "committee", "hr"])
def test_nobody_else_writes_or_publishes_it(key: str) -> None:
    written = write()
    with acting_as(cast.PEOPLE[key].id):
        assert not PolicyVersion.objects.filter(id=written.id).exists()
        with pytest.raises(actions.Overtaken):
            actions.publish(version_id=written.id, by=cast.worker(key))
        assert not actions.throw_away(version_id=written.id, by=cast.worker(key))
        with pytest.raises(DatabaseError), transaction.atomic():
            PolicyVersion.objects.create(text="x", changes="", written_by_id=cast.PEOPLE[key].id)


def test_a_policy_in_force_does_not_change() -> None:
    version = publish()
    with acting_as(LEAD):
        mine = PolicyVersion.objects.filter(id=version.id)
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.update(text="Something else.")
        assert mine.update(number=7) == 0  # not the lead's to touch
        assert mine.delete()[0] == 0
    with (
        acting_as(RECORDS),
        pytest.raises(DatabaseError, match="does not change"),
        transaction.atomic(),
    ):
        PolicyVersion.objects.filter(id=version.id).update(number=7)


def test_each_acknowledges_for_themselves_once() -> None:
    version = publish()
    assert how("iss_worker") == Stands.GRACE
    with acting_as(WORKER):
        actions.acknowledge(version=version, by=cast.worker("iss_worker"))
        actions.acknowledge(version=version, by=cast.worker("iss_worker"))
        assert Acknowledgement.objects.filter(version=version).count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            Acknowledgement.objects.create(
                version=version, worker_id=LEAD, takes_responsibility=False
            )
    assert how("iss_worker") == Stands.KEPT
    assert how("iss_colleague") == Stands.GRACE


def test_what_waits_can_t_be_acknowledged() -> None:
    written = write()
    with acting_as(LEAD), pytest.raises(DatabaseError), transaction.atomic():
        Acknowledgement.objects.create(version=written, worker_id=LEAD, takes_responsibility=False)


@pytest.mark.edge("E49")
def test_a_second_version_on_its_heels_locks_nobody_out_and_gives_no_more_days() -> None:
    publish()
    last = publish("# 1 Another\n\nText.")
    assert how("iss_worker") == Stands.GRACE
    with override_settings(POLICY_GRACE_DAYS=0):
        assert how("iss_worker") == Stands.OWED
    with acting_as(WORKER):
        actions.acknowledge(version=last, by=cast.worker("iss_worker"))
    assert how("iss_worker") == Stands.KEPT


@pytest.mark.clause("5.3.1")
def test_a_committee_member_takes_responsibility() -> None:
    version = publish()
    with acting_as(cast.PEOPLE["committee"].id):
        actions.acknowledge(version=version, by=cast.worker("committee"))
        assert Acknowledgement.objects.get(version=version).takes_responsibility


def test_an_unknown_version_is_hidden() -> None:
    with acting_as(WORKER), pytest.raises(Hidden):
        open_version(77)
    with acting_as(LEAD):
        assert not actions.throw_away(version_id=uuid4(), by=cast.worker("dp_lead"))
