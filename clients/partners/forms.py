"""What deciding about a tie asks for, and saying one by hand."""

from typing import Any

from django import forms

from clients.duty.forms import DutySearchForm
from clients.references import as_typed
from confidentiality.interface.forms import Radios

from .models import Tie

Why = Tie.Why


class DecideForm(forms.Form):
    """Whether two files belong together; where they do not, why."""

    TIED = "tied"
    decision = forms.ChoiceField(
        label="What is it?", error_messages={"required": "Say whether they belong together"}
    )

    def __init__(self, *args: Any, tie: Tie, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        couple = tie.kind == Tie.Kind.PARTNER
        yes = (self.TIED, "They are or were partners" if couple else "It is the same person")
        no = [(Why.NAMESAKE.value, Why.NAMESAKE.label)]
        no += [(Why.NEVER.value, Why.NEVER.label)] if couple else []
        no += [(Why.MISTAKE.value, Why.MISTAKE.label)] if tie.source == Tie.Source.HAND else []
        field = self.fields["decision"]
        choices = no if tie.outcome == Tie.Outcome.TIED else [yes, *no]
        follows = (
            "Nobody who holds one file sees the other from then on, for good"
            if couple
            else "How long records are kept counts from when they last left us, for both together"
        )
        field.widget = Radios(hints={self.TIED: follows})
        field.choices = choices  # type: ignore[attr-defined]

    def tied(self) -> bool:
        """Say whether they belong together; the form must be valid."""
        return str(self.cleaned_data["decision"]) == self.TIED

    def why(self) -> str:
        """Return the code of why they do not; empty where they do."""
        return "" if self.tied() else str(self.cleaned_data["decision"])


class TieForm(DutySearchForm):
    """The partner's file, by its reference and two exact details of whom it is about."""

    reference = forms.CharField(
        max_length=20, label="Reference of the partner’s file", help_text="Such as 7K3M-Q2XP"
    )
    field_order = ("reference", "first_name", "born", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].help_text = "As it stands in the partner’s file"

    def clean_reference(self) -> str:
        """Return the reference as it is stored."""
        typed = as_typed(self.cleaned_data["reference"])
        if typed is None:
            raise forms.ValidationError("Type a reference of eight letters and digits")
        return typed
