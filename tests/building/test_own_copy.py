"""The paper of somebody's own file: their rights before it, in large print too, and the same pages taken out again."""

import io
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from disclosures.building.pdf import DocumentItem, render_package
from disclosures.building.reading import read_again
from disclosures.building.taking import pages_in
from disclosures.package import Contents, Copied, rights
from tests.building.made import FONTS, PAGES, photo, rendered
from tests.building.tagging import untagged

pytestmark = [pytest.mark.clause("5.2.5")]
MADE = datetime(2026, 3, 2, 14, tzinfo=UTC)


def own() -> Contents:
    item = Copied("9b1d", "Note, stated as fact", "2026-02-01", "We met. [withheld] was there.", "")
    return Contents("Maya Quill", "", "Maya Quill", "", "Your right", "", "", (), (item,), own=True)


def paper(*, large: bool) -> bytes:
    documents = [DocumentItem("Document", date(2026, 2, 1), (photo(), photo((80, 60))))]
    data = own().as_paper(
        reference="R-7K3M-Q2",
        made_at=MADE,
        organisation="Harbour House",
        contact="Ring 01632 960555.",
        documents=documents,
        large=large,
    )
    return render_package(data, FONTS)


@pytest.mark.parametrize("large", [False, True], ids=["ordinary", "large"])
def test_it_says_what_they_can_do_and_nothing_of_terms_for_others(large: bool) -> None:
    made = paper(large=large)
    words = " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split()
    )
    for sentence in ("A copy of the file", "What you can do", "What the file says", *rights()):
        assert sentence in words
    for foreign in ("Do not pass it on", "Why it is shared", "On what terms"):
        assert foreign not in words
    assert "30 days" in words
    assert "Information Commissioner" in words
    assert read_again(made).faults == ()
    assert untagged(made) == []


def test_large_print_is_larger() -> None:
    def size(data: bytes) -> float:
        sizes: list[float] = []
        PdfReader(io.BytesIO(data)).pages[-3 if len(PdfReader(io.BytesIO(data)).pages) > 3 else 1].extract_text(
            visitor_text=lambda text, cm, tm, font, size: sizes.append(size * tm[0]) if text.strip() else None
        )  # fmt: skip
        return max(sizes)

    assert size(paper(large=True)) > 1.4 * size(paper(large=False))


def test_the_pages_of_documents_come_out_as_they_went_in() -> None:
    assert pages_in(rendered("No document here.")) == []
    assert pages_in(rendered("Before.", PAGES, "After.")) == list(PAGES.pages)
    assert pages_in(paper(large=False)) == pages_in(paper(large=True)) == [photo(), photo((80, 60))]
