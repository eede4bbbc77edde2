"""What is asked about what others answer to our own requests."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from clients.thirdparty.forms import AddThirdPartyRecordForm
from confidentiality.interface.forms import DateParts, Radios
from disclosures.forms.pieces import long_words, tick
from disclosures.models import Release


class NoteAnswerForm(forms.Form):
    """How it ended."""

    answer = forms.ChoiceField(
        choices=Release.Answer.choices, label="How did it end?", widget=Radios()
    )


class PutOffForm(forms.Form):
    """Until when we go on waiting."""

    until = DateParts(label="Until when is their answer awaited?", subject="The day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].earliest = timezone.localdate()  # type: ignore[attr-defined]

    def day(self) -> date:
        """Return the day; the form must be valid."""
        day: date = self.cleaned_data["until"]
        return day


class FileAnswerForm(AddThirdPartyRecordForm):
    """What they answered, as a third-party record, and whether the request has its answer with it."""

    asked = long_words("To what is it the answer?", rows=2)
    ends = tick("With this they have answered", "Then nothing more is awaited of them")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = "What do they answer?"

    def said(self) -> dict[str, Any]:
        """Return the arguments of the action that writes the record; the form must be valid."""
        said, asked = super().said(), self.cleaned_data["asked"].strip()
        return {**said, "body": f"{asked}\n\n{said['body']}"} if asked else said
