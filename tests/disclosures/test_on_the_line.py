"""What is told by word of mouth: who is on the line, and whom the words name, as known now (3.3.2 e, 3.2.1)."""

from typing import Any

import pytest

from clients.people.details import Details
from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import NotNow
from disclosures.models import Release
from disclosures.picture import Manner, Spoken
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, who
from tests.disclosures.test_told_to_a_partner import KNOWN, SAME, what_was_missing
from tests.disclosures.test_urgent import COLLEAGUE, _let_in
from tests.emergency.test_walls import alerts_of
from tests.people.working import add

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HEARD = [
    ("Rufus Vane, who says that he is a sergeant", "The voice"),
    ("At the desk there was a Mr Rufus Vane, he says", "The voice"),
    ("A voice", "They rang from +44 1632 960777"),
]


def _on_the_line(with_whom: str, known_by: str = "The number on the register") -> Spoken:
    return Spoken(with_whom, known_by, story.days(0))


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13", "E47")
@pytest.mark.parametrize("by", [ASKER, COLLEAGUE])  # who may read what others said, and not
@pytest.mark.parametrize("heard", HEARD)
def test_nothing_is_told_to_a_linked_ex_partner_who_is_on_the_line(
    by: str, heard: tuple[str, str]
) -> None:
    add(KNOWN)
    if by == COLLEAGUE:
        _let_in(COLLEAGUE)
    call = story.an_urgent_draft(by, manner=Manner.SPOKEN)
    with pytest.raises(NotNow, match="reads or hears it"):
        story.release_ahead(call, by, spoken=_on_the_line(*heard))
    assert story.release_ahead(call, by, spoken=_on_the_line("Sergeant Ola Brandt")).look_by


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13")
@pytest.mark.parametrize("by", [ASKER, COLLEAGUE])
@pytest.mark.parametrize("heard", HEARD)
def test_that_one_was_told_already_is_marked_and_her_managers_learn_of_it(
    by: str, heard: tuple[str, str]
) -> None:
    add(KNOWN)
    if by == COLLEAGUE:
        _let_in(COLLEAGUE)
    told: list[Release] = []
    for line in (("Sergeant Ola Brandt", "Rung back"), heard):
        with acting_as(who(by)):
            says: Any = {"spoken": _on_the_line(*line), "by": story.worker(by)}
            urgent = story.urgent(manner=Manner.SPOKEN)
            told.append(actions.record_told(file=story.file(), says=urgent, **says))
    assert [what_was_missing(each, by) for each in told] == [set(), {SAME}]
    assert [each.against_procedure for each in told] == [False, True]
    assert sum(each.times for each in alerts_of(MANAGER)) == 1


@pytest.mark.clause("3.2.1")
def test_what_is_told_names_nobody_who_was_tied_to_the_file_since_it_was_reviewed() -> None:
    contact_id = story.an_agency()
    consent = story.a_consent(contact_id)
    text = "Her neighbour Tobias Quenby takes the post in."
    changes: dict[str, Any] = {"text": text, "text_sensitive": False}
    request_id = story.a_draft(contact_id, consent, manner=Manner.SPOKEN, **changes)
    story.submit(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    add(Details(relation="neighbour", given="Tobias", family="Quenby"))
    line = _on_the_line(story.RECIPIENT)
    with pytest.raises(NotNow, match="what would be told"):
        story.release(request_id, spoken=line)
    story.submit(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    assert story.release(request_id, spoken=line).letter_sha256 == ""
