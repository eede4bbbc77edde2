"""What stands against letting a recipient read on screen: all that can have changed since; without a database."""

from dataclasses import replace

import pytest

from disclosures.obstacle import Mender, Obstacle, Stage
from disclosures.picture import Basis
from disclosures.readers.rules import STILL, Way, obstacles_since, obstacles_to_link
from disclosures.rules import RULES
from tests.disclosures.pictures import BREAKS, Break, complete

pytestmark = pytest.mark.clause("1.2")
OPEN = Way(has_address=True, has_phone=True, recalled=False)


def test_nothing_stands_against_a_link_to_what_may_still_be_read() -> None:
    assert obstacles_to_link(complete(), OPEN) == ()


@pytest.mark.parametrize("b", BREAKS, ids=repr)
def test_of_what_a_release_asks_what_can_change_since_is_asked_again(b: Break) -> None:
    found = {o.code for o in obstacles_to_link(b.do(complete()), OPEN)}
    picture = b.do(complete())
    every = {o.code for rule in RULES for o in rule.found(picture)}
    assert found == every & STILL
    assert (b.code in found) == (b.code in STILL)


def test_what_was_decided_for_good_is_not_asked_again() -> None:
    known = {b.code for b in BREAKS}
    assert {"no_consent", "consent_expired", "recipient_is_partner", "no_assurance"} <= STILL
    assert {"unreviewed", "not_gone_through"} <= known - STILL


RECALLED = "The package was recalled. A corrected one is a new disclosure."
NO_ADDRESS = "This installation has no address for outside readers (LATCH_READER_URL)."
SPOKEN = "It was told by word of mouth: there is nothing to read."
NO_PHONE = "No phone number of the recipient is on record, so the code can't be told to them."


@pytest.mark.parametrize(
    ("way", "code", "words", "mender"),
    [
        (replace(OPEN, recalled=True), "recalled", RECALLED, Mender.WORKER),
        (replace(OPEN, written=False), "was_spoken", SPOKEN, Mender.NOBODY),
        (replace(OPEN, has_address=False), "no_address", NO_ADDRESS, Mender.MANAGER),
        (replace(OPEN, has_phone=False), "no_phone", NO_PHONE, Mender.MANAGER),
    ],
)
def test_a_link_needs_a_way_in(way: Way, code: str, words: str, mender: Mender) -> None:
    assert obstacles_to_link(complete(), way) == (
        Obstacle("1.2", words, mender, code, Stage.RELEASE),
    )


def test_everything_in_the_way_is_told_at_once() -> None:
    worst = Way(has_address=False, has_phone=False, recalled=True)
    b = next(b for b in BREAKS if b.code == "consent_expired")
    codes = [o.code for o in obstacles_to_link(b.do(complete()), worst)]
    assert codes == ["recalled", "no_address", "no_phone", "consent_expired"]


def test_what_was_recalled_goes_out_on_paper_no_more_whatever_else_stands_against_it() -> None:
    (broken,) = (b.do(complete()) for b in BREAKS if b.code == "consent_expired")
    for recalled, codes in ((True, ["recalled", "consent_expired"]), (False, ["consent_expired"])):
        assert [o.code for o in obstacles_since(broken, recalled=recalled)] == codes
    assert obstacles_since(complete(), recalled=False) == ()


@pytest.mark.clause("2.1", "3.3.2 d")
@pytest.mark.parametrize(
    ("since", "codes"), [("limits", {"limits_unread"}), ("less", {"agreed_to_less"}), ("", set())]
)
@pytest.mark.parametrize("basis", [Basis.CHILD_PROTECTION, Basis.INFORMED_CONSENT])
def test_what_was_agreed_since_holds_on_a_ground_that_needs_no_consent_too(
    basis: Basis, since: str, codes: set[str]
) -> None:
    """Of the consent that lets it name a fact, which no rule of that ground asks about."""
    picture = complete()
    assert picture.consent is not None
    consent = replace(picture.consent, agreed_since=since)
    known = {"limits_unread", "agreed_to_less"}
    for found in (
        obstacles_to_link(replace(picture, basis=basis, consent=consent), OPEN),
        obstacles_since(replace(picture, basis=basis, consent=consent), recalled=False),
    ):
        assert [o.code for o in found if o.code in known] == sorted(codes)
