"""Who may do what about a request for something about one of us, and what may be given out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staff.askings import rules
from staff.askings.rules import (
    SHOWS,
    THEIRS,
    TURNS,
    UNANSWERED,
    UNPUT,
    Case,
    Item,
    Kind,
    Noted,
    Stage,
    Terms,
    allowed,
    owes_known,
    refusal,
    shown,
    stage,
    waits_for_handler,
    waits_for_subject,
    withheld,
)

pytestmark = [pytest.mark.clause("4.5.1"), pytest.mark.edge("E50")]
SUBJECT, MANAGER, HR = (UUID(int=n) for n in (1, 2, 3))
DAY = datetime(2026, 3, 4, 9, tzinfo=UTC)
NOW = DAY + timedelta(hours=2)
WANTED = frozenset({"address", "phone"})
ADDRESS, PHONE = frozenset({"address"}), frozenset({"phone"})
NEW = Case(SUBJECT, True, WANTED, DAY)


def noted(
    kind: Kind, by: UUID = MANAGER, code: str = "", items: frozenset[str] = frozenset()
) -> Noted:
    return Noted(kind, by, DAY + timedelta(hours=1), code, items)


def case(*notes: Noted, **instead: object) -> Case:
    return replace(NEW, noted=notes, **instead)  # type: ignore[arg-type]


def says(code: Terms, *items: str) -> Noted:
    return noted(Kind.TERMS, SUBJECT, code, frozenset(items))


PUT = noted(Kind.PUT)
BASIS = noted(Kind.BASIS, MANAGER, "tax", ADDRESS)
AGREED = noted(Kind.AGREED, HR)
WITHHELD, KEPT, LIFTED = noted(Kind.WITHHELD), noted(Kind.KEPT, HR), noted(Kind.LIFTED, HR)
GIVEN, CLOSED = noted(Kind.GIVEN, items=ADDRESS), noted(Kind.CLOSED)
KNOWN = noted(Kind.KNOWN, SUBJECT)
LATE = DAY + UNPUT


@pytest.mark.clause("2.1")
@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ((), frozenset()),
        ((PUT,), frozenset()),
        ((PUT, says(Terms.NO)), frozenset()),
        ((PUT, says(Terms.YES)), WANTED),
        ((PUT, says(Terms.ONLY, "phone")), PHONE),
        ((PUT, says(Terms.MESSAGE)), frozenset({Item.MESSAGE})),
        ((PUT, says(Terms.YES), says(Terms.NO)), frozenset()),
        ((noted(Kind.REACHED, MANAGER, Terms.ONLY, PHONE),), PHONE),
        ((BASIS,), frozenset()),
        ((BASIS, AGREED), ADDRESS),
        ((BASIS, AGREED, noted(Kind.BASIS, HR, "tax", PHONE)), frozenset()),
        ((BASIS, AGREED, says(Terms.NO)), ADDRESS),
        ((says(Terms.ONLY, "phone"), BASIS, AGREED), WANTED),
        ((says(Terms.YES), BASIS, AGREED), WANTED),
        ((says(Terms.MESSAGE), BASIS, AGREED), ADDRESS | {Item.MESSAGE}),
    ],
)
def test_what_may_be_given_out(notes: tuple[Noted, ...], expected: frozenset[str]) -> None:
    assert allowed(case(*notes)) == expected


GONE = "They do not work here any more: reach them, and note what they say."
HERE = "They work here: only they themselves say what may be given."
COVERS = "A right covers only what was asked for. Say which of it."
SEEN = "There is nothing that you have not seen."
NOT_YOURS = "Only the person’s line manager, or whoever stands in, does that."
THEIR_OWN = "Only the person whom it is about says that."
TOO_MUCH = "That is more than the person agreed to, or than a right covers that two have looked at. Put it to them."
SOMEBODY_ELSE = "Somebody else agrees: HR, or the line manager."
NOTHING = "There is nothing to agree to."
UNTOLD = "They are not to be told for now. Have that lifted first."


@pytest.mark.parametrize(
    ("found", "note", "handles", "now", "expected"),
    [
        (case(), PUT, True, NOW, None),
        (case(), PUT, False, NOW, ("4.5.1", NOT_YOURS)),
        (case(), noted(Kind.PUT, SUBJECT), True, NOW, ("4.5.1", NOT_YOURS)),
        (
            case(in_post=False),
            PUT,
            True,
            NOW,
            ("4.5.1", GONE),
        ),
        (
            case(subject=None),
            PUT,
            True,
            NOW,
            ("4.5.1", GONE),
        ),
        (case(WITHHELD), PUT, True, NOW, ("4.5.1", UNTOLD)),
        (case(PUT), says(Terms.YES), False, NOW, None),
        (case(), says(Terms.YES), False, NOW, ("4.5.1", THEIR_OWN)),
        (case(), says(Terms.YES), False, LATE, None),
        (case(PUT), noted(Kind.TERMS, MANAGER, Terms.YES), True, NOW, ("4.5.1", THEIR_OWN)),
        (case(PUT, subject=None), says(Terms.YES), False, NOW, ("4.5.1", THEIR_OWN)),
        (case(PUT), says(Terms.ONLY), False, NOW, ("2.1", "Say what may be given.")),
        (case(PUT), says(Terms.ONLY, "phone"), False, NOW, None),
        (
            case(),
            noted(Kind.REACHED, MANAGER, Terms.YES),
            True,
            NOW,
            ("4.5.1", HERE),
        ),
        (case(in_post=False), noted(Kind.REACHED, MANAGER, Terms.YES), True, NOW, None),
        (
            case(in_post=False),
            noted(Kind.REACHED, MANAGER, Terms.ONLY),
            True,
            NOW,
            ("2.1", "Say what may be given."),
        ),
        (case(subject=None), noted(Kind.REACHED, HR, Terms.NO), True, NOW, None),
        (
            case(KEPT, in_post=False),
            noted(Kind.REACHED, MANAGER, Terms.NO),
            True,
            NOW,
            ("4.5.1", UNTOLD),
        ),
        (case(), BASIS, True, NOW, None),
        (
            case(),
            replace(BASIS, items=frozenset()),
            True,
            NOW,
            ("4.5.1", COVERS),
        ),
        (
            case(),
            replace(BASIS, items=frozenset({"pay"})),
            True,
            NOW,
            ("4.5.1", COVERS),
        ),
        (case(BASIS), AGREED, True, NOW, None),
        (case(), AGREED, True, NOW, ("4.5.1", NOTHING)),
        (case(BASIS, AGREED), AGREED, True, NOW, ("4.5.1", NOTHING)),
        (case(BASIS), noted(Kind.AGREED), True, NOW, ("4.5.1", SOMEBODY_ELSE)),
        (case(), WITHHELD, True, NOW, None),
        (case(PUT), WITHHELD, True, NOW, ("4.5.1", "They can see it already.")),
        (case(WITHHELD), KEPT, True, NOW, None),
        (case(), KEPT, True, NOW, ("4.5.1", NOTHING)),
        (case(WITHHELD, LIFTED), KEPT, True, NOW, ("4.5.1", NOTHING)),
        (case(WITHHELD), noted(Kind.KEPT), True, NOW, ("4.5.1", SOMEBODY_ELSE)),
        (case(KEPT), LIFTED, True, NOW, None),
        (case(), LIFTED, True, NOW, ("4.5.1", "They are told already.")),
        (case(), GIVEN, True, NOW, ("2.1", TOO_MUCH)),
        (case(PUT, says(Terms.ONLY, "phone")), GIVEN, True, NOW, ("2.1", TOO_MUCH)),
        (case(PUT, says(Terms.YES)), GIVEN, True, NOW, None),
        (case(PUT, says(Terms.YES)), noted(Kind.GIVEN), True, NOW, ("2.1", "Say what was given.")),
        (case(BASIS, AGREED), GIVEN, True, NOW, None),
        (case(BASIS, AGREED), KNOWN, False, NOW, None),
        (case(PUT), KNOWN, False, NOW, ("4.5.1", SEEN)),
        (
            case(GIVEN, KNOWN),
            KNOWN,
            False,
            NOW,
            ("4.5.1", SEEN),
        ),
        (case(GIVEN, CLOSED), KNOWN, False, NOW, None),
        (case(), CLOSED, True, NOW, None),
        (
            case(CLOSED),
            PUT,
            True,
            NOW,
            ("4.5.1", "It is closed. If they ask again, record it again."),
        ),
    ],
)
def test_what_may_be_noted(
    found: Case, note: Noted, handles: bool, now: datetime, expected: tuple[str, str] | None
) -> None:
    said = refusal(found, note, handles=handles, now=now)
    assert (said and (said.clause, said.sentence)) == expected


@pytest.mark.parametrize(
    ("notes", "now", "hidden", "seen"),
    [
        ((), NOW, False, False),
        ((), LATE - timedelta(seconds=1), False, False),
        ((), LATE, False, True),
        *(((noted(kind),), NOW, False, True) for kind in SHOWS),
        ((BASIS,), NOW, False, False),
        ((WITHHELD,), NOW, True, False),
        ((WITHHELD,), WITHHELD.at + UNPUT - timedelta(seconds=1), True, False),
        ((WITHHELD,), WITHHELD.at + UNPUT, False, True),
        ((WITHHELD, KEPT, CLOSED), DAY + timedelta(days=900), True, False),
        ((WITHHELD, KEPT, LIFTED), NOW, False, True),
        ((WITHHELD, BASIS, AGREED, GIVEN), NOW, True, False),
    ],
)
def test_when_the_person_sees_it(
    notes: tuple[Noted, ...], now: datetime, hidden: bool, seen: bool
) -> None:
    assert (withheld(case(*notes), now), shown(case(*notes), now)) == (hidden, seen)


@pytest.mark.parametrize(
    ("notes", "at", "waits_manager", "waits_hr", "waits_subject"),
    [
        ((), Stage.RECORDED, True, True, False),
        ((PUT,), Stage.PUT, False, False, True),
        ((PUT, says(Terms.NO)), Stage.ANSWERED, True, True, False),
        ((noted(Kind.REACHED),), Stage.ANSWERED, True, True, False),
        ((BASIS,), Stage.BASIS, False, True, False),
        ((BASIS, AGREED), Stage.AGREED, True, True, True),
        ((BASIS, AGREED, KNOWN), Stage.AGREED, True, True, False),
        ((BASIS, AGREED, GIVEN), Stage.GIVEN, False, False, True),
        ((BASIS, AGREED, GIVEN, KNOWN), Stage.GIVEN, False, False, False),
        ((PUT, WITHHELD), Stage.PUT, False, True, False),
        ((WITHHELD, KEPT, BASIS), Stage.BASIS, False, True, False),
        ((GIVEN, CLOSED), Stage.CLOSED, False, False, True),
        ((CLOSED,), Stage.CLOSED, False, False, False),
    ],
)
def test_for_whom_it_waits(
    notes: tuple[Noted, ...], at: Stage, waits_manager: bool, waits_hr: bool, waits_subject: bool
) -> None:
    found = case(*notes)
    assert stage(found) == at
    assert waits_for_handler(found, MANAGER, NOW) == waits_manager
    assert waits_for_handler(found, HR, NOW) == waits_hr
    assert waits_for_subject(found, NOW) == waits_subject


def test_what_nobody_answers_waits_again() -> None:
    assert not waits_for_handler(case(PUT), HR, PUT.at + UNANSWERED - timedelta(seconds=1))
    assert waits_for_handler(case(PUT), HR, PUT.at + UNANSWERED)
    assert (timedelta(days=5), timedelta(days=3)) == (UNPUT, UNANSWERED)


# ---- whatever happens, in whatever order

PEOPLE = st.sampled_from((SUBJECT, MANAGER, HR))
ITEMS = st.frozensets(st.sampled_from(tuple(Item)), max_size=3)
TRIES = st.lists(
    st.tuples(
        st.sampled_from(Kind),
        PEOPLE,
        st.sampled_from(("", *Terms, "tax")),
        ITEMS,
        st.booleans(),
        st.integers(0, 90),
    ),
    max_size=14,
)


@pytest.mark.clause("2.1")
@given(TRIES, st.booleans())
def test_nothing_is_given_out_that_neither_terms_nor_two_cover(
    tries: list[tuple[Kind, UUID, str, frozenset[str], bool, int]], in_post: bool
) -> None:
    found, now = replace(NEW, in_post=in_post), DAY
    for kind, by, code, items, handles, hours in tries:
        now += timedelta(hours=hours)
        note = Noted(kind, by, now, code, items)
        if refusal(found, note, handles=handles, now=now) is not None:
            continue
        before, found = found, replace(found, noted=(*found.noted, note))
        assert not before.last(Kind.CLOSED) or kind == Kind.KNOWN
        assert (by == SUBJECT) == (kind in THEIRS)
        assert handles or kind in THEIRS
        if kind == Kind.GIVEN:
            yes = [n for n in before.noted if n.kind in (Kind.TERMS, Kind.REACHED)][-1:]
            by_terms = {
                Terms.YES: WANTED,
                Terms.MESSAGE: frozenset({Item.MESSAGE}),
                Terms.ONLY: yes[0].items if yes else frozenset(),
            }.get(
                Terms(yes[0].code) if yes and yes[0].code in set(Terms) else Terms.NO, frozenset()
            )
            rights = [n for n in before.noted if n.kind in (Kind.BASIS, Kind.AGREED)][-2:]
            two = [n.kind for n in rights] == [Kind.BASIS, Kind.AGREED]
            assert items
            assert items <= by_terms | (rights[0].items if two else frozenset())
            assert not two or rights[0].by != rights[1].by
        if kind in TURNS:
            assert stage(found) == TURNS[kind]
        if withheld(found, now):
            assert not shown(found, now)
            assert not waits_for_subject(found, now)


def test_what_is_closed_waits_for_nobody_whatever_was_proposed() -> None:
    assert waits_for_handler(case(WITHHELD), HR, NOW)
    assert not waits_for_handler(case(WITHHELD, CLOSED), HR, NOW)


def test_what_is_proposed_stands_for_some_days() -> None:
    gone = case(WITHHELD, in_post=False)
    reached = noted(Kind.REACHED, MANAGER, Terms.ONLY, PHONE)
    told = refusal(gone, reached, handles=True, now=NOW)
    assert told is not None
    assert told.sentence == UNTOLD
    assert refusal(gone, reached, handles=True, now=LATE + timedelta(hours=1)) is None
    assert refusal(case(WITHHELD), LIFTED, handles=True, now=NOW) is None
    assert refusal(case(), noted(Kind.BASIS, MANAGER, "tax", WANTED), handles=True, now=NOW) is None


def test_the_rules_cover_every_kind() -> None:
    assert set(rules.RULES) == set(Kind)
    assert owes_known(case(BASIS, AGREED))
    assert not owes_known(case(BASIS))
