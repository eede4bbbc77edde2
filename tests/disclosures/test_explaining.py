"""What every rule said of a disclosure is kept with it, rule by rule."""

from dataclasses import replace

import pytest

from disclosures.explaining import Said, explained, from_stored
from disclosures.picture import Basis, Picture
from disclosures.rules import RULES, is_urgent
from tests.disclosures.grounds import complete_on
from tests.disclosures.pictures import complete

pytestmark = pytest.mark.clause("1.2")


def told(picture: Picture) -> dict[tuple[str, str], Said]:
    return {(said.clause, said.asks): said for said in from_stored(explained(picture))}


@pytest.mark.parametrize("basis", sorted(Basis))
def test_a_rule_is_met_or_was_not_asked_where_nothing_is_missing(basis: Basis) -> None:
    whole = complete_on(basis)
    said = explained(whole)
    named = [(rule.clause_on(whole.service), rule.asks) for rule in RULES]
    assert [(one["clause"], one["asks"]) for one in said] == named
    assert [one["stands"] for one in said] == [
        "met" if rule.asked(basis) else "not asked" for rule in RULES
    ]
    assert all(one["missing"] == [] and set(one) == set(Said.__slots__) for one in said)


def test_what_was_missing_is_kept_in_its_words() -> None:
    picture = replace(complete(), sign_offs=(), explained_on=None)
    lacking = {
        (rule.clause, rule.asks): tuple(o.what_is_missing for o in rule.found(picture))
        for rule in RULES
        if rule.found(picture)
    }
    said = told(picture)
    assert len(lacking) >= 2
    assert {one: said[one].missing for one in lacking} == lacking
    assert {said[one].stands for one in lacking} == {"missing"}
    assert {said[one].stands for one in said if one not in lacking} == {"met", "not asked"}


def test_what_a_life_goes_before_is_asked_afterwards_and_the_rest_is_missing() -> None:
    urgent = replace(complete_on(Basis.THREAT), urgent=True, sign_offs=(), risk=None)
    assert is_urgent(urgent)
    said, waits = told(urgent), {(rule.clause, rule.asks): rule.waits for rule in RULES}
    lacking = [one for one in said if said[one].missing]
    assert {waits[one] for one in lacking} == {True, False}
    for one in lacking:
        assert said[one].stands == ("afterwards" if waits[one] else "missing")
    at_leisure = told(replace(urgent, urgent=False))
    assert {one.stands for one in at_leisure.values()} <= {"met", "missing", "not asked"}


def test_it_comes_back_as_it_was_kept() -> None:
    kept = [{"clause": "2.1", "asks": "Consent", "stands": "missing", "missing": ["One.", "Two."]}]
    assert from_stored(kept) == [Said("2.1", "Consent", "missing", ("One.", "Two."))]
    assert from_stored([]) == []
