"""What a line says by which a file names a partner, as its worker typed it: a name, and ways to reach them. Pure."""

import re

from clients.contacting.sameness import doors, emails_in, numbers_in, postcodes_in

from .details import Address, Details

_LEAST_DIGITS = 6  # of a telephone number; fewer are a house's, or a part of a date
_DATE = re.compile(r"[0-9]{1,4}[./ -][0-9]{1,2}[./ -][0-9]{2,4}")
_ENDS_A_NAME = re.compile(r"[0-9,;:()\n]")
_GAPS = " ,;:/<>-\n"


def details_in(line: str, relation: str) -> Details:
    """Return the details that a line gives of a partner, who is known by every one of them from now on (3.3.2 e).

    A plain name is one. Of what says more the whole line stays beside it: a worker puts right what was read wrongly.
    """
    phones, emails = _phones_in(line), tuple(emails_in(line))
    rest = line
    for each in (*emails, *phones):
        rest = rest.replace(each, " ")
    more = any(map(str.isdigit, line)) or bool(emails or doors(line))
    name = _ENDS_A_NAME.split(rest.strip(_GAPS))[0].strip(_GAPS) if more else line.strip()
    given, _, family = name.rpartition(" ")
    place = _place_in(line, rest.strip(_GAPS).removeprefix(name).strip(_GAPS))
    return Details(
        relation=relation,
        given=given.strip() or family,
        family=family if given else "",
        phones=phones,
        emails=emails,
        addresses=(place,) if place else (),
        notes=line if more else "",
    )


def _phones_in(line: str) -> tuple[str, ...]:
    """Return the telephone numbers; of two with a stroke between them each, and no date."""
    found = (each.strip(" ().-") for each in numbers_in(line) if "/" not in each)
    long = (each for each in found if sum(map(str.isdigit, each)) >= _LEAST_DIGITS)
    return tuple(dict.fromkeys(each for each in long if not _DATE.fullmatch(each)))


def _place_in(line: str, rest: str) -> Address | None:
    """Return the postal address; the whole line where the rest without name and numbers tells another door."""
    if not doors(line) and not postcodes_in(line):
        return None
    if doors(rest) != doors(line):
        return Address(line)
    code = next(reversed(postcodes_in(rest)), "")
    lines = re.sub(r"\s*".join(code), "", rest, flags=re.IGNORECASE).strip(_GAPS)
    return Address(lines, f"{code[:-3]} {code[-3:]}".strip())
