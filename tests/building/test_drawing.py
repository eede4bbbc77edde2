"""The program that draws, part by part: what it gives up and refuses, what it shows of a page and where words stand."""

import ctypes
import io
import json
import resource
import signal
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.actions import JavaScript
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)

from disclosures.building import drawing
from disclosures.building.drawing import Refused
from tests.building.made import typed
from tests.documents.samples import pdf, picture

RED, WHITE, BLACK = (255, 0, 0), (255, 255, 255), (0, 0, 0)


def sheet(markup: str = "", size: str = "width: 72pt, height: 144pt", margin: str = "0pt") -> bytes:
    return typed(f"#set page({size}, margin: {margin})\n{markup}")


def saved(image: Image.Image, form: str = "PNG", **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def why(make: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        make()
    return str(refused.value.args[0])


# ---- what it gives up


@pytest.fixture
def given_up(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What is asked of the system, in order; nothing is given up here."""
    asked = list[tuple[Any, ...]]()
    kernel = SimpleNamespace(prctl=lambda *args: asked.append(args))
    monkeypatch.setattr(ctypes, "CDLL", lambda name: kernel if name is None else None)
    monkeypatch.setattr(resource, "setrlimit", lambda what, most: asked.append((what, most)))
    return asked


KERNEL = [
    (1, signal.SIGKILL),  # PR_SET_PDEATHSIG: it dies with whoever started it
    (4, 0),  # PR_SET_DUMPABLE: nobody looks into its memory
    (38, 1, 0, 0, 0),  # PR_SET_NO_NEW_PRIVS
]
LIMITS = [
    (resource.RLIMIT_AS, (2**30, 2**30)),
    (resource.RLIMIT_CPU, (7, 7)),
    (resource.RLIMIT_CORE, (0, 0)),
    (resource.RLIMIT_FSIZE, (0, 0)),
    (resource.RLIMIT_NPROC, (0, 0)),
    (resource.RLIMIT_NOFILE, (3, 3)),
]


@pytest.mark.attack("A15")
def test_it_gives_up_all_of_this(given_up: list[tuple[Any, ...]]) -> None:
    drawing._give_up_everything(7)
    assert given_up == KERNEL + LIMITS


def no_library(name: object) -> Any:
    raise OSError


@pytest.mark.attack("A15")
@pytest.mark.parametrize("library", [lambda name: SimpleNamespace(), no_library])
@pytest.mark.parametrize("error", [OSError, ValueError])
def test_what_a_system_does_not_take_away_keeps_nothing_else(
    given_up: list[tuple[Any, ...]],
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
    library: Callable[[object], Any],
) -> None:
    def refuses(what: int, most: tuple[int, int]) -> None:
        given_up.append((what, most))
        raise error

    monkeypatch.setattr(resource, "setrlimit", refuses)
    monkeypatch.setattr(ctypes, "CDLL", library)  # not Linux
    drawing._give_up_everything(7)
    assert given_up == LIMITS


def test_every_kind_of_picture_is_drawn_before_files_are_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = list[tuple[str, int, int]]()

    class Watched(drawing._Picture):
        def __init__(self, content: bytes, kind: str) -> None:
            super().__init__(content, kind)
            self._kind = kind

        def draw(self, number: int) -> Image.Image:
            told.append((self._kind, number, len(self)))
            return super().draw(number)

    monkeypatch.setattr(drawing, "_Picture", Watched)
    drawing._load_everything()
    # every one but a photo has several pages, and the last needs most of its library
    assert told == [
        ("JPEG", 0, 1), ("PNG", 1, 2), ("GIF", 1, 2), ("WEBP", 1, 2), ("TIFF", 1, 2),
    ]  # fmt: skip


# ---- what it is asked, and answers


class Document:
    """Three pages of one pixel each."""

    def __len__(self) -> int:
        return 3

    def draw(self, number: int) -> Image.Image:
        return Image.new("RGB", (1, 2), (number, 1, 2))

    def words(self, number: int) -> dict[str, Any]:
        return {"text": f"é{number}", "words": []}


def answered(*pages: int, words: bool = False, most: int = 3) -> bytes:
    out = io.BytesIO()
    asked = {"pages": pages, "words": words, "most_pages": most}
    drawing._answer(Document(), asked, out)  # type: ignore[arg-type]
    return out.getvalue()


def test_it_answers_with_pixels_or_with_words_and_says_when_it_is_done() -> None:
    assert answered() == b"count 3\ndone\n"
    assert answered(2, 0) == (
        b"count 3\npage 1 2\n\x02\x01\x02\x02\x01\x02page 1 2\n\x00\x01\x02\x00\x01\x02done\n"
    )
    told = json.dumps({"text": "é1", "words": []}).encode()
    assert answered(1, words=True) == b"count 3\nwords %d\n%bdone\n" % (len(told), told)


def test_it_draws_no_page_that_is_not_there_and_of_no_document_that_is_too_long() -> None:
    assert why(lambda: answered(most=2)) == "pages"
    assert why(lambda: answered(-1)) == "number"
    assert why(lambda: answered(0, 3)) == "number"


def run(
    monkeypatch: pytest.MonkeyPatch, kind: str, content: bytes, **more: Any
) -> tuple[bytes, list[Any]]:
    """Run the program here, where it only says what it gives up; return its answer and its order of doing things."""
    order = list[Any]()

    class Source(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            order.append("reads")
            return super().read(size)

    asked = {"kind": kind, "pages": [0], "words": False, "seconds": 7, "most_pages": 3} | more
    out = io.BytesIO()
    monkeypatch.setattr(drawing, "_load_everything", lambda: order.append("loads"))
    monkeypatch.setattr(drawing, "_give_up_everything", order.append)
    source = Source(json.dumps(asked).encode() + b"\n" + content)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=source))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
    drawing.main()
    return out.getvalue(), order


@pytest.mark.attack("A15")
def test_it_gives_up_everything_before_it_looks_at_the_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer, order = run(monkeypatch, "PNG", saved(Image.new("RGB", (1, 1), RED)))
    assert answer == b"count 1\npage 1 1\n\xff\x00\x00done\n"
    assert order == ["loads", 7, "reads"]
    assert run(monkeypatch, "PDF", sheet())[0].startswith(b"count 1\npage 150 300\n\xff\xff\xff")


@pytest.mark.attack("A15")
@pytest.mark.parametrize(
    ("kind", "content", "more", "answer"),
    [
        ("PDF", b"none", {}, b"refused broken\n"),
        ("PNG", b"none", {}, b"refused broken\n"),
        ("PNG", picture("GIF"), {}, b"refused broken\n"),  # of another kind than it was taken for
        ("PNG", picture(), {"pages": [1]}, b"count 1\nrefused number\n"),
        ("PNG", picture(), {"most_pages": 0}, b"refused pages\n"),
    ],
)
def test_every_failure_is_an_answer(
    monkeypatch: pytest.MonkeyPatch, kind: str, content: bytes, more: dict[str, Any], answer: bytes
) -> None:
    assert run(monkeypatch, kind, content, **more)[0] == answer


# ---- a PDF


def changed(change: Callable[[PdfWriter], None], base: bytes | None = None) -> bytes:
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(base or sheet()))), io.BytesIO()
    change(writer)
    writer.write(out)
    return out.getvalue()


@pytest.mark.attack("A15")
@pytest.mark.parametrize(
    "name", [b"JavaScript", b"JS", b"Launch", b"RichMedia", b"J#61vaScript", b"#4a#53", b"#4A#53"]
)
def test_what_names_a_program_is_not_opened(name: bytes) -> None:
    assert why(lambda: drawing._Pdf(pdf(b"<< /S /%b >>" % name))) == "program"


@pytest.mark.attack("A15")
def test_nor_is_one_that_has_a_script_out_of_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted = changed(lambda writer: writer.add_open_action(JavaScript("app.alert(1)")))
    monkeypatch.setattr(drawing, "_RUNS", set())  # as if the name could not be seen
    assert why(lambda: drawing._Pdf(scripted)) == "program"


def test_what_needs_a_password_is_told_from_what_is_broken() -> None:
    locked = changed(lambda writer: writer.encrypt("x", algorithm="RC4-128"))
    assert why(lambda: drawing._Pdf(locked)) == "password"
    assert why(lambda: drawing._Pdf(b"%PDF-1.7\nnone")) == "broken"


def test_a_page_is_drawn_in_its_colours_at_150_to_an_inch() -> None:
    page = drawing._Pdf(sheet("#rect(width: 36pt, height: 36pt, fill: rgb(255, 0, 0))")).draw(0)
    assert (page.size, page.mode) == ((150, 300), "RGB")
    assert page.getpixel((30, 30)) == RED
    assert page.getpixel((120, 30)) == page.getpixel((30, 200)) == WHITE


def test_a_page_is_no_longer_than_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "LONGEST", 100)
    assert drawing._Pdf(sheet()).draw(0).size == (50, 100)
    assert drawing._Pdf(sheet(size="width: 144pt, height: 72pt")).draw(0).size == (100, 50)


@pytest.mark.attack("A15")
@pytest.mark.parametrize(
    ("size", "drawn"),
    [
        *(((0.0, 0.0), False), ((-1.0, -1.0), False), ((float("nan"), float("nan")), False)),
        *(((0.5, 0.1), True), ((9.0, 1e6), False), ((1e6, 9.0), False), ((999_999.0, 9.0), True)),
    ],
)
def test_a_page_has_a_size_that_can_be_drawn(size: tuple[float, float], drawn: bool) -> None:
    made = list[float]()

    def render(*, scale: float, rev_byteorder: bool) -> Any:
        made.append(scale)
        return SimpleNamespace(to_pil=lambda: Image.new("RGBA", (1, 1)))

    page = SimpleNamespace(get_size=lambda: size, render=render, close=lambda: None)
    document = drawing._Pdf.__new__(drawing._Pdf)
    document._pdf = [page]
    if drawn:
        assert document.draw(0).mode == "RGB"
        assert made == [min(150 / 72, 2400 / max(size))]
    else:
        assert why(lambda: document.draw(0)) == "broken"


def with_field(writer: PdfWriter) -> None:
    """Fill in a field in red; its box covers the lower left quarter of a small page."""
    look = DecodedStreamObject()
    look.set_data(b"1 0 0 rg 0 0 36 72 re f")
    box = ArrayObject([FloatObject(n) for n in (0, 0, 36, 72)])
    look.update({
        NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
        NameObject("/BBox"): box,
    })  # fmt: skip
    field = writer._add_object(DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Widget"),
        NameObject("/FT"): NameObject("/Tx"), NameObject("/T"): TextStringObject("name"),
        NameObject("/V"): TextStringObject("Ann"), NameObject("/F"): FloatObject(4), NameObject("/Rect"): box,
        NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(look)}),
    }))  # fmt: skip
    writer.pages[0][NameObject("/Annots")] = ArrayObject([field])
    writer._root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject([field])}
    )


def test_what_was_filled_into_a_form_is_drawn() -> None:
    """Or a page would be looked through, and leave, without what stands on it."""
    page = drawing._Pdf(changed(with_field)).draw(0)
    shade: Any = page.getpixel((30, 250))
    assert shade[0] > 200
    assert shade[1] < 230, "red, perhaps below a field's own shade"
    assert page.getpixel((120, 30)) == WHITE


def test_words_stand_where_they_are_drawn() -> None:
    markup = (
        "#set text(size: 10pt)\n#place(dx: 36pt, dy: 72pt)[Ann]\n#place(dx: 36pt, dy: 108pt)[Bo C]"
    )
    page = drawing._Pdf(sheet(markup, size="width: 144pt, height: 144pt"))
    told = page.words(0)
    assert told["text"].split() == ["Ann", "Bo", "C"]
    assert [told["text"][word[0] : word[1]] for word in told["words"]] == ["Ann", "Bo", "C"]
    picture = page.draw(0).convert("L")
    for number, (_, _, left, top, right, bottom) in enumerate(told["words"]):
        assert 0 < left < right < 10_000
        assert 0 < top < bottom < 10_000
        if number < 2:  # 36 of 144 points from the left, in a box as high as a line
            assert abs(left - 2500) < 60
            assert abs(top - (5000 if number == 0 else 7500)) < 400
        box = tuple(round(n * 300 / 10_000) for n in (left, top, right, bottom))
        ink = picture.crop(box).getextrema()
        assert ink[0] < 100, "its letters"  # type: ignore[operator]
    blank = picture.copy()
    for _, _, left, top, right, bottom in told["words"]:
        box = tuple(round(n * 300 / 10_000) for n in (left, top, right, bottom))
        blank.paste(255, (box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1))
    assert blank.getextrema() == (255, 255), "nothing is drawn outside the words"


@pytest.mark.parametrize(
    ("char", "read"),
    [
        *(
            ("\x02", "-"),
            ("\ufffe", "-"),
            ("\n", "\n"),
            ("\r", " "),
            ("\x00", " "),
            ("\u00a0", " "),
            ("é", "é"),
            ("X", "X"),
        )
    ],
)
def test_a_text_layer_is_read_in_characters_that_can_be_seen(char: str, read: str) -> None:
    assert drawing._readable(char) == read


def test_a_word_stands_where_its_characters_are_that_have_a_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    boxes = {1: (10, 20, 30, 40), 3: (50, 5, 60, 25)}

    def get_charbox(at: int, *, loose: bool) -> tuple[int, int, int, int]:
        assert loose, "as high as the line, or a box over it would leave what reaches out"
        if at not in boxes:
            raise pypdfium2.PdfiumError("none")
        return boxes[at]

    def to_device(page: Any, *args: Any) -> None:
        assert (page, args[:5]) == ("page", (0, 0, 10_000, 10_000, 0))
        args[7].value, args[8].value = args[5], 100 - args[6]

    monkeypatch.setattr(pypdfium2.raw, "FPDF_PageToDevice", to_device)
    text = SimpleNamespace(get_charbox=get_charbox)
    assert drawing._place("page", text, (0, 4)) == [0, 4, 10, 60, 60, 95]
    assert drawing._place("page", text, (1, 3)) == [1, 3, 10, 60, 30, 80]
    assert drawing._place("page", text, (4, 6)) == []
