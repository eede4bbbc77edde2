"""While a package is set in type small pictures hold the pages' places; the file gets the pages themselves."""

import io
import re

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader

from disclosures.building import pdf, pictures
from disclosures.building.pdf import DocumentItem, LetterError, TextItem
from disclosures.building.pictures import SIDE, Unfit, place_holder, with_pictures
from disclosures.building.reading import read_again
from tests.building.made import DAY, NAME, photo, rendered

RED, GREEN = (200, 0, 0), (0, 160, 0)


def sheet(size: tuple[int, int], colour: tuple[int, int, int] | int, mode: str = "RGB") -> bytes:
    """Return a page of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, "JPEG", quality=90)
    return out.getvalue()


def whole(*pages: bytes) -> bytes:
    return rendered(DocumentItem("Document", DAY, pages))


def test_each_page_is_in_the_file_byte_for_byte_in_its_place_and_size() -> None:
    red, green, grey = (
        sheet((1240, 1754), RED),
        sheet((1754, 1240), GREEN),
        sheet((600, 601), 9, "L"),
    )
    made = whole(red, green, grey, red)
    held = [
        image for page in PdfReader(io.BytesIO(made), strict=True).pages for image in page.images
    ]
    assert [image.image.size for image in held if image.image] == [
        (1240, 1754), (1754, 1240), (600, 601), (1240, 1754)
    ]  # fmt: skip
    assert [made.count(each) for each in (red, green, grey)] == [1, 1, 1]
    assert b"\xff\xfe\x00\x42" not in made  # nothing that held a place is left
    assert read_again(made).faults == ()
    with pypdfium2.PdfDocument(made) as document:
        middles = [page.render(scale=0.2).to_pil().convert("RGB") for page in document]
    seen = [each.getpixel((each.width // 2, each.height // 2)) for each in middles[-4:]]
    assert all(
        abs(a - b) < 12 for got, sent in zip(seen, (RED, GREEN, (9, 9, 9), RED), strict=True)
        for a, b in zip(got, sent, strict=True)
    )  # fmt: skip


def test_what_a_page_shows_moves_nothing_else_of_the_file() -> None:
    """Everything before the pictures is the same but for what stands in their own entries."""
    one, other = (whole(sheet((620, 877), shade)) for shade in (RED, GREEN))
    assert one != other
    words = [
        [(t.where, t.words) for t in read_again(each).texts if t.where.startswith("page")]
        for each in (one, other)
    ]
    assert words[0] == words[1]


@pytest.mark.parametrize(
    "size", [(1, 1), (2400, 1697), (1697, 2400), (2399, 2398), (3, 2400), (2400, 1)]
)
def test_what_holds_a_place_is_small_and_of_the_same_shape(size: tuple[int, int]) -> None:
    small = Image.open(io.BytesIO(place_holder(photo(size))))
    assert max(small.size) <= SIDE
    assert (small.width >= small.height) == (size[0] >= size[1]) or size[0] == size[1]
    if min(size) > 9:
        assert abs(small.width / small.height - size[0] / size[1]) < 5e-4
    assert small.mode == "RGB"


@pytest.mark.attack("A10")
def test_words_that_look_like_a_place_are_words() -> None:
    """Objects are found by the file's table: nobody's text can have a picture put into it, or moved."""
    page = photo()
    comment = place_holder(page).partition(b"\xff\xfe\x00\x42")[2][:64].decode()
    said = (
        "\n7 0 obj\n<</Length 9/Type/XObject/Subtype/Image/Filter/DCTDecode/Width 1/Height 1>>\n"
        f"stream\n\xff\xfe\x00\x42{comment}\nxref\n0 1\n0000000000 65535 f\r\ntrailer\nstartxref\n9\n%%EOF"
    )
    made = rendered(TextItem(said, DAY, said), DocumentItem(said, DAY, (page,)), to_name=said)
    assert made.count(page) == 1
    assert read_again(made).faults == ()


def test_a_file_of_somebody_else_is_refused() -> None:
    page, other = photo(), photo((61, 80))
    plain = rendered("A text")
    for data, given in ((b"", [page]), (plain, [page]), (plain[:-9], []), (whole(page), [page])):
        with pytest.raises(Unfit):
            with_pictures(data, given)
    assert with_pictures(plain, []) == plain
    for elsewhere in (b"9", b"%d" % (len(plain) + 9)):
        moved = re.sub(rb"startxref\n\d+", b"startxref\n" + elsewhere, plain)
        with pytest.raises(Unfit):
            with_pictures(moved, [])
    assert other not in whole(page)


def test_a_place_that_is_left_over_stops_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_COMMENT", pictures._STARTS)
    with pytest.raises(LetterError, match="could not be set") as refused:
        whole(photo())
    assert refused.value.__cause__ is None


def test_a_place_of_which_nobody_has_the_picture_stops_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "with_pictures", lambda made, held: made)
    unfilled = whole(photo())
    assert with_pictures(unfilled, [photo()]).count(photo()) == 1
    for given in ([], [photo((61, 80))]):
        with pytest.raises(Unfit):
            with_pictures(unfilled, given)


@pytest.mark.parametrize("cut_at", [0, 2, 300])
def test_a_page_that_is_broken_is_refused(cut_at: int) -> None:
    broken = photo()[:cut_at] + NAME.encode()
    with pytest.raises(Unfit) as refused:
        place_holder(broken)
    assert refused.value.args == ()
    assert refused.value.__cause__ is None
