"""What a client may know of the register of disclosures, on every basis."""

from datetime import date

import pytest

from disclosures.clauses.bases import JOINT
from disclosures.delivery.rules import client_may_know
from disclosures.picture import Basis, Grounds

pytestmark = pytest.mark.clause("2.1")
SILENT, TOLD = Grounds(why="A threat"), Grounds(told_on=date(2026, 3, 2))


@pytest.mark.parametrize("basis", sorted(Basis))
@pytest.mark.parametrize("row", [False, True], ids=["basis", "as a row has it"])
def test_they_may_know_what_they_agreed_to_or_were_told_of_and_nothing_else(
    basis: Basis, row: bool
) -> None:
    said = str(basis) if row else basis
    own, agreed = basis == Basis.OWN_FILE, basis in JOINT
    assert client_may_know(said, SILENT, told=False) == (own or agreed)
    assert client_may_know(said, SILENT, told=True) == own
    assert client_may_know(said, TOLD, told=True)
    assert client_may_know(said, TOLD, told=False)


def test_on_a_basis_that_nobody_knows_they_know_what_they_were_told_of() -> None:
    assert not client_may_know("public_interest", SILENT, told=False)
    assert client_may_know("public_interest", TOLD, told=True)
