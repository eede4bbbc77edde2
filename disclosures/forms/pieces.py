"""What several forms of this room are made of."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django import forms

from clients.models import Entry
from confidentiality.interface.filters import date_gb
from confidentiality.interface.forms import LongText
from disclosures.models import Consent
from disclosures.standing import since_then
from staff.models import Worker

LONGEST_WORDS = 2_000
GLIMPSE = 70  # characters of an entry that tell it from its neighbours
YES_NO = (("yes", "Yes"), ("no", "No"))
Choices = Sequence[tuple[str, str]]


def entry_choices(entries: Iterable[Entry]) -> Choices:
    """Return (id, words) of entries to pick from; of a sensitive one no word is shown (4.4.2)."""
    return [(str(entry.id), glimpse(entry)) for entry in entries]


def glimpse(entry: Entry) -> str:
    """Return what tells an entry from its neighbours; of a sensitive one no word of it (4.4.2)."""
    about = "holds a sensitive fact" if entry.sensitive else " ".join(entry.body.split())
    if len(about) > GLIMPSE:
        about = about[:GLIMPSE].rstrip() + "…"
    return f"{entry.get_kind_display()} of {date_gb(entry.happened_on)}: {about}"


def consent_choices(consents: Iterable[Consent]) -> Choices:
    """Return (id, words) of the consents that nobody withdrew; what came later in the place of one is said first.

    The list is narrow, and would cut it off.
    """
    standing = [c for c in consents if c.withdrawn_at is None and not c.refused]
    return [(str(c.id), _agreed(c)) for c in standing]


def _agreed(consent: Consent) -> str:
    by = " by a parent" if consent.authority else ""
    since = since_then(consent)
    to = f"{since}: to" if since else "To"
    return f"{to} {consent.to_agency.name}, given{by} on {date_gb(consent.given_on)}"


def long_words(
    label: str, help_text: str = "", *, required: bool = False, rows: int = 3, missing: str = ""
) -> LongText:
    """Return a field for a few sentences; not required unless said so, and then `missing` says what to write."""
    return LongText(
        required=required,
        max_length=LONGEST_WORDS,
        label=label,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": missing} if missing else None,
    )


def tick(label: str, help_text: str = "") -> forms.BooleanField:
    """Return a box that may stay unticked."""
    return forms.BooleanField(required=False, label=label, help_text=help_text)


def ids(values: Iterable[str]) -> frozenset[UUID]:
    """Return the ids that were picked."""
    return frozenset(UUID(value) for value in values)


def said(value: str) -> bool | None:
    """Return the answer to a yes-or-no question, None for no answer."""
    return {"yes": True, "no": False}.get(value)


def named_with_roles(colleagues: Iterable[Worker]) -> Choices:
    """Return (id, words) of colleagues to pick from, each with what they are."""
    return [(str(w.pk), f"{w.display_name}, {w.get_role_display()}") for w in colleagues]


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    """Offer these choices in a field; one that nobody has to answer goes when there are none."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} has no choices.")
    field.choices = choices
    if not choices and not field.required:
        del form.fields[name]
