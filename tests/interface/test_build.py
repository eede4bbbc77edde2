"""What npm brings and what the build makes of it."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "static" / "build"
ADDRESSES = re.compile(r'"(?:resolved|registry)"\s*:|registry\.|/npm/|\.tgz', re.IGNORECASE)


def test_the_lock_file_names_no_registry() -> None:
    text = (ROOT / "package-lock.json").read_text("utf-8")
    packages = json.loads(text)["packages"]
    assert packages["node_modules/govuk-frontend"]["integrity"].startswith("sha512-")
    assert not ADDRESSES.search(text)
    assert ADDRESSES.search('"resolved": "https://registry.example/sass.tgz"')  # it would be seen


def test_every_package_is_pinned_and_for_building_only() -> None:
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    assert "dependencies" not in package
    assert package["devDependencies"]
    for name, version in package["devDependencies"].items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name


@pytest.mark.parametrize("name", ["app.css", "app.js", "calendar.js", "supported.js"])
def test_what_is_served_names_no_source_map_and_no_government(name: str) -> None:
    text = (BUILD / name).read_text("utf-8")
    assert len(text) > 100
    assert not re.search(
        r"sourceMappingURL|crest|crown|GDS Transport|url\(.?data:", text, re.IGNORECASE
    )


def test_every_file_that_the_style_sheet_asks_for_is_there() -> None:
    css = (BUILD / "app.css").read_text("utf-8")
    asked = re.findall(r"url\(\"?([^\")]+)\"?\)", css)
    assert any(address.endswith(".woff2") for address in asked)
    for address in asked:
        assert (BUILD / address).is_file(), address


def test_pictures_are_shapes_only() -> None:
    marks = sorted(BUILD.glob("mark*.svg"))
    assert len(marks) == 9
    for mark in marks:
        assert "currentColor" not in mark.read_text("utf-8")
        assert not re.search(r"<script|style=|href=", mark.read_text("utf-8"))


def test_icons_have_the_colours_of_the_bands() -> None:
    icons = json.loads((ROOT / "static" / "src" / "bands.json").read_text("utf-8"))
    styles = (ROOT / "static" / "src" / "styles" / "_settings.scss").read_text("utf-8")
    bands = dict(re.findall(r"^  (\d): (#[0-9a-f]{6})", styles, re.MULTILINE))
    assert len(bands) == 8
    assert {f"mark-band-{number}": colour for number, colour in bands.items()} == {
        name: colour for name, colour in icons.items() if name != "mark"
    }


def test_letters_find_their_fonts() -> None:
    names = {path.name for path in Path(settings.LETTER_FONTS).glob("*.ttf")}
    assert names == {
        f"AtkinsonHyperlegibleNext_{cut}.ttf"
        for cut in ("400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic")
    }


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_words_stand_out_from_what_is_behind_them() -> None:
    styles = (ROOT / "static" / "src" / "styles" / "_settings.scss").read_text("utf-8")
    colours = dict(re.findall(r"^\$([a-z-]+): (#[0-9a-f]{6});", styles, re.MULTILINE))
    colours |= dict(re.findall(r'"(link[a-z-]*)": (#[0-9a-f]{6})', styles))
    backgrounds = ("paper", "surface", "wrong-tint", "caution-tint", "good-tint")
    for words in ("ink", "slate", "wrong", "good", "caution", "link", "link-visited"):
        for behind in backgrounds:
            assert contrast(colours[words], colours[behind]) >= 4.5, (words, behind)
    for behind in ("pine", "pine-dark", "wrong"):
        assert contrast(colours["paper"], colours[behind]) >= 4.5, behind
    assert contrast(colours["ink"], colours["focus"]) >= 4.5
    for number, colour in re.findall(r"^  (\d): (#[0-9a-f]{6})", styles, re.MULTILINE):
        assert contrast(colours["paper"], colour) >= 4.5, number
