"""No link lets in somebody who has come to be known as a partner since it was released (3.3.2 e, E13)."""

from typing import Any
from uuid import uuid4

import pytest

from clients.actions import give_to_worker
from clients.people.details import Details
from confidentiality.access.identity import acting_as
from disclosures.readers.models import Ticket
from tests import cast
from tests.disclosures import story
from tests.disclosures.pages import step_up
from tests.disclosures.story import ASKER, MANAGER, who
from tests.emergency.test_walls import alerts_of
from tests.people.working import add
from tests.readers.outside import a_package, closings, give

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3.2 e"), pytest.mark.edge("E13")]
COLLEAGUE = "iss_colleague"


@pytest.mark.parametrize("by", [ASKER, COLLEAGUE])  # who may read what others said, and not
def test_no_link_is_given_to_whoever_is_known_as_a_partner_now(by: str, signed_in: Any) -> None:
    package = a_package()
    if by == COLLEAGUE:
        with acting_as(who(ASKER)):
            give_to_worker(
                file=story.file(), worker=cast.worker(by), rights=("view", "contribute"),
                reason="cover", by=who(ASKER),
            )  # fmt: skip
    give(package, by=by)
    add(Details(relation="ex_partner", aliases=(story.RECIPIENT,)))
    client = signed_in(by)
    step_up(client, by)
    at, known = f"/packages/{package}/readers/link/", "is recorded as a partner or ex-partner"
    assert (
        sum(each.times for each in alerts_of(MANAGER)) == 1
    )  # it is closed to them; nobody has tried yet
    with acting_as(who(by)):
        seen = [str(each) for each in closings(package)]
    said = {"token": str(uuid4()), "knows_them": "on", "settled": "on", "closings": seen}
    sent = client.post(at, said)
    assert known in sent.content.decode()
    assert sum(each.times for each in alerts_of(MANAGER)) == 2
    with acting_as(who(ASKER)):
        assert Ticket.objects.count() == 1
