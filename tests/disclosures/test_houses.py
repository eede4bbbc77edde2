"""A partner is known by where they live, also where the house has no number or the street one word (3.3.2 e)."""

from dataclasses import replace

import pytest

from clients.people.details import Address
from confidentiality.access.identity import acting_as
from disclosures.actions import NotNow, Obstructed
from tests.disclosures import story
from tests.disclosures.story import who
from tests.disclosures.test_urgent import COLLEAGUE, RUFUS, _let_in, codes
from tests.people.working import add

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.clause("3.3.2 e"),
    pytest.mark.edge("E13"),
]


@pytest.mark.parametrize(
    ("home", "how", "code"),
    [
        ("The Larches\nMill Lane\nNorthtown", "By post, Larches, MILL LN.", "recipient_is_partner"),
        ("The Larches\nMill Lane\nNorthtown", "The Larches, High Street", ""),
        ("Mill House\nNorthtown", "Mill House", "recipient_like_partner"),
        ("14 Broadway\nNorthtown", "14 Broadway", "recipient_like_partner"),
        ("14 Broadway\nNorthtown", "15 Broadway", ""),
    ],
)
def test_whoever_reads_for_others_is_stopped_or_asked(home: str, how: str, code: str) -> None:
    add(replace(RUFUS, addresses=(Address(home, ""),)))
    tried = story.an_urgent_draft(reached={"name": "A voice of nobody", "phone": how})
    if not code:
        assert story.release_ahead(tried).look_by is not None
        return
    with pytest.raises(Obstructed) as refused:
        story.release_ahead(tried)
    assert codes(refused) == {code}


@pytest.mark.parametrize(
    ("how", "stopped"), [("by post: Larches, Mill Ln", True), ("The Larches, High Street", False)]
)
def test_for_whoever_does_not_the_database_compares_it(how: str, stopped: bool) -> None:
    add(replace(RUFUS, addresses=(Address("The Larches\nMill Lane\nNorthtown", ""),)))
    _let_in(COLLEAGUE)
    reached = {"name": "Ruaidhri Quill", "phone": how}
    tried = story.an_urgent_draft(COLLEAGUE, reached=reached)
    if not stopped:
        assert story.release_ahead(tried, COLLEAGUE).look_by is not None
        return
    with acting_as(who(COLLEAGUE)), pytest.raises(NotNow, match="partner or ex-partner"):
        story.release_ahead(tried, COLLEAGUE)


NUMBERS = (
    *("07700 900471 (after six, flat 2)", "07700 900472/07700 900471", "0770 0900 471, room 12"),
    *("07700 900472 07700 900471", "07700\u200b900471 x2"),
)


@pytest.mark.parametrize("how", NUMBERS)
def test_a_number_is_known_among_what_else_is_said(how: str) -> None:
    add(replace(RUFUS, phones=("07700 900471",)))
    tried = story.an_urgent_draft(reached={"name": "A voice of nobody", "phone": how})
    with pytest.raises(Obstructed) as refused:
        story.release_ahead(tried)
    assert codes(refused) == {"recipient_is_partner"}


@pytest.mark.parametrize("how", NUMBERS)
def test_the_database_knows_it_as_well(how: str) -> None:
    add(replace(RUFUS, phones=("07700 900471",)))
    _let_in(COLLEAGUE)
    reached = {"name": "Ruaidhri Quill", "phone": how}
    tried = story.an_urgent_draft(COLLEAGUE, reached=reached)
    with acting_as(who(COLLEAGUE)), pytest.raises(NotNow, match="partner or ex-partner"):
        story.release_ahead(tried, COLLEAGUE)


@pytest.mark.parametrize(
    "how",
    [
        "(r.vane+x@example.org)",
        "by e-mail: ‘R.Vane@example.org’!",
        "r.vane at his e-mail: r.vane (at) example.org",
    ],
)
def test_an_email_address_is_known_whatever_stands_beside_it(how: str) -> None:
    add(RUFUS)
    _let_in(COLLEAGUE)
    reached = {"name": "Ruaidhri Quill", "phone": how}
    with pytest.raises(Obstructed) as refused:
        story.release_ahead(story.an_urgent_draft(reached=reached))
    assert codes(refused) == {"recipient_is_partner"}
    tried = story.an_urgent_draft(COLLEAGUE, reached=reached)
    with acting_as(who(COLLEAGUE)), pytest.raises(NotNow, match="partner or ex-partner"):
        story.release_ahead(tried, COLLEAGUE)
