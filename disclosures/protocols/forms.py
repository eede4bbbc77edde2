"""What the pages of protocols ask for."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from clients.references import as_typed
from confidentiality.interface.forms import Confirmation, DateParts, LongText, Radios
from disclosures.models import Agency, AgencyContact
from staff.once import Once

from .actions import Terms
from .models import Protocol
from .rules import days_that_fit

LONGEST, WORDS = 120, 2_000


class ProposeForm(Once):
    """A protocol as it is to be: never changed afterwards, only proposed anew."""

    name = forms.CharField(max_length=LONGEST, label="What is it called?")
    readers = forms.MultipleChoiceField(
        label="Who may read what is shared?",
        help_text="By name; their agencies are those in the protocol (clause 5.7)",
        widget=forms.CheckboxSelectMultiple,
    )
    clients = forms.ChoiceField(
        label="Which clients does it affect?", choices=Protocol.Clients.choices, widget=Radios()
    )
    purpose = LongText(max_length=WORDS, label="What is shared, and what for?")
    circumstances = LongText(
        max_length=WORDS,
        label="In what circumstances may they read it?",
        help_text="For example: at a case conference about her, and for its minutes",
    )
    starts_on = DateParts(subject="The first day", label="From when?", initial=timezone.localdate)
    review_on = DateParts(subject="The day of review", label="When is it to be looked at again?")
    last_day = DateParts(subject="The last day", label="Until when?")

    def __init__(self, *args: Any, people: Iterable[AgencyContact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(each.id): each for each in people}
        choices = [(key, f"{each.name}, {each.agency.name}") for key, each in self._people.items()]
        self.fields["readers"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse days that do not fit, and an end that is over already."""
        data = super().clean() or self.cleaned_data
        begins, ends, review = (data.get(n) for n in ("starts_on", "last_day", "review_on"))
        if begins and ends and review:
            wrong = days_that_fit(starts_on=begins, until=ends, review_on=review)
            if not wrong and ends < timezone.localdate():
                wrong = "The last day must be today or later"
            if wrong:
                self.add_error("review_on" if "reviewed" in wrong else "last_day", wrong)
        return data

    def terms(self) -> Terms:
        """Return what it says; the form must be valid."""
        data = self.cleaned_data
        readers = [self._people[key] for key in data["readers"]]
        agencies: dict[UUID, Agency] = {each.agency_id: each.agency for each in readers}
        named = ("name", "clients", "purpose", "circumstances", "starts_on", "review_on")
        return Terms(
            agencies=list(agencies.values()),
            readers=readers,
            until=data["last_day"],
            **{key: data[key] for key in named},
        )


class DecideForm(forms.Form):
    """Whether a line manager agrees, of what they have seen."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[("agree", "I agree to it"), ("refuse", "I refuse it")],
        widget=Radios(),
    )


class CopyForm(forms.Form):
    """That an agency got its copy of the protocol (clause 5.5)."""

    given_on = DateParts(
        past=True, subject="The day", label="When did they get it?", initial=timezone.localdate
    )


class NameFileForm(forms.Form):
    """Which file is named."""

    reference = forms.CharField(max_length=40, label="Case file’s reference")

    def clean_reference(self) -> str:
        """Return the reference as it is written."""
        reference = as_typed(self.cleaned_data["reference"])
        if reference is None:
            raise forms.ValidationError(
                "A reference has eight letters and numbers, such as 7K3M-Q2XP"
            )
        return reference


class EndForm(forms.Form):
    """Nothing is asked but whether one is sure."""

    confirmed = Confirmation("I am sure")
