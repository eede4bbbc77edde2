"""What was said of a request, as lines of a summary."""

from .models import Step

LABELS = {
    "known": "Certain who it is", "how": "How it is known", "alone": "Spoken with alone",
    "coerced": "May be made to ask", "words": "Noticed", "matter": "What", "what": "What",
    "dated": "Dated", "scope": "How far", "since": "From", "until": "Until",
    "folder": "Folder", "parts": "On paper alone", "entries": "Entries", "names_sensitive": "Names sensitive facts",
    "not_partner": "No partner of the client", "allowed": "May see it",
    "competence": "The child, or what the client wanted", "orders": "Court orders",
    "allegations": "Allegations", "why": "Why", "to": "To", "answer": "Answer",
    "law": "Clause or law", "explained": "Explained", "where": "Where it was read", "asked": "They asked",
}  # fmt: skip
CODES = {
    True: "Yes", False: "No", "identity": "Who they are, or their authority",
    "meaning": "What they mean", "whole": "All of it", "part": "Parts of it",
    "dates": "By days", "picked": "Some entries",
}  # fmt: skip


def in_words(step: Step) -> list[tuple[str, str]]:
    """Return what a step says, as lines of a summary; what was left empty is left out, ids are counted."""
    lines = []
    for name, label in LABELS.items():
        value = step.details.get(name)
        if value in (None, "", []):
            continue
        if isinstance(value, list):
            value = f"{len(value)} picked"
        lines.append((label, str(CODES.get(value, value))))
    return lines
