"""Initials: single capitals that stand together, looked up whole. They are too short to be looked for among letters."""

import re
from collections.abc import Iterator, Mapping

from .form import Form
from .people import Owner
from .proposals import Proposal

# 'S', 'S.', 'SK', 'S.K.', 'S K', 'S-K'; not the T of a T-shirt, nor the D of D'Souza
_CAPITALS = re.compile(r"[A-Z](?:(?:\.? ?|-)[A-Z]){0,3}(?![A-Za-z0-9'-])\.?")


def initials_in(
    plain: str, looked_for: Mapping[str, Mapping[Form, tuple[Owner, ...]]]
) -> Iterator[Proposal]:
    """Yield the initials of the people looked for, by places in the plain text."""
    for found in _CAPITALS.finditer(plain):
        start, end = found.span()
        if start and (plain[start - 1].isalnum() or plain[start - 1] in "'-"):
            continue
        key = re.sub("[^a-z]", "", found.group().lower())
        for form, owners in looked_for.get(key, {}).items():
            yield Proposal(start, end, form.reason, form.strength, owners)
