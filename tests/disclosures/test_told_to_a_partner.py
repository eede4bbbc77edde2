"""What was told already is recorded whoever it was told to; to a partner it is marked, and a manager learns of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from clients.partners.tokens import would_reach_a_partner
from clients.people.details import Details
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from disclosures import actions
from disclosures.explaining import from_stored
from disclosures.models import DisclosureRequest, Release
from disclosures.picture import Basis, Manner, Spoken
from tests.disclosures import story
from tests.disclosures.pages import address, day, page
from tests.disclosures.story import ASKER, MANAGER, who
from tests.disclosures.test_urgent import COLLEAGUE, FRIDAY_CALL, REFERENCE, _let_in
from tests.emergency.test_walls import alerts_of, told
from tests.partners.working import a_file, ties
from tests.people.working import add, change

SignedIn = Callable[[str], Client]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.clause("3.3.2 e"),
    pytest.mark.edge("E13", "E47"),
]
SAME = (
    "The recipient, or who reads or hears it, is recorded as a partner or ex-partner of the client."
)
MAY_BE = "The recipient or a reader may be a partner, or must not know of it: somebody else has to make sure."
KNOWN = Details(
    relation="ex_partner",
    aliases=("Rufus Vane",),
    phones=("01632 960777",),
    emails=("r.vane@example.org",),
)


def _told(by: str, **changes: Any) -> Release:
    """Record a call that was made by procedure, but for whom it reached."""
    with acting_as(who(by)):
        spoken = Spoken("A voice", "Rung back by the number of the station", story.days(0))
        says = story.urgent(manner=Manner.SPOKEN, **changes)
        return actions.record_told(file=story.file(), says=says, spoken=spoken, by=story.worker(by))


def what_was_missing(made: Release, by: str) -> set[str]:
    """What the rule about partners missed, as the release keeps it."""
    with acting_as(who(by)):
        said = from_stored(Release.objects.get(id=made.id).explained or ())
    (rule,) = (each for each in said if each.asks == "Nothing to a partner or ex-partner")
    return set(rule.missing)


@pytest.mark.parametrize("by", [ASKER, COLLEAGUE])
@pytest.mark.parametrize(
    ("reached", "missing", "alerts"),
    [
        ({"name": "Vane, RUFUS"}, {SAME}, 1),
        ({"name": "A voice", "phone": "+44 1632 960777"}, {SAME}, 1),
        ({"name": "A voice", "phone": "R.Vane@example.org"}, {SAME}, 1),
        ({"name": "Ola Brandt", "phone": "01632 960778"}, set(), 0),
    ],
)
def test_a_linked_ex_partner_who_was_told_is_marked_and_a_manager_learns_of_it(
    by: str, reached: dict[str, str], missing: set[str], alerts: int
) -> None:
    add(KNOWN)
    if by == COLLEAGUE:
        _let_in(COLLEAGUE)
    made = _told(by, reached=reached)
    assert what_was_missing(made, by) == missing
    assert made.against_procedure is bool(missing)
    assert made.look_by is not None
    with acting_as(who(by)):
        assert story.get(made.request_id).state == DisclosureRequest.State.RELEASED
    assert sum(each.times for each in alerts_of(MANAGER)) == alerts
    assert told() == ({MANAGER} if alerts else set())


@pytest.mark.parametrize("by", [ASKER, COLLEAGUE])
def test_a_partner_who_reads_it_there_is_one_as_well(by: str) -> None:
    add(KNOWN)
    if by == COLLEAGUE:
        _let_in(COLLEAGUE)
    reached = {"name": "Ola Brandt", "phone": "01632 960778"}
    apart = _told(by, reached=reached, readers=("her team", "Hana Brandt"))
    assert (what_was_missing(apart, by), told()) == (set(), set())
    made = _told(by, reached=reached, readers=("her team", "Vane, RUFUS"))
    assert what_was_missing(made, by) == {SAME}
    assert told() == {MANAGER}


def test_a_partner_whom_the_file_names_was_told_on_whatever_ground() -> None:
    with acting_as(who(ASKER)):
        partner = story.file().partner_names[0]
    for basis, urgent, times in ((Basis.THREAT, True, 1), (Basis.COURT_ORDER, False, 2)):
        made = _told(ASKER, basis=basis, urgent=urgent, reached={"name": partner})
        assert made.against_procedure
        assert what_was_missing(made, ASKER) == {SAME}
        assert sum(each.times for each in alerts_of(MANAGER)) == times


def test_whoever_may_not_read_for_others_learns_nothing_of_whom_they_told(
    signed_in: SignedIn,
) -> None:
    """The answer is the same; a name too short to compare says 'may be', whoever stands on the file."""
    _let_in(COLLEAGUE)
    colleague = signed_in(COLLEAGUE)
    place = address("record_told", REFERENCE, "threat")

    def answer(name: str) -> tuple[int, str, str, Release]:
        said = {**FRIDAY_CALL, "token": str(uuid4()), **day("on", 0), "reached_phone": ""}
        sent = colleague.post(place, {**said, "reached_name": name})
        with acting_as(who(COLLEAGUE)):
            made = Release.objects.latest("released_at")
        html = page(colleague, sent["Location"])
        return sent.status_code, sent["Location"], html, made

    before = answer("Rufus")
    assert what_was_missing(before[3], COLLEAGUE) == {MAY_BE}
    add(KNOWN)
    short, whole, other = answer("Rufus"), answer("Rufus Vane"), answer("Ola Brandt")
    assert what_was_missing(short[3], COLLEAGUE) == {MAY_BE}
    assert before[:2] == short[:2] == whole[:2] == other[:2]
    said = "It is recorded. Somebody else looks at it within a day."
    assert all(said in each[2] for each in (short, whole, other))
    assert not any(known in whole[2] for known in (*KNOWN.phones, *KNOWN.emails))
    (alert,) = alerts_of(MANAGER)
    assert (alert.kind, alert.times) == ("recipient", 1)  # each yes is told, and nothing else
    with acting_as(who(COLLEAGUE)):
        assert not alerts_of(COLLEAGUE)
        assert not Event.objects.filter(action="recipient_alerted").exists()


def test_of_a_draft_that_can_wait_the_database_compares_nobody() -> None:
    add(KNOWN)
    _let_in(COLLEAGUE)
    drafts = [story.an_urgent_draft(COLLEAGUE, urgent=urgent) for urgent in (True, False)]
    with acting_as(who(COLLEAGUE)):
        asked = [
            would_reach_a_partner(request_id=each, names=["Rufus Vane"], phones=[])
            for each in drafts
        ]
    assert asked == [True, False]


def test_who_was_ever_told_to_be_a_partner_stays_one() -> None:
    """Whatever is told of them since: for whoever may not read what others said as for whoever may."""
    never, once = (
        add(replace(KNOWN, relation="friend", aliases=(n,))) for n in ("Ola Brandt", "Rufus Vane")
    )
    _let_in(COLLEAGUE)
    draft = story.an_urgent_draft(COLLEAGUE, urgent=True)

    def known(name: str) -> bool | None:
        with acting_as(who(COLLEAGUE)):
            return would_reach_a_partner(request_id=draft, names=[name], phones=[])

    assert not known("Rufus Vane")
    assert change(once, KNOWN)
    assert known("Rufus Vane")
    assert change(once, replace(KNOWN, relation="friend"))
    assert change(never, replace(KNOWN, relation="relative", aliases=("Ola Brandt",)))
    assert (known("Rufus Vane"), known("Ola Brandt")) == (True, False)


def test_a_partner_is_known_by_all_that_was_ever_told_of_them() -> None:
    """A former name, number or door is as good as what stands: whoever may read them is refused on them (E13)."""
    now = replace(KNOWN, aliases=("Reuben Stone",), phones=("07700 900468",), emails=())
    him = add(KNOWN)
    _let_in(COLLEAGUE)
    draft = story.an_urgent_draft(COLLEAGUE, urgent=True)
    assert change(him, now)

    def known(name: str, phones: tuple[str, ...] = (), emails: tuple[str, ...] = ()) -> bool | None:
        with acting_as(who(COLLEAGUE)):
            return would_reach_a_partner(
                request_id=draft, names=[name], phones=phones, emails=emails
            )

    assert known("Rufus Vane")
    assert known("Reuben Stone")
    assert known("Somebody Else", phones=KNOWN.phones)
    assert known("Somebody Else", emails=KNOWN.emails)
    assert not known("Somebody Else", phones=("07700 900123",))


def test_no_file_is_found_by_what_a_partner_was_called_before() -> None:
    """Else two who are no couple would be kept apart for good by what was mistyped once."""
    him = add(KNOWN)
    assert change(him, replace(KNOWN, aliases=("Reuben Stone",), phones=()))
    a_file("Rufus Vane", by="dvpp_worker", contact={"phones": list(KNOWN.phones)})
    assert ties() == ([], [])
