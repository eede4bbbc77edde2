"""Pages are drawn of what was taken in, by a program that can do nothing else; what is hostile gives a reason."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest
from PIL import Image
from PIL.ExifTags import Base
from pypdf import PdfReader, PdfWriter

from confidentiality.documents.kinds import BY_CODE, KINDS, Kind, kind_of
from disclosures.building import pages
from disclosures.building.boxes import Box
from disclosures.building.pages import (
    CannotProcess,
    final_page,
    final_pages,
    page_count,
    page_image,
    words_on,
)
from disclosures.building.reading import is_bare_jpeg
from tests.attacking import report, sized
from tests.building.made import NAME, typed
from tests.documents.samples import GOOD, HOSTILE, flood, pdf, photo_with_position, picture

PDF, JPEG, PNG, TIFF = (BY_CODE[code] for code in ("pdf", "jpeg", "png", "tiff"))


@cache
def letter() -> bytes:
    """Return a letter of two pages; set when a test asks, for the typesetter's threads outlive no fork."""
    return typed(f"= A letter\n{NAME} lives in Larch Road.\n#pagebreak()\n#v(8cm)Second page")


def opened(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)


def seen(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("L")


def shades(picture: Image.Image, place: Sequence[float] | None = None) -> tuple[int, int]:
    """Return the darkest and the lightest shade of a part of a picture."""
    part = picture.crop(tuple(map(round, place))) if place else picture  # type: ignore[arg-type]  # four of them
    every = part.getcolors(part.width * part.height) or []
    found = [int(shade) for _, shade in every if isinstance(shade, int | float)]
    return min(found), max(found)


def place_of(box: Box, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """Return where a box lies among a picture's pixels."""
    width, height = size
    return box.left * width, box.top * height, box.right * width, box.bottom * height


def refusal(kind: Kind, data: bytes) -> str:
    """Return the code of why no page is drawn, '' if one is."""
    try:
        page_image(kind, opened(data), 0)
    except CannotProcess as cannot:
        plain = cannot.sentence.startswith("Withheld: it cannot be processed. ")
        return cannot.code if plain and cannot.sentence.endswith(".") else "no sentence"
    return ""


def test_pages_of_a_pdf_are_counted_drawn_and_read() -> None:
    assert page_count(PDF, opened(letter())) == 2
    shown = page_image(PDF, opened(letter()), 1)
    assert shown.startswith(b"\x89PNG")
    assert max(seen(shown).size) == pages.SCREEN
    assert shades(seen(shown))[0] < 100
    read = words_on(PDF, opened(letter()), 0)
    assert f"{NAME} lives in Larch Road." in read.text
    assert [read.text[w.start : w.end] for w in read.words][:4] == ["A", "letter", *NAME.split()]
    with pytest.raises(CannotProcess, match="number"):
        page_image(PDF, opened(letter()), 2)


def test_a_box_over_words_leaves_nothing_of_them() -> None:
    read = words_on(PDF, opened(letter()), 0)
    at = read.text.index(NAME)
    boxes = read.boxes(at, at + len(NAME))
    assert len(boxes) == 1
    plain, covered = final_pages(PDF, opened(letter()), [(0, []), (0, boxes)])
    left, top, right, bottom = place_of(boxes[0], seen(plain).size)
    low, high = shades(seen(plain), (left, top, right, bottom))
    assert low < 60
    assert high > 200
    assert shades(seen(covered), (left, top, right, bottom)) == (0, 0)
    assert shades(seen(covered), (left - 3, top - 3, right + 3, bottom + 3))[1] < 40
    assert is_bare_jpeg(covered)
    rest = (0, round(bottom) + 12, *seen(plain).size)
    assert seen(plain).crop(rest).tobytes() == seen(covered).crop(rest).tobytes()


def test_what_lay_under_a_box_changes_no_byte() -> None:
    box = [Box(0, 0, 1, 0.2)]
    made = {
        final_page(PDF, opened(typed(f"{name}\n\n#v(10cm)Rest")), 0, box) for name in (NAME, "Bo")
    }
    assert len(made) == 1
    assert made == {final_page(PDF, opened(typed(f"{NAME}\n\n#v(10cm)Rest")), 0, box)}


def test_a_turned_page_is_shown_and_read_upright() -> None:
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(letter()))), io.BytesIO()
    writer.pages[0].rotate(90)
    writer.write(out)
    turned = seen(page_image(PDF, opened(out.getvalue()), 0))
    assert turned.width > turned.height
    word = words_on(PDF, opened(out.getvalue()), 0).words[0]
    assert shades(turned, place_of(word.box, turned.size))[0] < 100
    assert word.box.left > 0.5


def test_words_over_two_lines_are_two_boxes() -> None:
    read = words_on(PDF, opened(typed(f"#set page(width: 6cm)\nxxxxxxxxxx {NAME} x")), 0)
    at = read.text.index(NAME.split()[0])
    boxes = read.boxes(at, at + len(NAME) + 1)
    assert len(boxes) == 2
    assert boxes[0].bottom <= boxes[1].bottom
    assert read.boxes(0, 0) == ()


def test_a_photo_is_turned_and_says_nothing_of_the_camera() -> None:
    photo = photo_with_position()
    assert b"Canary" in photo
    assert Image.open(io.BytesIO(photo)).size == (40, 20)
    made = final_page(JPEG, opened(photo), 0, [])
    assert seen(made).size == (20, 40)
    assert is_bare_jpeg(made)
    for canary in (b"Canary", b"Exif", b"GPS", b"Photoshop"):
        assert canary not in made
    assert b"Canary" not in page_image(JPEG, opened(photo), 0)


def test_the_pages_of_a_scan_are_told_apart() -> None:
    out = io.BytesIO()
    first, *others = (Image.new(mode, (30, 20 + n), 1) for n, mode in enumerate(["1", "L", "RGB"]))
    first.save(out, "TIFF", save_all=True, append_images=others)
    assert page_count(TIFF, opened(out.getvalue())) == 3
    sizes = [
        seen(each).size
        for each in final_pages(TIFF, opened(out.getvalue()), [(n, []) for n in (2, 0)])
    ]
    assert sizes == [(30, 22), (30, 20)]
    assert words_on(TIFF, opened(out.getvalue()), 0).text == ""


def test_every_kind_of_picture_is_drawn_and_what_is_clear_is_white() -> None:
    for code in ("png", "gif", "webp", "jpeg"):
        kind = BY_CODE[code]
        assert not refusal(kind, picture(kind.holds))
    for mode in ("RGBA", "LA", "P", "I;16"):
        out = io.BytesIO()
        clear = Image.new(mode, (20, 20), 0)
        clear.save(out, "PNG", **({"transparency": 0} if mode == "P" else {}))
        shade = shades(seen(final_page(PNG, opened(out.getvalue()), 0, [])))
        assert shade == ((0, 0) if mode == "I;16" else (255, 255)), mode


def test_shades_that_no_eye_tells_apart_are_gone() -> None:
    """White words on white and black ones on black would still be in the pixels."""
    out = io.BytesIO()
    page = Image.new("L", (40, 40), 255)
    page.paste(251, (10, 10, 20, 20))
    page.paste(0, (20, 20, 40, 40))
    page.paste(6, (25, 25, 30, 30))
    page.save(out, "PNG")
    made = seen(final_page(PNG, opened(out.getvalue()), 0, []))
    assert shades(made, (0, 0, 16, 16)) == (255, 255)
    assert shades(made, (24, 24, 40, 40)) == (0, 0)


def test_a_large_page_is_made_smaller() -> None:
    wide = typed("#set page(width: 400cm, height: 30cm)\nx")
    assert max(seen(final_page(PDF, opened(wide), 0, [])).size) == 2400
    assert max(seen(final_page(PNG, opened(picture(size=(5000, 40))), 0, [])).size) == 2400


@pytest.mark.attack("A15")
def test_hostile_documents_are_refused_with_a_reason_and_nothing_hangs() -> None:
    """Those that are refused on the way in are tried here all the same, as the kinds that can be drawn."""
    began, told = time.monotonic(), dict[str, str]()
    drawable = {
        kind.code for kind in KINDS if kind.family in ("pdf", "image") and kind.holds != ""
    } | {"pdf"}
    tried = sized(
        [what for what in HOSTILE if "PDF that" in what or "flood" in what], list(HOSTILE)
    )
    for what in tried:
        name, data = HOSTILE[what]
        end = name.rpartition(".")[2].lower()
        code = {"jpg": "jpeg"}.get(end, end)
        told[what] = refusal(BY_CODE[code] if code in drawable else PDF, data)
    harmless = {what for what, code in told.items() if not code}
    # Their picture is drawn, and what hangs on it stays behind.
    assert harmless <= {
        "a page in a picture's comment",
        "an archive behind a picture",
        "an archive behind a photo",
    }
    # What is packed out of sight is read on the way in; here no page of it can be drawn.
    said = {w for w in told if w.startswith("a PDF that") or "film player" in w}
    assert {told[w] for w in said if "out of sight" not in w} == {"program"}
    assert {told[w] for w in said if "out of sight" in w} == {"broken"}
    assert {told[w] for w in told if "flood" in w} == {"pixels"}
    report("A15", "hostile documents drawn", tried=len(told), refused=len(told) - len(harmless))
    assert time.monotonic() - began < 120


def encrypted() -> bytes:
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(letter()))), io.BytesIO()
    writer.encrypt("x", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"3 0 R" for _ in range(count))
    body = (
        b"%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count %d/Kids[%s]>>endobj\n"
        % (count, kids)
        + b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    )
    return body + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def flood_within() -> bytes:
    image = b"<</Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB/Length 9>>"
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>endobj\n"
        b"4 0 obj<</Length 24>>stream\n99 0 0 99 0 0 cm /I Do  \nendstream endobj\n5 0 obj"
        + image
        + b"stream\nxxxxxxxxx\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )


@pytest.mark.attack("A15")
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (encrypted, "password"),
        (lambda: many_pages(10_000), "pages"),
        (lambda: many_pages(1), ""),
        (lambda: letter()[: len(letter()) // 2], "broken"),
        (lambda: b"%PDF-1.7\n" + os.urandom(4000), "broken"),
        (lambda: b"%PDF-", "broken"),
        (lambda: b"", "broken"),
        (lambda: pdf(b"<< /S /J#61vaScript >>"), "program"),
        (flood, "broken"),
        (flood_within, ""),  # drawn empty
    ],
)
def test_a_pdf_that_is_none_says_why(data: Callable[[], bytes], code: str) -> None:
    assert refusal(PDF, data()) == code


@pytest.mark.parametrize(
    "name", [n for n in GOOD if kind_of(n).family not in ("pdf", "image")] + ["phone.heic"]
)
def test_other_kinds_stay_withheld_with_a_plain_reason(name: str) -> None:
    assert refusal(kind_of(name), GOOD[name]) == "kind"


@pytest.mark.attack("A15")
def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever the program does: waits, turns round for ever, says nothing, says too much."""
    monkeypatch.setattr(pages, "SECONDS", 0.3)
    monkeypatch.setattr(pages, "SECONDS_A_PAGE", 0)
    loop = "import sys; sys.stdin.buffer.read(1)\nwhile True: pass"
    for program, code in (("import time; time.sleep(60)", "time"), (loop, "time")):
        (tmp_path / "x.py").write_text(program)
        monkeypatch.setattr(pages, "_PROGRAM", tmp_path / "x.py")
        began = time.monotonic()
        assert refusal(PDF, letter() + bytes(1_000_000)) == code
        assert time.monotonic() - began < 10


@pytest.mark.attack("A15")
@pytest.mark.parametrize(
    "said",
    [
        b"", b"count 1\n", b"count 0\n", b"count 501\npage 1 1\nxxx", b"count x\n", b"count 1 1\n", b"refused\n",
        b"refused secret\n", b"count 1\npage 1 1\nxx", b"count 1\npage -1 -1\nxxx", b"count 1\npage 99999 99999\n",
        b"count 1\npage 0 1\n", b"count 1\nwords 3\n{}\n", b"x" * 10_000, b"count 1\npage 1\n",
        b"count 1\npage 1 1 1\nxxx",
    ],
)  # fmt: skip
def test_a_program_that_was_taken_over_is_not_believed(
    said: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "x.py").write_text(
        f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({said!r})"
    )
    monkeypatch.setattr(pages, "_PROGRAM", tmp_path / "x.py")
    assert refusal(PDF, letter()) == "broken"


@pytest.mark.attack("A15")
def test_the_program_that_draws_has_nothing(tmp_path: Path) -> None:
    """It can open no file and no socket, start nothing and take little memory once it has given all of that up."""
    tries = f"""
import socket, sys
sys.argv = ["x"]
sys.path.insert(0, {str(pages._PROGRAM.parent)!r})
import drawing
drawing._give_up_everything(5)
told = []
for what in (lambda: open("/etc/passwd"), lambda: open({str(tmp_path / "x")!r}, "w"), socket.socket,
             lambda: bytearray(2 * 1024**3)):
    try:
        what()
        told.append("could")
    except (OSError, MemoryError):
        told.append("no")
print(*told)
"""
    ran = subprocess.run(
        [sys.executable, "-I", "-c", tries], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["no"] * 4


def test_too_large_a_document_is_not_sent_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_BYTES", 1000)
    assert refusal(PDF, letter()) == "size"


def test_a_document_that_does_not_open_leaves_no_program_behind() -> None:
    class Lost(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        page_count(PDF, Lost())


@pytest.mark.parametrize(
    "corners",
    [
        (0, 0, 0, 1),
        (0.5, 0, 0.4, 1),
        (-0.1, 0, 1, 1),
        (0, 0, 1.1, 1),
        (0, 1, 1, 0),
        (0, 0, 1, float("nan")),
    ],
)
def test_a_box_lies_on_its_page(corners: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="box"):
        Box(*corners)


def test_an_artist_in_a_picture_s_data_does_not_come_along() -> None:
    out, exif = io.BytesIO(), Image.Exif()
    exif[Base.Artist] = NAME
    Image.new("RGB", (20, 20)).save(out, "PNG", exif=exif)
    assert NAME.encode() in out.getvalue()
    assert NAME.encode() not in page_image(PNG, opened(out.getvalue()), 0)
