"""Every command that the documents or the product's own messages tell somebody to run is there, with its options."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).parents[2]
ROOMS = ("confidentiality", "staff", "clients", "disclosures", "retention")
NAMED = re.compile(r"manage\.py ([a-z_]+)(?![a-z_.])([^`]*`)?")


def _messages(path: Path) -> Iterator[str]:
    """Return the texts of a source, with what is filled in left out."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(each.value) if isinstance(each, ast.Constant) else "…" for each in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _texts() -> Iterator[tuple[str, str]]:
    for path in [
        ROOT / "README.md",
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "deploy").rglob("*.example"),
    ]:
        yield path.name, path.read_text("utf-8")
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for text in _messages(path):
                yield path.name, text


def wrong_with(text: str) -> list[str]:
    """Return what a text tells to run that is not there, or is refused as it stands."""
    found = []
    for name, rest in NAMED.findall(text):
        words = re.sub(r"'[^']*'|\"[^\"]*\"", "…", rest.rstrip("`")).split()
        if fault := _fault(name, words):
            found.append(f"{name} {' '.join(words)}: {fault}")
    return found


def _fault(name: str, words: list[str]) -> str:
    if name not in get_commands():
        return "no such command"
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    for action in parser._actions:
        choices = action.choices if action.dest == "command" else None
        if choices and words and re.fullmatch(r"[a-z-]+", words[0]):
            if words[0] not in choices:
                return "no such part of it"
            parser = dict(choices)[words[0]]
    options = [word.partition("=")[0] for word in words if word.startswith("--")]
    unknown = [each for each in options if each not in parser._option_string_actions]
    if name == "doors" and "--open" in options and "--although" not in options:
        return "refused without --although"
    return f"no option {unknown[0]}" if unknown else ""


def test_what_is_told_to_be_run_is_there() -> None:
    texts = [(where, text) for where, text in _texts() if "manage.py " in text]
    assert len(texts) > 40
    assert [(where, wrong) for where, text in texts for wrong in wrong_with(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "or `manage.py keys new-identity`.",
        "Run `manage.py dorrs`.",
        "`manage.py doors --open`; nothing was changed",
        "`manage.py restore FOLDER --key FILE`",
    ],
)
def test_what_is_not_there_is_noticed(text: str) -> None:
    assert len(wrong_with(text)) == 1
