"""What went first and lacked words: they are written beside it, and before that nobody's look at it is closed."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from django.test import Client

from clients.actions import give_to_worker
from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import NotNow, Obstructed
from disclosures.afterwards import Words, with_words
from disclosures.explaining import from_stored
from disclosures.models import LookedAfter, Release, SaidAfter
from disclosures.picture import Basis, Grounds, Risk, Spoken
from disclosures.rules import unwritten
from tests import cast
from tests.disclosures import story
from tests.disclosures.grounds import complete_on
from tests.disclosures.pages import address, day, page
from tests.disclosures.story import ASKER, MANAGER, who

pytestmark = [pytest.mark.django_db, pytest.mark.edge("E47")]
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


def lacks(made: Release) -> set[str]:
    """The codes of what stands against closing the manager's look; none once it is closed."""
    try:
        with acting_as(who(MANAGER)), transaction.atomic():
            by = story.worker(MANAGER)
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
def test_so_are_the_other_parent_and_whether_the_client_was_told() -> None:
    made = released(
        Basis.CHILD_PROTECTION, grounds=Grounds(why="The boy has a burn."), readers=("The team",)
    )
    assert lacks(made) == {"parent_not_involved", "client_untold"}
    say(made, parent="She could not be reached.")
    assert lacks(made) == {"client_untold"}
    say(made, MANAGER, told_on=story.days(0))
    assert lacks(made) == set()


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
    words = Words(False, "r", "p", story.days(-1), "n")
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
