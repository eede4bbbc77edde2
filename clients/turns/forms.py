"""What taking a turn asks for."""

from django import forms
from django.core.exceptions import ValidationError

from clients.once import Once
from clients.references import as_typed
from confidentiality.interface.forms import Radios

from .models import Turn


class TurnForm(Once):
    """One reference, and what for."""

    reference = forms.CharField(max_length=40, label="Reference", help_text="For example 7K3M-Q2XP")
    purpose = forms.ChoiceField(
        choices=Turn.Purpose.choices, label="What do you need this file for?", widget=Radios()
    )

    def clean_reference(self) -> str:
        """Return the reference as it is written; small letters and a missing dash do no harm."""
        reference = as_typed(self.cleaned_data["reference"])
        if reference is None:
            raise ValidationError("A reference has eight letters and numbers, such as 7K3M-Q2XP")
        return reference
