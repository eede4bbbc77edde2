"""The policy's Markdown as a page and by its clauses: headings, paragraphs, lists, stress; the rest stays as typed."""

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from .rules import Section

# "zero" knows nothing but paragraphs and escapes all that could be HTML; links and pictures stay words.
_MARKDOWN = MarkdownIt("zero").enable(["heading", "list", "emphasis"])
_CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
}
_HEADINGS = {1: ("h2", "govuk-heading-m"), 2: ("h3", "govuk-heading-s")}


def as_page(text: str) -> Markup:
    """Return the text as HTML below a page's own heading: its first level is the page's second."""
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        _dress(token)
    return Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S704  # escaped above


def sections(text: str) -> list[Section]:
    """Return the text divided by its headings, in order, as the page shows them; what is empty is left out."""
    tokens, lines = _MARKDOWN.parse(text), text.splitlines()
    headings = [
        (token.map, tokens[number + 1].content)
        for number, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map is not None
    ]
    begun = [(0, ""), *((at[1], words) for at, words in headings)]
    ended = [*(at[0] for at, _ in headings), len(lines)]
    found = [
        Section(words, "\n".join(lines[start:end]).strip())
        for (start, words), end in zip(begun, ended, strict=True)
    ]
    return [section for section in found if section.heading or section.body]


def _dress(token: Token) -> None:
    if token.type in ("heading_open", "heading_close"):
        level = min(int(token.tag[1]), 2)
        token.tag, style = _HEADINGS[level]
        if token.type == "heading_open":
            token.attrSet("class", style)
    elif token.type in _CLASSES:
        token.attrSet("class", _CLASSES[token.type])
