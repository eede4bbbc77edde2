"""What asking for emergency access, searching by description and reviewing ask for."""

from django import forms
from django.core.exceptions import ValidationError

from clients.once import Once
from clients.references import as_typed
from confidentiality.interface.forms import Confirmation, LongText, Radios

from .models import EmergencyAccess

LONGEST_WORDS = 2_000
AT_RISK = "Somebody’s life or safety is at risk now"


class AskForm(Once):
    """One reference, a reason, and whether life or safety is at risk."""

    reference = forms.CharField(max_length=40, label="Reference", help_text="For example 7K3M-Q2XP")
    reason = LongText(
        max_length=LONGEST_WORDS,
        label="Why do you need this file now?",
        help_text="What has happened, who is in danger, and what you will do with what you read. "
        "A manager reads it today.",
        widget=forms.Textarea({"rows": 4}),
    )
    at_risk = forms.BooleanField(required=False, label=AT_RISK)

    def clean_reference(self) -> str:
        """Return the reference as it is written; small letters and a missing dash do no harm."""
        reference = as_typed(self.cleaned_data["reference"])
        if reference is None:
            raise ValidationError("A reference has eight letters and numbers, such as 7K3M-Q2XP")
        return reference


class DescribeForm(Once):
    """Whom a manager is to look for."""

    words = LongText(
        max_length=LONGEST_WORDS,
        label="Whom are you looking for, and what has happened?",
        help_text="Names, dates of birth, telephone numbers, places, and how a manager reaches you now.",
        widget=forms.Textarea({"rows": 5}),
    )
    at_risk = forms.BooleanField(required=False, label=AT_RISK)


class ReviewForm(forms.Form):
    """What the review found."""

    outcome = forms.ChoiceField(
        choices=EmergencyAccess.Outcome.choices,
        label="Was it justified?",
        widget=Radios(
            hints={
                "justified": "The reason holds, and what was looked at fits it",
                "not_justified": "The file’s lead and the safeguarding lead see this too",
            }
        ),
    )
    finding = LongText(
        max_length=LONGEST_WORDS,
        label="What you found",
        help_text="Whom you spoke to, and what follows from it.",
        widget=forms.Textarea({"rows": 4}),
    )


class AnsweredForm(forms.Form):
    """That a manager has spoken to whoever asked."""

    told = Confirmation("I have looked, and have told the worker by word of mouth what they need")
