"""Whoever reviewed what leaves, and whether they may sign it off as well; without a database (clause 3.2.1)."""

from dataclasses import replace

import pytest

from disclosures.redaction.rules import reviewed
from tests.disclosures.pictures import STRANGER, complete

pytestmark = pytest.mark.clause("3.2.1")


@pytest.mark.parametrize("may_sign", [True, False])
def test_whoever_reviewed_signs_off_only_where_settings_let_them(may_sign: bool) -> None:
    whole = complete()
    assert whole.redaction.review is not None
    signers = {each.approver.id for each in whole.sign_offs}
    for who in (*signers, STRANGER):
        by = replace(whole.redaction.review.by, id=who)
        review = replace(whole.redaction.review, by=by)
        done = replace(whole.redaction, review=review, reviewer_may_sign=may_sign)
        found = [o.code for o in reviewed(replace(whole, redaction=done))]
        assert found == ([] if may_sign or who not in signers else ["reviewer_signed"])
    assert signers
    assert STRANGER not in signers
