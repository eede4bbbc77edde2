"""Whoever reviewed what leaves, and whether they may sign it off as well; without a database (clause 3.2.1)."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from disclosures.redaction.rules import court_permission, reviewed
from tests.disclosures.pictures import FIRST, SECOND, STRANGER, complete

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


def held(**changes: Any) -> list[tuple[str, tuple[UUID, ...]]]:
    """Return what E23 alone finds in a picture to which nothing else is missing."""
    whole = complete()
    picture = replace(whole, redaction=replace(whole.redaction, **changes))
    return [(o.code, o.about) for o in court_permission(picture)]


@pytest.mark.edge("E23")
def test_a_court_s_paper_is_held_without_its_own_permission() -> None:
    assert held() == []
    assert held(court=(FIRST, SECOND)) == [("court_unpermitted", (FIRST, SECOND))]
    some = held(court=(FIRST, SECOND), permitted=frozenset({FIRST}))
    assert some == [("court_unpermitted", (SECOND,))]
    assert held(court=(FIRST,), permitted=frozenset({FIRST})) == []
    # a permission says of no document that it is no such paper
    unsaid = held(court_unsaid=(SECOND,), permitted=frozenset({SECOND}))
    assert unsaid == [("court_unsaid", (SECOND,))]
