"""The steps of a request about one of us: what each asks for, and what it says to whoever takes it."""

from dataclasses import dataclass

from django.conf import settings

from . import rules
from .models import AskingNote, Items
from .rules import Kind

Choices = tuple[tuple[str, str, str], ...]  # code, label, hint


@dataclass(frozen=True)
class Step:
    """One step: its heading, clause and button, and which questions it asks."""

    kind: Kind
    heading: str
    clause: str
    button: str
    says: str = ""
    words: str = ""  # the label of the words; empty: none are asked for
    hint: str = ""
    words_needed: bool = False
    code: str = ""  # the label of the choice; empty: none
    items: str = ""  # the label of the ticks; empty: none


_MAY = "What may be given?"
_ONLY = "If only this: what?"
_MESSAGE = "The message, or a limit"
STEPS: dict[str, Step] = {
    step.kind.value: step
    for step in (
        Step(
            Kind.PUT,
            "Put it to the person",
            "4.5.1",
            "Put it to them",
            says="They see the whole request at once, with what the caller claimed, and answer on their own page."
            " Nothing is given out until they have. Tell them by word of mouth as well where it may frighten them.",
            words="What you want to say to them",
        ),
        Step(
            Kind.TERMS,
            "Say what may be given out about you",
            "2.1",
            "Say it",
            says="It is yours to decide, and no is enough. You can change it as long as nothing has been given out.",
            words=_MESSAGE,
            hint="Word for word as it is to be passed on, or how and to whom it may be given",
            code=_MAY,
            items=_ONLY,
        ),
        Step(
            Kind.REACHED,
            "Note what the person said",
            "4.5.1",
            "Note it",
            says="They do not work here any more. Reach them by what we have of them; where they cannot be reached,"
            " nothing is given out: close the request.",
            words=_MESSAGE,
            hint="How they were reached and known, and what they said",
            words_needed=True,
            code=_MAY,
            items=_ONLY,
        ),
        Step(
            Kind.BASIS,
            "A body has a right of its own",
            "4.5.1",
            "Note it",
            says="Only on paper, from a body that you have checked by a number of your own finding. Somebody else"
            " agrees before anything is given, and the person is told.",
            code="By what right?",
            items="What does it cover?",
            words="What did they send, when, and how do you know that it is theirs?",
            words_needed=True,
        ),
        Step(
            Kind.AGREED,
            "Agree that the right covers it",
            "4.5.1",
            "I have read it and agree",
            says="The person is told of it now, unless two have agreed that they are not.",
            words="What you looked at",
        ),
        Step(
            Kind.WITHHELD,
            "Do not tell the person for now",
            "4.5.1",
            "Propose it",
            says="Only for one of these reasons. It holds for five days unless somebody else agrees.",
            code="Why?",
            words="What shows it?",
            words_needed=True,
        ),
        Step(
            Kind.KEPT,
            "Agree that the person is not told for now",
            "4.5.1",
            "I have read it and agree",
            words="What you looked at",
        ),
        Step(
            Kind.LIFTED,
            "Let the person be told",
            "4.5.1",
            "Let them see it",
            says="They see the whole request at once, and that it was kept from them, by whom and why.",
        ),
        Step(
            Kind.GIVEN,
            "Note what was given out",
            "2.1",
            "Note it",
            says="Check first to whom you give it, by a number of your own finding. The person sees this note.",
            items="What was given?",
            words="What exactly, to whom, and how?",
            words_needed=True,
        ),
        Step(Kind.KNOWN, "I know of it", "4.5.1", "I know of it"),
        Step(
            Kind.CLOSED,
            "Close it",
            "4.5.1",
            "Close it",
            says="Nothing more is given out. The caller, if they ask again, gets the same answer as before.",
            words="Anything to add",
        ),
    )
}


def codes_of(kind: Kind) -> Choices:
    """Return the choices of a step: terms, rights of a body's own, or reasons not to tell, each with its source."""
    if kind in (Kind.TERMS, Kind.REACHED):
        return tuple((str(code), str(label), "") for code, label in AskingNote.Terms.choices)
    if kind == Kind.BASIS:
        return tuple(
            (code, label, source)
            for code, (label, source, _covers) in settings.STAFF_STATUTORY.items()
        )
    if kind == Kind.WITHHELD:
        return tuple((code, *words) for code, words in settings.STAFF_EXCEPTIONS.items())
    return ()


def in_words(note: AskingNote) -> str:
    """Return the choice of a note in words; empty where it has none."""
    return next(
        (label for code, label, _ in codes_of(Kind(note.kind)) if code == note.code), note.code
    )


def items_of(kind: Kind, case: rules.Case) -> list[tuple[str, str]]:
    """Return what can be ticked at a step: what was asked for, or what may be given."""
    labels = {str(code): str(label) for code, label in Items.choices}
    labels[rules.Item.MESSAGE] = "The message, as the person worded it"
    among = rules.allowed(case) if kind == Kind.GIVEN else case.wanted
    return [(code, label) for code, label in labels.items() if code in among]


def covered(code: str) -> frozenset[str]:
    """Return what a right of a body's own may cover at all."""
    found = settings.STAFF_STATUTORY.get(code)
    return frozenset(found[2]) if found else frozenset()
