"""Documents that have to stay true to the code beside them."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def required() -> set[str]:
    """The direct dependencies, by name, as requirements and package.json ask for them."""
    names = set()
    for path in (ROOT / "requirements").glob("*.in"):
        for line in path.read_text("utf-8").splitlines():
            if line.strip() and line[0] not in "#-":
                names.add(re.split(r"[\[~=<>!; ]", line, maxsplit=1)[0].lower())
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    return names | set(package.get("dependencies", {})) | set(package.get("devDependencies", {}))


def test_every_direct_dependency_has_its_line_and_no_line_is_left_over() -> None:
    text = (ROOT / "docs" / "decisions" / "dependencies.md").read_text("utf-8")
    rows = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("|")]
    told = {row[0].strip().lower() for row in rows} - {"dependency", "---"}
    assert len(told) > 30
    assert told == required()
    assert all(cell.strip() for row in rows for cell in row)


def test_decisions_are_numbered_without_a_gap() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert len(records) >= 9
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for number, path in enumerate(records, start=1):
        assert path.read_text("utf-8").startswith(f"# {number}. ")


def test_the_glossary_is_in_order_and_says_each_word_once() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    words = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")][1:]
    assert len(words) > 50
    assert [w.lower() for w in words] == sorted({w.lower() for w in words})


def test_every_picture_is_shown_and_every_shown_one_is_there() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = {
        (page.parent / target).resolve()
        for page in pages
        for target in re.findall(r"!\[[^\]]+\]\(([^)]+\.png)\)", page.read_text("utf-8"))
    }
    assert len(shown) > 10
    assert shown == {path.resolve() for path in (ROOT / "docs" / "images").glob("*.png")}
