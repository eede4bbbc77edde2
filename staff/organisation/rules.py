"""What an organisation still needs before its first real file, and what is unsafe in how it is set up. No Django."""

from dataclasses import dataclass
from enum import StrEnum

from staff.accounts.fence_sql import DECIDERS

from .details import too_wide

WITH_CLIENTS = ("iss_worker", "dvpp_worker", "senior_practitioner", "line_manager")


@dataclass(frozen=True)
class Somebody:
    """Somebody in post: role, service, whether they are in a team, and the services of the teams they manage."""

    role: str
    in_a_team: bool = False
    manages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Picture:
    """How an installation stands."""

    people: tuple[Somebody, ...]
    teams: int
    teams_managed: int  # by somebody in post
    policy: int | None  # the version in force; None: none
    waiting: int | None  # people in post whose induction is not noted; None: not to be known
    escrow: bool  # proved to open lately, as the health page judges it
    backup: bool  # made lately, as it judges that
    https: bool
    scanner: bool
    demo: bool
    named: bool = False  # what stands on letters was agreed
    networks: tuple[str, ...] = ()
    email: bool = False  # a mail server was agreed
    undelivered: int = 0  # messages that were given up lately
    reviewer_may_sign: bool = False  # whoever reviewed what leaves may sign it off as well
    turns: bool = False  # a manager of both services may open each half of a couple, one at a time
    schedule: bool = False  # two people have looked at how long records are kept


class State(StrEnum):
    """How a detail of the organisation stands."""

    DONE = "Done"
    TO_DO = "To do"
    UNSAFE = "Unsafe"


@dataclass(frozen=True)
class Standing:
    """One detail of the organisation: what, how it stands, and why, or what to do."""

    what: str
    state: State
    why: str


@dataclass(frozen=True)
class Step:
    """One thing to do: what, in a few words; whether it is done; how to do it, and the page (a name) where."""

    what: str
    done: bool
    how: str
    place: str = ""


def _has(picture: Picture, role: str) -> bool:
    return any(each.role == role for each in picture.people)


def _decide(picture: Picture) -> int:
    return sum(each.role in DECIDERS for each in picture.people)


def steps(picture: Picture) -> list[Step]:
    """Return what there is to do before the first real file, in the order in which it is best done."""
    people = "accounts:people"
    return [
        Step(
            "The policy is in force (clause 1)",
            picture.policy is not None,
            "One of you writes the text, the other puts it in force; then everybody acknowledges it.",
            "induction:read",
        ),
        *_inductions(picture),
        Step(
            "Three people decide about accounts",
            _decide(picture) >= 3,
            "Add a data protection lead, somebody of HR, or a trustee as outside approver: of two, neither can have the"
            " other leave, and nobody decides while one is away.",
            people,
        ),
        Step(
            "There is a team",
            picture.teams > 0,
            "Add a team for each of your services. Every file belongs to one.",
            people,
        ),
        Step(
            "Every team has a line manager",
            picture.teams > 0 and picture.teams_managed == picture.teams,
            "Add a line manager and tick the teams that they manage: they sign off disclosures (clause 1.2).",
            people,
        ),
        Step(
            "There is a safeguarding lead (clause 3.1.1)",
            _has(picture, "safeguarding_lead"),
            "Add somebody with this role: emergencies are reviewed by them where no manager can.",
            people,
        ),
        Step(
            "There is a data protection lead (clause 5.2.5)",
            _has(picture, "data_protection_lead"),
            "Add somebody with this role.",
            people,
        ),
        Step(
            "Somebody works with clients",
            any(each.role in WITH_CLIENTS and each.in_a_team for each in picture.people),
            "Add workers, each in a team and with a line manager. They open the first file.",
            people,
        ),
    ]


def _inductions(picture: Picture) -> list[Step]:
    """Return the step of the inductions, for whoever may know of them."""
    if picture.waiting is None:
        return []
    what = "Everybody’s induction is noted (clauses 5.1.1, 5.10)"
    how = (
        "Note each other’s first, then everybody’s: that the policy was explained for their own work, and a first"
        " training on it; each says for themselves whom they know. Until then no file opens to them, and nothing but"
        " the policy."
    )
    return [Step(what, picture.waiting == 0, how, "training:people")]


def standings(picture: Picture) -> list[Standing]:
    """Return how the organisation's own details stand, which two people change in the browser."""
    wide = too_wide(picture.networks)
    return [
        _standing(
            "What stands on letters",
            picture.named,
            "Letters name no organisation, and nobody to send them back to.",
        ),
        _standing(
            "Office networks",
            bool(picture.networks),
            "No network counts as an office.",
            unsafe=f"{', '.join(wide)}: shared with people who are not in your offices."
            if wide
            else "",
        ),
        _standing(
            "E-mail",
            picture.email,
            "Nobody is reminded that something waits unless they look.",
            unsafe="Messages could not be delivered: the health page says more."
            if picture.undelivered
            else "",
        ),
        _standing(
            "How long records are kept (clause 5.2.7)",
            picture.schedule,
            "The schedule is the policy’s own. Look at it under Retention, and have another agree that it fits.",
        ),
    ]


def _standing(what: str, done: bool, why: str, *, unsafe: str = "") -> Standing:
    if unsafe:
        return Standing(what, State.UNSAFE, unsafe)
    return Standing(what, State.DONE if done else State.TO_DO, "" if done else why)


def unsafe(picture: Picture) -> list[str]:
    """Return what is unsafe still, one sentence each with what to do."""
    found = []
    if not picture.escrow:
        found.append(
            "No escrow of the master keys was proved to open within a year: if they are lost, so is every record. The"
            " operator does it: 'At set-up: escrow' in docs/operations.md."
        )
    if not picture.backup:
        found.append(
            "There is no backup of the last day. The operator does it: 'Backups' in docs/operations.md."
        )
    if not picture.https:
        found.append(
            "Pages are sent without TLS: whoever shares the network can read them. See 'Production' in"
            " docs/operations.md."
        )
    if not picture.scanner:
        found.append(
            "Documents are not scanned for viruses. See 'Documents' in docs/operations.md."
        )
    if picture.demo:
        found.append(
            "Everything runs on one machine with its own database, as for a trial. For real files see 'Production' in"
            " docs/operations.md."
        )
    return found


def given_up(picture: Picture) -> list[str]:
    """Return which separations between people are given up, as a small charity may (practice, small charity)."""
    found = []
    if any({"iss", "dvpp"} <= each.manages for each in picture.people):
        found.append(
            "One person manages teams of both services. Where both halves of a couple come, they can open the file of"
            " their own service, or neither: somebody else has to manage the other one (edge E1)."
            if not picture.turns
            else "One person manages teams of both services, and may open each half of a couple: one at a time, for an"
            " hour, with a purpose. What they read of one they know when they decide about the other (edge E1)."
        )
    elif picture.turns:
        found.append(
            "Whoever comes to manage teams of both services may open each half of a couple, one at a time. Nobody does:"
            " set it to no under Organisation (edge E1)."
        )
    if picture.reviewer_may_sign:
        found.append(
            "Whoever reviewed what would leave may sign it off as well: two people see it, not three. See"
            " LATCH_REVIEWER_MAY_SIGN_OFF in docs/operations.md."
        )
    if _decide(picture) < 3:
        found.append(
            "Fewer than three people decide about accounts: the same two ask and agree every time."
        )
    return found
