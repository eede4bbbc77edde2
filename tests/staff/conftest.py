"""Fixtures of the tests that sign in with passkeys."""

import pytest

from tests.staff.soft_key import SoftKey
from tests.staff.with_passkeys import HER, forget_failures, give


@pytest.fixture
def key() -> SoftKey:
    """A passkey of hers."""
    made = SoftKey()
    give(HER, made)
    return made


@pytest.fixture
def counts_anew() -> None:
    """Let no test fail by the failures of the one before."""
    forget_failures()
