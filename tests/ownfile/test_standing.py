"""A request stands as it was said of it, each thing by its last word, and by nothing that nobody said."""

from datetime import date, timedelta
from typing import Any

import pytest

from disclosures.ownfile import rules
from disclosures.ownfile.clocks import Matter, Pause
from disclosures.ownfile.picture import Asker
from disclosures.ownfile.rules import Face, Kind, Said, Standing
from disclosures.ownfile.scope import Scope
from tests.disclosures.pictures import NOW
from tests.ownfile.test_rules import ONE, SPOKEN, TODAY, TWO, said

pytestmark = pytest.mark.clause("5.2.4", "5.2.5")
BORN = TODAY - timedelta(days=3000)
DAYS = [TODAY + timedelta(days=n) for n in range(5)]


def stands(
    *steps: Said, face: Face = Face.VIEWING, asker: Asker | str = Asker.CLIENT, **more: Any
) -> Standing:
    asked = {"born": None, "today": TODAY, "dead": False, "adult": 18, **more}
    return rules.standing(face=face, asker=asker, said=iter(steps), **asked)


@pytest.mark.parametrize("face", list(Face))
def test_of_a_request_of_which_nothing_was_said_nothing_stands(face: Face) -> None:
    assert stands(face=face) == Standing(face, Asker.CLIENT)
    assert stands(face=face, dead=True) == Standing(face, Asker.CLIENT, dead=True)
    assert stands(face=face, asker=Asker.ADVOCATE) == Standing(
        face, Asker.ADVOCATE, scope=Scope(), authority_on=None
    )


def test_all_that_was_said_stands() -> None:
    steps = (
        said(Kind.IDENTITY, on=DAYS[0], **SPOKEN),
        said(Kind.ASKED_FOR, on=DAYS[1], matter="meaning"),
        said(
            Kind.AUTHORITY, on=DAYS[2], scope="picked", entries=[str(ONE)],
            names_sensitive=True, not_partner=True,
        ),
        said(Kind.WEIGHED, "line_manager", on=DAYS[2], allowed=True),
        said(Kind.EXTENDED, on=DAYS[3]),
        said(Kind.ROUTED, entry=str(ONE)),
        said(Kind.ROUTED, entry=str(TWO)),
        said(Kind.ANSWERED, entry=str(TWO)),
        said(Kind.CAME, on=DAYS[4], matter="meaning"),
        said(Kind.REFUSED, what="part"),
    )  # fmt: skip
    assert stands(*steps, face=Face.STATUTORY, asker=Asker.PARENT, born=BORN) == Standing(
        Face.STATUTORY, Asker.PARENT, identity_on=DAYS[0], seen_alone=True, coerced=False,
        authority_on=DAYS[2], lapsed=False, weighed=True, scope=Scope(entries=frozenset({ONE})),
        names_sensitive=True, not_partner=True, dead=False,
        pauses=(Pause(Matter.MEANING, DAYS[1], DAYS[4]),), extension_told_on=DAYS[3],
        routed={ONE: False, TWO: True}, refused="part",
    )  # fmt: skip


def test_who_could_not_say_who_they_are_is_not_known() -> None:
    found = stands(said(Kind.IDENTITY, **(SPOKEN | {"known": False})))
    assert (found.identity_on, found.seen_alone, found.coerced) == (None, True, False)
    assert stands(said(Kind.IDENTITY)).seen_alone is None


def test_the_last_word_counts() -> None:
    found = stands(
        said(Kind.AUTHORITY, scope="whole", names_sensitive=True, not_partner=True),
        said(Kind.AUTHORITY, on=DAYS[1], scope="dates", since="2026-01-05", until="2026-02-06"),
        said(Kind.EXTENDED, on=DAYS[1]),
        said(Kind.EXTENDED, on=DAYS[2]),
        said(Kind.REFUSED, what="part"),
        said(Kind.REFUSED),
        asker=Asker.ADVOCATE,
    )
    assert found.scope == Scope(since=date(2026, 1, 5), until=date(2026, 2, 6))
    assert (found.authority_on, found.names_sensitive, found.not_partner) == (DAYS[1], False, False)
    assert (found.extension_told_on, found.refused) == (DAYS[2], "whole")


def test_the_client_needs_no_authority() -> None:
    """What was shown while somebody asked for them says nothing of their own asking."""
    found = stands(said(Kind.AUTHORITY, scope="picked", entries=[], names_sensitive=True))
    assert found == Standing(Face.VIEWING, Asker.CLIENT)


def test_another_kind_of_word_ends_no_waiting() -> None:
    steps = [
        said(Kind.IDENTITY, **SPOKEN),
        said(Kind.ASKED_FOR, on=DAYS[2], matter="identity"),
        said(Kind.EXPLAINED),
        said(Kind.CAME, on=DAYS[1], matter="identity"),  # on a day before it was asked for
        said(Kind.ASKED_FOR, on=DAYS[3], matter="identity"),
    ]
    assert rules.pauses_in(steps) == (
        Pause(Matter.IDENTITY, DAYS[2], DAYS[2]),
        Pause(Matter.IDENTITY, DAYS[3]),
    )


def test_a_viewing_begins_when_the_notice_has_run_and_not_before() -> None:
    assert not rules.is_too_early(NOW, NOW)
    assert rules.is_too_early(NOW - timedelta(seconds=1), NOW)
