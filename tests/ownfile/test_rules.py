"""What is missing before a request for one's own file is answered, and whose word counts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.ownfile import rules
from disclosures.ownfile.clocks import Matter, Pause
from disclosures.ownfile.picture import Asker
from disclosures.ownfile.rules import Face, Kind, Said, Standing
from disclosures.ownfile.scope import Scope, scope_from

TODAY = date(2026, 11, 26)
ONE, TWO = (UUID(int=n) for n in (1, 2))
WHOLE = Standing(Face.VIEWING, Asker.CLIENT, identity_on=TODAY, seen_alone=True, coerced=False)
SPOKEN: dict[str, Any] = {"known": True, "alone": True, "coerced": False}


def said(kind: Kind, role: str = "iss_worker", on: date = TODAY, **details: Any) -> Said:
    return Said(kind, on, role, details)


def stands(*steps: Said, asker: Asker = Asker.CLIENT, **more: Any) -> Standing:
    born, dead = more.get("born"), more.get("dead", False)
    today = more.get("today", TODAY)
    return rules.standing(
        face=Face.VIEWING, asker=asker, born=born, said=steps, today=today, dead=dead, adult=18
    )


def clauses(at: Standing, **more: Any) -> list[str]:
    return [each.sentence for each in rules.missing(at, **more)]


@pytest.mark.edge("E30")
@pytest.mark.clause("5.2.4")
@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        ({"identity_on": None}, "Nobody has checked who is asking."),
        ({"seen_alone": None}, "The client has not been seen alone."),
        ({"seen_alone": False}, "The client has not been seen alone."),
        ({"coerced": None}, "The client was not asked whether somebody makes them ask."),
    ],
)
def test_nothing_is_confirmed_before_they_were_seen_alone(
    without: dict[str, Any], sentence: str
) -> None:
    assert rules.may_confirm(WHOLE)
    assert clauses(WHOLE) == []
    at = replace(WHOLE, **without)
    assert not rules.may_confirm(at)
    assert clauses(at) == [sentence]


KNOWN = replace(WHOLE, authority_on=TODAY, weighed=True)
ASKERS = {
    Asker.CLIENT: WHOLE,
    Asker.ADVOCATE: replace(KNOWN, asker=Asker.ADVOCATE, weighed=None),
    Asker.PARENT: replace(KNOWN, asker=Asker.PARENT, seen_alone=None, coerced=None),
    Asker.REPRESENTATIVE: replace(
        KNOWN, asker=Asker.REPRESENTATIVE, seen_alone=None, coerced=None, dead=True
    ),
}


@pytest.mark.edge("E7")
@pytest.mark.edge("E8")
@pytest.mark.edge("E29")
@pytest.mark.edge("E30")
@pytest.mark.edge("E31")
@pytest.mark.parametrize(
    ("asker", "without"),
    [
        *((each, {"identity_on": None}) for each in Asker),
        *((each, {"refused": "whole"}) for each in Asker),
        *((each, {"authority_on": None}) for each in Asker if each != Asker.CLIENT),
        *(
            (each, {"weighed": told})
            for each in (Asker.PARENT, Asker.REPRESENTATIVE)
            for told in (None, False)
        ),
        *((each, {"dead": True}) for each in Asker if each != Asker.REPRESENTATIVE),
        (Asker.REPRESENTATIVE, {"dead": False}),
        (Asker.PARENT, {"lapsed": True}),
        *((each, {"seen_alone": False}) for each in (Asker.CLIENT, Asker.ADVOCATE)),
        *((each, {"coerced": None}) for each in (Asker.CLIENT, Asker.ADVOCATE)),
    ],
)
def test_to_nobody_is_anything_confirmed_who_may_not_see_it(
    asker: Asker, without: dict[str, Any]
) -> None:
    """And to somebody who may be made to ask it is, as they read it on our premises (E30)."""
    at = ASKERS[asker]
    assert rules.may_confirm(at)
    assert rules.may_confirm(replace(at, coerced=True))
    assert rules.may_confirm(replace(at, refused="part"))
    stands = rules.against_confirming(replace(at, **without))
    assert stands is not None
    assert not rules.may_confirm(replace(at, **without))
    if without != {"refused": "whole"}:
        assert stands == rules.missing(replace(at, **without))[0]


@pytest.mark.edge("E30")
@given(
    st.lists(
        st.tuples(
            st.none() | st.booleans(),
            st.sampled_from(("iss_worker", *sorted(rules.DECIDES))),
            st.booleans(),
        ),
        max_size=6,
    )
)
def test_a_suspicion_stays_on_the_file_until_somebody_who_decides_says_not(
    words: list[tuple[bool | None, str, bool]],
) -> None:
    """Whichever request it came up with; that it is not so is asked anew for each."""
    steps = [
        replace(said(Kind.IDENTITY, role, **(SPOKEN | {"coerced": now})), here=here)
        for now, role, here in words
    ]
    suspected = False
    for now, role, _ in words:
        if now is not None:
            suspected = now or (suspected and role not in rules.DECIDES)
    asked = any(here and now is not None for now, _, here in words)
    expected = True if suspected else (False if asked else None)
    assert rules.coerced_by(steps) is expected
    assert stands(*steps).coerced is expected
    assert rules.stays_here(replace(WHOLE, coerced=expected)) == (expected is not False)
    parent = replace(WHOLE, asker=Asker.PARENT, coerced=expected)  # there is no client to be asked
    assert rules.stays_here(parent) == (expected is True)


def test_nothing_else_that_was_said_of_another_request_counts() -> None:
    known = said(Kind.IDENTITY, **SPOKEN)
    others = (known, said(Kind.AUTHORITY, scope="whole"), said(Kind.REFUSED, what="whole"))
    elsewhere = [replace(each, here=False) for each in others]
    assert stands(*elsewhere, asker=Asker.ADVOCATE) == stands(asker=Asker.ADVOCATE)
    assert stands(known, *elsewhere) == stands(known)


@pytest.mark.edge("E29")
@pytest.mark.edge("E7")
def test_a_parent_waits_to_be_weighed_and_lapses_at_eighteen() -> None:
    born = date(2009, 3, 4)
    shown = said(Kind.AUTHORITY, scope="whole")
    known = said(Kind.IDENTITY, **SPOKEN)
    allowed = said(Kind.WEIGHED, "line_manager", allowed=True)
    parent = {"asker": Asker.PARENT, "born": born}
    waits = stands(known, shown, **parent)  # type: ignore[arg-type]
    assert clauses(waits) == [
        "Whether this parent may see it waits to be weighed: withheld until then."
    ]
    refused = stands(known, shown, said(Kind.WEIGHED, allowed=False), **parent)  # type: ignore[arg-type]
    assert "was refused" in clauses(refused)[0]
    eve = date(2027, 3, 3)
    assert clauses(stands(known, shown, allowed, today=eve, **parent)) == []  # type: ignore[arg-type]
    lapsed = stands(known, shown, allowed, today=eve + timedelta(days=1), **parent)  # type: ignore[arg-type]
    assert (lapsed.authority_on, lapsed.weighed) == (None, None)
    assert [each.mender for each in rules.missing(lapsed)] == ["the client"]
    unborn = stands(known, shown, allowed, asker=Asker.PARENT)
    assert unborn.lapsed  # nobody knows when the child was born


@pytest.mark.edge("E8")
def test_after_a_death_the_representative_asks_and_a_manager_weighs() -> None:
    known, shown = said(Kind.IDENTITY, **SPOKEN), said(Kind.AUTHORITY, scope="whole")
    assert clauses(stands(known, dead=True)) == [
        "The client has died: their own right to the file has ended."
    ]
    early = stands(known, shown, asker=Asker.REPRESENTATIVE)
    assert "It is not on record that, and when, the client died." in clauses(early)
    asks = stands(known, shown, asker=Asker.REPRESENTATIVE, dead=True)
    assert [each.mender for each in rules.missing(asks)] == [rules.MANAGER]
    weighed = said(Kind.WEIGHED, "line_manager", allowed=True)
    assert clauses(stands(known, shown, weighed, asker=Asker.REPRESENTATIVE, dead=True)) == []


@pytest.mark.edge("E8")
@pytest.mark.parametrize(
    ("told", "dead"),
    [
        ([], False),
        ([Kind.DIED], True),
        ([Kind.DIED, Kind.LIVES], False),
        ([Kind.DIED, Kind.LIVES, Kind.IDENTITY], False),
        ([Kind.LIVES, Kind.DIED], True),
        ([Kind.DIED, Kind.LIVES, Kind.DIED, Kind.REFUSED], True),
    ],
)
def test_of_a_death_and_that_it_was_wrong_the_newest_counts(told: list[Kind], dead: bool) -> None:
    assert rules.is_dead(told) is dead


@pytest.mark.edge("E31")
@given(
    st.none() | st.dates(),
    st.none() | st.dates(),
    st.none() | st.dates(),
    st.sampled_from((None, "whole", "dates", "picked")),
)
def test_an_authority_covers_what_it_says(
    day: date | None, since: date | None, until: date | None, kind: str | None
) -> None:
    details = {
        "scope": kind,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "entries": [str(ONE)],
    }
    scope = scope_from(details)
    if kind == "whole":
        expected = True
    elif kind == "picked":
        expected = True
        assert not scope.covers(TWO, day)
    else:
        within = day is not None and (since or date.min) <= day <= (until or date.max)
        expected = within and (since is not None or until is not None)
    assert scope.covers(ONE, day) is expected


@pytest.mark.edge("E31")
def test_an_advocate_without_a_written_authority_sees_nothing() -> None:
    bare = stands(said(Kind.IDENTITY, **SPOKEN), asker=Asker.ADVOCATE)
    assert clauses(bare) == ["Nobody has seen by what authority they ask."]
    assert not bare.scope.covers(ONE, TODAY)
    assert bare.scope == Scope()


@pytest.mark.edge("E33")
def test_conference_minutes_wait_for_their_co_ordinator() -> None:
    minutes = frozenset({ONE})
    waits = "Conference minutes are on the file, and their co-ordinator has not answered."
    assert clauses(WHOLE, conference=minutes) == [waits]
    spoken = said(Kind.IDENTITY, **SPOKEN)
    sent = stands(spoken, said(Kind.ROUTED, entry=str(ONE)))
    assert clauses(sent, conference=minutes) == [waits]
    answered = stands(
        spoken, said(Kind.ROUTED, entry=str(ONE)), said(Kind.ANSWERED, entry=str(ONE))
    )
    assert clauses(answered, conference=minutes) == []
    assert clauses(answered, conference=frozenset({ONE, TWO})) == [waits]
    assert clauses(replace(WHOLE, face=Face.ERASURE), conference=minutes) == []


@pytest.mark.clause("5.2.5")
def test_each_folder_of_paper_is_gone_through() -> None:
    """By its label; what was scanned of it adds up, and a folder with nothing on paper alone is said to be so."""
    folders = frozenset({"A1B2C3", "D4E5F6"})

    def waits(label: str) -> str:
        return f"Nobody has said what of folder {label} is on paper alone."

    assert clauses(WHOLE, folders=folders) == [waits("A1B2C3"), waits("D4E5F6")]
    spoken = said(Kind.IDENTITY, **SPOKEN)
    one = said(Kind.PAPER, folder="A1B2C3", parts="A letter", entries=[str(ONE)])
    more = said(Kind.PAPER, folder="A1B2C3", parts="A card", entries=[str(TWO)])
    none = said(Kind.PAPER, folder="D4E5F6", parts="")
    assert clauses(stands(spoken, one), folders=folders) == [waits("D4E5F6")]
    whole = stands(spoken, one, more, none)
    assert clauses(whole, folders=folders) == []
    assert whole.paper == {"A1B2C3": frozenset({ONE, TWO}), "D4E5F6": frozenset()}
    assert clauses(replace(WHOLE, face=Face.ERASURE), folders=folders) == []
    assert stands(replace(one, here=False)).paper == {}


@pytest.mark.clause("5.2.5")
def test_each_coming_ends_the_earliest_that_waits() -> None:
    days = [TODAY + timedelta(days=n) for n in range(4)]
    who = {"matter": "identity"}
    steps = [
        said(Kind.ASKED_FOR, on=days[0], **who),
        said(Kind.ASKED_FOR, on=days[1], matter="meaning"),
        said(Kind.CAME, on=days[2], **who),
        said(Kind.CAME, on=days[3], **who),  # nothing of it waits
    ]
    assert rules.pauses_in(steps) == (
        Pause(Matter.IDENTITY, days[0], days[2]),
        Pause(Matter.MEANING, days[1]),
    )


@pytest.mark.clause("5.2.4")
@given(
    st.sampled_from(Kind),
    st.frozensets(st.sampled_from(("iss_worker", "line_manager", "safeguarding_lead", "hr"))),
    st.booleans(),
)
def test_whose_word_counts(kind: Kind, roles: frozenset[str], took_it: bool) -> None:
    leads = roles & {"line_manager", "safeguarding_lead"}
    expected = {
        Kind.WAIVED: "line_manager" in roles and not took_it,
        Kind.WEIGHED: bool(leads) and not took_it,
        Kind.EXTENDED: "line_manager" in roles,
        Kind.REFUSED: "line_manager" in roles,
        Kind.LIVES: bool(leads),
        Kind.PASSED_ON: "line_manager" in roles and took_it,
    }.get(kind, True)
    assert rules.may_say(kind, roles=roles, recorded_it=took_it) == expected
    noted = rules.may_say(kind, roles=roles, recorded_it=took_it, noted_death=True)
    assert noted == (expected and kind != Kind.LIVES)


def test_a_complaint_is_judged_by_somebody_else() -> None:
    lead = frozenset({"line_manager"})
    assert rules.may_judge(ONE, not_by=frozenset({TWO}), roles=lead)
    assert rules.may_judge(ONE, not_by=frozenset(), roles=lead)
    assert not rules.may_judge(ONE, not_by=frozenset({ONE, TWO}), roles=lead)
    assert not rules.may_judge(ONE, not_by=frozenset({TWO}), roles=frozenset({"iss_worker"}))


@given(
    st.sampled_from(Face),
    st.sampled_from(Asker),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.frozensets(st.sampled_from(("iss_worker", "line_manager", "data_protection_lead"))),
)
def test_nobody_is_offered_what_is_not_theirs_to_say(
    face: Face, asker: Asker, early: bool, took_it: bool, minutes: bool, roles: frozenset[str]
) -> None:
    at = Standing(face, asker)
    found = rules.ways(at, roles=roles, recorded_it=took_it, early=early, conference=minutes)
    assert all(rules.may_say(kind, roles=roles, recorded_it=took_it) for kind in found)
    assert Kind.IDENTITY in found
    assert (Kind.WAIVED in found) == (
        face == Face.VIEWING and early and not took_it and "line_manager" in roles
    )
    assert (Kind.AUTHORITY in found) == (asker != Asker.CLIENT)
    assert (Kind.TURNED in found) == (face != Face.ERASURE)
    assert (Kind.ROUTED in found) == (minutes and face != Face.ERASURE)
    assert not {Kind.CAME, Kind.ANSWERED, Kind.EXPLAINED, Kind.ENDED} & set(
        found
    )  # nothing is awaited
