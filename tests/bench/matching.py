"""How long the matcher reads a thousand entries for fifty people, beside a bare automaton over the same strings.

python -m tests.bench matching
"""

import json
import random
import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from uuid import UUID

import ahocorasick

from disclosures.matcher import Identifier, Kind, Matcher, Person
from tests.bench.timing import in_turn

PEOPLE, ENTRIES, LENGTH, TIMES, ROUNDS = 50, 1000, 2000, 10, 5
SAMPLE = 20  # of the entries, for the pattern, which takes long
_GIVEN = """
Siân Niamh Oisín Małgorzata Piotr Aisha Muhammad Harpreet Fatima Khalid Oluwaseun Yetunde Tuyết Ling
Jo María Pieter Hope Will Grace Mark Jürgen Søren Lorna Fiona Oliver Edna Anil Jack Elizabeth Zoë
Kayleigh Tyler Deshawn Rhiannon
"""
_FAMILY = """
Kerr Llewellyn-Rhys Wiśniewska Choudhury Hussain Dhillon Rahman Adébáyọ̀ Nguyễn Ng Li Núñez Berg
Achebe May Young Day O Müller Ågård D'Souza McDonald Smythe Pickersgill Varma Sykes Ward Hughes
Briain Okafor O'Donnell Price Nowak
"""
_SENTENCES = (
    "Met the client at the office as planned and went through the week.",
    "He said that he had kept to the agreement since the last session.",
    "Her mum told me on the phone that she was worried about the children.",
    "We talked about what happened on Saturday night and about who was in the house.",
    "He became quiet when asked about the messages he sent her, and did not want to go on.",
    "The social worker will visit next week and has asked for a short report before then.",
    "A neighbour heard shouting; the police came and left without taking anybody along.",
    "She is pregnant and wants to know which midwife she will see from now on.",
    "Next step: ring the school, write to the solicitor, and see him again on Thursday at two.",
    "He takes responsibility for some of it – not for all – and says it won’t happen again.",
)


def made_people(chance: random.Random) -> list[Person]:
    """Return fifty people with six identifiers each."""
    made = []
    for number in range(PEOPLE):
        born = date(1950, 1, 1) + timedelta(days=chance.randrange(25_000))
        told = (
            (Kind.GIVEN, chance.choice(_GIVEN.split())),
            (Kind.FAMILY, chance.choice(_FAMILY.split())),
            (Kind.PHONE, f"07700 900{number:03}"),
            (Kind.EMAIL, f"person.{number}@example.org"),
            (Kind.ADDRESS, f"{number + 1} Larch Road, Headmoor, QX6 {number % 10}AB"),
            (Kind.BORN, str(born)),
        )
        identifiers = (
            Identifier(UUID(int=10 * number + at), kind, text)
            for at, (kind, text) in enumerate(told)
        )
        made.append(Person(UUID(int=number), "friend", tuple(identifiers)))
    return made


def made_entries(chance: random.Random, people: list[Person], count: int) -> list[str]:
    """Return entries of two thousand characters, with somebody's identifier in every third sentence."""
    entries = []
    for _ in range(count):
        said, length = [], 0
        while length < LENGTH:
            sentence = chance.choice(_SENTENCES)
            if not chance.randrange(3):
                person = chance.choice(people)
                sentence += f" So says {chance.choice(person.identifiers).text}."
            said.append(sentence)
            length += len(sentence) + 1
        entries.append(" ".join(said)[:LENGTH])
    return entries


def measure() -> dict[str, object]:
    """Return milliseconds of reading all entries, of a bare automaton, of ten times the entries, and the ratios."""
    chance = random.Random(1)
    people = made_people(chance)
    entries = made_entries(chance, people, ENTRIES)
    many, folded = entries * TIMES, [entry.casefold() for entry in entries]
    matcher = Matcher(people)
    all_keys = _bare(matcher.keys)
    recorded = _bare(each.text.casefold() for person in people for each in person.identifiers)
    pattern = re.compile("|".join(map(re.escape, sorted(matcher.keys, key=len, reverse=True))))
    spent = in_turn(
        {
            "compile": lambda: Matcher(people),
            "read": lambda: _each(matcher.read, entries),
            "bare": lambda: _each(all_keys.iter, folded),
            "bare_recorded": lambda: _each(recorded.iter, folded),
            "pattern": lambda: _each(pattern.finditer, folded[:SAMPLE]),
        },
        rounds=ROUNDS,
    )
    tenfold = in_turn({"read": lambda: _each(matcher.read, many)}, rounds=1)["read"]
    return {
        "people": PEOPLE,
        "identifiers": sum(len(person.identifiers) for person in people),
        "strings looked for": len(matcher.keys),
        "entries": ENTRIES,
        "characters each": LENGTH,
        "proposals": sum(len(matcher.read(entry)) for entry in entries),
        "compiling, ms": spent["compile"].cpu_ms,
        "reading, ms": spent["read"].cpu_ms,
        "reading, ms by the clock": spent["read"].median_ms,
        "bare automaton, ms": spent["bare"].cpu_ms,
        "times the bare automaton": round(spent["read"].cpu_ms / spent["bare"].cpu_ms, 2),
        "bare automaton of the identifiers as recorded, ms": spent["bare_recorded"].cpu_ms,
        "times the bare automaton of the identifiers": round(
            spent["read"].cpu_ms / spent["bare_recorded"].cpu_ms, 2
        ),
        f"bare pattern of re, ms for {SAMPLE} entries": spent["pattern"].cpu_ms,
        "times the bare pattern": round(
            spent["read"].cpu_ms / (spent["pattern"].cpu_ms * ENTRIES / SAMPLE), 4
        ),
        "ten times the entries, ms": tenfold.cpu_ms,
        "ten times the entries, times": round(tenfold.cpu_ms / spent["read"].cpu_ms, 2),
    }


def _each(read: Callable[[str], Iterable[object]], texts: list[str]) -> None:
    """Read each text to its end and keep nothing."""
    for text in texts:
        for _ in read(text):
            pass


def _bare(strings: Iterable[str]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for string in strings:
        automaton.add_word(string, string)
    automaton.make_automaton()
    return automaton


if __name__ == "__main__":
    print(json.dumps(measure()))
