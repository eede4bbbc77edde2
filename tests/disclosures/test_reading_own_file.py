"""What stands against reading or copying one's own file is asked anew each time, as things are then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from disclosures.clauses.own_file import against_copying, against_reading, alone, whole_file
from disclosures.obstacle import Mender, Obstacle, Stage
from disclosures.ownfile.picture import Asker, OwnFile
from disclosures.picture import Basis
from tests.disclosures.grounds import OWN, complete_on, own
from tests.disclosures.pictures import FILE, FIRST, NOW, SECOND, TODAY, TOMORROW, an_id

pytestmark = pytest.mark.clause("5.2.4", "5.2.5")
Against = Callable[[OwnFile | None], tuple[Obstacle, ...]]


def reading(asked: OwnFile | None) -> tuple[Obstacle, ...]:
    return against_reading(asked, file=FILE, today=TODAY, as_of=NOW)


def copying(asked: OwnFile | None) -> tuple[Obstacle, ...]:
    return against_copying(asked, file=FILE, today=TODAY)


def codes(found: tuple[Obstacle, ...]) -> list[str]:
    return [each.code for each in found]


@pytest.mark.parametrize("against", [reading, copying])
def test_nothing_stands_against_what_is_complete_and_everything_against_nothing(
    against: Against,
) -> None:
    assert against(OWN) == ()
    assert codes(against(None)) == ["not_asked_for"]
    assert "not_asked_for" in codes(against(replace(OWN, file=an_id(9))))


@pytest.mark.parametrize(
    ("changes", "read", "copied"),
    [
        ({"open": False}, ["asking_closed"], []),  # it is closed when the copy is given
        ({"earliest_at": NOW + timedelta(seconds=1)}, ["notice_running"], []),
        ({"earliest_at": None}, ["notice_running"], []),
        ({"earliest_at": None, "statutory": True}, [], []),
        ({"asker": "uncle"}, ["asker_unknown"], ["asker_unknown"]),
        ({"dead": True}, ["client_died"], ["client_died"]),
        ({"authority_on": TOMORROW}, ["no_authority"], ["no_authority"]),
        ({"identity_on": None}, ["identity_unchecked"], ["identity_unchecked"]),
        ({"coerced": None}, ["coercion_unasked"], ["coercion_unasked"]),
        ({"seen_alone": False}, ["coercion_unasked"], ["coercion_unasked"]),
        ({"coerced": True}, [], []),  # asked, and a manager weighs it
        ({"asker": Asker.PARENT}, ["unweighed"], ["unweighed"]),
    ],
)
def test_what_has_changed_since_stands_against_it(
    changes: dict[str, object], read: list[str], copied: list[str]
) -> None:
    asked = replace(OWN, **changes)  # type: ignore[arg-type]
    assert codes(reading(asked)) == read
    assert codes(copying(asked)) == copied


LATER = replace(
    OWN, earliest_at=None, open=False, authority_on=None, identity_on=None, coerced=None
)


def test_each_obstacle_says_its_clause_and_who_can_mend_it() -> None:
    dead = replace(LATER, dead=True)
    lives = replace(OWN, asker=Asker.REPRESENTATIVE)
    found = [*reading(None), *reading(dead), *reading(lives), *reading(replace(OWN, asker="uncle"))]
    said = {o.code: (o.clause, o.who_can_mend, o.due, o.what_is_missing) for o in found}
    submission, release = Stage.SUBMISSION, Stage.RELEASE
    assert said == {
        "not_asked_for": ("5.2.4", Mender.CLIENT, submission, "There is no request to see this file."),
        "asking_closed": ("5.2.4", Mender.NOBODY, submission, "The request to see this file is closed."),
        "asker_unknown": ("5.2.5", Mender.CLIENT, submission, "Who asks to see the file is not on record."),
        "client_died": (
            "5.2.5", Mender.MANAGER, submission,
            "The client has died: only their personal representative can ask, and a manager decides.",
        ),
        "client_lives": (
            "5.2.5", Mender.WORKER, submission,
            "A personal representative asks, and it is not on record that the client has died.",
        ),
        "no_authority": (
            "5.2.5", Mender.CLIENT, submission,
            "That they may ask for the client was not checked, or has lapsed.",
        ),
        "unweighed": (
            "5.2.5", Mender.MANAGER, submission,
            "From a parent or a representative a file is withheld until somebody has weighed it and allowed it.",
        ),
        "identity_unchecked": ("5.2.4", Mender.CLIENT, submission, "Who they are was not checked."),
        "coercion_unasked": (
            "5.2.4", Mender.CLIENT, submission,
            "The client was not asked alone whether somebody makes them ask for it.",
        ),
        "notice_running": (
            "5.2.4", Mender.MANAGER, release,
            "The notice for seeing a file is not over, and no manager has waived it.",
        ),
    }  # fmt: skip


def test_what_is_left_out_or_goes_beyond_is_told_by_its_entries() -> None:
    """All that they asked for, nothing beyond it, and the minutes of a conference are somebody else's."""
    p = complete_on(Basis.OWN_FILE)
    assert tuple(whole_file(p)) == ()
    assert tuple(whole_file(replace(p, own=None))) == ()
    more, other = an_id(25), an_id(20)
    held = frozenset({FIRST, SECOND, more, other})
    cases = (
        (
            own(scope=None, held=held)(p),
            Obstacle(
                "5.2.5", "An entry that was in the file when it was asked for is left out.",
                Mender.WORKER, "left_out", Stage.SUBMISSION, (other, more),
            ),
        ),
        (
            own(scope=frozenset(), held=held)(p),
            Obstacle(
                "5.2.5", "An entry goes beyond what their authority covers.",
                Mender.WORKER, "beyond_scope", Stage.SUBMISSION, (FIRST, SECOND),
            ),
        ),
        (
            own(scope=None, held=frozenset({FIRST, SECOND}), for_another=frozenset({SECOND, other}))(p),
            Obstacle(
                "5.2.5", "An entry goes beyond what their authority covers.",
                Mender.WORKER, "beyond_scope", Stage.SUBMISSION, (SECOND,),
            ),
        ),
        (
            own(scope=None, held=held, conference=held)(p),
            Obstacle(
                "3.2.1", "Minutes of a conference are its co-ordinator’s: ask there, and take them out.",
                Mender.WORKER, "conference_minutes", Stage.SUBMISSION, (FIRST, SECOND),
            ),
        ),
        (
            own(scope=None, held=held, conference=frozenset({more, other}), unrouted=frozenset({FIRST, more}))(p),
            Obstacle(
                "5.2.5", "Conference minutes are left out, and were not sent on to their co-ordinator.",
                Mender.WORKER, "minutes_unrouted", Stage.SUBMISSION, (more,),
            ),
        ),
    )  # fmt: skip
    for picture, obstacle in cases:
        assert tuple(whole_file(picture)) == (obstacle,)
    # what they did not ask for is not left out
    assert tuple(whole_file(own(scope=frozenset({FIRST, SECOND}), held=held)(p))) == ()


@pytest.mark.edge("E30")
@pytest.mark.parametrize("coerced", [True, False, None])
@pytest.mark.parametrize("supporter", [True, False])
def test_nobody_is_beside_a_client_who_may_be_made_to_ask(
    coerced: bool | None, supporter: bool
) -> None:
    what = "They read it with one of us, and an interpreter at most: nobody whom they bring is beside them."
    stands = Obstacle("5.2.4", what, Mender.WORKER, "not_alone", Stage.RELEASE)
    found = tuple(alone(coerced, supporter=supporter))
    assert found == ((stands,) if coerced is True and supporter else ())


def test_a_request_for_another_file_or_none_stands_against_a_copy() -> None:
    (other,) = copying(replace(OWN, file=an_id(9), open=False))
    assert other.code == "not_asked_for"
