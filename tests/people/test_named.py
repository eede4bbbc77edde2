"""What a line says by which a file names a partner: each number and address in it is one of theirs (3.3.2 e)."""

import pytest

from clients.people.details import Address, Details
from clients.people.named import details_in

pytestmark = [pytest.mark.clause("3.3.2 e"), pytest.mark.edge("E48")]
PHONE, EMAIL = "07700 900111", "dan.price@example.org"
MILL_ROAD = (Address("12 Mill Road, Northtown", "NT1 1NT"),)


@pytest.mark.parametrize(
    ("line", "known"),
    [
        (f"Daniel Price {PHONE}", {"given": "Daniel", "family": "Price", "phones": (PHONE,)}),
        (PHONE, {"phones": (PHONE,)}),
        (f"{PHONE} Daniel Price", {"given": "Daniel", "family": "Price", "phones": (PHONE,)}),
        (f"Dan, {PHONE}/0161 555 0100", {"given": "Dan", "phones": (PHONE, "0161 555 0100")}),
        (f"Dan <{EMAIL}>", {"given": "Dan", "emails": (EMAIL,)}),
        (
            f"Daniel Price, 12 Mill Road, Northtown NT1 1NT, {PHONE}",
            {
                "given": "Daniel",
                "family": "Price",
                "phones": (PHONE,),
                "addresses": MILL_ROAD,
            },
        ),
        ("12 Mill Road, Northtown NT1 1NT", {"addresses": MILL_ROAD}),
        (
            "Dan, Rose Cottage, Mill Lane",
            {"given": "Dan", "addresses": (Address("Rose Cottage, Mill Lane"),)},
        ),
        ("Dan Price 02.05.1974", {"given": "Dan", "family": "Price"}),
    ],
)
def test_a_line_that_says_more_than_a_name_stays_whole_beside_it(
    line: str, known: dict[str, object]
) -> None:
    said = details_in(line, "ex_partner")
    assert said == Details("ex_partner", **{**known, "notes": line})  # type: ignore[arg-type]
    assert said.says_who()


@pytest.mark.parametrize(
    ("line", "given", "family"),
    [
        ("Daniel Price", "Daniel", "Price"),
        ("Price", "Price", ""),
        ("Dan/Daniel Mc Price", "Dan/Daniel Mc", "Price"),
        ("John Hall", "John", "Hall"),
    ],
)
def test_a_plain_name_is_one(line: str, given: str, family: str) -> None:
    assert details_in(line, "partner") == Details("partner", given=given, family=family)
