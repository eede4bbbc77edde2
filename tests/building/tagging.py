"""A checker of tags: whether every word and picture of a PDF stands in its structure, where a screen reader finds it.

There is a public one (veraPDF), which needs Java; this one asks what of PDF/UA-1 our files could get wrong.
"""

import io
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

_SHOWS = {
    b"Tj",
    b"TJ",
    b"'",
    b'"',
    b"Do",
    b"f",
    b"f*",
    b"F",
    b"S",
    b"s",
    b"B",
    b"B*",
    b"b",
    b"b*",
    b"sh",
}
_HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")


def untagged(data: bytes) -> list[str]:
    """Return what is wrong with a PDF's tags, by page."""
    reader = PdfReader(io.BytesIO(data))
    root: Any = reader.trailer["/Root"]
    title = reader.metadata and reader.metadata.title
    wrong = []
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        return ["it has no tags"]
    if not root.get("/Lang"):
        wrong.append("it has no language")
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") or not title:
        wrong.append("its title is not shown")
    if b"pdfuaid:part>1<" not in root["/Metadata"].get_data():
        wrong.append("it does not say that it is PDF/UA-1")
    elements = list(_elements(root["/StructTreeRoot"]))
    levels = [_HEADINGS.index(each["/S"]) + 1 for each in elements if each["/S"] in _HEADINGS]
    if any(after > before + 1 for before, after in zip([0, *levels], levels, strict=False)):
        wrong.append("a level of headings is left out")
    wrong += [
        "a figure without other words"
        for e in elements
        if e["/S"] == "/Figure" and not e.get("/Alt")
    ]
    known = {
        (each["/Pg"].indirect_reference.idnum, mark) for each in elements for mark in _marks(each)
    }
    for number, page in enumerate(reader.pages, start=1):
        wrong += [f"page {number}: {what}" for what in _on_page(page, reader, known)]
        if page.get("/Tabs") != "/S":
            wrong.append(f"page {number}: its order is not that of its structure")
    return wrong


def _elements(node: Any) -> Any:
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        found = child.get_object()
        if isinstance(found, dict) and "/S" in found:
            yield found
            yield from _elements(found)


def _marks(element: Any) -> list[int]:
    children = element.get("/K", [])
    found = (each.get_object() for each in (children if isinstance(children, list) else [children]))
    return [int(each["/MCID"] if isinstance(each, dict) else each) for each in found
            if not isinstance(each, dict) or "/MCID" in each]  # fmt: skip


def _on_page(page: Any, reader: PdfReader, known: set[tuple[int, int]]) -> list[str]:
    wrong, stack = [], list[bool]()
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in (b"BMC", b"BDC"):
            told = operands[1] if len(operands) > 1 and isinstance(operands[1], dict) else {}
            mark = told.get("/MCID")
            stack.append(operands[0] == "/Artifact" or mark is not None)
            if mark is not None and (page.indirect_reference.idnum, int(mark)) not in known:
                wrong.append("something marked stands in no structure")
        elif operator == b"EMC":
            stack.pop()
        elif operator in _SHOWS and not any(stack):
            wrong.append("something is shown that is not marked")
    return wrong
