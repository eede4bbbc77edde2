"""From the workbench to the released copy: what is withheld never stands in it, and nothing passes unseen."""

import io
import re
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.models import Value
from pypdf import PdfReader

from clients.actions import change_entry, correct_entry, give_to_worker
from clients.models import Entry
from clients.people.details import Details
from confidentiality.access.http import Refused
from confidentiality.access.identity import acting_as
from disclosures import actions as disclosures
from disclosures.actions import NotNow, Obstructed
from disclosures.actions.machine import let_machine_read
from disclosures.building.cutting import MARK
from disclosures.dossier import load_dossier
from disclosures.models import DisclosureRequest, Package, SignOff
from disclosures.package import Contents
from disclosures.redaction import actions, steps
from disclosures.redaction.access import open_workbench
from disclosures.redaction.marks import WEIGHED, Does
from disclosures.redaction.models import RedactionReview
from disclosures.redaction.pages import MOST_HINTS
from disclosures.redaction.steps import reading_of
from tests import cast
from tests.disclosures import story
from tests.disclosures.pages import SignedIn
from tests.disclosures.story import ASKER, MANAGER, who
from tests.emergency.test_walls import alerts_of
from tests.groups import working as groups
from tests.people.working import add
from tests.redaction.working import (
    SAID,
    TOLD,
    a_request,
    prepared_of,
    weigh,
    withhold,
    withhold_entry,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.clause("3.2.1")]
State = DisclosureRequest.State
NEIGHBOUR = Details(relation="neighbour", given="Sheila", family="Oddell", phones=("01632 960456",))
PLAIN = "She came to the office. Sheila Oddell rang at nine, she said."


def codes(caught: pytest.ExceptionInfo[Obstructed]) -> set[str]:
    return {o.code for o in caught.value.obstacles}


def looked(request_id: UUID, by: str = ASKER) -> None:
    """Read every entry to its end, and decide nothing."""
    for item in prepared_of(request_id, by):
        with acting_as(who(by)):
            actions.take_step(
                request=story.get(request_id),
                entry=item.entry,
                does=Does.LOOKED,
                source=item.source,
                by=cast.worker(by),
            )


def review(request_id: UUID, by: str, **changes: Any) -> RedactionReview:
    """Review what would leave as somebody, allowing nothing that the machine found."""
    with acting_as(who(by)):
        request = story.get(request_id)
        said: dict[str, Any] = {
            "content": load_dossier(request).digest,
            "allowed": (),
            "passed": True,
            "words": "",
        }
        return actions.review(request=request, by=cast.worker(by), **{**said, **changes})


def released(request_id: UUID) -> Package:
    """Carry a prepared request to its release."""
    story.submit(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    made = story.release(request_id)
    with acting_as(who(ASKER)):
        return Package.objects.get(release=made)


@pytest.mark.edge("E24", "E25")
def test_what_is_withheld_stands_in_no_copy_and_its_length_tells_nothing() -> None:
    add(NEIGHBOUR)
    one = a_request("She came. My neighbour Sheila Oddell of number 16 rang at nine. She slept.")
    other = a_request("She came. X. She slept.")
    withhold(one, "My neighbour Sheila Oddell of number 16 rang at nine", why="source")
    withhold(other, "X", why="source")
    packages = [released(each) for each in (one, other)]
    with acting_as(who(ASKER)):
        bodies = [Contents.from_stored(each.contents).items[0].body for each in packages]
        text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(packages[0].letter)).pages)
    assert bodies == [f"She came. {MARK}. She slept."] * 2
    assert MARK in text
    assert not [word for word in ("neighbour", "Sheila", "Oddell", "16", "nine") if word in text]


def test_what_the_machine_finds_is_decided_before_it_is_sent_on() -> None:
    add(NEIGHBOUR)
    request_id = a_request(PLAIN, "Mrs ODDELL heard it. Her number is 01632 960 456.")
    looked(request_id)
    with pytest.raises(Obstructed) as caught, acting_as(who(ASKER)):
        disclosures.submit(request=story.get(request_id), by=cast.worker(ASKER))
    assert codes(caught) == {"undecided"}
    with acting_as(who(ASKER)):
        groups = open_workbench(story.get(request_id)).groups
        found = {(g.words, g.says) for g in groups}
        assert ("Mrs ODDELL", "Name") in found
        assert ("01632 960 456", "Telephone number") in found
        for group in groups:
            actions.decide_group(
                request=story.get(request_id),
                key=group.key,
                does=Does.WITHHOLD,
                why="third_party",
                by=cast.worker(ASKER),
            )
        assert not open_workbench(story.get(request_id)).groups
        disclosures.submit(request=story.get(request_id), by=cast.worker(ASKER))
    assert story.state_of(request_id) == State.SUBMITTED


@pytest.mark.edge("E33")
@pytest.mark.parametrize("told", [TOLD, "Minutes of the MARAC: he was there."])
def test_what_is_protected_is_left_in_only_when_it_was_weighed(told: str) -> None:
    request_id = a_request(told)
    looked(request_id)
    with acting_as(who(ASKER)):
        bench = open_workbench(story.get(request_id))
        group = next(g for g in bench.groups if g.reason in WEIGHED)
        everywhere: dict[str, Any] = {"request": bench.request, "key": group.key}
        everywhere["by"] = cast.worker(ASKER)
        with pytest.raises(NotNow, match="weigh"):
            actions.decide_group(does=Does.LEAVE, **everywhere)
        (entry, found) = group.places[0]
        with pytest.raises(NotNow, match="weigh"):
            actions.take_step(
                request=bench.request,
                entry=entry,
                does=Does.LEAVE,
                source=bench.dossier.prepared[entry].source,
                places=[found.place],
                by=cast.worker(ASKER),
            )
        assert actions.decide_group(does=Does.WITHHOLD, why="confidence", **everywhere)


def test_what_was_weighed_is_read_with_the_right_to_what_others_said_alone() -> None:
    request_id = a_request(TOLD)
    step = weigh(request_id)
    with acting_as(who(ASKER)):
        assert step.weighing.factors["duty"]
    with acting_as(who(MANAGER)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM redaction_weighing")
        assert cursor.fetchone() == (0,)


def test_words_that_changed_are_gone_through_anew() -> None:
    request_id = a_request(PLAIN)
    withhold(request_id, "office")
    (item,) = prepared_of(request_id)
    with acting_as(who(ASKER)):
        entry = story.entries()[-1]
        entry.body = "At the office " + entry.body
        entry.save(update_fields=["body"])
        with pytest.raises(NotNow, match="changed"):
            actions.take_step(
                request=story.get(request_id),
                entry=item.entry,
                does=Does.LOOKED,
                source=item.source,
                by=cast.worker(ASKER),
            )
    (item,) = prepared_of(request_id)
    assert item.steps == ()


def test_nobody_prepares_for_another_or_reviews_their_own_not_even_past_the_action() -> None:
    request_id = a_request(PLAIN)
    (item,) = prepared_of(request_id)
    with acting_as(who(MANAGER)), pytest.raises(PermissionDenied):
        actions.take_step(
            request=story.get(request_id),
            entry=item.entry,
            does=Does.LOOKED,
            source=item.source,
            by=cast.worker(MANAGER),
        )
    story.submit(request_id)
    with pytest.raises(PermissionDenied):
        review(request_id, ASKER)
    with acting_as(who(ASKER)):
        dossier = load_dossier(story.get(request_id))
        assert dossier.machine
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            RedactionReview.objects.create(
                request=dossier.request,
                file_id=dossier.request.file_id,
                reading=dossier.machine,
                by=cast.worker(ASKER),
                content=dossier.digest,
                passed=True,
                words="",
            )
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute("UPDATE redaction_step SET at = now()")


def test_whoever_may_only_look_reviews_nothing() -> None:
    request_id = a_request(PLAIN)
    story.submit(request_id)
    with acting_as(who(ASKER)):
        give_to_worker(
            file=story.file(),
            worker=cast.worker("iss_colleague"),
            rights=("view",),
            reason="cover",
            by=who(ASKER),
        )
    with pytest.raises(PermissionDenied):
        review(request_id, "iss_colleague")
    with acting_as(who("iss_colleague")):
        dossier = load_dossier(story.get(request_id))
        assert dossier.machine
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            RedactionReview.objects.create(
                request=dossier.request,
                file_id=dossier.request.file_id,
                reading=dossier.machine,
                by=cast.worker("iss_colleague"),
                content=dossier.digest,
                passed=True,
                words="",
            )


def test_the_second_person_sees_what_was_left_in_and_only_with_the_right_why(
    signed_in: SignedIn,
) -> None:
    request_id = a_request(TOLD)
    weigh(request_id)
    story.submit(request_id)
    path = f"/disclosures/{request_id}/review/"
    shown = signed_in(MANAGER).get(path).content.decode()
    assert "Left in by a decision" in shown
    assert SAID in shown
    assert "Nobody is named." not in shown
    with acting_as(who(ASKER)):
        give_to_worker(
            file=story.file(),
            worker=cast.worker(MANAGER),
            rights=("third_party",),
            reason="review",
            by=who(ASKER),
        )
    assert "Nobody is named." in signed_in(MANAGER).get(path).content.decode()


def test_the_second_person_is_shown_what_may_be_a_name_and_nobody_decided(
    signed_in: SignedIn,
) -> None:
    """A stranger whom the file does not know, and who stops nothing; never the client herself, nor what is withheld."""
    with acting_as(who(ASKER)):
        client = story.file().name.split()[0]
    request_id = a_request(
        f"Then {client} met Zorvath, and met Zorvath again.", "They saw Quillby there."
    )
    withhold(request_id, "Quillby")
    story.submit(request_id)
    page = signed_in(MANAGER).get(f"/disclosures/{request_id}/review/").content.decode()
    said = re.findall(r"May be a name, and nothing had to be decided about it: (.*?)</p>", page)
    assert [re.findall("“(.*?)”", each) for each in said] == [["Zorvath"]]
    assert '<mark class="latch-cut__hint">Zorvath</mark>' in page
    whole = a_request("They saw Quillby there.", "She came.")
    withhold_entry(whole, next(iter(prepared_of(whole))).entry)
    story.submit(whole)
    page = signed_in(MANAGER).get(f"/disclosures/{whole}/review/").content.decode()
    assert "May be a name" not in page


def test_it_is_not_signed_off_before_somebody_else_has_reviewed_it() -> None:
    add(NEIGHBOUR)
    request_id = a_request(PLAIN)
    story.submit(request_id)
    with acting_as(who(MANAGER)):
        request = story.get(request_id)
        dossier = load_dossier(request)
        with pytest.raises(Obstructed) as caught:
            disclosures.decide(
                request=request,
                decision=SignOff.Decision.APPROVE,
                words="",
                content=dossier.digest,
                says_not_partner=True,
                by=cast.worker(MANAGER),
            )
        assert codes(caught) == {"unreviewed"}
        assert dossier.machine
        stops = {stop.key: stop for stop in reading_of(dossier.machine).stops}
    assert ("Sheila Oddell", 1) in {(stop.words, stop.times) for stop in stops.values()}
    with pytest.raises(NotNow, match="everything that the machine found"):
        review(request_id, MANAGER)
    with pytest.raises(NotNow, match="changed"):
        review(request_id, MANAGER, allowed=stops, content="0" * 64)
    assert review(request_id, MANAGER, allowed=stops).passed
    with pytest.raises(NotNow, match="reviewed already"):
        review(request_id, MANAGER, allowed=stops)


def test_what_is_sent_back_is_a_draft_again() -> None:
    request_id = a_request(PLAIN)
    story.submit(request_id)
    review(request_id, MANAGER, passed=False, words="Her sister is in it.")
    assert story.state_of(request_id) == State.DRAFT


def test_somebody_written_down_after_the_review_stops_the_release() -> None:
    request_id = a_request(PLAIN)
    story.submit(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    add(NEIGHBOUR)
    with pytest.raises(NotNow, match="Nothing left"):
        story.release(request_id)
    assert story.state_of(request_id) == State.APPROVED


@pytest.mark.edge("E13")
@pytest.mark.clause("3.3.2 e")
@pytest.mark.parametrize(
    "told",
    [
        Details(relation="ex_partner", given="Wilhelmina", family="Askew"),
        Details(relation="partner", aliases=("Wilhelmina  ASKEW",)),
        Details(relation="ex_partner", given="Bill", phones=("+44 1632 960123",)),
    ],
)
def test_a_partner_under_a_recorded_other_name_or_number_receives_nothing(told: Details) -> None:
    request_id = a_request("She came to the office.")
    story.go_through(request_id)
    add(told)
    with pytest.raises(Obstructed) as caught:
        story.submit(request_id)
    assert codes(caught) == {"recipient_is_partner"}


@pytest.mark.edge("E13")
@pytest.mark.clause("3.3.2 e")
def test_a_partner_written_down_after_the_sign_off_receives_nothing() -> None:
    request_id = a_request("She came to the office.")
    story.submit(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    with acting_as(who(ASKER)):
        assert story.get(request_id).to_name == story.RECIPIENT
    add(Details(relation="ex_partner", aliases=(story.RECIPIENT,)))
    with acting_as(who(ASKER)), pytest.raises(NotNow, match="partner or ex-partner"):
        disclosures.release(
            request=story.get(request_id),
            knows_policy=True,
            keeps_words=True,
            by=story.worker(ASKER),
        )
    assert [each.kind for each in alerts_of(MANAGER)] == ["recipient"]


def test_without_the_right_to_what_others_said_nobody_prepares_or_releases() -> None:
    request_id = a_request(PLAIN)
    with acting_as(who(MANAGER)), pytest.raises(Refused):
        open_workbench(story.get(request_id))


def test_an_entry_kept_back_whole_leaves_no_trace() -> None:
    request_id = a_request("She came to the office.", "The MARAC met about her.")
    (item,) = (
        i for i in prepared_of(request_id) if SAID not in str(i.texts) and "MARAC" in str(i.texts)
    )
    with acting_as(who(ASKER)):
        actions.take_step(
            request=story.get(request_id),
            entry=item.entry,
            does=Does.WITHHOLD,
            source=item.source,
            why="conference",
            by=cast.worker(ASKER),
        )
    package = released(request_id)
    with acting_as(who(ASKER)):
        (only,) = Contents.from_stored(package.contents).items
    assert only.body == "She came to the office."


@pytest.mark.edge("E27")
def test_of_a_group_s_note_what_is_about_the_other_men_stays_back() -> None:
    for name in (("Liam", "Prescott"), ("Craig", "Kerr")):
        add(Details(relation="other", given=name[0], family=name[1]))
    request_id = a_request(
        "He spoke first. Craig Kerr laughed at Liam, who left. Liam's car stood outside."
    )
    with acting_as(who(ASKER)):
        for group in open_workbench(story.get(request_id)).groups:
            actions.decide_group(
                request=story.get(request_id),
                key=group.key,
                does=Does.WITHHOLD,
                why="other_client",
                by=cast.worker(ASKER),
            )
    package = released(request_id)
    with acting_as(who(ASKER)):
        (only,) = Contents.from_stored(package.contents).items
    assert (
        only.body
        == f"He spoke first. {MARK} laughed at {MARK}, who left. {MARK} car stood outside."
    )


@pytest.mark.edge("E27")
def test_of_a_group_s_note_every_word_that_may_be_a_name_is_decided_though_nobody_knows_the_men(
    signed_in: SignedIn,
) -> None:
    told = "He spoke first. Then Craig laughed at Liam, who left."
    alone, of_group = a_request(told), a_request(f"Group session, week 4. {told}")

    def waiting(request_id: UUID) -> set[str]:
        with acting_as(who(ASKER)):
            return {group.words for group in open_workbench(story.get(request_id)).groups}

    assert waiting(alone) == set()
    assert waiting(of_group) == {"Craig", "Liam"}
    looked(of_group)
    with pytest.raises(Obstructed) as caught, acting_as(who(ASKER)):
        disclosures.submit(request=story.get(of_group), by=cast.worker(ASKER))
    assert codes(caught) == {"undecided"}
    for request_id, said in ((of_group, True), (alone, False)):
        (item,) = prepared_of(request_id)
        page = signed_in(ASKER).get(f"/disclosures/{request_id}/prepare/{item.entry}/")
        # what it can't find is said to whoever prepares
        assert ("a name that begins a sentence" in page.content.decode()) is said
    for name in ("Craig", "Liam"):
        withhold(of_group, name, why="other_client")
    package = released(of_group)
    with acting_as(who(ASKER)):
        (only,) = Contents.from_stored(package.contents).items
    assert not {"Craig", "Liam"} & set(only.body.replace(",", " ").split())


@pytest.mark.edge("E27")
@pytest.mark.clause("4.4.1")
def test_what_was_written_of_a_session_is_a_group_s_whatever_its_words_say(
    signed_in: SignedIn,
) -> None:
    """An attendance tells it, of its entry and of what corrects that."""
    told = "He spoke first. Then Craig laughed at Liam, who left."
    attended = groups.was_at(groups.a_session(groups.a_group()), story.FILE)
    with acting_as(who(ASKER)):
        entry, by = Entry.objects.select_related("file").get(id=attended.entry), cast.worker(ASKER)
        said: dict[str, Any] = {"nature": Entry.Nature.FACT, "body": told}
        said["happened_on"] = story.days(0)
        change_entry(entry=entry, by=by, **said)
        corrected = correct_entry(entry=entry, by=by, **said)
    for each in (entry, corrected):
        request = a_request(also=(each.id,))
        with acting_as(who(ASKER)):
            bench = open_workbench(story.get(request))
            assert {group.words for group in bench.groups} == {"Craig", "Liam"}
        page = signed_in(ASKER).get(f"/disclosures/{request}/prepare/{each.id}/")
        assert "a name that begins a sentence" in page.content.decode()
        looked(request)
        with pytest.raises(Obstructed) as caught, acting_as(who(ASKER)):
            disclosures.submit(request=story.get(request), by=cast.worker(ASKER))
        assert codes(caught) == {"undecided"}


@pytest.mark.edge("E27")
@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
def test_what_was_read_before_a_session_s_entry_was_taken_for_a_group_s_is_read_anew(
    monkeypatch: pytest.MonkeyPatch, state: State
) -> None:
    """An earlier version read it so: nothing was to be decided, and it does not say which entries were a group's."""
    attended = groups.was_at(groups.a_session(groups.a_group()), story.FILE)
    with acting_as(who(ASKER)):
        entry, by = Entry.objects.select_related("file").get(id=attended.entry), cast.worker(ASKER)
        said: dict[str, Any] = {"nature": Entry.Nature.FACT, "happened_on": story.days(0)}
        change_entry(entry=entry, by=by, body="He spoke first. Then Craig laughed.", **said)
    request = a_request(also=(entry.id,))
    with monkeypatch.context() as before:
        before.setattr("disclosures.dossier.of_group", lambda *_: Value(value=False))
        before.setattr("disclosures.actions.machine.found", _as_it_was_kept)
        story.submit(request)
        story.review(request)
        if state == State.APPROVED:
            story.sign_off(request)
            story.read(request)
    goes_on = story.sign_off if state == State.SUBMITTED else story.release
    with pytest.raises(Obstructed) as caught:
        goes_on(request)
    assert codes(caught) == {"machine_unread"}
    with acting_as(who(ASKER)):
        let_machine_read(request=story.get(request), by=cast.worker(ASKER))
    with pytest.raises(Obstructed) as caught:
        goes_on(request)
    assert "undecided" in codes(caught)


def _as_it_was_kept(*args: Any, **more: Any) -> dict[str, Any]:
    kept = steps.found(*args, **more)
    del kept["of_group"]
    return kept


def test_what_is_worth_a_look_is_named_once_and_what_is_not_listed_is_counted(
    signed_in: SignedIn,
) -> None:
    """Nobody takes a list that was cut for all that was found."""

    def listed(*texts: str) -> str:
        (item,) = prepared_of(made := a_request(*texts))
        page = signed_in(ASKER).get(f"/disclosures/{made}/prepare/{item.entry}/").content.decode()
        (hints,) = re.findall(r"Nothing has to be decided about them: (.*?)</p>", page)
        return str(hints)

    twice = listed("They met Zorvath, and then met Zorvath again.")
    assert twice.count("“Zorvath”") == 1
    assert "more, which are marked" not in twice
    letters = [first + second for first in "abcdefghij" for second in "abcdefghijk"]
    many = listed(" ".join(f"They met Zorv{each}th." for each in letters))
    assert many.count("“Zorv") == MOST_HINTS
    assert f"and {len(letters) - MOST_HINTS} more, which are marked in the text" in many


def test_a_name_that_the_form_itself_holds_stops_nothing() -> None:
    add(Details(relation="friend", nicknames=("Or", "May"), given="Tom", family="Limits"))
    released(a_request("She came to the office."))
