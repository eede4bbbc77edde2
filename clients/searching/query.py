"""What somebody types into the search, read: a date of birth, telephone numbers, postcodes, and the rest are names."""

import re
from dataclasses import dataclass
from datetime import date

from confidentiality.sealing.index import words
from confidentiality.sealing.index.tokens import Kind, Term

from ..models import CaseFile
from .terms import names_of

_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_BRITISH = re.compile(r"\b(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})\b")
_MONTHS = "january february march april may june july august september october november december"
_IN_WORDS = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?\s+("
    + "|".join(f"{m[:3]}(?:{m[3:]})?" for m in _MONTHS.split())
    + r")\w*\s+(\d{4})\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+?[(\d][\d ().-]{4,}\d")
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Query:
    """What a file has to answer: all of it. Each of `names` in one of its forms."""

    names: tuple[tuple[str, ...], ...] = ()
    born: str = ""  # ISO date, or empty
    phones: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names or self.born or self.phones or self.postcodes)

    def terms(self, *, by_sound: bool) -> list[list[Term]]:
        """Return what to ask the index: one of each list's terms. Letters or sounds of the names."""
        asked = [
            [Term(Kind.SOUND, code) for code in sorted(words.sounds(forms))]
            if by_sound
            else [Term(Kind.BEGINNING, [*words.prefixes(form)][-1]) for form in forms]
            for forms in self.names
        ]
        asked += [[Term(Kind.BORN, self.born)]] if self.born else []
        asked += [[Term(Kind.PHONE, number)] for number in self.phones]
        asked += [[Term(Kind.POSTCODE, each)] for each in self.postcodes]
        return asked

    def is_answered_by(self, file: CaseFile, *, by_sound: bool) -> bool:
        """Say whether an opened file is really what was looked for: tokens are shared by chance."""
        contact = file.contact
        numbers = {each for told in contact.get("phones", []) for each in words.phones(told)}
        return (
            self.born in ("", file.date_of_birth)
            and numbers.issuperset(self.phones)
            and {words.postcode(contact.get("postcode", ""))}.issuperset(self.postcodes)
            and self._is_named_by(file, by_sound=by_sound)
        )

    def _is_named_by(self, file: CaseFile, *, by_sound: bool) -> bool:
        held = frozenset().union(*(words.name_words(name) for name in names_of(file)))
        if by_sound:
            sounding = words.sounds(held)
            return all(words.sounds(forms) & sounding for forms in self.names)
        return all(any(each.startswith(forms) for each in held) for forms in self.names)


def read_query(text: str) -> Query:
    """Return what was typed, read; an empty query for what says nothing that could be looked for."""
    born, text = _take_day(text)
    postcodes, text = _take(_POSTCODE, text)
    phones, text = _take(_PHONE, text)
    return Query(
        names=tuple(forms for forms in words.wanted_words(text) if not forms[0].isdigit()),
        born=born,
        phones=tuple(dict.fromkeys(number for each in phones if (number := words.phone(each)))),
        postcodes=tuple(dict.fromkeys(words.postcode(each) for each in postcodes)),
    )


def _take(pattern: re.Pattern[str], text: str) -> tuple[list[str], str]:
    return pattern.findall(text), pattern.sub(" ", text)


def _take_day(text: str) -> tuple[str, str]:
    for pattern, order in ((_ISO, (0, 1, 2)), (_BRITISH, (2, 1, 0)), (_IN_WORDS, (2, 1, 0))):
        if found := pattern.search(text):
            year, month, day = (found.groups()[each] for each in order)
            number = month if month.isdigit() else _month(month)
            try:
                born = date(int(year), int(number), int(day))
            except ValueError:
                continue
            return str(born), text[: found.start()] + " " + text[found.end() :]
    return "", text


def _month(word: str) -> int:
    return 1 + [month[:3] for month in _MONTHS.split()].index(word[:3].casefold())
