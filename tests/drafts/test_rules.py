"""What becomes of a save: nobody's words go over words that they have not seen."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confidentiality.drafts.rules import Fate, Save, Stands, decide

HERE, THERE = uuid4(), uuid4()
NUMBERS = st.integers(0, 4)
WHO = st.sampled_from([HERE, THERE])


@pytest.mark.parametrize(
    ("stands", "save", "fate"),
    [
        (Stands(HERE, 3, 7, False), Save(HERE, 4, 0), Fate.TAKE),  # an answer got lost: no harm
        (Stands(HERE, 3, 7, False), Save(HERE, 3, 7), Fate.STALE),
        (Stands(HERE, 3, 7, False), Save(HERE, 2, 7), Fate.STALE),
        (Stands(HERE, 3, 7, False), Save(THERE, 1, 7), Fate.TAKE),  # opened again elsewhere
        (Stands(HERE, 3, 7, False), Save(THERE, 1, 6), Fate.FORK),  # changed meanwhile
        (Stands(HERE, 3, 7, False), Save(THERE, 1, 0), Fate.FORK),
        (Stands(HERE, 3, 7, True), Save(HERE, 3, 7), Fate.STALE),  # under way when it was sent
        (Stands(HERE, 3, 7, True), Save(HERE, 4, 7), Fate.FORK),  # typed after Back
        (Stands(HERE, 3, 7, True), Save(THERE, 1, 7), Fate.FORK),
    ],
)
def test_no_save_goes_over_words_it_has_not_seen(stands: Stands, save: Save, fate: Fate) -> None:
    assert decide(stands, save) == fate


@given(
    stands=st.builds(Stands, WHO, NUMBERS, NUMBERS, st.booleans()),
    save=st.builds(Save, WHO, NUMBERS, NUMBERS),
)
def test_only_what_was_seen_is_written_over(stands: Stands, save: Save) -> None:
    fate, same = decide(stands, save), stands.writer == save.writer
    if fate is Fate.TAKE:
        assert not stands.sent
        assert save.serial > stands.serial if same else save.base == stands.version
    if fate is Fate.STALE:
        assert same
