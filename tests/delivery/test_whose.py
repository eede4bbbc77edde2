"""Into whose hand something goes, of what the client knows since, and whose it is to judge a threat (3.3.2 e, E18)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from clients.actions import give_to_worker
from clients.people.details import Details
from confidentiality.access.identity import acting_as
from disclosures import actions as disclosing
from disclosures.afterwards import Words
from disclosures.delivery import access
from disclosures.delivery import actions as delivery
from disclosures.delivery.models import Handover, Notice
from disclosures.models import Release
from tests import cast
from tests.delivery.delivering import handed, opened
from tests.disclosures import story
from tests.disclosures.pages import day
from tests.disclosures.story import ASKER, MANAGER, who
from tests.emergency.test_walls import alerts_of
from tests.people.working import add
from tests.readers.outside import is_shut_out
from tests.readers.outside import opened as package_of

SignedIn = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
COLLEAGUE, LEAD, HAND = "iss_colleague", "safeguarding_lead", Handover.Way.HAND
KNOWN = Details(relation="ex_partner", aliases=("Rufus Vane",), phones=("01632 960777",))


def released() -> Release:
    return story.release(story.a_signed_request())


def let_in(key: str, *rights: Any) -> None:
    with acting_as(who(ASKER)):
        whom = cast.worker(key)
        give_to_worker(file=story.file(), worker=whom, rights=rights, reason="cover", by=who(ASKER))


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13")
@pytest.mark.parametrize("by", [ASKER, COLLEAGUE])  # who may read what others said, and not
def test_no_paper_goes_into_a_partners_hand(by: str, signed_in: SignedIn) -> None:
    made = released()
    add(KNOWN)
    if by == COLLEAGUE:
        let_in(by, "view", "contribute")
    client, at = signed_in(by), reverse("delivery:hand_over", args=[made.package.id])
    said = {"way": "hand", "checked": "He says so", **day("on", 0)}
    for tries, place in enumerate(("Mr Vane, Rufus, at our desk", "Whoever has 01632 960777"), 1):
        sent = client.post(at, {**said, "token": str(uuid4()), "place": place})
        assert (sent.status_code, "into no hand" in sent.content.decode()) == (409, True)
        assert sum(alert.times for alert in alerts_of(MANAGER)) == tries
        with acting_as(who(by)):  # nor is it read on a screen until somebody lets them in again
            assert is_shut_out(package_of(made.package.id))
    assert not handed(made, "Ms Askew’s own, at her desk", HAND, by=by).against
    assert not handed(made, "Rufus Harcourt, who sorts her post", HAND, by=by).against
    assert handed(made, "Rufus Vane", HAND, by=by, already=True).against


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13", "E21")
def test_a_partner_is_told_of_a_recall_and_of_nothing_that_was_wrong(signed_in: SignedIn) -> None:
    made = released()
    client, at = signed_in(ASKER), reverse("delivery:tell", args=[made.package.id])

    def tell(kind: str) -> Any:
        return client.post(at, {"token": str(uuid4()), "kind": kind, "words": "A day was wrong."})

    assert tell("corrected").status_code == 302
    add(Details(relation="ex_partner", aliases=(story.RECIPIENT,)))
    assert sum(alert.times for alert in alerts_of(MANAGER)) == 1  # what they could read is closed
    refused = tell("corrected")
    assert refused.status_code == 409
    assert "is recorded as a partner or ex-partner" in refused.content.decode()
    assert sum(alert.times for alert in alerts_of(MANAGER)) == 2
    assert tell("recalled").status_code == 302
    with acting_as(who(ASKER)):
        assert sorted(each.kind for each in Notice.objects.all()) == ["corrected", "recalled"]


@pytest.mark.clause("4.2.1")
@pytest.mark.edge("E17")
def test_whoever_is_warned_gets_the_warning_into_their_hand() -> None:
    add(KNOWN)
    warned = {"name": "Rufus Vane", "agency": "", "phone": "", "threatened": True}
    draft = story.an_urgent_draft(reached=warned, urgent=False)
    story.submit(draft)
    story.sign_off(draft, says_not_partner=True)
    story.read(draft)
    assert not handed(story.release(draft), "Rufus Vane, at his door", HAND).against


@pytest.mark.clause("2.1")
def test_what_the_client_was_told_of_since_stands_on_their_register() -> None:
    told, other = (story.release_ahead(story.an_urgent_draft()) for _ in range(2))

    def shown() -> list[Any]:
        return [each.id for each in access.for_the_client(story.file())]

    def say(made: Release, words: Words) -> None:
        found, by = Release.objects.get(id=made.id), story.worker(ASKER)
        disclosing.say_after(release=found, words=words, key=uuid4(), by=by)

    with acting_as(who(ASKER)):
        say(other, Words(not_told="He reads her messages still."))
        assert shown() == []
        say(told, Words(told_on=story.days(0)))
        say(told, Words(parent="Her mother was rung."))
        assert shown() == [told.id]


@pytest.mark.clause("4.2.1")
@pytest.mark.edge("E18")
def test_the_safeguarding_lead_judges_a_threat_on_a_file_that_they_view(
    signed_in: SignedIn,
) -> None:
    made = story.release_ahead(story.an_urgent_draft())
    let_in(LEAD, "view")
    lead, at = signed_in(LEAD), [made.package.id]
    path = reverse("delivery:judge_false", args=at)
    assert path in lead.get(reverse("delivery:delivery", args=at)).content.decode()
    said = {"words": "He was in hospital.", "confirmed": "on", "of": [str(made.id)]}
    assert lead.post(path, said).status_code == 302
    with acting_as(who(LEAD)):
        (notice,) = Notice.objects.all()
        assert (notice.kind, notice.by_id) == (Notice.Kind.FALSE_THREAT, who(LEAD))
        words: dict[str, Any] = {"words": "No", "key": uuid4(), "by": cast.worker(LEAD)}
        with pytest.raises(ProgrammingError), transaction.atomic():
            delivery.tell(release=opened(made), kind=Notice.Kind.RECALLED, **words)
