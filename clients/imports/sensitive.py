"""Words that point at facts which clause 4.4.2 protects, so that a person can look (not decide)."""

import re

SIGNS = (
    (
        "HIV or AIDS",
        re.compile(r"\b(?:hiv|h\.i\.v\.?|(?-i:AIDS)|(?-i:ARC)|seropositive)(?!\w)", re.IGNORECASE),
    ),
    (
        "rape or sexual violence",
        re.compile(
            r"\b(?:gang[- ]?)?rap(?:e|es|ed|ing|ist)\b"
            r"|\bsexual(?:ly)?\W+(?:assault|abus|violen|exploit)\w*"
            r"|\bforced (?:her|him|me|them) (?:to have|into) sex\b",
            re.IGNORECASE,
        ),
    ),
)


def sensitive_kinds(text: str) -> tuple[str, ...]:
    """Which protected facts a text seems to hold; somebody has to confirm each. Clause 4.4.2."""
    return tuple(kind for kind, sign in SIGNS if sign.search(text))
