"""What a client set at an office screen is read beside the consent as it was given."""

from datetime import date

import pytest

from disclosures.kiosk.models import Limit
from disclosures.limits import ends_on
from disclosures.models import Consent

JUNE, MAY, JULY = date(2026, 6, 1), date(2026, 5, 1), date(2026, 7, 1)


def ends(day: date) -> Limit:
    return Limit(kind=Limit.Kind.ENDS, day=day)


@pytest.mark.clause("3.3.2 d")
@pytest.mark.parametrize(
    ("agreed", "limits", "until"),
    [
        (JUNE, [], JUNE),
        (JUNE, [ends(MAY)], MAY),
        (JUNE, [ends(MAY), ends(JULY)], MAY),
        (JUNE, [ends(JULY)], JUNE),  # the database takes no such one
        (JUNE, [Limit(kind=Limit.Kind.NOT_BEFORE, day=MAY)], JUNE),
        (None, [ends(MAY)], None),  # an end that she sets makes no whole consent of one without
    ],
)
def test_the_earliest_end_counts(
    agreed: date | None, limits: list[Limit], until: date | None
) -> None:
    assert ends_on(Consent(expires_on=agreed), limits) == until
