"""What the agency register asks for."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from clients.documents.forms import WithDocument
from clients.fields import Lines
from confidentiality.interface.forms import Confirmation, DateParts, Radios
from disclosures.models import Agency

from .access import WORDS
from .rules import agreement_wants, wrong_with_duty

LONGEST = 120


class FilterForm(forms.Form):
    """Narrow the list of agencies."""

    words = forms.CharField(
        required=False, max_length=LONGEST, label="Name of it, or of somebody there"
    )
    kind = forms.ChoiceField(
        required=False, label="Kind", choices=[("", "Any"), *Agency.Kind.choices]
    )
    stands = forms.ChoiceField(
        required=False,
        label="Assurance",
        choices=[
            ("", "Any that we work with"),
            *((str(s), words) for s, (words, _) in WORDS.items()),
        ],
    )

    def narrowing(self) -> dict[str, str]:
        """Return what to look for; nothing that is wrong narrows the list."""
        return dict(self.cleaned_data) if self.is_valid() else {}


class AgencyForm(forms.Form):
    """What an agency is; its assurance is recorded by a line manager afterwards, who alone names a duty in law."""

    name = forms.CharField(max_length=LONGEST, label="Name of the agency")
    kind = forms.ChoiceField(label="What is it?", choices=Agency.Kind.choices, widget=Radios())
    statutory_duty = forms.CharField(
        required=False,
        max_length=200,
        label="Duty in law that it acts under",
        help_text="Police, court, children’s services or tax: name the duty. No assurance is asked of it then. Leave "
        "empty for everybody we work with by choice",
    )

    def __init__(self, *args: Any, names_duty: bool, **kwargs: Any) -> None:
        """Ask for the duty where the person may name one: it waives the assurance (clause 4.1.1)."""
        super().__init__(*args, **kwargs)
        self.names_duty = names_duty
        if not names_duty:
            del self.fields["statutory_duty"]

    def clean(self) -> dict[str, Any]:
        """Refuse a kind and a duty that do not fit."""
        data = super().clean() or self.cleaned_data
        if not self.names_duty:
            return {**data, "statutory_duty": ""}
        wrong = wrong_with_duty(data.get("kind", ""), data.get("statutory_duty", ""))
        if wrong and "statutory_duty" in data:
            self.add_error("statutory_duty", wrong)
        return data


class _Person(forms.Form):
    """Somebody at an agency."""

    name = forms.CharField(max_length=LONGEST, label="Name")
    post = forms.CharField(required=False, max_length=LONGEST, label="Post")
    email = forms.EmailField(required=False, max_length=LONGEST, label="E-mail address")


class AddContactForm(_Person):
    """Somebody at an agency who is new on the register."""

    aliases = Lines(label="Other names", help_text="Earlier, shorter or second names, one a line")
    phones = Lines(label="Telephone numbers", help_text="One a line")


class ChangeContactForm(_Person):
    """What is known of somebody; names and numbers are added, and never taken off."""

    aliases = Lines(
        label="Further names", help_text="They are added to those that stand above, one a line"
    )
    phones = Lines(label="Further telephone numbers", help_text="One a line")


class RecordCopyForm(forms.Form):
    """That the agency got a copy of our policy, and when what it asks of them was explained (clause 5.6)."""

    given_on = DateParts(
        past=True, subject="The day", label="When did they get it?", initial=timezone.localdate
    )
    explained_on = DateParts(
        required=False,
        past=True,
        subject="The day it was explained",
        label="When was it explained what it asks of them?",
        help_text="Leave empty while it was not",
    )


class RecordAssuranceForm(forms.Form):
    """That the manager has seen how the agency keeps confidences (clause 4.1.1)."""

    seen_on = DateParts(past=True, subject="The day you saw it", label="When did you see it?")
    review_on = DateParts(subject="The day of review", label="When has it to be seen again?")
    confirmed = Confirmation("I have read the agency’s confidentiality policy")
    keeps_ours = forms.BooleanField(
        required=False,
        label="They have told us that they can keep to our confidentiality policy",
        help_text="Without this nothing is shared with a partner agency (clause 5.6)",
    )

    def clean_review_on(self) -> date:
        """Refuse a review that is over already."""
        review_on: date = self.cleaned_data["review_on"]
        if review_on < timezone.localdate():
            raise forms.ValidationError("The day of review must be today or later")
        return review_on


class RecordAgreementForm(WithDocument):
    """A management agreement, with its document (clause 5.8)."""

    signed_on = DateParts(past=True, subject="The day it was signed", label="When was it signed?")
    until = DateParts(
        required=False,
        subject="The day it ends",
        label="Until when does it hold?",
        help_text="Leave empty if no end was agreed",
    )
    has_breach_clause = forms.BooleanField(
        required=False,
        label="It says that a breach of confidentiality by either party is a breach of the agreement",
        help_text="Without this nothing is shared in joint working under it",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse days that do not fit."""
        data = super().clean() or self.cleaned_data
        signed_on, until = data.get("signed_on"), data.get("until")
        wrong = agreement_wants(signed_on=signed_on, until=until) if signed_on else ""
        if wrong:
            self.add_error("until", wrong)
        return data


class SureForm(forms.Form):
    """Nothing is asked but whether one is sure."""

    confirmed = Confirmation("I am sure")
