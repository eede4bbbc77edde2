"""Whether a recipient may be a partner, by whatever is known of either; without a database."""

import pytest

from disclosures.likeness import likeness_to_partners
from disclosures.names import Likeness
from disclosures.picture import Partners, Recipient

pytestmark = [pytest.mark.clause("3.3.2 e"), pytest.mark.edge("E13")]


@pytest.mark.parametrize(
    ("ways", "like"),
    [
        ({"phones": ("+44 7700 900123",)}, Likeness.ASK),
        ({"emails": ("Shared@Example.org",)}, Likeness.ASK),
        ({"places": ("Housing, 12 Larch Road, LR4 5EF",)}, Likeness.ASK),
        ({"phones": ("07700 900124",), "emails": ("her@example.org",)}, Likeness.DIFFERENT),
        ({"places": ("3 Elm Row, EB1 2CD",)}, Likeness.DIFFERENT),
    ],
)
def test_what_is_never_to_be_used_may_be_a_partner_s(
    ways: dict[str, tuple[str, ...]], like: Likeness
) -> None:
    never = Partners((), ("07700 900123",), ("shared@example.org",), ("12 Larch Road", "LR4 5EF"))
    recipient = Recipient("Wilhelmina Askew", **ways)  # type: ignore[arg-type]
    assert likeness_to_partners(recipient, "", Partners(unsure=never)) == like


@pytest.mark.parametrize(
    ("readers", "like"),
    [
        (("her team lead", "PRICE, Daniel"), Likeness.SAME),
        (("Daniel Price, housing",), Likeness.ASK),
        (("D. Price",), Likeness.ASK),
        (("her team lead", "the duty officer"), Likeness.DIFFERENT),
    ],
)
def test_who_else_reads_it_is_compared_as_the_recipient_is(
    readers: tuple[str, ...], like: Likeness
) -> None:
    recipient = Recipient("Wilhelmina Askew", readers=readers)
    assert likeness_to_partners(recipient, "", Partners(("Daniel Price",))) == like
