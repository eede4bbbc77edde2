"""What is cut leaves one mark behind and nothing else: no length, no form, no count."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from disclosures.building.cutting import MARK, TYPED, cut, drawn, kept_pieces, marked

WORDS = st.text(max_size=40)
GAPS = st.sampled_from([" ", "  ", "\n", "\n\n", ", ", " – ", "\t", "\u200b ", ". "])
SOME = st.one_of(
    WORDS,
    st.lists(
        st.sampled_from(["Sarah", "an", "a", "and", "12/03", "[withheld]", "it’s", "王明", "e\u0301"]),
        min_size=1,
    ).map(" ".join),
)  # fmt: skip


def told(text: str, *withheld: str) -> str:
    """Return the text without the first of each of these words."""
    return cut(text, [(text.index(words), text.index(words) + len(words)) for words in withheld])


@pytest.mark.edge("E24")
@pytest.mark.parametrize(
    ("text", "withheld", "left"),
    [
        ("Met Sarah today.", ["Sarah"], "Met [withheld] today."),
        ("Sarah", ["Sarah"], "[withheld]"),
        ("Sarah went.", ["Sarah"], "[withheld] went."),
        ("It was Sarah", ["Sarah"], "It was [withheld]"),
        # gaps
        ("Met  Sarah\t today", ["Sarah"], "Met [withheld] today"),
        ("Met \u200bSarah\ufeff today", ["Sarah"], "Met [withheld] today"),
        ("Met Sarah \u200b today", ["Sarah"], "Met [withheld] today"),
        ("Met \u200b Sarah today", ["Sarah"], "Met [withheld] today"),
        ("Met Sarah\u00a0\u3000today", ["Sarah"], "Met [withheld] today"),
        ("  Sarah  ", ["Sarah"], "[withheld]"),
        ("- Sarah went", ["Sarah"], "- [withheld] went"),
        ("“Sarah”.", ["Sarah"], "[withheld]"),
        # what is left of a word
        ("Sarah's mum", ["Sarah"], "[withheld] mum"),
        ("Sarah’s mum", ["Sarah"], "[withheld] mum"),
        ("James' mum", ["James"], "[withheld] mum"),
        ("the Kerrs left", ["Kerr"], "the [withheld] left"),
        ("Anne-Marie went", ["Marie"], "[withheld] went"),
        ("Jose\u0301 went", ["Jose"], "[withheld] went"),
        ("Jose\u0301 went", ["\u0301"], "[withheld] went"),
        ("xx 👩\u200d👧\u200d👦 b", ["👧"], "xx [withheld] b"),
        ("xx 👩🏽 b", ["👩"], "xx [withheld] b"),
        ("xx soft\u00adly b", ["soft"], "xx [withheld] b"),
        ("mail sarah@x.org now", ["sarah@x"], "mail [withheld] now"),
        ("mail sarah.kerr@x.org now", ["kerr@x.org"], "mail [withheld] now"),
        ("born 12/03/1990 in", ["03/1990"], "born [withheld] in"),
        ("born 12/03/1990 in", ["12"], "born [withheld] in"),
        ("rang 0113.4, today", ["0113"], "rang [withheld], today"),
        ("rang 0113.496 today", ["0113"], "rang [withheld] today"),
        ("Call 01632 now", ["01"], "Call [withheld] now"),
        ("He left.Sarah stayed", ["Sarah"], "He [withheld] stayed"),
        ("Sarah. Then", ["Sarah"], "[withheld]. Then"),
        ("with Sarah: then", ["Sarah"], "with [withheld]: then"),
        ("with Sarah/Bo then", ["Sarah"], "with [withheld]/Bo then"),
        ("他见了王明。", ["王明"], "他见了[withheld]。"),
        ("said (Sarah) so", ["Sarah"], "said ([withheld]) so"),
        # the article tells how the word begins
        ("saw an osteopath there", ["osteopath"], "saw [withheld] there"),
        ("saw a doctor there", ["doctor"], "saw [withheld] there"),
        ("An osteopath came", ["osteopath"], "[withheld] came"),
        ("saw Iran osteopath there", ["osteopath"], "saw Iran [withheld] there"),
        ("saw an  \n osteopath there", ["osteopath"], "saw [withheld] there"),
        ("said (an osteopath) so", ["osteopath"], "said ([withheld]) so"),
        ("saw “a doctor” there", ["doctor"], "saw “[withheld]” there"),
        ("saw a tall doctor there", ["doctor"], "saw a tall [withheld] there"),
        # one mark where nothing stands between
        ("Ann, Bo; Cy left", ["Ann", "Bo", "Cy"], "[withheld] left"),
        ("Ann and Bo or Cy left", ["Ann", "Bo", "Cy"], "[withheld] left"),
        ("Ann AND\n\nBo left", ["Ann", "Bo"], "[withheld] left"),
        ("Ann with Bo left", ["Ann", "Bo"], "[withheld] with [withheld] left"),
        ("Ann sand Bo left", ["Ann", "Bo"], "[withheld] sand [withheld] left"),
        ("Ann a Bo left", ["Ann", "Bo"], "[withheld] left"),
        ("Ann __ Bo left", ["Ann", "Bo"], "[withheld] left"),
        ("x one\n\nTwo\n\nThree\n\nfour", ["Two", "Three"], "x one\n\n[withheld]\n\nfour"),
        ("and Ann and", ["Ann"], "[withheld]"),
        # line ends
        ("Mum:\nSarah\nSchool: X", ["Sarah"], "Mum:\n[withheld]\nSchool: X"),
        ("met with\nSarah at", ["Sarah"], "met with [withheld] at"),
        ("met Sarah\nat six", ["Sarah"], "met [withheld] at six"),
        ("met Sarah\nAt six", ["Sarah"], "met [withheld]\nAt six"),
        ("met.\r\nSarah at", ["Sarah"], "met.\n[withheld] at"),
        ("met.\r\n\r\n\r\nSarah at", ["Sarah"], "met.\n\n[withheld] at"),
        ("met\u2028\u2029Sarah at", ["Sarah"], "met\n\n[withheld] at"),
        ("met Sarah\x85\x0b\x0cat", ["Sarah"], "met [withheld]\n\nat"),
        ("met Sarah \n \n at", ["Sarah"], "met [withheld]\n\nat"),
        ("met Sarah in\nthe hall\nat six", ["Sarah"], "met [withheld] in the hall\nat six"),
        ("met Sarah in \r\n  the hall", ["Sarah"], "met [withheld] in the hall"),
        ("met Sarah in\nXxl shirts", ["Sarah"], "met [withheld] in\nXxl shirts"),
        ("met Sarah in\nThe hall", ["Sarah"], "met [withheld] in\nThe hall"),
        ("met Sarah in\n\nthe hall", ["Sarah"], "met [withheld] in\n\nthe hall"),
        ("one\ntwo Sarah", ["Sarah"], "one\ntwo [withheld]"),
        ("Sarah,\nBo", ["Sarah"], "[withheld],\nBo"),
        # the mark, typed
        ("typed [withheld] and Bo", ["Bo"], "typed (withheld) and [withheld]"),
        ("typed [WithHeld ] and Bo", [], "typed (withheld) and Bo"),
        ("typed [with\u200bheld] here", [], "typed (withheld) here"),
        ("typed ［ｗithheld］ here", [], "typed (withheld) here"),
        ("typed [wіthheld] here", [], "typed (withheld) here"),  # a Ukrainian i
        ("typed [with\nheld] here", [], "typed (withheld) here"),
        ("typed [w-i-t-h-h-e-l-d] here", [], "typed (withheld) here"),
        ("typed [[withheld]] here", [], "typed [(withheld)] here"),
        ("typed [withhold] here", [], "typed [withhold] here"),
        ("[Sarah] here", ["Sarah"], "[[withheld]] here"),
        ("  nothing\n\n\n to  do ", [], "  nothing\n\n\n to  do "),
        ("", [], ""),
    ],
)
def test_it_cuts(text: str, withheld: list[str], left: str) -> None:
    assert told(text, *withheld) == left


@given(st.lists(st.tuples(SOME, SOME.filter(bool), SOME.filter(bool)), min_size=1), SOME)
def test_what_was_withheld_has_no_say(parts: list[tuple[str, str, str]], end: str) -> None:
    """Two texts that differ only in what is withheld give the same."""
    results = []
    for which in (1, 2):
        text, spans = "", []
        for part in parts:
            text += part[0]
            spans.append((len(text), len(text) + len(part[which])))
            text += part[which]
        results.append(cut(text + end, spans))
    assert results[0] == results[1]


@given(st.lists(st.tuples(SOME, GAPS), min_size=1, max_size=8), st.data())
def test_nothing_but_kept_words_is_left(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    """Every word of what is left stands in a kept piece, in their order; marks are single and equal."""
    text = "".join(words + gap for words, gap in parts)
    assume(text)
    ends = st.integers(0, len(text))
    pairs = data.draw(st.lists(st.tuples(ends, ends).filter(lambda p: p[0] != p[1]), max_size=5))
    spans = [(min(pair), max(pair)) for pair in pairs]
    left = cut(text, spans)
    kept = kept_pieces(text, spans)
    at, whole = 0, _letters(" ".join(kept).replace("[", "(").replace("]", ")"))
    for mark, words in marked(left):
        if not mark:
            found = whole.find(_letters(words.replace("[", "(").replace("]", ")")), at)
            assert found >= 0 or "withheld" in words.casefold() or _bracketed(words)
            at = max(found, at)
    assert left.count(MARK) <= len(spans)
    assert cut(text, spans[::-1]) == left
    assert MARK + MARK not in left
    assert bool(spans) == (MARK in left)


def _letters(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c)[0] in "LNM")


def _bracketed(words: str) -> bool:
    return TYPED in words


@given(SOME)
def test_a_typed_mark_is_never_the_mark(typed: str) -> None:
    text = "x [withheld] " + typed
    assert MARK not in cut(text, [])
    assert cut(text, [(0, 1)]).count(MARK) == 1


def test_a_text_that_was_cut_comes_apart_at_its_marks() -> None:
    parts = list(marked(told("typed [withheld], Ann met Bo", "Ann", "Bo")))
    assert parts == [(False, "typed (withheld), "), (True, MARK), (False, " met "), (True, MARK)]
    assert list(marked("none")) == [(False, "none")]
    assert list(marked(MARK)) == [(True, MARK)]
    assert list(marked("")) == []


@pytest.mark.parametrize("span", [(-1, 2), (2, 2), (3, 2), (0, 6), (5, 6), (6, 7)])
def test_a_span_that_was_made_for_another_text_is_refused(span: tuple[int, int]) -> None:
    said = r"^A span to withhold is empty, or lies outside its text\.$"
    with pytest.raises(ValueError, match=said):
        cut("Sarah", [(0, 1), span])


def test_overlapping_spans_in_any_order_are_one() -> None:
    assert (
        cut("Met Sarah Kerr today", [(10, 14), (4, 9), (5, 12), (6, 7)]) == "Met [withheld] today"
    )
    assert kept_pieces("abcdef", [(3, 5), (1, 2), (2, 3)]) == ["a", "f"]
    assert kept_pieces("abc", [(0, 3)]) == ["", ""]
    assert kept_pieces("abc", [(0, 1), (1, 3)]) == ["", ""]
    assert kept_pieces("abc", []) == ["abc"]


@pytest.mark.parametrize(
    ("text", "drew", "meant"),
    [
        ("Met Sarah today", "Sarah", "Sarah"),
        ("Met Sarah today", " Sarah ", "Sarah"),
        ("Met Sarah today", "ara", "Sarah"),
        ("Met Sarah's mum", "Sarah", "Sarah's"),
        ("Met Sarah, today", "arah, to", "Sarah, today"),
        ("a a b", " a ", "a"),
        ("Met  today", "  ", None),
        ("Sarah met Sarah", "Sarah", "Sarah"),
    ],
)
def test_what_is_drawn_by_hand_becomes_whole_words(text: str, drew: str, meant: str | None) -> None:
    start = text.index(drew)
    span = drawn(text, start, start + len(drew))
    assert (text[slice(*span)] if span else None) == meant
    if span:
        assert drawn(text, *span) == span


def test_what_is_drawn_is_the_place_that_was_meant_not_another_of_the_same_words() -> None:
    text = "Ann met Ann"
    assert drawn(text, 0, 3) == (0, 3)
    assert drawn(text, 7, 11) == (8, 11)
    assert drawn(text, 0, 11) == (0, 11)


def test_drawn_outside_the_text_is_refused() -> None:
    for start, end in ((-1, 2), (3, 2), (0, 6)):
        with pytest.raises(ValueError, match=r"^A span to withhold lies outside its text\.$"):
            drawn("Sarah", start, end)
    assert drawn("Sarah", 2, 2) is None


def test_it_stays_linear() -> None:
    """Runs of gaps, brackets, marks and joiners that would hang a careless pattern."""
    for text in (" " * 200_000 + "x", "[" * 200_000, "a " * 100_000, "-" * 200_000, "\n" * 200_000):
        cut(text, [(len(text) // 2, len(text) // 2 + 1), (0, 1)])
    many = "Ann met Bo; " * 20_000
    assert cut(many, [(at, at + 3) for at in range(0, len(many), 12)]).count(MARK) == 20_000
