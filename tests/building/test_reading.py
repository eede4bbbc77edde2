"""The last look at the final bytes finds what was planted in them, and nothing in ours."""

import re
from uuid import UUID

import pytest

from disclosures.building.reading import ReadAgain, is_bare_jpeg, read_again, run_together
from disclosures.matcher import Identifier, Kind, Matcher, Person
from tests.attacking import report
from tests.building.made import NAME, PAGES, photo, planted, rendered

WHO = Person(
    UUID(int=1),
    "friend",
    (
        Identifier(UUID(int=2), Kind.GIVEN, NAME.split()[0]),
        Identifier(UUID(int=3), Kind.FAMILY, NAME.split()[1]),
    ),
)


@pytest.fixture(scope="module")
def ours() -> bytes:
    return rendered("A text of ours.", PAGES)


def found(data: bytes) -> bool:
    """Say whether the matcher finds the person in anything that can be read in the file."""
    matcher = Matcher([WHO])
    return any(matcher.known(each.words) for each in read_again(data).texts)


def test_ours_hold_nothing_that_should_not_be_there(ours: bytes) -> None:
    assert read_again(ours).faults == ()
    assert not found(ours)
    named = rendered(f"A text of {NAME}.", PAGES)
    assert found(named)
    assert read_again(named).faults == ()


def test_the_file_s_own_number_is_nobody_s_name(ours: bytes) -> None:
    """Its letters are as good as drawn: a release can't be refused because two of them are a name."""
    number = re.search(rb"\(([A-Za-z0-9+/]{22}==)\)", ours)
    assert number
    letters = re.findall("[A-Za-z]{2,}", number[1].decode())
    said = {word for found in read_again(ours).texts for word in found.words.split()}
    assert letters
    assert not said & {number[1].decode(), *(each for each in letters if len(each) > 4)}


@pytest.mark.attack("A3")
def test_what_is_planted_is_found(ours: bytes) -> None:
    caught, all_of_them = 0, planted(ours)
    for what, (data, fault, name) in all_of_them.items():
        read, known = read_again(data), found(data)
        assert bool(read.faults) == fault, (what, read.faults)
        assert known or not name, what
        assert not any(word in told for told in read.faults for word in NAME.split())
        caught += bool(read.faults) or known
    report("A3", "planted faults in a package", tried=len(all_of_them), found=caught)
    assert caught == len(all_of_them) == 28


def test_a_name_over_a_line_s_end_is_found() -> None:
    """At a gap, at a hyphen, and where somebody had ended the line."""
    for between, filler, split in (
        (" ", 13, "Wilhelmina \nQuennell"),
        ("-", 13, "Wilhelmina-Quennell went"),  # as it is read; the next line begins within it
        ("-", 15, "word \nWilhelmina-Quennell went"),
        ("\n", 2, "Wilhelmina\nQuennell"),
    ):
        data = rendered("word " * filler + NAME.replace(" ", between) + " went home.")
        assert split in next(t.words for t in read_again(data).texts if t.where == "page 2")
        assert found(data)


def test_a_name_over_a_page_s_end_is_found() -> None:
    data = rendered("\n\n".join(["line"] * 30 + [*NAME.split(), "went home"]))
    _, two, three = (t.words for t in read_again(data).texts if re.fullmatch(r"page \d", t.where))
    for word, page, other in ((NAME.split()[0], two, three), (NAME.split()[1], three, two)):
        assert word in page
        assert word not in other
    whole = next(t.words for t in read_again(data).texts if t.where == "pages")
    assert re.search(r"Wilhelmina\s+Quennell", whole)
    assert len([p for p in Matcher([WHO]).known(whole) if p.end - p.start >= len(NAME)]) == 1


def part(kind: int, said: bytes = NAME.encode()) -> bytes:
    """Return a part of a JPEG."""
    return bytes((0xFF, kind)) + (len(said) + 2).to_bytes(2, "big") + said


def between_scans(data: bytes, more: bytes) -> bytes:
    """Return a picture in several scans with something before its last one."""
    at = data.rindex(b"\xff\xda")
    return data[:at] + more + data[at:]


@pytest.mark.attack("A3")
def test_no_part_of_a_picture_carries_words() -> None:
    """Whatever part it is called, where pixels begin and between two scans of them."""
    plain, many = photo(), photo(progressive=True)
    assert many.count(b"\xff\xda") > 1
    allowed = {0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD}
    for kind in {*range(0xC0, 0xFF)} - {*range(0xD0, 0xD8), 0xD8, 0xD9} - allowed:
        assert not is_bare_jpeg(plain[:2] + part(kind) + plain[2:]), hex(kind)
        assert not is_bare_jpeg(between_scans(many, part(kind))), hex(kind)
    for kind, most in ((0xE0, 14), (0xEE, 12)):
        assert is_bare_jpeg(plain[:2] + part(kind, bytes(most)) + plain[2:])
        assert not is_bare_jpeg(plain[:2] + part(kind, bytes(most + 1)) + plain[2:])
    for kind in allowed - {0xDA}:
        assert is_bare_jpeg(plain[:2] + part(kind, bytes(300)) + plain[2:])
    assert is_bare_jpeg(between_scans(many, part(0xC4)))


@pytest.mark.parametrize(
    ("data", "bare"),
    [
        (photo(), True),
        (photo(progressive=True), True),
        (photo(comment=b"x"), False),
        (photo(exif=b"Exif\0\0x"), False),
        (photo(icc_profile=b"x" * 200), False),
        (photo() + b"x", False),
        (photo() + b"x\xff\xd9", False),
        (photo()[:-2], False),
        (photo()[2:], False),
        (b"\xff\xd9" + photo()[2:], False),
        (b"", False),
        (b"\xff\xd8\xff\xd9", False),
        (b"\xff\xd8\xff\xda\x00\x02pixels", False),
        (b"\xff\xd8\xff\xdb\x00", False),
        (b"\xff\xd8\xff", False),
        (b"\xff\xd8x\xdb\x00\x02\xff\xd9", False),
    ],
)
def test_a_picture_is_its_pixels_alone(data: bytes, bare: bool) -> None:
    assert is_bare_jpeg(data) == bare


@pytest.mark.parametrize(
    ("words", "run"),
    [
        ("One\ntwo", "One two"),
        ("  One  two\t three\n", "One two three"),
        ("well-\nknown and well-known", "well-known and well-known"),
        ("Mr X", "Mr X"),
        ("", ""),
    ],
)
def test_words_are_the_same_wherever_their_lines_end(words: str, run: str) -> None:
    assert run_together(words) == run


def test_the_words_of_all_pages_are_read_as_one() -> None:
    """What goes on from one page to the next too."""
    again = read_again(rendered(" ".join(["word"] * 900), "The end."))
    assert again.whole.count("word ") >= 899
    assert "The end." in again.whole
    one = [each for each in read_again(rendered("One word.")).texts if each.where == "page 1"]
    assert "About Maya Ferreira-Quill" in ReadAgain(tuple(one), ()).whole
    assert ReadAgain((), ()).whole == ""
