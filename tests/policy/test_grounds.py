"""The table of grounds in the guide says what the rules do."""

from pathlib import Path

from disclosures.clauses.bases import BASES, URGENT
from disclosures.picture import Basis
from disclosures.rules import RULES, Rule

PAGE = Path(__file__).resolve().parents[2] / "docs" / "disclosures.md"
BEGIN, END = "<!-- grounds -->\n", "<!-- end -->"


def _cell(rule: Rule, basis: Basis) -> str:
    if not rule.asked(basis):
        return " "
    return "→" if rule.waits and basis in URGENT else "●"


def as_table() -> str:
    """Return the table as the guide holds it: a row for each rule, a column for each basis."""
    head = f"| clause | asked | {' | '.join(named.label for named in BASES.values())} |"
    rows = [
        f"| {rule.clause} | {rule.asks} | {' | '.join(_cell(rule, basis) for basis in BASES)} |"
        for rule in RULES
    ]
    return "\n".join([head, "| --- " * (len(BASES) + 2) + "|", *rows]) + "\n"


def test_the_guide_s_table_is_what_the_rules_ask() -> None:
    kept = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    assert kept == as_table()
