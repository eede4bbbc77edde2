"""The table of grounds in the guide says what the rules do, and what they give way to."""

import textwrap
from pathlib import Path

import pytest

from disclosures.clauses.bases import BASES, EVERY, TO_OTHERS, URGENT, bases_for
from disclosures.forms.grounds import ASKED, LAW, WHY
from disclosures.picture import Basis
from disclosures.rules import RULES, Rule
from tests.browser.test_bases import WAYS
from tests.disclosures import oracle
from tests.policy.giving_way import FACTS, gives_way, silencers

PAGE = Path(__file__).resolve().parents[2] / "docs" / "disclosures.md"
BEGIN, LIST, END = "<!-- grounds -->\n", "<!-- gives way -->\n", "<!-- end -->"
WIDE = 124
# By its place in the picture: what another word there silences.
SILENCED = {
    # It mends it as well, or makes it not so
    "agency.assurance.keeps_ours": {"policy_unkept"},
    "agency.policy_explained_on": {"policy_not_explained"},
    "agency.policy_given_on": {"policy_not_given"},
    "concern.raised": {"concern_undiscussed"},
    "consent.given_on": {"consent_uninformed"},
    "consent.of_age_on": {"child_unknown"},
    "grounds.not_told": {"client_untold"},
    "own.dead": {"client_lives"},
    "own.held": {"left_out"},
    "own.scope": {"left_out"},
    "own.weighed": {"unweighed"},
    "risk.assessed": {"risk_unreasoned"},
    "risk.raises_risk": {"risk_undiscussed", "risk_unnoted", "second_sign_off"},
    "written.sensitive": {"words_unlooked"},
    "written.there": {"nothing_picked"},
    # It is a fact of the guide's list
    "agency.partner": {"agreement_over", "no_breach_clause"},
    "agency.statutory_duty": {
        *("no_assurance", "assurance_lapsed", "assurance_newer"),
        "duty_unsaid",
    },
    "recipient.threatened": {"duty_unsaid", "recipient_is_partner"},
    "grounds.names_sensitive": {"sensitive_unnamed", "sensitive_words"},
    "own.asker": {
        *("no_recipient", "recipient_left", "recipient_is_partner", "recipient_like_partner"),
        *("partners_unknown", "sensitivity_unknown", "sensitive_unnamed", "sensitive_rest"),
        *("words_unlooked", "no_authority"),
        "coercion_unasked",  # nobody else has to be seen alone
    },
    "own.statutory": {"notice_running"},
    "service": {
        *("mens_exception", "not_in_writing", "writing_unseen"),
        *("partner_unsigned", "partner_unsure", "warned_unasked"),
    },
}


def _cell(rule: Rule, basis: Basis) -> str:
    if not rule.asked(basis):
        return " "
    waits = "→" if rule.waits and basis in URGENT else ""
    way = "○" if any(gives_way(rule, basis, fact) for fact in FACTS.values()) else ""
    return waits + way or "●"


def as_table() -> str:
    """Return the table as the guide holds it: a row for each rule, a column for each basis."""
    head = f"| clause | asked | {' | '.join(named.label for named in BASES.values())} |"
    rows = [
        f"| {_clauses(rule)} | {rule.asks} | {' | '.join(_cell(rule, basis) for basis in BASES)} |"
        for rule in RULES
    ]
    return "\n".join([head, "| --- " * (len(BASES) + 2) + "|", *rows]) + "\n"


def _clauses(rule: Rule) -> str:
    return f"{rule.clause}, his {rule.on_his}" if rule.on_his else rule.clause


def as_list() -> str:
    """Return what gives way to what, as the guide holds it, each with the clauses that do."""
    said = []
    for words, fact in FACTS.items():
        way = [
            _clauses(rule)
            for rule in RULES
            if any(gives_way(rule, basis, fact) for basis in Basis if rule.asked(basis))
        ]
        line = f"- {words} ({'; '.join(dict.fromkeys(way))})"
        said.append(textwrap.fill(line, WIDE, subsequent_indent="  ", break_on_hyphens=False))
    return ";\n".join(said) + ".\n"


def _kept(begin: str) -> str:
    return PAGE.read_text("utf-8").partition(begin)[2].partition(END)[0]


def test_the_guide_s_table_is_what_the_rules_ask() -> None:
    assert _kept(BEGIN) == as_table()


def test_the_guide_says_what_each_clause_gives_way_to() -> None:
    assert _kept(LIST) == as_list()


@pytest.mark.clause("2.1")
def test_what_a_rule_asks_gives_way_to_nothing_that_the_guide_does_not_say() -> None:
    """Whatever else somebody says of a request, what it misses it goes on missing."""
    found: dict[str, set[str]] = {}
    for basis in Basis:
        for code, place in silencers(basis):
            found.setdefault(place, set()).add(code)
    assert found == SILENCED


@pytest.mark.clause("1.2", "2.1")
def test_no_basis_is_without_its_questions_and_its_story() -> None:
    """Each that is chosen has its form, goes through the browser, and is judged by the oracle of what left."""
    assert set(WAYS) == set(ASKED) == TO_OTHERS
    assert oracle.BY_HER | set(oracle.GROUNDS) | {Basis.PROGRESS_REPORT} == TO_OTHERS
    for name, labels in (("why", WHY), ("law", LAW)):
        assert {basis for basis, asked in ASKED.items() if name in asked} == set(labels)
    assert set(BASES) == EVERY
    chosen = {basis for service in ("iss", "dvpp") for basis in bases_for(service)}
    assert chosen == TO_OTHERS
