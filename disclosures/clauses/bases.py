"""The bases of a disclosure, in words, and what sets some of them apart. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from disclosures.picture import Basis

EVERY = frozenset(Basis)
# Those that rest on what the client agreed to
CONSENTED = frozenset(
    {Basis.INFORMED_CONSENT, Basis.LIAISON, Basis.JOINT_WORKING, Basis.OWN_REQUEST}
)
# Those on which life goes before procedure: released by the worker at hand, looked at within a day
URGENT = frozenset({Basis.CHILD_PROTECTION, Basis.SERIOUS_HARM, Basis.THREAT})
# Those that work with an agency, whose keeping of confidences we have to know
JOINT = CONSENTED | {Basis.PROGRESS_REPORT}
# On which who reads it is named, and a concern is discussed (3.3.2 b)
REPORTED = JOINT | {Basis.CHILD_PROTECTION, Basis.SERIOUS_HARM}
# Those on which something goes to somebody else than the client whose file it is
TO_OTHERS = EVERY - {Basis.OWN_FILE}
# Whose sign-off a basis needs besides a manager's
LEADS: Mapping[Basis, str] = {
    Basis.CHILD_PROTECTION: "safeguarding_lead",
    Basis.COURT_ORDER: "data_protection_lead",
    Basis.STATUTORY: "data_protection_lead",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A basis for pages: what to call it, its clause, and when it is the right one."""

    label: str
    clause: str
    when: str


BASES: Mapping[Basis, Named] = {
    Basis.INFORMED_CONSENT: Named(
        "The client’s informed consent", "2.1", "The client agrees that this is shared."
    ),
    Basis.LIAISON: Named(
        "Liaison at the client’s request",
        "3.3.2 a",
        "The client has asked us to be in touch with an agency for them.",
    ),
    Basis.JOINT_WORKING: Named(
        "Joint working under a protocol",
        "5.5",
        "An information-sharing protocol with the agency is in force, and the client agrees.",
    ),
    Basis.OWN_REQUEST: Named(
        "Our own request to others",
        "2.2",
        "We ask somebody about the client, a doctor for example: to ask tells them of the client.",
    ),
    Basis.PROGRESS_REPORT: Named(
        "A report on progress on the programme",
        "4.3.1",
        "Another agency works with the man as well, and he was told that we may report to it.",
    ),
    Basis.CHILD_PROTECTION: Named(
        "Child protection", "3.1.1", "A child may be abused or neglected. It may be urgent."
    ),
    Basis.SERIOUS_HARM: Named(
        "Serious harm to others",
        "3.3.1",
        "Telling could prevent serious harm to somebody else. It may be urgent.",
    ),
    Basis.THREAT: Named(
        "A threat to somebody",
        "4.2.1",
        "He is a threat to a named person. They are warned, and the police or others may be told. It may be urgent.",
    ),
    Basis.COURT_ORDER: Named("A court’s order", "3.3.2 b", "A court orders us to disclose."),
    Basis.STATUTORY: Named(
        "A duty or power in law",
        "1.2",
        "The police or another body asks in writing, under a law that they name.",
    ),
    Basis.OWN_FILE: Named(
        "The client’s right to see their own file",
        "5.2.4",
        "The client, or somebody with their authority, has asked to see the file.",
    ),
}

# Those that a programme file does not know at all, and the one that only it knows
_NOT_ON_A_MANS = frozenset({Basis.SERIOUS_HARM})
_NOT_ON_HERS = frozenset({Basis.PROGRESS_REPORT})


def bases_for(service: str) -> dict[Basis, Named]:
    """Return the bases that a file of a service knows, in the order in which pages list them.

    A client's request to see the file is not among them: it is not chosen but recorded (`disclosures.ownfile`).
    """
    unknown = _NOT_ON_HERS if service == "iss" else _NOT_ON_A_MANS
    return {b: named for b, named in BASES.items() if b in TO_OTHERS - unknown}
