"""Whether an office document fetches something by being opened: it would run, or tell whoever sent it who opens it."""

import codecs
import html
import re
import zipfile

from .kinds import NotTaken

FETCHES = (
    "This document fetches something from elsewhere when it is opened, by which whoever sent it would know of that."
    " Print it to a PDF, and take that."
)
# What a person has to choose before anything is fetched; the rest is, by opening the document.
_ON_PURPOSE = frozenset(
    {
        *("hyperlink", "audio", "video", "media"),
        *("externalLinkPath", "externalLinkLongPath", "xlExternalLinkPath", "xlPathMissing"),
    }
)
_TIE = re.compile(r"<(?:\w+:)?Relationship\b(?:\"[^\"]*\"|'[^']*'|[^'\">])*>")
_SAYS = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def text_of(part: bytes) -> str:
    """Return what a part in XML says, in whichever of its alphabets; BadZipFile for no text."""
    utf16 = part.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = part.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        raise zipfile.BadZipFile from None
    if "\0" in text or "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise zipfile.BadZipFile
    return text


def refuse_what_is_fetched(ties: str) -> None:
    """Raise NotTaken for what belongs to a document and lies elsewhere; BadZipFile where nothing is said of that."""
    if "Relationships" not in ties:
        raise zipfile.BadZipFile
    for tie in _TIE.findall(ties):
        said = {name: html.unescape(first or second) for name, first, second in _SAYS.findall(tie)}
        kind = said.get("Type", "").rpartition("/")[2]
        if said.get("TargetMode", "").strip().casefold() == "external" and kind not in _ON_PURPOSE:
            raise NotTaken("fetches", FETCHES)
