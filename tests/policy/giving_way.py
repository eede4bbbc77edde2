"""What a rule gives way to: facts on record that silence one, tried on everything that each rule can miss."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from disclosures.ownfile.picture import Asker
from disclosures.picture import Basis, Picture, Recipient, Written
from disclosures.rules import RULES, Rule
from tests.disclosures.grounds import BY_BASIS, complete_on
from tests.disclosures.pictures import BREAKS, TOMORROW, YESTERDAY

# The same picture with a fact in it; None where it has not the part that the fact is about.
Fact = Callable[[Picture], Picture | None]


def _in(name: str, **changes: Any) -> Fact:
    def change(p: Picture) -> Picture | None:
        part = getattr(p, name)
        return replace(p, **{name: replace(part, **changes)}) if part is not None else None

    return change


def _duty(p: Picture) -> Picture | None:
    """A partner agency is none that acts under one."""
    if p.agency is None or p.agency.partner:
        return None
    return _in("agency", statutory_duty="Children Act 1989, section 47")(p)


def _withheld(p: Picture) -> Picture | None:
    """Its words are cut, and whoever reviewed it says that the rest holds no such fact."""
    if p.redaction.review is None:
        return None
    cut = tuple(replace(i, cut=bool(i.sensitive)) for i in p.items)
    harmless = replace(p.redaction.review, harmless=frozenset(i.entry for i in p.items))
    return replace(p, items=cut, redaction=replace(p.redaction, review=harmless))


def _binds(p: Picture) -> Picture | None:
    """What nobody has answered yet is missing, and no fact."""
    return _in("grounds", binds=True)(p) if p.grounds.binds is not None else None


def _on_hers(p: Picture) -> Picture | None:
    return replace(p, service="iss")


# In the guide's words; the clauses are those of the rules that do give way.
FACTS: Mapping[str, Fact] = {
    (
        "who acts under a duty in law is asked for no assurance; a line manager names that duty, and a partner agency"
        " has none"
    ): _duty,
    (
        "who is no partner agency, a doctor for example, is not asked for our policy and the breach clause; under a"
        " protocol they are, but for their word that they can keep to it"
    ): _in("agency", partner=False),
    (
        "whoever is threatened is warned, a partner too: on his file at once, on hers once a manager has signed where"
        " it is, or may be, a partner of hers"
    ): _in("recipient", threatened=True),
    (
        "the client who reads their own file is asked for no authority, and meets no question about partners or"
        " sensitive facts: they are their own"
    ): _in("own", asker=Asker.CLIENT),
    "an authority that names the sensitive facts lets those be read in the client’s stead": _in(
        "own", names_sensitive=True
    ),
    "a request under data protection law waits for no notice": _in("own", statutory=True),
    (
        "a court’s order that names a sensitive fact is followed, with the data protection lead’s sign-off"
    ): _in("grounds", names_sensitive=True),
    (
        "what was withheld for its sensitive fact does not leave, and asks for nothing once a reviewer has said that"
        " the rest holds none"
    ): _withheld,
    "a woman’s file needs no written authorisation to disclose, and no exception": _on_hers,
    "a law that leaves no choice opens a programme file": _binds,
}


def _may_choose(p: Picture) -> Picture:
    return replace(p, grounds=replace(p.grounds, binds=False))


def _unassured(p: Picture) -> Picture:
    """Nobody has seen how the agency keeps confidences, or said under which duty it acts."""
    unsaid = replace(p, grounds=replace(p.grounds, law=""))
    return _in("agency", assurance=None)(unsaid) or unsaid


def _to_him_alone(p: Picture) -> Picture:
    """To a partner, and nothing of the file with it."""
    written = Written(there=True, sensitive=False)
    return replace(p, recipient=Recipient("Daniel Price"), items=(), written=written)


_BESIDES = (_may_choose, _to_him_alone, _unassured)


@cache
def _misses(basis: Basis) -> tuple[tuple[Picture, Picture, Rule, frozenset[str]], ...]:
    """Each complete picture on a basis, the same broken in one thing, and a rule with what it misses in that."""
    found = []
    for whole in dict.fromkeys(complete_on(basis, service) for service in ("iss", "dvpp")):
        for do in (*_BESIDES, *(b.do for b in BREAKS), *(b.do for b in BY_BASIS)):
            try:
                broken = do(whole)
            except (AssertionError, ValueError):  # it has not what would be taken away
                continue
            for rule in RULES:
                if missed := frozenset(o.code for o in rule.found(broken)):
                    found.append((whole, broken, rule, missed))
    return tuple(found)


def gives_way(rule: Rule, basis: Basis, fact: Fact) -> bool:
    """Whether a fact silences a rule in something that it misses, whenever it misses that."""
    silenced, missed = set[str](), set[str]()
    for _whole, broken, asked, codes in _misses(basis):
        if asked is rule and (changed := fact(broken)) is not None:
            still = {o.code for o in rule.found(changed)}
            missed |= codes & still
            silenced |= codes if not still else set()
    return bool(silenced - missed)


def _leaves(part: object, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield all that a picture says, each with its place."""
    if not is_dataclass(part) or isinstance(part, type):
        yield at, part
        return
    for each in fields(part):
        yield from _leaves(getattr(part, each.name), (*at, each.name))


def _otherwise(said: object, name: str) -> tuple[object, ...]:
    """What could be said instead."""
    match said:
        case bool():
            return (not said, None)
        case None:
            return (True, False, TOMORROW, YESTERDAY)
        case date():
            return (YESTERDAY, TOMORROW, None)
        case str():
            known = {"service": ("iss", "dvpp"), "asker": tuple(Asker)}
            return known.get(name, ("x", ""))
        case frozenset():
            return (frozenset(),)
    return ()


def _with(part: Any, at: tuple[str, ...], said: object) -> Any:
    name, *rest = at
    return replace(part, **{name: _with(getattr(part, name), tuple(rest), said) if rest else said})


def silencers(basis: Basis) -> Iterator[tuple[str, str]]:
    """Yield what a rule misses, and each other place in the picture at which another word silences that rule."""
    tried = set[tuple[str, frozenset[str]]]()
    for whole, broken, rule, codes in _misses(basis):
        if (rule.asks, codes) in tried:
            continue
        tried.add((rule.asks, codes))
        before = dict(_leaves(whole))
        for at, said in _leaves(broken):
            if before.get(at, broken) != said or at in (("basis",), ("today",)):
                continue  # that is what was taken away, or asks of another ground or day
            for other in _otherwise(said, at[-1]):
                try:
                    changed = _with(broken, at, other)
                    found = tuple(rule.found(changed))
                except (AttributeError, TypeError):
                    continue
                if not found:
                    yield from ((code, ".".join(at)) for code in codes)
