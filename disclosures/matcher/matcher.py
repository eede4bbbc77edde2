"""Reads texts for everything by which the people tied to a file may be known.

It proposes, and a person decides. No answer of it, an empty one included, says that a text is safe to leave.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import ahocorasick

from . import addresses, dates, numbers
from .bounds import stands
from .capitals import unexplained
from .cues import cue_forms, sensitive_forms, with_determiner
from .folding import Folded, fold
from .form import Case, Form
from .initials import initials_in
from .joining import joined, with_ending, with_what_precedes
from .names import NAMES, name_forms
from .patterns import looks_like
from .people import Identifier, Kind, Owner, Person
from .proposals import KNOWN, Proposal, Reason, Strength, prune

Owned = Mapping[Form, tuple[Owner, ...]]
# of which more belongs to the place than was looked for: a title, a plus, 'her older'
_PLACED = frozenset({Reason.NAME, Reason.PHONE, Reason.RELATION, Reason.ROLE})
_FORMS = {
    Kind.PHONE: numbers.phone_forms,
    Kind.EMAIL: numbers.email_forms,
    Kind.POSTCODE: numbers.postcode_forms,
    Kind.NUMBER: numbers.code_forms,
    Kind.ADDRESS: addresses.address_forms,
    Kind.SCHOOL: addresses.place_forms,
    Kind.BORN: dates.date_forms,
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one key may be; `within`: one of its forms may begin or end within a word, `loose`: one with gaps in it.

    Most of what is found stands alone, in one piece between gaps. Then nothing has to be asked of most forms: `ready`
    are what is proposed at once, `alone` the forms of which only the places are to be found out.
    """

    length: int
    forms: tuple[tuple[Form, tuple[Owner, ...]], ...]
    within: bool
    loose: bool
    ready: tuple[tuple[Reason, Strength, tuple[Owner, ...], str], ...]
    alone: tuple[tuple[Form, tuple[Owner, ...]], ...]
    asked: tuple[tuple[Form, tuple[Owner, ...]], ...]


class Matcher:
    """Compiled once for the people of a file, then asked for each text.

    `not_looked_for`: whose identifiers it can do nothing with (a one-letter word, a date that is none, a large
    town): whoever reads has to look for these alone.
    """

    def __init__(
        self,
        people: Iterable[Person],
        *,
        sensitive: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        """Take the people, and perhaps other sensitive words by section."""
        people = tuple(people)
        self._automaton = ahocorasick.Automaton()
        found = _all_forms(people, sensitive)
        self.not_looked_for = _without_form(people, found)
        self._initials = {
            key: owned
            for key, forms in found.items()
            if (owned := {f: o for f, o in forms.items() if f.reason is Reason.INITIALS})
        }
        for key, forms in found.items():
            others = {f: o for f, o in forms.items() if f.reason is not Reason.INITIALS}
            if others:
                self._automaton.add_word(key, _entry(key, others))
        self._automaton.make_automaton()

    @property
    def keys(self) -> tuple[str, ...]:
        """Return every string that is looked for among the letters of a text."""
        return tuple(self._automaton.keys())

    def read(self, text: str, more: Iterable[Proposal] = ()) -> list[Proposal]:
        """Return the places of a text that somebody should look at, in order, with more that another found."""
        folded = fold(text)
        found = [
            *joined(self._listed(folded), folded.plain),
            *looks_like(folded.plain),
            *unexplained(folded.plain),
        ]
        placed = _in_original(prune(found), folded)
        others = [*more]
        return prune([*placed, *others]) if others else placed

    def known(self, text: str) -> list[Proposal]:
        """Return only the identifiers of people tied to the file: for the last look at what is about to leave."""
        folded = fold(text)
        found = (each for each in self._listed(folded) if each.reason in KNOWN)
        return _in_original(prune(joined(found, folded.plain)), folded)

    def _listed(self, folded: Folded) -> Iterator[Proposal]:
        """Yield what is looked for by its letters, by places in the plain text."""
        plain, places = folded.plain, folded.places
        around = f" {plain} "
        for last, entry in self._automaton.iter(folded.letters):
            first = last - entry.length + 1
            start, end = places[first], places[last] + 1
            before, after, whole = around[start], around[end + 1], end - start == entry.length
            # most of what is found stands within a longer word
            if before.isalpha() and around[start + 1].islower():
                if not entry.within or not (whole or entry.loose):
                    continue
            elif not entry.within and after.islower() and after not in "se":
                continue
            asked = entry.forms
            if whole and not (before.isalnum() or before == "'" or after.isalnum()):
                for said in entry.ready:
                    yield Proposal(start, end, *said)
                for form, owners in entry.alone:
                    yield _proposal(form, owners, plain, start, end)
                asked = entry.asked
            for form, owners in asked:
                if stands(form, plain, places[first : last + 1]):
                    yield _proposal(form, owners, plain, start, end)
        yield from initials_in(plain, self._initials)


def _all_forms(
    people: tuple[Person, ...], sensitive: Mapping[str, Iterable[str]] | None
) -> dict[str, dict[Form, tuple[Owner, ...]]]:
    found: dict[str, dict[Form, set[Owner]]] = {}
    for person in people:
        for identifier, form in _forms_of(person):
            owner = Owner(person.id, identifier.id)
            found.setdefault(form.key, {}).setdefault(form, set()).add(owner)
    for form, owners in (*cue_forms(people), *sensitive_forms(sensitive)):
        found.setdefault(form.key, {}).setdefault(form, set()).update(owners)
    found.pop("", None)  # what has no letter and no digit
    return {
        key: {form: tuple(sorted(owners, key=str)) for form, owners in forms.items()}
        for key, forms in found.items()
    }


def _without_form(people: Iterable[Person], found: Mapping[str, Owned]) -> tuple[Owner, ...]:
    looked_for = {
        owner for forms in found.values() for owners in forms.values() for owner in owners
    }
    told = (Owner(person.id, each.id) for person in people for each in person.identifiers)
    return tuple(owner for owner in told if owner not in looked_for)


def _forms_of(person: Person) -> Iterator[tuple[Identifier, Form]]:
    yield from name_forms(person)
    for identifier in person.identifiers:
        if identifier.kind not in NAMES:
            yield from ((identifier, form) for form in _FORMS[identifier.kind](identifier.text))


def _entry(key: str, forms: Owned) -> _Entry:
    within = any(form.stem or form.loose or len(form.words) > 1 for form in forms)
    every = tuple(forms.items())
    alone = [each for each in every if each[0].case is Case.ANY and not each[0].apart]
    ready = [each for each in alone if not each[0].common and each[0].reason not in _PLACED]
    return _Entry(
        len(key),
        every,
        within,
        any(form.loose for form in forms),
        tuple((form.reason, form.strength, owners, form.detail) for form, owners in ready),
        tuple(each for each in alone if each not in ready),
        tuple(each for each in every if each not in alone),
    )


def _proposal(form: Form, owners: tuple[Owner, ...], plain: str, start: int, end: int) -> Proposal:
    strength = form.strength
    if form.common:
        # an ordinary word as well: a capital speaks for the name
        strength = Strength.MEDIUM if plain[start].isupper() else Strength.WEAK
    if form.reason in (Reason.RELATION, Reason.ROLE):
        before = with_determiner(plain, start)
        start, strength = (start, Strength.WEAK) if before is None else (before, strength)
    return Proposal(
        with_what_precedes(form, plain, start),
        with_ending(form, plain, end),
        form.reason,
        strength,
        owners,
        form.detail,
    )


def _in_original(found: list[Proposal], folded: Folded) -> list[Proposal]:
    if folded.text is folded.plain:
        return found
    return [
        Proposal(*folded.span(p.start, p.end), p.reason, p.strength, p.whose, p.detail)
        for p in found
    ]
