"""The last look: whether somebody stands in what leaves whom nobody had before them who reviewed it. Pure."""

from collections.abc import Callable, Iterable, Set
from uuid import UUID

from disclosures.building.reading import ReadAgain, run_together
from disclosures.redaction.looking import Looking, identifiers_in


def somebody_new(
    looking: Looking,
    reviewed: Set[UUID],
    texts: Iterable[str],
    again: ReadAgain | None,
    *,
    form: Callable[[], Iterable[str]],
    on_pages: Callable[[], Iterable[str]],
) -> bool:
    """Say whether an identifier stands in what leaves that was not `reviewed`; `again` is None for what is spoken.

    A reader's screen is made of the texts themselves. Most of them the paper says as they stand, and they are read in
    it; only in the paper is somebody forgiven who is called like a word of the form.
    """

    def new(texts: Iterable[str]) -> frozenset[UUID]:
        return identifiers_in(looking.stops(texts).values()) - reviewed

    if again is None:
        return bool(new(texts))
    on_paper = new(each.words for each in again.texts)
    if not on_paper:
        texts = [each for each in texts if run_together(each) not in again.whole]
    elif on_paper - new(form()):
        return True
    return bool(new([*texts, *on_pages()]))
