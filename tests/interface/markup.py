"""Reading rendered pages as elements, so that tests ask for structure and not for spelling."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta"}


@dataclass
class Element:
    """One element: its tag, attributes and all text inside it."""

    tag: str
    attrs: dict[str, str | None]
    text: str = ""
    inside: list["Element"] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.all: list[Element] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.all.append(element)
        for outer in self._open:
            outer.inside.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for outer in self._open:
            outer.text += data


def read(html: str) -> list[Element]:
    """Return every element of the page, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.all


def find(html: str, tag: str, **attrs: str) -> list[Element]:
    """Return the elements with this tag and these attributes (`class_` must be among the classes)."""
    wanted_class = attrs.pop("class_", None)
    return [
        element
        for element in read(html)
        if element.tag == tag
        and all(element.attrs.get(name.rstrip("_")) == value for name, value in attrs.items())
        and (wanted_class is None or wanted_class in (element.attrs.get("class") or "").split())
    ]


def one(html: str, tag: str, **attrs: str) -> Element:
    """Return the only such element."""
    (element,) = find(html, tag, **attrs)
    return element


def breaks_policy(html: str) -> list[str]:
    """Return what a content security policy of 'self' alone would stop: inline script and style."""
    wrong = []
    for element in read(html):
        if element.tag == "style" or (element.tag == "script" and not element.attrs.get("src")):
            wrong.append(f"inline <{element.tag}>")
        wrong += [f"{n} on <{element.tag}>" for n in element.attrs if n == "style" or n[:2] == "on"]
        wrong += [
            f"{value} on <{element.tag}>"
            for name, value in element.attrs.items()
            if name in ("src", "href")
            and (value or "").startswith(("data:", "javascript:", "http"))
        ]
    return wrong
