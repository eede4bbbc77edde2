"""What reading costs that was typed to leave: as the machine reads it before sign-off, and as a request's page does."""

import random

import ahocorasick

from clients.people.identifiers import Known, known
from disclosures.matcher import Kind, Matcher, Person
from disclosures.redaction.looking import Looking
from disclosures.sensitive import sensitive_words
from tests.bench.matching import LENGTH, made_entries, made_people
from tests.bench.timing import in_turn

LIMITS, TIMES, ROUNDS = 3, 10, 41
_KINDS = {Kind.BORN: "date_of_birth"}


def measure() -> dict[str, object]:
    """Return milliseconds of weighing what was typed, of what it was before, of a bare automaton, and the ratios."""
    chance = random.Random(2)
    people = made_people(chance)
    looking = Looking(_as_known(people))
    bare = ahocorasick.Automaton()
    for string in Matcher(people).keys:
        bare.add_word(string, string)
    bare.make_automaton()
    purpose, warning, *limits = made_entries(chance, people, 2 + LIMITS)
    texts = [purpose[:400], *(limit[:200] for limit in limits), warning]
    many, folded = texts * TIMES, [text.casefold() for text in texts]
    spent = in_turn(
        {
            "weigh": lambda: looking.to_weigh(texts),
            "known": lambda: looking.stops(texts),
            "sensitive": lambda: sensitive_words(texts),
            "bare": lambda: [list(bare.iter(text)) for text in folded],
            "weigh many": lambda: looking.to_weigh(many),
        },
        rounds=ROUNDS,
    )
    weighed = spent["weigh"].cpu_ms
    return {
        "people": len(people),
        "texts": len(texts),
        "characters": sum(map(len, texts)),
        "the longest": LENGTH,
        "weighed, ms": weighed,
        "weighed, ms by the clock": spent["weigh"].median_ms,
        "people alone, ms": spent["known"].cpu_ms,
        "times people alone": round(weighed / spent["known"].cpu_ms, 2),
        "bare automaton, ms": spent["bare"].cpu_ms,
        "times the bare automaton": round(weighed / spent["bare"].cpu_ms, 2),
        "sensitive words on a page, ms": spent["sensitive"].cpu_ms,
        "ten times the texts, ms": spent["weigh many"].cpu_ms,
        "ten times the texts, times": round(spent["weigh many"].cpu_ms / weighed, 2),
    }


def _as_known(people: list[Person]) -> list[Known]:
    return [
        known(
            person.id,
            person.relation,
            [(_KINDS.get(each.kind, str(each.kind)), each.text) for each in person.identifiers],
        )
        for person in people
    ]
