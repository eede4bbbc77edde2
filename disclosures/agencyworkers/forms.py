"""What is asked when somebody of a partner agency is invited."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from confidentiality.interface.forms import Confirmation, DateParts, Radios
from staff.once import Once


class InviteForm(Once):
    """Until when they may read; who they are stands in the protocol."""

    until = DateParts(subject="The last day", label="Until when may they sign in?")
    knows_them = Confirmation(
        "I will tell them their name and my code myself, on a number that is on the register"
    )

    def __init__(self, *args: Any, last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = last
        self.fields["until"].initial = last

    def clean_until(self) -> date:
        """Refuse a day that is over, or after the protocol's last."""
        until: date = self.cleaned_data["until"]
        if not timezone.localdate() <= until <= self.last:
            raise forms.ValidationError("The last day must be today or later, and in the protocol")
        return until


class DecideForm(forms.Form):
    """Whether a line manager agrees."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[("agree", "They may sign in"), ("refuse", "They may not")],
        widget=Radios(),
    )


class EndForm(forms.Form):
    """Nothing is asked but whether one is sure."""

    confirmed = Confirmation("I am sure")
