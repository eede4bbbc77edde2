"""Attack A3: thousands of texts and redactions, and every output of the builder searched for what was withheld."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

import pytest

from disclosures.building.cutting import MARK, Span, cut, kept_pieces
from disclosures.building.pdf import TextItem
from disclosures.building.reading import read_again
from tests.attacking import report, sized
from tests.building.made import DAY, rendered

TEXTS, A_FILE = sized(60, 10_000), 100
RUN = 4
_KEPT = (
    "met her at the office as planned and went through week she said that nobody had rung since Monday about keys or"
    " money next step is to write again before court sits children were well house was quiet police came without"
)
_NAMES = (
    *(
        "Siân Llewellyn-Rhys",
        "Małgorzata",
        "O’Briain",
        "Nguyễn Tuyết",
        "王小明",
        "Zoë",
        "Jo",
        "de Souza",
    ),
    *("Muhammad Khalid Hussain", "Ж. Петров"),
)
_GAPS = (" ", " ", " ", ", ", ". ", "\n", "\n\n", "  ", " – ", "\t", ": ", " (", ") ", "’s ", "-")


@dataclass(frozen=True)
class Case:
    """A text, what is withheld of it, and the same kept words around other withheld ones."""

    text: str
    spans: list[Span]
    other: str
    other_spans: list[Span]

    def withheld_runs(self) -> set[str]:
        """Return the runs of characters that are withheld and stand nowhere in what is kept."""
        kept = "\n".join(kept_pieces(self.text, self.spans))
        withheld = (self.text[start:end] for start, end in self.spans)
        return {run for words in withheld for run in runs(words) if run not in kept}


def runs(words: str) -> Iterator[str]:
    """Yield the runs of four that hold something to read."""
    every = (words[at : at + RUN] for at in range(len(words) - RUN + 1))
    return (run for run in every if sum(map(str.isalnum, run)) >= RUN - 1)


def cases(count: int) -> Iterator[Case]:
    """Yield texts, each time the same ones."""
    chance = random.Random(3)
    for _ in range(count):
        texts, spans = ["", ""], [list[Span](), list[Span]()]
        for _ in range(chance.randrange(1, 6)):
            kept = chance.choice(_GAPS).join(chance.choices(_KEPT.split(), k=chance.randrange(9)))
            before, after = chance.choice(_GAPS), chance.choice(_GAPS)
            for which in (0, 1):
                texts[which] += kept + before
                start, words = len(texts[which]), _withheld(chance)
                texts[which] += words + after
                spans[which].append((start, start + len(words)))
        yield Case(texts[0], spans[0], texts[1], spans[1])


def _withheld(chance: random.Random) -> str:
    letters = "".join(chance.choices("bcdfghjklmnpqrstvwxzäöüéłž", k=chance.randrange(1, 40)))
    number = f"07700 900{chance.randrange(1000):03}"
    several = "\n\n".join(chance.choices(_NAMES, k=3))
    return chance.choice(
        [*_NAMES, letters, number, several, f"{letters}@example.org", f" {letters} "]
    )


def leaks(case: Case, left: str) -> bool:
    """Say whether an output holds a run of what was withheld."""
    return any(run in left for run in case.withheld_runs())


def tells(case: Case, cutter: Callable[[str, list[Span]], str]) -> bool:
    """Say whether an output tells of what was withheld by being another one when that is."""
    return cutter(case.text, case.spans) != cutter(case.other, case.other_spans)


@pytest.mark.edge("E24")
@pytest.mark.attack("A3")
def test_no_text_leaks_and_none_tells() -> None:
    tried = leaked = told = runs_tried = 0
    for case in cases(TEXTS):
        left = cut(case.text, case.spans)
        tried += 1
        runs_tried += len(case.withheld_runs())
        leaked += leaks(case, left) or leaks(case, escape(left))
        told += tells(case, cut)
    report("A3", "texts cut", tried=tried, runs=runs_tried, leaked=leaked, told=told)
    assert (tried, leaked, told) == (TEXTS, 0, 0)
    assert runs_tried > 10 * TEXTS


@pytest.mark.slow
@pytest.mark.attack("A3")
def test_no_file_leaks() -> None:
    """Words of pages, objects, marks, metadata, names: all that can be got out of the finished file."""
    every, tried, leaked = list(cases(TEXTS)), 0, 0
    ours = "\n".join(each.words for each in read_again(rendered("A text")).texts)
    for first in range(0, len(every), A_FILE):
        batch = every[first : first + A_FILE]
        made = rendered(*(TextItem("Note", DAY, cut(case.text, case.spans)) for case in batch))
        read = read_again(made)
        assert read.faults == ()
        kept = "\n".join(piece for case in batch for piece in kept_pieces(case.text, case.spans))
        withheld = {run for case in batch for run in case.withheld_runs() if run not in kept + ours}
        assert sum(each.words.count(MARK) for each in read.texts if each.where == "pages") > len(
            batch
        )
        for each in read.texts:
            # Bytes that are no text (typefaces, a digest) hold any four letters by chance.
            looked_for = (
                withheld if each.where.startswith(("page", "object", "marks", "names")) else ()
            )
            leaked += sum(run in each.words for run in looked_for)
        tried += len(batch)
        if not first:
            others = (TextItem("Note", DAY, cut(case.other, case.other_spans)) for case in batch)
            assert made == rendered(*others)
    report(
        "A3",
        "texts in packages, by page, object, mark, metadata and name",
        tried=tried,
        leaked=leaked,
    )
    assert (tried, leaked) == (TEXTS, 0)


@pytest.mark.attack("A3")
def test_faults_that_others_had_are_found() -> None:
    """Positive controls: each of these was somebody's way to redact."""

    def equal_length(text: str, spans: list[Span]) -> str:
        for start, end in spans:
            text = text[:start] + "█" * (end - start) + text[end:]
        return text

    def first_only(text: str, spans: list[Span]) -> str:
        return cut(text, spans[:1])

    def initials(text: str, spans: list[Span]) -> str:
        for start, end in reversed(spans):
            text = text[:start] + text[start] + "." + text[end:]
        return text

    def as_html_only(text: str, spans: list[Span]) -> str:
        return f"<!-- {text} -->" + cut(text, spans)

    def loose_ends(text: str, spans: list[Span]) -> str:
        return MARK.join(
            kept_pieces(text, [(start, max(start + 1, end - 4)) for start, end in spans])
        )

    every = list(cases(60))
    for wrong in (equal_length, initials):
        assert sum(tells(case, wrong) for case in every) > 50
    for leaking in (first_only, as_html_only, loose_ends):
        assert sum(leaks(case, leaking(case.text, case.spans)) for case in every) > 20
    case = every[0]
    run = next(iter(case.withheld_runs()))
    named = rendered("A text", reference=f"R-{run}")
    assert any(
        run in each.words for each in read_again(named).texts if each.where.startswith("object")
    )


@pytest.mark.attack("A3")
@pytest.mark.parametrize("order", [1, -1])
def test_no_second_mask_is_forgotten(order: int) -> None:
    """A redaction product applied the first of several masks only: here each counts, in whatever order."""
    text = "Ann met Bob, then Cyd met Dan; Ann left. Ann rang."
    spans = [(text.index(name), text.index(name) + 3) for name in ("Ann", "Bob", "Cyd", "Dan")]
    spans += [(text.rindex("Ann"), text.rindex("Ann") + 3)]
    left = cut(text, spans[::order])
    assert (
        left
        == "[withheld] met [withheld], then [withheld] met [withheld]; Ann left. [withheld] rang."
    )


@pytest.mark.attack("A3")
def test_a_mask_within_a_mask_uncovers_nothing() -> None:
    """Masks that overlap were taken from one another elsewhere, and what lay under both was shown."""
    text = "Met Sarah Kerr of Larch Road today."
    for spans in ([(4, 28), (10, 14)], [(10, 14), (4, 28)], [(4, 20), (15, 28)], [(4, 28)] * 3):
        assert cut(text, spans) == "Met [withheld] today."
