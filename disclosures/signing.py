"""When a sign-off holds: the rules about who signed, in what post and over what content.

A picture at the stage of sign-off holds only the one about to be given (`about_to_sign`), so that
an older one that has become void never stops the next manager.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from disclosures.clauses.bases import LEADS
from disclosures.obstacle import Mender, Obstacle, Stage
from disclosures.picture import Basis, Picture, SignOff, WorkerPicture

MANAGER_ROLES = frozenset({"line_manager"})
SECOND_ONLY = frozenset({"senior_practitioner"})
SECOND_OPINION_ROLES = MANAGER_ROLES | SECOND_ONLY
# Who may look at what went before its sign-off
LOOKING_ROLES = MANAGER_ROLES | set(LEADS.values())
# Who may write beside it what it lacked: a second opinion is a senior practitioner's too
BESIDE_ROLES = LOOKING_ROLES | SECOND_OPINION_ROLES


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why one sign-off is void: its code and what the page says."""

    code: str
    what: str


IS_REQUESTER = Flaw("approver_is_requester", "The one who asks can't sign it off.")
HAS_LEFT = Flaw("approver_left", "The one who signed it off is no longer in post.")
UNENTITLED = Flaw("approver_unentitled", "The one who signed it off may not do so here.")
OTHER_CONTENT = Flaw("signed_other_content", "What was signed off is not what would leave.")
SENT_BACK = Flaw("sent_back_since", "It was sent back after it was signed off: sign it anew.")
OLDER = Flaw("assurance_newer", "The agency's assurance is newer than the sign-off: sign again.")


def flaws(p: Picture, sign_off: SignOff) -> tuple[Flaw, ...]:
    """Why a sign-off is void (E11, E12); () when it holds."""
    who = sign_off.approver
    assurance = p.agency.assurance if p.agency and not p.agency.duty else None
    found = {
        IS_REQUESTER: p.requester is None or who.id == p.requester.id,
        HAS_LEFT: who.in_post is not True,
        UNENTITLED: not who.roles & deciding_on(p.basis) or who.service not in _services(p, who),
        OTHER_CONTENT: not p.content or sign_off.content != p.content,
        SENT_BACK: p.sent_back_at is not None and sign_off.decided_at <= p.sent_back_at,
        OLDER: assurance is not None and sign_off.decided_at < assurance.recorded_at,
    }
    return tuple(flaw for flaw, stands in found.items() if stands)


def _services(p: Picture, who: WorkerPicture) -> set[str]:
    """The services whose people may sign: the file's, both, and none for a lead of the whole organisation."""
    return {p.service, "both"} | ({""} if lead_of(p.basis) in who.roles else set())


def deciding_on(basis: Basis | str | None) -> frozenset[str]:
    """Return the roles whose sign-off counts on a basis: managers, senior practitioners, the lead whose it is."""
    return SECOND_OPINION_ROLES | ({lead} if (lead := lead_of(basis)) else frozenset())


def lead_of(basis: Basis | str | None) -> str:
    """Return the role of the lead whose sign-off a basis needs besides a manager's; '' where it is nobody's."""
    return next((r for each, r in LEADS.items() if each == basis), "")  # rows know it as text


def about_to_sign(p: Picture, sign_off: SignOff) -> Picture:
    """The picture as the one about to sign has to be judged: with their sign-off alone."""
    return replace(p, sign_offs=(sign_off,))


def approver_is_another(p: Picture) -> Iterator[Obstacle]:
    """1.2: a manager other than the one who asks signs it off, and signs off what would leave."""
    if p.requester is None:
        what = "Nobody stands as the one who asks."
        yield Obstacle("1.2", what, Mender.WORKER, "no_requester", Stage.SUBMISSION)
    if all(s.approver.roles <= SECOND_ONLY | set(LEADS.values()) for s in p.sign_offs):
        what = "No line manager has signed it off."
        yield Obstacle("1.2", what, Mender.MANAGER, "no_sign_off", Stage.RELEASE)
    yield from _voided(p, "1.2", {IS_REQUESTER, UNENTITLED, OTHER_CONTENT, SENT_BACK})


def approver_in_post(p: Picture) -> Iterator[Obstacle]:
    """1.2: a sign-off lasts only as long as the one who gave it is in post (E12)."""
    yield from _voided(p, "1.2", {HAS_LEFT})


def signed_under_an_older_assurance(p: Picture) -> Iterator[Obstacle]:
    """4.1.1: a new assurance needs a new sign-off (E11)."""
    yield from _voided(p, "4.1.1", {OLDER})


def second_sign_off(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 c: what raises her risk is signed off by two people."""
    signers = {s.approver.id for s in p.sign_offs}
    if _needed(p) > 1 and len(signers) < 2:
        what = "It raises risk: a second sign-off is needed."
        yield Obstacle("3.3.2 c", what, Mender.SENIOR, "second_sign_off", Stage.RELEASE)


def lead_signed(p: Picture) -> Iterator[Obstacle]:
    """3.1.1, 1.2: the safeguarding lead, or the data protection lead, has signed it off where the basis is theirs."""
    if _lead_holds(p):
        return
    if lead_of(p.basis) == "safeguarding_lead":
        what = "The safeguarding lead has not signed it off."
        yield Obstacle("3.1.1", what, Mender.SAFEGUARDING, "lead_unsigned", Stage.RELEASE)
    else:
        what = "The data protection lead has not looked at it and signed it off."
        yield Obstacle("1.2", what, Mender.DATA_PROTECTION, "lead_unsigned", Stage.RELEASE)


def enough(p: Picture) -> bool:
    """Whether the sign-offs that hold are as many as the risk asks for, a manager's and the lead's among them."""
    return _manager_holds(p) and _lead_holds(p) and len(_holding(p)) >= _needed(p)


def _needed(p: Picture) -> int:
    return 2 if p.risk is not None and p.risk.raises_risk else 1


def _holding(p: Picture) -> set[UUID]:
    return {s.approver.id for s in p.sign_offs if not flaws(p, s)}


def _manager_holds(p: Picture) -> bool:
    return any(s.approver.roles & MANAGER_ROLES and not flaws(p, s) for s in p.sign_offs)


def _lead_holds(p: Picture) -> bool:
    """Whether the lead whose basis it is has signed, and it holds; True where it is nobody's."""
    lead = lead_of(p.basis)
    return not lead or any(lead in s.approver.roles and not flaws(p, s) for s in p.sign_offs)


def _voided(p: Picture, clause: str, of: set[Flaw]) -> Iterator[Obstacle]:
    """The flaws that leave too few sign-offs; none once enough others hold."""
    if enough(p):
        return
    for flaw in dict.fromkeys(f for s in p.sign_offs for f in flaws(p, s) if f in of):
        yield Obstacle(clause, flaw.what, Mender.MANAGER, flaw.code, Stage.SIGN_OFF)
