"""What would leave: kept and taken out again whole, told apart by its digest, and said on its paper."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytest_django import Settings

from disclosures.building.pdf import DocumentItem, PackageData, TextItem
from disclosures.package import RIGHTS, TERMS, Contents, Copied, Pages, rights

DAY, MADE = date(2026, 2, 1), datetime(2026, 3, 2, 14, tzinfo=UTC)
KEY = bytes(range(32))
FACT = Copied("9b1d", "Note, stated as fact", "2026-02-01", "We met. [withheld] came.", "")
OPINION = Copied("77aa", "Note, an opinion", "", "In danger", "Calls of [withheld]")
WRITTEN = Copied("", "Report", "2026-02-02", "Newly written.", "")
WHOLE = Contents(
    to_name="Ruth Adeyemi",
    to_agency="Brackenfield Housing",
    concerning="Zoë Quill",
    purpose="Rehousing",
    basis="Informed consent",
    consent_on="2026-01-27",
    consent_until="2026-06-30",
    provisos=("Not by post",),
    items=(FACT, OPINION, WRITTEN),
    pages="c0ffee",
    documents=(Pages("Letter", "2026-02-03", 2), Pages("Photo", "", 1)),
)
PINNED = "a4756f07b11c9fa7b7ec7d176e7c0a8affd77e7b35e5cb55ec036833cbd20d7c"


def paper(contents: Contents, **more: Any) -> PackageData:
    return contents.as_paper(
        reference="R-7K3M-Q2", made_at=MADE, organisation="Harbour House", contact="Ring us.", **more
    )  # fmt: skip


# ---- kept


def test_what_is_kept_comes_back_whole() -> None:
    kept = json.loads(json.dumps(WHOLE.as_stored()))
    assert Contents.from_stored(kept) == WHOLE
    assert Contents.from_stored(json.loads(json.dumps(replace(WHOLE, own=True).as_stored()))).own


@pytest.mark.clause("5.2.5")
def test_what_was_kept_before_pages_were_named_is_read_still() -> None:
    kept = WHOLE.as_stored()
    del kept["documents"], kept["own"]
    assert Contents.from_stored(kept) == replace(WHOLE, documents=())


def test_its_digest_is_the_one_that_was_signed_off() -> None:
    """Pinned: what people signed off or read before an update is compared with what is counted after it."""
    assert WHOLE.digest(KEY) == PINNED
    assert Contents.from_stored(json.loads(json.dumps(WHOLE.as_stored()))).digest(KEY) == PINNED


@pytest.mark.parametrize(
    "changed",
    [
        {"to_name": "Ruth Adeyem"}, {"purpose": "rehousing"}, {"provisos": ()}, {"items": (FACT, WRITTEN)},
        {"items": (OPINION, FACT, WRITTEN)}, {"pages": ""}, {"documents": ()}, {"own": True},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_changes_in_it_changes_its_digest(changed: dict[str, Any]) -> None:
    assert replace(WHOLE, **changed).digest(KEY) != WHOLE.digest(KEY)


def test_only_a_holder_of_the_key_can_compare_it_and_no_character_stops_it() -> None:
    assert WHOLE.digest(KEY) != WHOLE.digest(bytes(32))
    assert len(replace(WHOLE, purpose="half a character: \ud83d").digest(KEY)) == 64


# ---- read on the screen


def test_what_is_withheld_is_told_from_what_was_written() -> None:
    assert FACT.body_parts == [(False, "We met. "), (True, "[withheld]"), (False, " came.")]
    assert FACT.basis_parts == []
    assert OPINION.basis_parts == [(False, "Calls of "), (True, "[withheld]")]


def test_entries_stand_with_their_days() -> None:
    assert WHOLE.dated_items == [(FACT, DAY), (OPINION, None), (WRITTEN, date(2026, 2, 2))]


def test_pages_are_numbered_through_from_one() -> None:
    assert WHOLE.numbered_pages == [[1, 2], [3]]
    assert replace(WHOLE, documents=()).numbered_pages == []


@pytest.mark.clause("4.4.2", "3.2.1")
def test_what_was_typed_and_leaves_is_told_from_copies_of_entries() -> None:
    assert WHOLE.free_texts == ("Rehousing", "Not by post", "Newly written.")
    assert replace(WHOLE, purpose=" ", provisos=("",), items=(FACT, OPINION)).free_texts == ()


# ---- on paper


@pytest.mark.clause("1.2", "3.3.2 d")
def test_the_paper_says_all_of_it() -> None:
    document = DocumentItem("Letter", DAY, ())
    assert paper(WHOLE, documents=[document]) == PackageData(
        reference="R-7K3M-Q2",
        organisation="Harbour House",
        contact="Ring us.",
        to_name="Ruth Adeyemi",
        to_agency="Brackenfield Housing",
        concerning="Zoë Quill",
        purpose="Rehousing",
        basis="Informed consent, given on 27 January 2026",
        made_at=MADE,
        items=(
            TextItem("Note, stated as fact", DAY, "We met. [withheld] came.", ""),
            TextItem("Note, an opinion", None, "In danger", "Calls of [withheld]"),
            TextItem("Report", date(2026, 2, 2), "Newly written.", ""),
            document,
        ),
        terms=(*TERMS, "The consent that it rests on ends on 30 June 2026."),
        provisos=("Not by post",),
        own=False,
        large=False,
    )


def test_without_a_consent_the_paper_says_no_day_of_one() -> None:
    ordered = paper(replace(WHOLE, basis="A court’s order", consent_on="", consent_until=""))
    assert (ordered.basis, ordered.terms) == ("A court’s order", TERMS)


@pytest.mark.clause("5.2.4", "5.2.5")
def test_the_paper_of_an_own_file_tells_rights_in_place_of_terms(settings: Settings) -> None:
    settings.DATA_PROTECTION_AUTHORITY, settings.COMPLAINT_DAYS = "the Data Office", 21
    made = paper(replace(WHOLE, own=True), large=True)
    assert (made.own, made.large, made.terms) == (True, True, rights())
    plain, told = {*RIGHTS}, {*made.terms}
    assert len(told) == len(RIGHTS)
    assert told - plain == {
        "If you are not happy with what we did, you can complain to us. We write back within 21 days.",
        "You can also complain to the Data Office. You need not ask us first.",
    }
