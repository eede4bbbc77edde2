"""What went first and lacked words: they are written beside it, and before that nobody's look at it is closed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from clients.actions import give_to_worker
from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import NotNow, Obstructed
from disclosures.afterwards import Talk, Words, with_words
from disclosures.explaining import from_stored
from disclosures.models import LookedAfter, Release, RiskDiscussion, SaidAfter
from disclosures.picture import Basis, Grounds, Risk, Spoken
from disclosures.rules import unwritten
from tests import cast
from tests.disclosures import story
from tests.disclosures.grounds import complete_on
from tests.disclosures.pages import address, day, page
from tests.disclosures.story import ASKER, MANAGER, SENIOR, who
from tests.disclosures.test_pages import few_queries

pytestmark = [pytest.mark.django_db, pytest.mark.edge("E47")]
LEAD = "safeguarding_lead"
SignedIn = Callable[[str], Client]
REASONS = "He lives nearby, and does not know that she rang."


def released(basis: Basis = Basis.THREAT, **changes: Any) -> Release:
    """What the worker at hand released first."""
    return story.release_ahead(story.an_urgent_draft(basis=basis, **changes))


def say(made: Release, by: str = ASKER, **words: Any) -> None:
    """Let somebody write words beside it."""
    with acting_as(who(by)):
        said = Words(**words)
        actions.say_after(release=made, words=said, key=uuid4(), by=story.worker(by))


def lacks(made: Release, looks: str = MANAGER) -> set[str]:
    """The codes of what stands against closing somebody's look; none once it is closed."""
    try:
        with acting_as(who(looks)), transaction.atomic():
            by = story.worker(looks)
            actions.look_after(release=made, upheld=True, words="Right.", by=by)
    except Obstructed as refused:
        return {each.code for each in refused.obstacles}
    return set()


@pytest.mark.slow
@pytest.mark.clause("3.3.2 c")
@pytest.mark.parametrize("by", [ASKER, MANAGER])
def test_a_risk_that_was_not_reasoned_is_reasoned_afterwards_before_the_look_is_closed(
    by: str,
) -> None:
    made = released(risk_words=" ")
    assert lacks(made) == {"risk_unreasoned"}
    say(made, by, risk_words=" - ")
    assert lacks(made) == {"risk_unreasoned"}
    say(made, by, risk_words=REASONS)
    assert lacks(made) == set()
    with acting_as(who(MANAGER)):
        assert LookedAfter.objects.filter(release=made).exists()
        assert made.request.risk_words == " "  # as it was
        said = SaidAfter.objects.filter(release=made).order_by("at")
        assert [each.says["risk_words"] for each in said] == [" - ", REASONS]


@pytest.mark.slow
@pytest.mark.clause("3.1.1", "2.1")
def test_so_are_their_duty_the_other_parent_and_whether_the_client_was_told() -> None:
    made = released(
        Basis.CHILD_PROTECTION, grounds=Grounds(why="The boy has a burn."), readers=("The team",)
    )
    assert lacks(made) == {"parent_not_involved", "client_untold", "lead_unsigned", "duty_unsaid"}
    say(made, MANAGER, law="Children Act 1989, section 47")
    assert lacks(made) == {"parent_not_involved", "client_untold", "lead_unsigned"}
    say(made, parent="She could not be reached.")
    assert lacks(made) == {"client_untold", "lead_unsigned"}
    say(made, MANAGER, told_on=story.days(0))
    assert lacks(made) == {"lead_unsigned"}
    assert lacks(made, LEAD) == set()


@pytest.mark.slow
@pytest.mark.clause("3.1.1")
def test_the_safeguarding_lead_looks_at_what_went_first_for_a_child_whoever_closes_it(
    signed_in: SignedIn,
) -> None:
    said = Grounds(why="The boy has a burn.", law="A duty", parent="Told.", told_on=story.days(0))
    made = released(Basis.CHILD_PROTECTION, grounds=said, readers=("The team",))
    with acting_as(who(ASKER)):
        package = made.package.id
    look, write = address("look_after", package), address("say_after", package)
    assert lacks(made) == {"lead_unsigned"}
    say(made, MANAGER, opinion=True, opinion_words="Right.")
    assert lacks(made) == {"lead_unsigned"}  # a manager's opinion is not the lead's
    lead, manager = signed_in(LEAD), signed_in(MANAGER)
    assert f'href="{look}"' in page(lead, address("approvals"))  # nobody had to let them see it
    with few_queries():
        html = page(manager, look)
    assert "The safeguarding lead has not signed it off" in html
    opinion = {"token": str(uuid4()), "opinion": "yes", "opinion_words": "The child comes first."}
    assert lead.post(write, opinion).status_code == 302
    assert "The child comes first." in page(manager, look)
    assert lacks(made) == set()


@pytest.mark.slow
@pytest.mark.clause("3.1.1")
def test_only_a_ground_s_own_lead_is_shown_what_went_first() -> None:
    released()
    for key in (LEAD, "dp_lead"):
        with acting_as(who(key)):
            assert not Release.objects.exists()
    made = released(Basis.CHILD_PROTECTION, readers=("The team",))
    with acting_as(who("dp_lead")):
        assert not Release.objects.exists()
    for key in (MANAGER, LEAD):  # nobody else lets them see it, or longer
        with acting_as(who(key)), connection.cursor() as cursor:
            cursor.execute("SELECT access.show_to_lead(%s)", [made.id])
            assert cursor.fetchall() == []


@pytest.mark.slow
@pytest.mark.clause("3.3.2 c", "1.2")
def test_what_was_told_already_is_taken_as_it_was_and_assessed_afterwards() -> None:
    says = story.urgent(urgent=False, raises_risk=None, risk_words="")
    with acting_as(who(ASKER)):
        spoken = Spoken("Sergeant Brandt", "", story.days(0))
        by = story.worker(ASKER)
        made = actions.record_told(file=story.file(), says=says, spoken=spoken, by=by)
    assert lacks(made) == {"risk_unknown"}
    say(made, raises_risk=False)
    assert lacks(made) == {"risk_unreasoned"}
    say(made, risk_words=REASONS)
    assert lacks(made) == set()


def discuss(made: Release, by: str = ASKER, with_whom: str = SENIOR) -> None:
    """Let somebody note afterwards with whom the raised risk was discussed."""
    with acting_as(who(by)):
        talk = Talk(story.worker(with_whom), story.days(0), "We weighed it.")
        me = story.worker(by)
        actions.say_after(release=made, words=Words(), talk=talk, key=uuid4(), by=me)


@pytest.mark.slow
@pytest.mark.clause("3.3.2 c")
@pytest.mark.parametrize("said_then", [True, False])
def test_a_risk_that_rises_is_discussed_and_has_a_second_opinion_before_the_look_is_closed(
    said_then: bool,
) -> None:
    if said_then:
        made = released(raises_risk=True)
    else:
        says = story.urgent(urgent=False, raises_risk=None)
        with acting_as(who(ASKER)):
            spoken, by = Spoken("Sergeant Brandt", "", story.days(0)), story.worker(ASKER)
            made = actions.record_told(file=story.file(), says=says, spoken=spoken, by=by)
        assert lacks(made) == {"risk_unknown"}
        say(made, raises_risk=True)
    assert lacks(made) == {"risk_undiscussed", "second_sign_off"}
    discuss(made)
    assert lacks(made) == {"second_sign_off"}
    say(made, MANAGER, opinion=True, opinion_words="I would have signed it.")
    assert lacks(made) == {"second_sign_off"}  # whoever gives it does not close the look
    say(made, SENIOR, risk_words="He rang me too.")
    assert lacks(made) == {"second_sign_off"}  # and words are no opinion
    say(made, SENIOR, opinion=False, opinion_words="She should have been rung first.")
    assert lacks(made) == set()
    with acting_as(who(ASKER)):
        assert LookedAfter.objects.get(release=made).by_id == who(MANAGER)
        talk = RiskDiscussion.objects.select_related("note").get(request=made.request_id)
        assert (talk.with_whom_id, talk.role) == (who(SENIOR), "senior_practitioner")
        assert made.reference in talk.note.body
        assert "We weighed it." in talk.note.body
        assert (talk.note.author_id, talk.note.file_id) == (who(ASKER), made.file_id)


@pytest.mark.slow
@pytest.mark.clause("3.3.2 c")
def test_it_is_discussed_once_with_somebody_senior_who_did_not_release_it() -> None:
    made = released(raises_risk=True)
    for with_whom in (ASKER, "iss_colleague"):
        with pytest.raises(PermissionDenied), transaction.atomic():
            discuss(made, with_whom=with_whom)
    with pytest.raises(PermissionDenied), transaction.atomic():
        say(made, ASKER, opinion=True, opinion_words="I was right.")
    with acting_as(who(ASKER)), pytest.raises(ProgrammingError), transaction.atomic():
        RiskDiscussion.objects.create(
            file=story.file(), request=made.request, with_whom=story.worker(ASKER), role="line_manager",
            on=story.days(0), note=story.entries()[0],
        )  # fmt: skip
    discuss(
        made, MANAGER, MANAGER
    )  # the manager with whom it was may be the one who writes it down
    with pytest.raises(NotNow), transaction.atomic():
        discuss(made)
    assert lacks(made) == {"second_sign_off"}
    hers = story.release_ahead(story.an_urgent_draft(by=MANAGER, raises_risk=True), MANAGER)
    with pytest.raises(PermissionDenied), transaction.atomic():
        discuss(hers, MANAGER, MANAGER)  # with herself
    discussed_before = story.release(_risky_and_signed())
    with pytest.raises(NotNow):
        discuss(discussed_before)


def _risky_and_signed() -> UUID:
    """A request that raises risk and was signed off by two before it left."""
    contact = story.an_agency()
    request = story.a_draft(contact, story.a_consent(contact), raises_risk=True)
    with acting_as(who(ASKER)):
        actions.note_discussion(
            request=story.get(request), with_whom=story.worker(SENIOR), on=story.days(0), words="x",
            by=story.worker(ASKER),
        )  # fmt: skip
    story.submit(request)
    for key in (MANAGER, SENIOR):
        story.sign_off(request, key)
    story.read(request)
    return request


@pytest.mark.slow
@pytest.mark.clause("3.3.2 c")
def test_through_the_pages_a_senior_practitioner_gives_the_second_opinion(
    signed_in: SignedIn,
) -> None:
    made = released(raises_risk=True)
    with acting_as(who(ASKER)):
        package = made.package.id
    look, write = address("look_after", package), address("say_after", package)
    manager, asker, senior = signed_in(MANAGER), signed_in(ASKER), signed_in(SENIOR)
    html = page(manager, look)
    assert f'href="{write}#id_opinion"' in html
    assert "An opinion is another’s" in html
    assert senior.get(write).status_code == 404
    assert "Released first" not in page(senior, address("approvals"))
    with few_queries():
        form = page(asker, write)
    assert 'name="with_whom"' in form
    assert 'name="opinion"' not in form
    part = asker.post(write, {"token": str(uuid4()), "discussion": "We weighed it."})
    assert "Say with whom, when, and what was said" in part.content.decode()
    talk = {"with_whom": str(who(SENIOR)), "discussion": "We weighed it.", **day("discussed_on", 0)}
    twice = {**talk, "token": str(uuid4())}
    for _sent in range(2):
        assert asker.post(write, twice)["Location"] == address("package", package)
    assert 'name="with_whom"' not in page(asker, write)
    again = asker.post(write, {**talk, "token": str(uuid4())}, follow=True)
    assert "The discussion is on record already." in again.content.decode()
    assert f'href="{write}"' in page(senior, address("approvals"))
    html = page(senior, write)
    assert "Discussed, and noted in the case file" in html
    assert 'name="with_whom"' not in html
    wordless = senior.post(write, {"token": str(uuid4()), "opinion": "no"})
    assert "Say what you find, and why" in wordless.content.decode()
    opinion = {"token": str(uuid4()), "opinion": "no", "opinion_words": "She was not rung first."}
    assert senior.post(write, opinion)["Location"] == address("package", package)
    assert "Released first" not in page(senior, address("approvals"))
    assert senior.get(look).status_code == 403
    with few_queries():
        html = page(manager, look)
    assert "She was not rung first." in html
    assert manager.post(look, {"upheld": "yes", "words": "Right."}).status_code == 302


@pytest.mark.slow
def test_nobody_else_writes_beside_it_and_nobody_changes_what_was_written() -> None:
    made = released(risk_words="")
    say(made, risk_words="First.")
    with acting_as(who(ASKER)):
        give_to_worker(
            file=story.file(),
            worker=story.worker("iss_colleague"),
            rights=("view", "contribute"),
            reason="cover",
            by=who(ASKER),
        )
    with acting_as(who("iss_colleague")):
        by, words = story.worker("iss_colleague"), Words(parent="x")
        with pytest.raises(PermissionDenied):
            actions.say_after(release=made, words=words, key=uuid4(), by=by)
        row = SaidAfter(release=made, file_id=made.file_id, by=by, says=words.as_stored())
        with pytest.raises(ProgrammingError), transaction.atomic():
            row.save(force_insert=True)
    for key in (ASKER, MANAGER):
        with acting_as(who(key)):
            with pytest.raises(ProgrammingError), transaction.atomic():
                SaidAfter.objects.filter(release=made).update(by=story.worker(key))
            assert SaidAfter.objects.filter(release=made).delete()[0] == 0
    signed = story.release(story.a_signed_request())
    with pytest.raises(NotNow):
        say(signed, risk_words="After all.")


def test_what_was_said_then_stays_beside_what_is_said_since() -> None:
    before = complete_on(Basis.CHILD_PROTECTION)
    risen = with_words(before, [Words(raises_risk=True, risk_words="More."), Words(parent="Rung.")])
    assert before.risk is not None
    assert risen.risk is not None
    assert risen.risk.words == f"{before.risk.words}\nMore."
    assert risen.risk.raises_risk
    assert before.grounds.parent in risen.grounds.parent
    assert risen.grounds.parent.endswith("Rung.")
    risky = with_words(before, [Words(raises_risk=True), Words(raises_risk=False)])
    assert risky.risk is not None
    assert risky.risk.raises_risk, "a risk that rises is never unsaid"
    empty = with_words(before, [Words()])
    assert (empty.grounds, unwritten(empty)) == (before.grounds, ())
    words = Words(False, "r", "p", story.days(-1), "n", "d", opinion=True, opinion_words="o")
    before_opinions = {**Words(True).as_stored()}
    for later in ("discussed", "opinion", "opinion_words"):
        del before_opinions[later]
    assert Words.from_stored(before_opinions) == Words(True)
    assert Words.from_stored(words.as_stored()) == words
    assert with_words(before, []).risk == before.risk != Risk(assessed=False, raises_risk=None)


@pytest.mark.slow
@pytest.mark.clause("3.3.2 c")
def test_the_look_s_page_leads_to_where_it_is_written(signed_in: SignedIn) -> None:
    made = released(risk_words="")
    with acting_as(who(ASKER)):
        package = made.package.id
        stands = {s.asks: s.stands for s in from_stored(made.explained or ())}
    assert stands["What speaks for and against that, in words"] == "afterwards"
    manager, asker = signed_in(MANAGER), signed_in(ASKER)
    look, write = address("look_after", package), address("say_after", package)
    html = page(manager, look)
    assert f'href="{write}#id_risk_words"' in html
    assert "Record what you find" not in html
    closing = {"upheld": "yes", "words": "Right."}
    assert manager.post(look, closing).status_code == 409
    assert write in page(asker, address("package", package))
    form = page(asker, write)
    assert 'id="id_risk_words"' in form
    assert 'name="parent"' not in form
    assert 'name="raises_risk"' not in form  # it was said
    assert "Write down at least one of them" in asker.post(write, {"token": ""}).content.decode()
    token = str(uuid4())
    for _twice in range(2):
        answer = asker.post(write, {"token": token, "risk_words": REASONS})
        assert answer["Location"] == address("package", package)
    with acting_as(who(ASKER)):
        assert SaidAfter.objects.filter(release=made).count() == 1
    html = page(manager, look)
    assert REASONS in html
    assert cast.PEOPLE[ASKER].name in html
    assert manager.post(look, closing).status_code == 302
    assert REASONS in page(manager, address("package", package))
    more = {**day("told_on", 0), "token": str(uuid4())}
    answer = manager.post(write, more)  # more may be said when the look is closed
    assert answer["Location"] == address("package", package)
