"""What was decided about an entry's words, and what is left of them; without a database."""

from uuid import UUID

import pytest

from disclosures.building.cutting import MARK
from disclosures.matcher import Proposal, Reason, Strength
from disclosures.redaction.marks import (
    DECIDED,
    SUGGESTED,
    WEIGHED,
    Does,
    Found,
    Part,
    Piece,
    Place,
    Prepared,
    Step,
    pieces,
    places_of,
    plain,
)
from disclosures.withholding import WHY

pytestmark = pytest.mark.clause("3.2.1")
ENTRY, OTHER = UUID(int=1), UUID(int=2)
BODY, BASIS = "Met Ann Lee at nine. Ann rang.", "Ann said so."
NOW, BEFORE = "now", "before"


def step(does: Does, start: int = 0, end: int = 0, part: Part = Part.BODY, **more: object) -> Step:
    told: dict[str, object] = {"id": UUID(int=9), "entry": ENTRY, "source": NOW, **more}
    return Step(does=does, part=part, start=start, end=end, **told)  # type: ignore[arg-type]


def prepared(*steps: Step, left: bool = False) -> Prepared:
    return Prepared.of(ENTRY, {Part.BODY: BODY, Part.BASIS: BASIS}, NOW, steps, left=left)


def found(
    start: int,
    end: int,
    reason: Reason = Reason.NAME,
    part: Part = Part.BODY,
    strength: Strength = Strength.STRONG,
) -> Found:
    return Found(part, Proposal(start, end, reason, strength))


def test_a_step_holds_for_its_entry_and_the_text_it_was_taken_on() -> None:
    holds, elsewhere, changed = (
        step(Does.WITHHOLD, 4, 7), step(Does.WITHHOLD, 8, 11, entry=OTHER), step(Does.WITHHOLD, 8, 11, source=BEFORE)
    )  # fmt: skip
    assert prepared(holds, elsewhere, changed).steps == (holds,)
    assert prepared().steps == ()
    assert (prepared().entry, prepared().source) == (ENTRY, NOW)
    assert prepared().texts == {Part.BODY: BODY, Part.BASIS: BASIS}
    assert holds.place == Place(Part.BODY, 4, 7)


def test_of_what_has_left_what_was_decided_about_its_entry_stands() -> None:
    """Its words change afterwards, where a passage is moved out; no place is looked for in other words."""
    read, permits, place = (
        step(Does.LOOKED, source=BEFORE, part=Part.WHOLE),
        step(Does.PERMITTED, source=BEFORE, part=Part.WHOLE),
        step(Does.WITHHOLD, 4, 7, source=BEFORE),
    )
    elsewhere = step(Does.WITHHOLD, source=BEFORE, part=Part.WHOLE, entry=OTHER)
    assert prepared(permits, place, read, elsewhere, left=True).steps == (permits, read)
    assert prepared(permits, place, read, elsewhere).steps == ()
    now = step(Does.LOOKED, part=Part.WHOLE)
    assert prepared(step(Does.WITHHOLD, 4, 7), now, left=True).is_withheld(Place(Part.BODY, 4, 7))
    assert prepared(place, left=True).steps == ()  # told by word of mouth: nobody went through it


def test_what_was_decided_before_the_words_that_left_were_gone_through_is_of_others() -> None:
    """Changed while it was a draft, and gone through anew: those are the words that left."""
    whole, read = (
        step(does, source=BEFORE, part=Part.WHOLE) for does in (Does.WITHHOLD, Does.LOOKED)
    )
    anew = step(Does.LOOKED, part=Part.WHOLE)
    assert prepared(whole, read, left=True).withheld_whole
    assert not prepared(whole, read, anew, left=True).withheld_whole


def test_words_that_come_back_are_gone_through_anew() -> None:
    """So that the last that were gone through are those that leave."""
    read, other = step(Does.LOOKED, part=Part.WHOLE), step(Does.LOOKED, source=BEFORE)
    cut = step(Does.WITHHOLD, 4, 7)
    assert prepared(cut, read).looked
    assert prepared(cut, other, read).looked
    assert prepared(cut, read, other).steps == (cut,)


def test_what_is_left_has_the_mark_where_something_was() -> None:
    item = prepared(
        step(Does.WITHHOLD, 4, 11), step(Does.WITHHOLD, 0, 3, Part.BASIS), step(Does.LEAVE, 21, 24)
    )
    assert item.withheld(Part.BODY) == [(4, 11)]
    assert item.withheld(Part.BASIS) == [(0, 3)]
    assert item.left(Part.BODY) == f"Met {MARK} at nine. Ann rang."
    assert item.left(Part.BASIS) == f"{MARK} said so."
    assert prepared().left(Part.BODY) == BODY


def test_what_is_kept_back_whole_is_gone_through_unread() -> None:
    whole, read = step(Does.WITHHOLD, part=Part.WHOLE), step(Does.LOOKED, part=Part.WHOLE)
    words = step(Does.WITHHOLD, 4, 7)
    assert [prepared(each).gone_through for each in (whole, read, words)] == [True, True, False]
    assert not prepared().gone_through  # as once it is put back


def test_what_left_without_an_entry_kept_back_unread_left_without_it_whatever_it_reads_now() -> (
    None
):
    kept = step(Does.WITHHOLD, part=Part.WHOLE, source=BEFORE)
    assert prepared(kept, left=True).withheld_whole
    assert not prepared(kept).gone_through  # a draft's is gone through anew


def test_read_to_its_end_and_kept_back_whole_are_steps_of_their_own() -> None:
    whole, read = step(Does.WITHHOLD, part=Part.WHOLE), step(Does.LOOKED, part=Part.WHOLE)
    left = step(Does.LEAVE, part=Part.WHOLE)
    assert [prepared(each).withheld_whole for each in (whole, read, left)] == [True, False, False]
    assert [prepared(each).looked for each in (whole, read, left)] == [False, True, False]
    assert not prepared(step(Does.WITHHOLD, 4, 7)).withheld_whole
    assert prepared(step(Does.WITHHOLD, 4, 7), whole).withheld_whole
    assert not prepared().looked


def test_a_place_lies_within_another_of_the_same_text() -> None:
    outer = Place(Part.BODY, 4, 11)
    assert outer.within(outer)
    assert Place(Part.BODY, 5, 10).within(outer)
    for other in (Place(Part.BODY, 3, 11), Place(Part.BODY, 4, 12), Place(Part.BASIS, 4, 11)):
        assert not other.within(outer)


def test_a_proposal_is_decided_by_what_covers_it() -> None:
    name = found(4, 11)
    assert not prepared().is_decided(name)
    assert prepared(step(Does.WITHHOLD, 4, 11)).is_decided(name)
    assert prepared(step(Does.WITHHOLD, part=Part.WHOLE)).is_decided(name)
    assert prepared(step(Does.LEAVE, 4, 11)).is_decided(name)
    assert prepared(step(Does.LEAVE, 0, 20)).is_decided(name)
    assert not prepared(step(Does.LEAVE, 4, 7)).is_decided(name)
    assert not prepared(step(Does.LEAVE, 4, 11, Part.BASIS)).is_decided(name)
    assert not prepared(step(Does.WITHHOLD, 4, 11, Part.BASIS)).is_decided(name)
    assert not prepared(step(Does.LOOKED, 4, 11)).is_decided(name)
    # half of it withheld and half left is neither
    assert not prepared(step(Does.WITHHOLD, 4, 7), step(Does.LEAVE, 8, 11)).is_decided(name)


@pytest.mark.edge("E23", "E33")
def test_what_is_protected_is_left_in_by_its_own_words_alone() -> None:
    """A decision on the same words, or on more around them, that was taken for another reason is none about it."""
    for reason in WEIGHED:
        own, other = ("mention", "weighed") if reason == Reason.COURT else ("weighed", "mention")
        protected = found(4, 11, reason)
        for why in ("", "third_party", other):
            assert not prepared(step(Does.LEAVE, 0, 20, why=why)).is_decided(protected)
            assert prepared(step(Does.LEAVE, 0, 20, why=why)).is_decided(found(4, 11))
        assert prepared(step(Does.LEAVE, 4, 11, why=own)).is_decided(protected)
        assert prepared(step(Does.WITHHOLD, 4, 11, why="court")).is_decided(protected)


def test_withheld_is_every_letter_and_digit_and_gaps_are_none() -> None:
    item = prepared(step(Does.WITHHOLD, 4, 7), step(Does.WITHHOLD, 8, 11))
    assert item.is_withheld(Place(Part.BODY, 4, 11))
    assert item.is_withheld(Place(Part.BODY, 7, 8))
    assert not item.is_withheld(Place(Part.BODY, 3, 14))
    assert not item.is_withheld(Place(Part.BODY, 0, 3))
    assert not item.is_withheld(Place(Part.BODY, 4, 13))
    assert not item.is_withheld(Place(Part.BASIS, 4, 7))
    assert not prepared(step(Does.WITHHOLD, 4, 6)).is_withheld(Place(Part.BODY, 4, 7))
    assert not prepared(step(Does.WITHHOLD, 5, 7)).is_withheld(Place(Part.BODY, 4, 7))


def test_what_has_to_be_decided() -> None:
    for reason in Reason:
        strong, weak = (found(4, 7, reason, strength=s) for s in (Strength.MEDIUM, Strength.WEAK))
        assert strong.to_decide == (reason in DECIDED)
        assert weak.to_decide == (reason in {*list(Reason)[:9]})  # an identifier, however weak
    assert {Reason.NAME, Reason.EMAIL_LIKE, Reason.SENSITIVE, *WEIGHED} <= DECIDED
    assert DECIDED.isdisjoint({Reason.UNKNOWN_NAME, Reason.RELATION, Reason.ROLE, Reason.SOURCE})
    assert set(SUGGESTED.values()) <= set(WHY)
    first, hint, done = found(4, 7), found(8, 11, Reason.ROLE), found(21, 24)
    assert prepared(step(Does.LEAVE, 21, 24)).undecided([first, hint, done]) == [first]


def test_line_ends_are_one_character_each() -> None:
    assert plain("a\r\nb\rc\nd\r\n\r\ne") == "a\nb\nc\nd\n\ne"


@pytest.mark.parametrize(
    ("text", "words", "places"),
    [
        ("Ann and ANN and ann", "Ann", [(0, 3), (8, 11), (16, 19)]),
        ("Ann  Lee, Ann\nLee, AnnLee", " ann lee ", [(0, 8), (10, 17)]),
        ("Ann Lea, Ann Lee", "Ann Lee", [(9, 16)]),
        ("aaa", "aa", [(0, 2)]),
        ("aaa b", "aa b", [(1, 5)]),
        ("Annann", "ann", [(0, 3), (3, 6)]),
        ("nothing", "", []),
        ("nothing", "   ", []),
        ("", "ann", []),
        ("Ann", "Ann Lee", []),
        ("Ann ", "Ann Lee", []),
        ("STRASSE Straße İx", "straße", [(8, 14)]),
        ("İx ÉCOLE", "école", [(3, 8)]),
        ("a b c d", "b c", [(2, 5)]),
    ],
)
def test_words_are_found_whatever_their_case_and_gaps(
    text: str, words: str, places: list[tuple[int, int]]
) -> None:
    assert places_of(text, words) == places


def shown(item: Prepared, *proposals: Found, part: Part = Part.BODY) -> list[Piece]:
    return list(pieces(item, part, proposals))


def test_a_text_is_shown_in_pieces_that_are_the_text() -> None:
    name, cue, again = found(4, 11), found(12, 19, Reason.ROLE), found(21, 24)
    other = found(0, 3, part=Part.BASIS)
    item = prepared(step(Does.WITHHOLD, 8, 14), step(Does.LEAVE, 21, 24))
    assert shown(item, name, cue, again, other) == [
        Piece("Met ", 0, "", 0),
        Piece("Ann ", 4, "proposed", 1),
        Piece("Lee", 8, "withheld", 1),
        Piece(" ", 11, "withheld", 0),
        Piece("at", 12, "withheld", 2),
        Piece(" nine", 14, "hint", 2),
        Piece(". ", 19, "", 0),
        Piece("Ann", 21, "left", 3),
        Piece(" rang.", 24, "", 0),
    ]
    assert shown(item, name, cue, again, other, part=Part.BASIS) == [
        Piece("Ann", 0, "proposed", 4),
        Piece(" said so.", 3, "", 0),
    ]
    assert shown(prepared()) == [Piece(BODY, 0, "", 0)]


def test_of_two_that_lie_over_one_another_what_is_to_decide_counts() -> None:
    hint, name = found(4, 11, Reason.RELATION), found(4, 7)
    assert [p.number for p in shown(prepared(), hint, name)] == [0, 2, 1, 0]
    assert [p.state for p in shown(prepared(), hint, name)] == ["", "proposed", "hint", ""]
    assert [p.state for p in shown(prepared(step(Does.LEAVE, 4, 7)), name, hint)] == [
        "", "left", "hint", ""
    ]  # fmt: skip


def test_places_beyond_the_text_cut_nothing() -> None:
    assert "".join(p.text for p in shown(prepared(), found(4, 400), found(24, 25))) == BODY


@pytest.mark.edge("E23")
def test_a_court_s_permission_decides_about_its_paper_and_about_nothing_else() -> None:
    permitted = prepared(step(Does.PERMITTED, part=Part.WHOLE))
    assert permitted.is_decided(found(4, 11, Reason.COURT))
    assert not permitted.is_decided(found(4, 11))
    assert not prepared().is_decided(found(4, 11, Reason.COURT))


@pytest.mark.clause("4.4.2")
def test_words_are_cut_for_the_reason_that_was_given() -> None:
    cut = step(Does.WITHHOLD, 4, 7, why="sensitive")
    assert prepared(cut).is_cut_for("sensitive")
    assert not prepared(cut).is_cut_for("harm")
    assert not prepared().is_cut_for("sensitive")
    assert not prepared(step(Does.WITHHOLD, part=Part.WHOLE, why="sensitive")).is_cut_for(
        "sensitive"
    )
    assert not prepared(step(Does.LEAVE, 4, 7, why="sensitive")).is_cut_for("sensitive")


def test_what_left_is_the_same_entry_with_the_words_it_has_now() -> None:
    looked = step(Does.LOOKED, source=BEFORE, part=Part.WHOLE)
    for what in (prepared(looked, left=True), prepared(looked)):
        assert (what.entry, what.source) == (ENTRY, NOW)
        assert what.texts == {Part.BODY: BODY, Part.BASIS: BASIS}
    assert not Prepared.of(ENTRY, {Part.BODY: BODY}, NOW, [looked]).looked


def test_what_is_of_a_group_stays_so_whatever_was_decided_or_left() -> None:
    texts = {Part.BODY: BODY}
    read = step(Does.LOOKED, source=BEFORE, part=Part.WHOLE)
    for left in (False, True):
        for steps in ((), (read,)):
            for told in (False, True):
                made = Prepared.of(ENTRY, texts, NOW, steps, left=left, of_group=told)
                assert made.of_group is told
    assert Prepared.of(ENTRY, texts, NOW, ()).of_group is False
