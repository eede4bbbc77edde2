"""What the pages of retention ask for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clients.once import Once
from clients.references import as_typed
from confidentiality.interface.forms import Confirmation, LongText, Radios

from .models import Hold, ScheduleRule
from .rules import Side

LONGEST_WORDS = 2_000
GROUND_HINTS: dict[str, str] = {
    Hold.Ground.CLAIM: "Threatened, expected or under way",
    Hold.Ground.INQUIRY: "Such as a safeguarding review or an inquest",
    Hold.Ground.DEATH: "Until nobody may still ask on their behalf",
}


class HoldWords(forms.Form):
    """Why, from a list; in words only from whoever has the key to seal them."""

    ground = forms.ChoiceField(choices=(), widget=Radios())
    reason = LongText(
        required=False,
        max_length=LONGEST_WORDS,
        label="In more words",
        help_text="Sealed with the file: only those who decide about it can read this",
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, side: Side, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if side == Side.RECORDS:
            del self.fields["reason"]

    def words(self) -> dict[str, str]:
        """Return the action's arguments; the form must be valid."""
        data = self.cleaned_data
        return {"ground": data["ground"], "reason": data.get("reason", "")}


class PlaceHoldForm(HoldWords, Once):
    """On which file, and on what ground. Inside a file its reference is not asked for."""

    reference = forms.CharField(
        max_length=40, label="Reference of the case file", help_text="For example 7K3M-Q2XP"
    )
    ground = forms.ChoiceField(
        choices=Hold.Ground.choices,
        label="Why must it not be destroyed?",
        widget=Radios(hints=GROUND_HINTS),
    )
    field_order = ("reference", "ground", "reason")

    def __init__(self, *args: Any, side: Side, **kwargs: Any) -> None:
        super().__init__(*args, side=side, **kwargs)
        if side == Side.FILE:
            del self.fields["reference"]

    def clean_reference(self) -> str:
        """Return the reference as it is written; small letters and a missing dash do no harm."""
        reference = as_typed(self.cleaned_data["reference"])
        if reference is None:
            raise ValidationError("A reference has eight letters and numbers, such as 7K3M-Q2XP")
        return reference


class LiftHoldForm(HoldWords):
    """Why a hold stands no longer, confirmed by a tick."""

    ground = forms.ChoiceField(
        choices=Hold.LiftGround.choices, label="Why is it lifted?", widget=Radios()
    )
    confirmed = Confirmation("The file may be destroyed when it is due")


class StartSweepForm(Once):
    """The tick without which nothing is destroyed."""

    confirmed = Confirmation("This cannot be undone")


class ReviewForm(forms.Form):
    """The tick that says a line manager has looked."""

    confirmed = Confirmation("I have looked at this file, and it may be destroyed when it is due")


class PeriodForm(forms.Form):
    """For how long one class of records is kept; longer than its clause asks for only with a reason."""

    years = forms.IntegerField(
        max_value=99, label="Years", widget=forms.TextInput({"inputmode": "numeric"})
    )
    why = forms.CharField(
        max_length=200,
        required=False,
        label="Why longer than the clause asks for?",
        help_text="The law or the duty that asks for it. Empty where it is not longer",
    )

    def __init__(self, *args: Any, rule: ScheduleRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule

    def clean_years(self) -> int:
        """Return the years; a shorter time than the clause asks for is refused with its number."""
        years: int = self.cleaned_data["years"]
        if years < self.rule.least_years:
            least = "1 year" if self.rule.least_years == 1 else f"{self.rule.least_years} years"
            raise ValidationError(
                f"Clause {self.rule.clause} asks for {least} at the least. A shorter time takes another policy"
            )
        return years

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where records are kept for longer than the clause says."""
        found = super().clean() or {}
        if found.get("years", 0) > self.rule.least_years and not found.get("why"):
            self.add_error(
                "why", "Say why these records are kept for longer than the clause asks for"
            )
        return found
