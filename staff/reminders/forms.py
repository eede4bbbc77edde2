"""What reminders ask for: an address, the code that was sent to it, and when."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from confidentiality.interface.forms import Radios, TickReveals
from staff.organisation.details import LONGEST_ADDRESS, Unfit, address_of

NEVER = ""
HOURS = [(NEVER, "Never"), *((str(hour), f"Daily at {hour}:00") for hour in (7, 8, 9, 12, 15))]


class AddressForm(forms.Form):
    """One's own e-mail address at work."""

    kept_as_draft = False

    address = forms.CharField(
        max_length=LONGEST_ADDRESS,
        label="Your e-mail address at work",
        help_text="A code is sent to it. Only you and the mailer can read it; colleagues can’t",
        widget=forms.TextInput({"inputmode": "email", "autocapitalize": "none"}),
    )

    def clean_address(self) -> str:
        """Return one address; raises ValidationError for anything else."""
        try:
            return address_of(self.cleaned_data["address"])
        except Unfit as unfit:
            raise ValidationError(str(unfit)) from None


class CodeForm(forms.Form):
    """The code that was sent."""

    kept_as_draft = False

    code = forms.CharField(
        max_length=40, label="The code that was sent to it", help_text="For example 7K3MQ-2XPA8"
    )


class ChoiceForm(forms.Form):
    """When to be reminded."""

    kept_as_draft = False

    hour = forms.ChoiceField(
        choices=HOURS, required=False, label="When should it come?", widget=Radios()
    )
    urgent = forms.BooleanField(
        required=False,
        label="What is urgent may come at once, at most once in four hours",
        widget=TickReveals(),
    )

    def said(self) -> dict[str, Any]:
        """Return the action's arguments; the form must be valid."""
        hour = self.cleaned_data["hour"]
        return {"hour": int(hour) if hour else None, "urgent": self.cleaned_data["urgent"]}
