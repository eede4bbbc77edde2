"""Where each clause on disclosure acts: the page, or the list from which one begins, and what shows there.

A page that is meant for some roles is shown to those alone, as in the navigation.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from confidentiality.interface.addresses import fixed_address
from confidentiality.interface.context import FOOT, PLACES, WORKS_ON_FILES

# Of pages that the navigation does not name
_MEANT_FOR: Mapping[str, frozenset[str] | None] = {
    "clients:duty_search": WORKS_ON_FILES,
    **{name: roles for _text, name, roles in (*FOOT, *PLACES)},
}


@dataclass(frozen=True, slots=True)
class Place:
    """One page at which a clause acts: its route, the words of the link, and what is to be seen there."""

    route: str
    text: str
    shows: str

    @property
    def href(self) -> str:
        """Return its address."""
        return fixed_address(self.route)

    def meant_for(self, roles: frozenset[str]) -> bool:
        """Whether the page is for somebody with these roles."""
        meant = _MEANT_FOR[self.route]
        return meant is None or bool(meant & roles)


def _asking(shows: str) -> Place:
    """A rule that a request to disclose meets."""
    return Place(
        "clients:my_files", "My files", f"Open a file, Disclosures, Ask to disclose. {shows}"
    )


def _on_file(shows: str) -> Place:
    return Place("clients:my_files", "My files", f"Open a file. {shows}")


_SIGNING = Place(
    "disclosures:approvals",
    "Approvals",
    "Each request shows what would leave, and clause by clause what is met and what is missing.",
)
_AGENCIES = Place(
    "disclosures:agencies",
    "Agencies",
    "An agency’s page says what is on record, and what is missing before anything goes to it.",
)
_PROTOCOLS = Place(
    "protocols:protocols",
    "Protocols",
    "A protocol’s page names its agencies, clients, readers and days, and each agency’s copy.",
)
_JOINT = _asking(
    "Choose ‘Joint working under a protocol’: what the protocol lacks stands on the request."
)
_PARTNERS = _asking(
    "Name somebody at a partner agency: what it lacks stands on the request, on each ground that works with it."
)

PLACES_OF: Mapping[str, tuple[Place, ...]] = {
    "1.2": (
        _asking(
            "The request’s page lists every rule that its ground asks, met or missing, and who can mend it."
        ),
        _SIGNING,
        Place("delivery:register", "Disclosures", "Everything that left, and on what ground."),
    ),
    "2.1": (
        _asking(
            "Choose ‘The client’s informed consent’: without a consent that covers it, the request says what lacks."
        ),
        _on_file(
            "Consents takes down what the client agreed to, was told and refused, and withdraws it."
        ),
        Place(
            "clients:duty_search",
            "Search on duty",
            "Whoever rings to withdraw is heard at once, also by a colleague.",
        ),
        Place(
            "askings:home",
            "Asked about staff",
            "What is given out of one of us, on their own terms.",
        ),
    ),
    "2.2": (
        _on_file(
            "Consents, Record a consent: the written authorisation with its date, and signing it on the screen."
        ),
        _asking(
            "Choose ‘Our own request to others’, or a man’s file: it waits for the authorisation."
        ),
    ),
    "3.1.1": (
        _asking(
            "Choose ‘Child protection’: the concern, and how the parent who does not abuse was involved."
        ),
        _SIGNING,
    ),
    "3.2.1": (
        _on_file("Third party holds what others said, apart from the timeline."),
        _asking(
            "Pick entries, then Prepare what leaves: each is gone through, read by the machine and reviewed."
        ),
    ),
    "3.3.1": (
        Place(
            "clients:search",
            "Search",
            "It finds what is open to you, and answers for the rest as if it did not exist.",
        ),
        Place(
            "callers:home",
            "Somebody asks",
            "The one answer to whoever asks whether somebody is a client.",
        ),
        _asking(
            "Choose ‘Serious harm to others’ on a woman’s file: which harm, to whom, and a sign-off."
        ),
    ),
    "3.3.2 a": (
        _asking(
            "Choose ‘Liaison at the client’s request’: the consent has to say that the client asked for it."
        ),
    ),
    "3.3.2 b": (
        _asking(
            "It waits until the readers are named and known, and a concern, if there is one, was discussed."
        ),
        _on_file(
            "Consents, Record a consent: the day on which it was explored what may come of it."
        ),
    ),
    "3.3.2 c": (
        _asking(
            "Answer ‘Yes’ to ‘May it raise her risk?’: a discussion, its note in the file and a second sign-off follow."
        ),
        _SIGNING,
    ),
    "3.3.2 d": (
        _on_file(
            "Consents, Record a consent: ‘She was asked what limits she sets’, and the limits."
        ),
        _asking(
            "A request against a limit says which, and her own words are shown again at the release."
        ),
    ),
    "3.3.2 e": (
        _on_file(
            "People holds the partners and former partners, with their names, numbers and addresses."
        ),
        _asking("Name one of them as the recipient: it may not go, on any ground but a warning."),
    ),
    "4.1.1": (
        _AGENCIES,
        _asking(
            "An agency without a current assurance is refused; so is a client who was not told."
        ),
    ),
    "4.2.1": (
        _asking(
            "On a man’s file each ground says what opens it; ‘A threat to somebody’ can be released at once."
        ),
        Place(
            "notifications:waiting",
            "Notifications",
            "What happened on the programme and is to be told to a partner.",
        ),
        Place(
            "refusals:waiting",
            "Not warned",
            "Each decision not to warn somebody, to be looked at by a second person.",
        ),
    ),
    "4.3.1": (
        _asking(
            "On a man’s file choose ‘A report on progress’: what he was told, and each entry’s relevance."
        ),
        _AGENCIES,
    ),
    "4.4.1": (
        Place(
            "groups:groups",
            "Groups",
            "The groups that meet, and whose clients were in one without a signed agreement.",
        ),
        _on_file("Groups says at which sessions this client was, and what they signed."),
    ),
    "4.4.2": (
        _on_file("Add an entry marks one that holds a sensitive fact; nobody reads it by the way."),
        _asking("Pick a marked entry: it stays, unless the consent names it or it is withheld."),
    ),
    "4.5.1": (
        Place(
            "callers:home",
            "Somebody asks",
            "Somebody asks about a colleague: the one answer, and where it is written down.",
        ),
        Place(
            "askings:home",
            "Asked about staff",
            "What waits for you as the person, or as the line manager.",
        ),
    ),
    "4.6.1–4.6.5": (
        _on_file("Add an entry: words that judge or belittle are shown while you write."),
    ),
    "4.6.6": (
        Place("paper:register", "Paper", "Who has which folder out, and what is overdue."),
        Place(
            "drafts:my_drafts",
            "Drafts",
            "What was typed when the screen locked. Lock stands at the top of each page.",
        ),
    ),
    "5.5": (_PROTOCOLS, _JOINT),
    "5.6": (_AGENCIES, _PARTNERS),
    "5.7": (
        _PROTOCOLS,
        Place(
            "agencyworkers:workers",
            "Agency workers",
            "Who of a partner agency may sign in to read, and until when.",
        ),
        _JOINT,
    ),
    "5.8": (_AGENCIES, _PARTNERS),
}


def places_of(number: str, roles: frozenset[str]) -> tuple[Place, ...]:
    """Return where a clause acts, as far as the pages are for somebody with these roles."""
    return tuple(place for place in PLACES_OF.get(number, ()) if place.meant_for(roles))
