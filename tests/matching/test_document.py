"""docs/redaction.md tells how well the matcher does, as it is measured, and what it missed."""

from disclosures.matcher import Reason, Strength

from .published import ROOT, matcher, measure, rows, told_in_document

PAGE = ROOT / "docs" / "redaction.md"


def test_the_document_tells_the_measured_figures_and_what_was_missed() -> None:
    text = PAGE.read_text("utf-8")
    for mark, told in told_in_document().items():
        between = text.partition(f"<!-- {mark} -->\n")[2].partition("\n<!-- end -->")[0]
        assert between.splitlines() == told
    assert "Kaylee" in between  # what nobody could know is told as missed


def test_a_worse_matcher_is_found() -> None:
    worse = measure(lambda text: [p for p in matcher().read(text) if p.strength > Strength.WEAK])
    assert worse[Reason.NAME].recall < measure()[Reason.NAME].recall
    assert "\n".join(rows(worse)) not in PAGE.read_text("utf-8")
