"""4.1.1 at its edges: under which duty they act, what stands instead of an assurance, and its last day."""

from dataclasses import replace

import pytest

from disclosures.clauses.agencies import duty_named, instead_of_assurance
from disclosures.clauses.grounds import progress_report
from disclosures.picture import Basis, Grounds, Picture, Recipient
from disclosures.rules import RULES
from tests.disclosures.grounds import complete_on
from tests.disclosures.pictures import TODAY, YESTERDAY, agency_with, complete

pytestmark = pytest.mark.clause("4.1.1")
UNASSURED = "No assurance is asked of them: "


def _unnamed(basis: Basis, *, threatened: bool) -> Picture:
    """Nobody says under which duty somebody acts, and how they keep confidences nobody has seen."""
    p = agency_with(assurance=None)(complete_on(basis))
    warned = Recipient("Ruth Adeyemi", threatened=threatened)
    return replace(p, recipient=warned, grounds=replace(p.grounds, law=" "))


@pytest.mark.parametrize(
    ("basis", "threatened", "asked"),
    [
        (Basis.THREAT, True, False),
        (Basis.THREAT, False, True),
        (Basis.SERIOUS_HARM, True, True),
        (Basis.SERIOUS_HARM, False, True),
    ],
)
def test_only_whoever_is_threatened_is_warned_whatever_they_act_under(
    basis: Basis, threatened: bool, asked: bool
) -> None:
    found = [o.code for o in duty_named(_unnamed(basis, threatened=threatened))]
    assert found == ["duty_unsaid"] * asked
    nobody = replace(_unnamed(basis, threatened=threatened), recipient=None)
    assert [o.code for o in duty_named(nobody)] == ["duty_unsaid"]


def test_an_assurance_holds_on_its_last_day() -> None:
    p = _unnamed(Basis.SERIOUS_HARM, threatened=False)
    assurance = complete().agency.assurance  # type: ignore[union-attr]
    last = replace(assurance, review_on=TODAY)  # type: ignore[type-var]
    assert not list(duty_named(agency_with(assurance=last)(p)))
    over = replace(assurance, review_on=YESTERDAY)  # type: ignore[type-var]
    assert list(duty_named(agency_with(assurance=over)(p)))


def test_what_stands_instead_of_an_assurance_is_said_where_none_is_asked() -> None:
    """A duty wherever there is one; what was written about the emergency only where it is one."""
    urgent, plain = complete_on(Basis.THREAT), complete_on(Basis.INFORMED_CONSENT)
    said = Grounds(law=" The police, Children Act 1989 s47 ")
    for p in (urgent, plain):
        dutiful = agency_with(statutory_duty="Housing Act 1996")(p)
        assert instead_of_assurance(dutiful) == (
            f"{UNASSURED}they act under a duty in law, Housing Act 1996."
        )
        assert instead_of_assurance(replace(p, grounds=Grounds())) == ""
    words = f"{UNASSURED}The police, Children Act 1989 s47"
    assert instead_of_assurance(replace(urgent, grounds=said)) == words
    assert instead_of_assurance(replace(urgent, agency=None, grounds=said)) == words
    assert instead_of_assurance(replace(plain, grounds=said)) == ""
    others = [each for each in RULES if not each.clause.startswith("4.1.1")]
    assert {rule.instead(urgent) for rule in others} == {""}


@pytest.mark.clause("4.3.1")
def test_a_report_s_own_words_need_their_point_only_where_there_are_any() -> None:
    p = complete_on(Basis.PROGRESS_REPORT, "dvpp")
    silent = replace(p, grounds=replace(p.grounds, relevance=" "))
    assert not silent.written.there
    assert "report_irrelevant" not in {o.code for o in progress_report(silent)}
