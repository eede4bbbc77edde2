"""What the agency register asks for."""

from datetime import date

from django import forms
from django.utils import timezone

from clients.forms import Lines
from confidentiality.interface.forms import (
    Confirmation,
    DateParts,
)


class RegisterAgencyForm(forms.Form):
    """A new agency; its assurance is recorded by a line manager afterwards."""

    name = forms.CharField(max_length=120, label="Name of the agency")
    statutory_duty = forms.CharField(
        required=False,
        max_length=200,
        label="Duty in law that it acts under",
        help_text="Police, court, children’s services, health or tax: name the duty. Leave empty "
        "for everybody we work with by choice",
    )


class AddContactForm(forms.Form):
    """Somebody at an agency."""

    name = forms.CharField(max_length=120, label="Name")
    aliases = Lines(label="Other names", help_text="Earlier, shorter or second names, one a line")
    phones = Lines(label="Telephone numbers", help_text="One a line")


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

    def clean_review_on(self) -> date:
        """Refuse a review that is over already."""
        review_on: date = self.cleaned_data["review_on"]
        if review_on < timezone.localdate():
            raise forms.ValidationError("The day of review must be today or later")
        return review_on
