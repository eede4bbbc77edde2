"""How well the matcher does on the published texts, against measured floors."""

from functools import cache

import pytest

from disclosures.matcher import Reason

from .published import matcher, measure, people, texts

# recall and precision, as measured and cut to two digits
FLOORS = {
    Reason.NAME: (0.94, 0.88),
    Reason.INITIALS: (1.0, 0.83),
    Reason.PHONE: (1.0, 1.0),
    Reason.EMAIL: (1.0, 0.9),
    Reason.ADDRESS: (0.93, 1.0),
    Reason.POSTCODE: (1.0, 1.0),
    Reason.BORN: (0.96, 1.0),
    Reason.SCHOOL: (0.91, 1.0),
    Reason.NUMBER: (1.0, 1.0),
    Reason.NHS_LIKE: (1.0, 1.0),
    Reason.NI_LIKE: (1.0, 1.0),
    Reason.PLATE_LIKE: (1.0, 1.0),
    Reason.EMAIL_LIKE: (0.75, 1.0),
    Reason.HANDLE_LIKE: (1.0, 1.0),
    Reason.PHONE_LIKE: (1.0, 1.0),
    Reason.POSTCODE_LIKE: (1.0, 1.0),
    Reason.ADDRESS_LIKE: (1.0, 1.0),
    Reason.UNKNOWN_NAME: (0.65, 1.0),
    Reason.RELATION: (0.96, 0.94),
    Reason.ROLE: (1.0, 1.0),
    Reason.GROUP: (1.0, 1.0),
    Reason.SOURCE: (0.93, 0.75),
    Reason.CONFIDENCE: (1.0, 1.0),
    Reason.CONFERENCE: (1.0, 1.0),
    Reason.COURT: (1.0, 1.0),
    Reason.OTHER_SIDE: (1.0, 1.0),
    Reason.SENSITIVE: (0.93, 0.9),
}
measured = cache(measure)


def test_there_are_enough_texts_and_every_reason_is_in_them() -> None:
    assert len(texts()) >= 150
    assert len({each.name for each in texts()}) == len(texts())
    marked = {truth.reason for each in texts() for truth in each.truths}
    assert marked == set(Reason) - {Reason.RECOGNISED, Reason.UNREAD}
    ids = [each.id for person in people() for each in person.identifiers]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("reason", list(FLOORS))
def test_no_reason_falls_below_what_was_measured(reason: Reason) -> None:
    told = measured()[reason]
    recall, precision = FLOORS[reason]
    assert told.places >= 2
    assert told.recall >= recall, told.missed
    assert told.precision >= precision


def test_a_proposal_holds_no_word_of_the_text_or_of_a_person() -> None:
    recorded = {each.text.lower() for person in people() for each in person.identifiers}
    for each in texts():
        for proposal in matcher().read(each.text):
            told = repr(proposal).lower()
            assert not any(word in told for word in recorded if len(word) > 4 and " " in word)
            assert each.text[proposal.start : proposal.end].strip()
