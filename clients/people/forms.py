"""What is asked about somebody who is tied to a case file."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from clients.fields import LONGEST_NAME, Emails, Lines, Phones, Postcode
from clients.once import Once
from confidentiality.interface.forms import Confirmation, DateParts, LongText, Radios, say_instead

from .access import Tied
from .details import LABELS, MAY_KNOW, OF_A_CHILD, PARTNERS, RELATIONS, Address, Details

LONGEST_NOTES = 5_000
SHORT = 60
MOST_ADDRESSES = 8
ONE_A_LINE = "One a line"


def _short(label: str, *, longest: int = LONGEST_NAME, **kwargs: Any) -> forms.CharField:
    return forms.CharField(required=False, max_length=longest, label=label, **kwargs)


def _notes(name: str, rows: int = 2, **kwargs: Any) -> LongText:
    area = forms.Textarea({"rows": rows})
    return LongText(
        required=False, max_length=LONGEST_NOTES, label=LABELS[name], widget=area, **kwargs
    )


class PersonForm(Once):
    """Everything that is asked about somebody; only what they are to the client has to be known, and one thing more."""

    seen = forms.IntegerField(
        required=False, min_value=1, max_value=1_000_000, widget=forms.HiddenInput
    )  # the version that whoever writes has before them; empty for somebody new
    relation = forms.ChoiceField(
        choices=list(RELATIONS.items()),
        label="What are they to the client?",
        widget=Radios(reveals={"child": OF_A_CHILD}),
    )
    school = _short(LABELS["school"])
    parental_authority = _notes("parental_authority")
    court_orders = _notes(
        "court_orders", help_text="Which court, which order, of when, and where the paper is"
    )
    given = _short(LABELS["given"])
    family = _short(LABELS["family"])
    maiden_names = Lines(label=LABELS["maiden_names"], help_text="Maiden names too, one a line")
    aliases = Lines(label=LABELS["aliases"], help_text="Other names and spellings, one a line")
    nicknames = Lines(label=LABELS["nicknames"], help_text="What the client calls them, one a line")
    date_of_birth = DateParts(
        required=False, past=True, subject="The date of birth", label=LABELS["date_of_birth"]
    )
    phones = Phones(label=LABELS["phones"], help_text=ONE_A_LINE, words_go=LABELS["notes"])
    emails = Emails(label=LABELS["emails"], help_text=ONE_A_LINE, words_go=LABELS["notes"])
    may_know = forms.ChoiceField(
        choices=list(MAY_KNOW.items()),
        initial="unknown",
        label="May they know that the client comes to us?",
        widget=Radios(),
    )
    notes = _notes("notes", rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = len((self.initial or {}).get("addresses", ()))
        typed = [n for n in range(1, MOST_ADDRESSES + 1) if f"address_{n}" in self.data]
        self.numbers = range(1, min(max(told + 1, 2, *typed), MOST_ADDRESSES) + 1)
        for number in self.numbers:
            self._ask_address(number)

    def _ask_address(self, number: int) -> None:
        self.fields[f"address_{number}"] = LongText(
            required=False,
            max_length=1000,
            label=f"Address {number}",
            widget=forms.Textarea({"rows": 2}),
        )
        self.fields[f"postcode_{number}"] = Postcode(label=f"Postcode of address {number}")
        for name, word in (("since", "From"), ("until", "Until")):
            self.fields[f"{name}_{number}"] = _short(
                f"{word} (address {number})",
                longest=SHORT,
                help_text="As far as known, such as May 2021",
            )
        known = (self.initial or {}).get("addresses", ())
        if number <= len(known):
            shown = known[number - 1]
            for name, text in (
                ("address", shown.lines),
                ("postcode", shown.postcode),
                ("since", shown.since),
                ("until", shown.until),
            ):
                self.initial[f"{name}_{number}"] = text

    def addresses_asked(self) -> Iterator[list[forms.BoundField]]:
        """Yield the four questions of each address."""
        for number in self.numbers:
            yield [self[f"{name}_{number}"] for name in ("address", "postcode", "since", "until")]

    def clean(self) -> dict[str, Any]:
        """Refuse what would not be kept, and somebody of whom nothing is said by which they could be known."""
        data = super().clean() or self.cleaned_data
        if data.get("relation") != "child" and any(data.get(name) for name in OF_A_CHILD):
            self.add_error(
                "relation",
                "You filled in what is asked about a child: choose ‘Child’, or empty it",
            )
        for number in self.numbers:
            if any(data.get(f"{n}_{number}") for n in ("since", "until")) and not self._place(
                number
            ):
                self.add_error(f"address_{number}", "Write the address, or empty from and until")
        if not self.errors and not self.details().says_who():
            self.add_error(
                "given",
                "Write at least one name, number, address or other thing by which they could be known",
            )
        return data

    def _place(self, number: int) -> bool:
        return any(self.cleaned_data.get(f"{name}_{number}") for name in ("address", "postcode"))

    def details(self) -> Details:
        """Return what is told; the form must be valid."""
        said = self.cleaned_data
        born = said["date_of_birth"]
        lists = ("maiden_names", "aliases", "nicknames", "phones", "emails")
        texts = ("relation", "may_know", "given", "family", "notes", *OF_A_CHILD)
        told: dict[str, Any] = {name: said[name] for name in texts}
        told |= {name: tuple(said[name]) for name in lists}
        return Details(
            **told,
            date_of_birth=born.isoformat() if born else "",
            addresses=tuple(
                Address(*(said[f"{n}_{number}"] for n in ("address", "postcode", "since", "until")))
                for number in self.numbers
                if self._place(number)
            ),
        )


def as_asked(details: Details) -> dict[str, Any]:
    """Return what a form about somebody begins with."""
    lists = ("maiden_names", "aliases", "nicknames", "phones", "emails")
    born = date.fromisoformat(details.date_of_birth) if details.date_of_birth else None
    told = {name: "\n".join(getattr(details, name)) for name in lists}
    return {**vars(details), **told, "date_of_birth": born}


class NamedForm(forms.Form):
    """In which third-party record somebody is named, and as whom: a way from there to add them."""

    record = forms.UUIDField()
    who = forms.ChoiceField(choices=[("about", "about"), ("from", "from")])


class TieForm(Once):
    """Why somebody is no longer tied to the file, or is again."""

    seen = forms.IntegerField(
        required=False, min_value=1, max_value=1_000_000, widget=forms.HiddenInput
    )
    reason = LongText(max_length=1000, label="Why?", widget=forms.Textarea({"rows": 3}))


class TieNamedForm(Once):
    """Which of those whom the file itself names as partners is put among the people, and what they are."""

    name = forms.ChoiceField(label="Who?", widget=Radios())
    relation = forms.ChoiceField(
        choices=[(each, RELATIONS[each]) for each in PARTNERS],
        label="What are they to the client?",
        widget=Radios(),
    )

    def __init__(self, *args: Any, named: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # whom somebody has put there meanwhile, the action judges: it may have been this very form, sent twice
        chosen = [said] if (said := self.data.get(self.add_prefix("name"))) else []
        names = [(each, each) for each in dict.fromkeys([*named, *chosen])]
        self.fields["name"].choices = names  # type: ignore[attr-defined]


class MergeForm(Once):
    """Which other entry is the same person, and how one knows."""

    same_as = forms.ChoiceField(label="Which of these is the same person?", widget=Radios())
    reason = LongText(max_length=1000, label="How do you know?", widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, others: Iterable[Tied], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {str(each.id): each for each in others}
        choices = [
            (key, f"{each.details.name} ({each.details.relation_words})")
            for key, each in self.others.items()
        ]
        self.fields["same_as"].choices = choices  # type: ignore[attr-defined]

    def clean_same_as(self) -> UUID:
        """Return the other entry's id."""
        return self.others[self.cleaned_data["same_as"]].id


class SplitForm(Once):
    """How one knows that two entries are two people after all."""

    reason = LongText(max_length=1000, label="How do you know?", widget=forms.Textarea({"rows": 3}))


class DecideForm(forms.Form):
    """What a second person says to a proposal."""

    decision = forms.ChoiceField(
        choices=[("agree", "Yes, I am sure of it too"), ("refuse", "No, leave both as they are")],
        label="Is it so?",
        widget=Radios(),
        error_messages={"required": "Say whether it is so"},
    )


class TakeBackForm(forms.Form):
    """A tick by which whoever made a proposal takes it back."""

    confirmed = Confirmation("Take my proposal back")


def seen_in(form: forms.Form) -> int:
    """Return the version that whoever sent the form had before them; 0 where it says none."""
    seen = form.cleaned_data.get("seen")
    return seen if isinstance(seen, int) else 0


def asked_again(form: forms.Form, *, seen: int) -> None:
    """Say at a form that somebody else was faster, and let it rest on what stands now when it is sent again."""
    say_instead(form, "seen", str(seen))
    form.add_error(
        None,
        ValidationError(
            "Somebody changed this entry while you wrote. What stands now is shown below, and nothing of yours is lost:"
            " look at both, and save again what should stand."
        ),
    )
