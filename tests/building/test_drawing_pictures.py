"""A picture's pages as the program draws them: counted, turned, made smaller, in their colours on white."""

from typing import Any

import pytest
from PIL import Image
from PIL.ExifTags import Base

from disclosures.building import drawing
from tests.building.test_drawing import BLACK, RED, WHITE, saved, why


def drawn(image: Image.Image, form: str = "PNG", **more: Any) -> Image.Image:
    return drawing._Picture(saved(image, form, **more), form).draw(0)


def test_a_photo_has_one_page_and_a_scan_all_of_its_own() -> None:
    first, others = Image.new("RGB", (4, 4), RED), [Image.new("RGB", (4, 4))] * 2
    for form in ("TIFF", "GIF"):
        many = saved(first, form, save_all=True, append_images=[others[0], first])
        assert len(drawing._Picture(many, form)) == 3, form
    assert len(drawing._Picture(saved(first, "JPEG"), "JPEG")) == 1
    assert len(drawing._Picture(saved(first), "PNG")) == 1
    pair = saved(first, "MPO", save_all=True, append_images=others)
    assert len(drawing._Picture(pair, "JPEG")) == 1


def test_each_page_of_a_scan_is_drawn_by_its_number() -> None:
    shades = [(10, 10, 10), (20, 20, 20), (30, 30, 30)]
    first, *others = (Image.new("RGB", (4, 4), shade) for shade in shades)
    scan = drawing._Picture(saved(first, "TIFF", save_all=True, append_images=others), "TIFF")
    assert [scan.draw(n).getpixel((0, 0)) for n in (2, 0, 1)] == [shades[n] for n in (2, 0, 1)]
    assert scan.words(1) == {"text": "", "words": []}


@pytest.mark.attack("A15")
def test_so_many_pixels_are_drawn_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_PIXELS", 12)
    assert drawn(Image.new("RGB", (4, 3), RED)).size == (4, 3)
    with pytest.warns(Image.DecompressionBombWarning):
        assert why(lambda: drawn(Image.new("RGB", (7, 2)))) == "pixels"
    assert (
        why(lambda: drawn(Image.new("RGB", (5, 5)))) == "pixels"
    )  # twice as many: not even opened


def test_a_large_picture_is_made_smaller_in_its_proportions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawing, "LONGEST", 50)
    assert drawn(Image.new("RGB", (100, 20))).size == (50, 10)
    assert drawn(Image.new("RGB", (20, 100))).size == (10, 50)
    assert drawn(Image.new("RGB", (50, 20))).size == (50, 20)
    assert drawn(Image.new("RGB", (400, 80)), "JPEG").size == (50, 10)


def test_a_large_photo_is_not_read_larger_than_it_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Or a camera's photo would take more memory than the program has."""
    monkeypatch.setattr(drawing, "LONGEST", 50)
    photo = drawing._Picture(saved(Image.new("RGB", (400, 400)), "JPEG"), "JPEG")
    assert photo.draw(0).size == photo._picture.size == (50, 50)


def test_a_photo_is_turned_as_the_camera_says() -> None:
    photo, exif = Image.new("RGB", (40, 20), WHITE), Image.Exif()
    photo.paste(RED, (0, 0, 10, 20))
    exif[Base.Orientation] = 6  # a quarter turn to the right
    made = drawn(photo, "JPEG", exif=exif, quality=95)
    assert made.size == (20, 40)
    top, foot = (made.convert("RGB").getpixel((10, y)) for y in (2, 38))
    assert top[1] < 60 < 200 < foot[1]  # type: ignore[index]


@pytest.mark.parametrize(
    ("mode", "shade", "more", "seen"),
    [
        ("RGB", RED, {}, RED),
        ("1", 1, {}, WHITE),
        ("L", 100, {}, (100, 100, 100)),
        ("I;16", 0x8000, {}, (128, 128, 128)),
        ("I;16", 0xFFFF, {}, WHITE),
        ("RGBA", (255, 0, 0, 0), {}, WHITE),
        ("RGBA", (255, 0, 0, 255), {}, RED),
        ("RGBA", (0, 0, 0, 128), {}, (127, 127, 127)),
        ("LA", (0, 0), {}, WHITE),
        ("LA", (0, 255), {}, BLACK),
        ("P", 0, {}, BLACK),
        ("P", 0, {"transparency": 0}, WHITE),
        ("RGB", RED, {"transparency": RED}, WHITE),
    ],
)
def test_a_page_is_in_its_colours_on_white(
    mode: str, shade: Any, more: dict[str, Any], seen: tuple[int, int, int]
) -> None:
    made = drawn(Image.new(mode, (3, 3), shade), **more)
    assert (made.mode, made.getpixel((1, 1))) == ("RGB", seen)


@pytest.mark.parametrize(
    ("mode", "into"),
    [("1", "L"), ("L", "L"), ("I;16", "L"), ("P", "RGB"), ("CMYK", "RGB"), ("LA", "RGBA")],
)
def test_a_page_is_made_smaller_in_a_mode_that_has_shades(mode: str, into: str) -> None:
    """Black and white alone would leave letters broken."""
    assert drawing._with_shades(Image.new(mode, (2, 2))).mode == into


def test_lines_in_black_and_white_are_grey_where_they_are_made_smaller(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawing, "LONGEST", 10)
    lines = Image.new("1", (40, 40), 1)
    for x in range(0, 40, 2):
        lines.paste(0, (x, 0, x + 1, 40))
    shade: Any = drawn(lines).getpixel((5, 5))
    assert 60 < shade[0] < 200
