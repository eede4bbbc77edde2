"""A case file's reference in addresses and as people type it."""

import re

from django.urls import register_converter

FILE = "files/<reference:reference>/"  # where everything of one case file has its address
# Eight of the letters that a reference is drawn from (confidentiality.interface.drawn), in two halves.
PATTERN = "[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}"


class ReferenceConverter:
    """`<reference:…>` in an address; anything of another form has no page."""

    regex = PATTERN

    def to_python(self, value: str) -> str:
        """Return the reference as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the reference as it stands."""
        return value


register_converter(ReferenceConverter, "reference")


def as_typed(text: str) -> str | None:
    """Return the reference that somebody typed (small letters, spaces or no dash), or None if it is none."""
    letters = re.sub(r"[\s–-]", "", text).upper()
    reference = f"{letters[:4]}-{letters[4:]}"
    return reference if re.fullmatch(PATTERN, reference) else None
