"""What a client reads of ours is easy to read: short words, short sentences.

Reading age by two well-known formulas over sentences, words, letters and syllables: Flesch and Kincaid's grade, and the
automated readability index; a grade and five is about an age. A page of ours for experts is the control.
"""

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings

from disclosures.package import rights

OLDEST = 9.0  # years
DOCS = Path(settings.BASE_DIR) / "docs"
PAGES = Path(settings.BASE_DIR) / "templates" / "office"


def _words_of_page(path: Path) -> str:
    """Return what paragraphs and list items of a template say."""
    text = path.read_text("utf-8")
    found = re.findall(r"<(?:p|li|h1|h2)\b[^>]*>(.*?)</(?:p|li|h1|h2)>", text, re.DOTALL)
    plain = (re.sub(r"{[{%].*?[%}]}|<[^>]+>", " ", each) for each in found)
    return "\n".join(unescape(each).strip() + "." for each in plain if each.strip())


def _words_of_guide(path: Path) -> str:
    """Return what a guide says, each line of a list and each heading a sentence."""
    text = re.sub(r"!\[[^]]*\]\([^)]*\)", "", path.read_text("utf-8"))
    blocks = re.split(r"\n\s*\n|\n(?=[-\d#])", text)
    return "\n".join(
        re.sub(r"^[-#\d. ]+|[*\[\]]", "", each.replace("\n", " ")) + "." for each in blocks
    )


def _syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith("le") and groups > 1
    return max(1, groups - silent)


def reading_age(text: str) -> float:
    """Return the age at which most people read it easily, the older by the two formulas."""
    sentences = [each for each in re.split(r"[.!?:]+", text) if re.search(r"\w", each)]
    words = re.findall(r"[a-z']+", text.lower())
    letters, syllables = sum(map(len, words)), sum(map(_syllables, words))
    per_sentence = len(words) / len(sentences)
    kincaid = 0.39 * per_sentence + 11.8 * syllables / len(words) - 15.59
    index = 4.71 * letters / len(words) + 0.5 * per_sentence - 21.43
    return max(kincaid, index) + 5


@pytest.mark.clause("5.2.4")
def test_what_a_client_reads_of_ours_is_easy() -> None:
    ages = {"the guide": reading_age(_words_of_guide(DOCS / "reading-your-file.md"))}
    ages["the paper"] = reading_age("\n".join(rights()))
    for page in sorted(PAGES.glob("*.html")):
        if words := _words_of_page(page):
            ages[page.stem] = reading_age(words)
    assert len(ages) > 14
    assert {name: age for name, age in ages.items() if age > OLDEST} == {}
    assert reading_age(_words_of_guide(DOCS / "threat-model.md")) > 14
