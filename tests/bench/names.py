"""Names as they are spread among people, and their tokens: a few are common, most are rare.

The `r`th most common name of a list is borne by one person in r of those who bear the first, roughly as it is in life;
after those that everybody knows come rarer ones, made of their halves.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, product

from confidentiality.sealing.index import words
from confidentiality.sealing.index.models import Generation
from confidentiality.sealing.index.tokens import Kind, Term, token_of

_GIVEN = """
Olivia Mary Sarah Maria Emma Anna Amelia Jessica Mohammed Sophie Laura Isla Emily Charlotte Katie Margaret
Grace Hannah Lucy Ayesha Rebecca Samantha Chloe Fatima Elizabeth Zoe Michelle Natasha Susan Rachel Joanne Lauren Amy
Jennifer Nicola Victoria Holly Danielle Leah Claire Gemma Stacey Kelly Abigail Megan Eleanor Freya Daisy Poppy Ruby Ella
Evie Millie Rosie Matilda Martha Maisie Nadia Priya Sunita Agnieszka Ewa Ioana Yasmin Zainab Khadija Amina Leila Noor
David James Paul Michael John Mark Andrew Daniel Thomas Adam Kevin Stephen Ryan Lee Craig Gary Darren Piotr Ahmed
Omar"""
_FAMILY = """
Smith Jones Taylor Williams Brown Davies Evans Wilson Thomas Roberts Johnson Khan Patel Lewis Walker Robinson
Wood Thompson White Watson Jackson Wright Green Harris Cooper King Lee Martin Clarke James Morgan Hughes Edwards Hill
Moore Clark Harrison Scott Young Morris Hall Ward Turner Carter Phillips Mitchell Ahmed Adams Campbell Anderson Allen
Cook Bailey Parker Miller Davis Murphy Price Bell Baker Griffiths Kelly Simpson Marshall Collins Bennett Cox Richardson
Fox Gray Rose Chapman Hunt Robertson Shaw Reynolds Singh Begum Hussain Ali Kaur O’Brien Nowak Kowalska Popescu
Mbeki"""
_RARER_GIVEN, _RARER_FAMILY = 1_500, 8_000
_FIRST_DAY, DAYS = date(1945, 1, 1), 23_000
POSTCODES = [
    f"LE{out} {number}{ends}"
    for out, number, ends in product(
        range(1, 20), range(1, 9), ("AF", "AG", "BH", "BJ", "DF", "DG", "EH", "EJ")
    )
]


def _with_rarer(words_known: str, rarer: int) -> list[str]:
    known = words_known.split()
    halves = [(name[: len(name) // 2], name[len(name) // 2 :]) for name in known]
    made = (one[0] + joint + other[1] for joint in ("", "e", "an") for one in halves for other in halves)  # fmt: skip
    distinct = dict.fromkeys(name for name in made if name not in known)
    drawn = random.Random(7)
    return known + drawn.sample(sorted(distinct), min(rarer, len(distinct)))


GIVEN = _with_rarer(_GIVEN, _RARER_GIVEN)
FAMILY = _with_rarer(_FAMILY, _RARER_FAMILY)


def bounds(names: list[str]) -> list[float]:
    """Return where each name but the first begins on a line from 0 to 1 on which people are spread evenly."""
    ends = list(accumulate(1 / (rank + 20) for rank in range(len(names))))
    return [end / ends[-1] for end in ends[:-1]]


def _born(number: int) -> str:
    return str(_FIRST_DAY + timedelta(days=number))


@dataclass(frozen=True)
class Person:
    """A client as they are found: the same for the same seed."""

    name: str
    known_as: list[str]
    born: str
    phone: str
    postcode: str


def client(seed: int) -> Person:
    """Return somebody drawn as all are."""
    drawn = random.Random(seed)
    given = drawn.choices(GIVEN, cum_weights=[*_GIVEN_BOUNDS, 1], k=2)
    (family,) = drawn.choices(FAMILY, cum_weights=[*_FAMILY_BOUNDS, 1])
    return Person(
        name=f"{given[0]} {family}",
        known_as=[given[1]] if drawn.random() < 0.3 else [],
        born=_born(drawn.randrange(DAYS)),
        phone=f"07{drawn.randrange(10**9):09}",
        postcode=drawn.choice(POSTCODES),
    )


_GIVEN_BOUNDS, _FAMILY_BOUNDS = bounds(GIVEN), bounds(FAMILY)


def tokens_of_lists(generation: Generation) -> Iterator[tuple[str, int, str]]:
    """Yield list, number and tokens (an array's literal) of every name, date of birth and postcode there is."""
    for listed, names in (("given", GIVEN), ("family", FAMILY)):
        for number, name in enumerate(names):
            yield listed, number, _literal(list(_terms_of_name(name)), generation)
    for number in range(DAYS):
        yield "born", number, _literal([Term(Kind.BORN, _born(number))], generation)
    for number, postcode in enumerate(POSTCODES):
        term = Term(Kind.POSTCODE, words.postcode(postcode))
        yield "postcode", number, _literal([term], generation)


def _terms_of_name(name: str) -> Iterator[Term]:
    single = words.name_words(name)
    yield from (Term(Kind.NAME, word) for word in single)
    yield from (Term(Kind.BEGINNING, each) for word in single for each in words.prefixes(word))
    yield from (Term(Kind.SOUND, code) for code in words.sounds(single))


def _literal(terms: list[Term], generation: Generation) -> str:
    of = {token_of(each, generation=generation.number, bits=generation.bits) for each in terms}
    return "{" + ",".join(map(str, sorted(of))) + "}"
