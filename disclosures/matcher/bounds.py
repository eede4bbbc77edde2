"""Does what was found among the letters stand in the text as a word, a number or a name of its own?"""

import re

from .form import Case, Form
from .proposals import KNOWN, Reason
from .words import common

_WIDEST = 12  # characters between two words of a name or phrase
_WIDEST_LOOSE = 5  # within a number or code
_SHORT = 4  # letters from which a name may stand with a digit, an s, or split without a hyphen
_LONG = 8  # letters from which a name of several words is found within a word ('sarahkerr')
_CONTRACTED = frozenset({"s", "t", "d", "m", "ll", "re", "ve"})
_HYPHENATED = re.compile(r"-[ \t]*\r?\n\s{0,8}")  # at the end of a line
_ENDED = re.compile(r"[)\].:;!?][ \t]*\r?\n")  # with its line: what follows is no part of a phrase
_DIVIDED = re.compile(r"[ \t]?\r?\n\s{0,8}|- ?|[ _]")


def stands(form: Form, plain: str, places: list[int]) -> bool:
    """Say whether a form that was found at these places of a text stands there by itself."""
    start, end = places[0], places[-1] + 1
    return (
        _has_case(form, plain, places)
        and _begins(form, plain, start, end)
        and _ends(form, plain, start, end)
        and _gaps_fit(form, plain, places)
    )


def _has_case(form: Form, plain: str, places: list[int]) -> bool:
    if form.case is Case.CAPITALS:
        return all(not plain[place].islower() for place in places)
    return form.case is Case.ANY or plain[places[0]].isupper()


def _begins(form: Form, plain: str, start: int, end: int) -> bool:
    before = plain[start - 1] if start else " "
    if before == "'" and len(form.words[0]) == 1 and plain[start - 2 : start - 1].isalnum():
        return False  # the s of 'it's'
    if not before.isalnum():
        return True
    if _is_joined(form, start, end):
        return True
    if before.isdigit() or plain[start].isdigit():
        return before.isdigit() != plain[start].isdigit() and _is_long(form)
    return before.islower() and plain[start].isupper() and _is_long(form)


def _ends(form: Form, plain: str, start: int, end: int) -> bool:
    after = plain[end : end + 1]
    if form.stem or not after.isalnum() or _is_joined(form, start, end):
        return True
    if not _is_long(form):
        return False
    last = plain[end - 1]
    if after.isdigit() or last.isdigit():
        return after.isdigit() != last.isdigit()
    if after.isupper() and last.islower():
        return True
    tail = plain[end : end + 3].lower()
    return not form.loose and any(
        tail.startswith(s) and not tail[len(s) :][:1].isalnum() for s in ("s", "es")
    )


def _is_long(form: Form) -> bool:
    return len(form.key) >= _SHORT or form.loose


def _is_joined(form: Form, start: int, end: int) -> bool:
    """Say whether it is a whole name within one word, as in a user name."""
    return (
        form.reason is Reason.NAME
        and len(form.words) > 1
        and min(map(len, form.words)) > 1
        and end - start == len(form.key) >= _LONG
    )


def _gaps_fit(form: Form, plain: str, places: list[int]) -> bool:
    length = len(places)
    if places[-1] - places[0] == length - 1:
        return not form.apart
    if form.loose:
        return all(places[at] - places[at - 1] <= _WIDEST_LOOSE + 1 for at in range(1, length))
    begins = 0
    for word in form.words:
        if begins and not _between(form, plain[places[begins - 1] + 1 : places[begins]], word):
            return False
        if not _is_whole(word, plain, places[begins : begins + len(word)]):
            return False
        begins += len(word)
    return True


def _between(form: Form, gap: str, word: str) -> bool:
    if gap == "'" and word in _CONTRACTED and form.reason is Reason.NAME:
        return False  # 'Rhys's' is not Rhys S
    if form.reason not in KNOWN and _ENDED.match(gap):
        return False  # a label below '(not safe)' makes no 'safe address'
    return len(gap) <= _WIDEST and not (form.apart and not gap)


def _is_whole(word: str, plain: str, places: list[int]) -> bool:
    """Say whether one word's letters are one word: together, over a line end, spelt out, or oddly divided."""
    cuts = [at for at in range(1, len(places)) if places[at] - places[at - 1] > 1]
    if not cuts:
        return True
    gaps = [plain[places[at - 1] + 1 : places[at]] for at in cuts]
    pieces = [word[a:b] for a, b in zip([0, *cuts], [*cuts, len(word)], strict=True)]
    if len(pieces) == len(word) >= 3 and len(set(gaps)) == 1:
        return True  # K-e-r-r
    return all(
        _may_divide(gap, before, after, word, ends=at == len(gaps) - 1)
        for at, (gap, before, after) in enumerate(zip(gaps, pieces, pieces[1:], strict=False))
    )


def _may_divide(gap: str, before: str, after: str, word: str, *, ends: bool) -> bool:
    if gap == "'":
        return not (ends and after in _CONTRACTED)
    if _HYPHENATED.fullmatch(gap):
        return True
    if before in common() or after in common():
        return False  # 'has an' is not Hasan
    return len(word) >= _SHORT and _DIVIDED.fullmatch(gap) is not None
