"""All that the template of a package is given, and nothing else: it decides nothing."""

from typing import Any

import pytest

from disclosures.building.pdf import DocumentItem, TextItem, _words
from tests.building.made import DAY, package, photo

FACTS = [
    ["Reference", "R-7K3M-Q2"],
    ["About", "Maya Ferreira-Quill"],
    ["Why it is shared", "Rehousing before the tenancy ends"],
    ["Basis", "Informed consent, given on 27 February 2026"],
]
GIVEN: dict[str, Any] = {
    "title": "Disclosure R-7K3M-Q2", "marking": "Private and confidential", "mark": "[withheld]",
    "reference": "R-7K3M-Q2", "organisation": "Harbour House",
    "address": ["Ruth Adeyemi", "Brackenfield Housing", "2 March 2026"],
    "heading": "Information shared in confidence", "terms_heading": "On what terms",
    "items_heading": "What is shared", "size": 11.5, "facts": FACTS, "items": [],
    "terms": ["Use it only for this purpose.", "Do not pass it on."], "provisos": ["Not by post"],
    "contact": ["Ring 01632 960555."], "pictures": False, "unprintable": False,
}  # fmt: skip
OWN = {
    "title": "Copy R-7K3M-Q2", "heading": "A copy of the file", "terms_heading": "What you can do",
    "items_heading": "What the file says",
}  # fmt: skip


@pytest.mark.clause("1.2")
@pytest.mark.parametrize(
    ("more", "changed"),
    [
        ({}, {}),
        ({"own": True}, OWN),
        ({"large": True}, {"size": 18}),
        ({"to_agency": ""}, {"address": ["Ruth Adeyemi", "2 March 2026"]}),
        ({"basis": "", "purpose": ""}, {"facts": FACTS[:2]}),
        ({"contact": "Ring us.\nOr write."}, {"contact": ["Ring us.", "Or write."]}),
        ({"provisos": (), "terms": ()}, {"provisos": [], "terms": []}),
    ],
)
def test_what_the_template_is_given(more: dict[str, Any], changed: dict[str, Any]) -> None:
    assert _words(package(**more), iter(())) == GIVEN | changed


@pytest.mark.edge("E24")
def test_each_item_says_what_it_is_and_its_words_and_pages() -> None:
    text = TextItem("Note", DAY, "One [withheld].\nTwo.\n\n \nThree.", "Calls of [withheld]")
    undated = TextItem("Note", None, "")
    document = DocumentItem("Document", DAY, (photo(), photo()))
    told = _words(package(text, document, undated, document), iter(["/5", "/6", "/7", "/8"]))
    assert told["pictures"] is True
    one = [(False, "One "), (True, "[withheld]"), (False, ".")]
    alts = [f"Page {n} of a document, as an image" for n in (1, 2)]
    assert told["items"] == [
        {
            "heading": "Note of 1 February 2026", "pages": [],
            "body": [[one, [(False, "Two.")]], [[(False, "Three.")]]],
            "basis": [[[(False, "Calls of "), (True, "[withheld]")]]],
        },
        {
            "heading": "Document of 1 February 2026", "body": [], "basis": [],
            "pages": [{"file": "/5", "alt": alts[0]}, {"file": "/6", "alt": alts[1]}],
        },
        {"heading": "Note without a date", "body": [], "basis": [], "pages": []},
        {
            "heading": "Document of 1 February 2026", "body": [], "basis": [],
            "pages": [{"file": "/7", "alt": alts[0]}, {"file": "/8", "alt": alts[1]}],
        },
    ]  # fmt: skip
