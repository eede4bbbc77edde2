"""What is asked about an event on the programme."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from clients.once import Once
from confidentiality.interface.forms import DateParts, LongText, Radios
from staff.models import Worker

from .actions import Happened
from .rules import KINDS, NONE, STAGE, missing_for

MOST_STAGES = 30


class EventForm(Once):
    """What happened, on which day, and words for the file alone; a correction may say that nothing did."""

    kind = forms.ChoiceField(label="What happened?", widget=Radios(reveals={STAGE: ["stage"]}))
    stage = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_STAGES, label="Which stage?"
    )
    day = DateParts(past=True, subject="The day", label="On which day?", initial=timezone.localdate)
    words = LongText(
        required=False,
        max_length=2000,
        label="What else belongs on his file?",
        help_text="For his file alone: nobody outside it is told",
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, signed: bool, corrects: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signed = signed
        kinds = [each for each in KINDS.items() if corrects or each[0] != NONE]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        if corrects:
            self.fields["kind"].label = "What is right?"

    def clean(self) -> dict[str, Any]:
        """Ask for the number of a stage, and for the signed form before what asks for it (clause 1)."""
        data = super().clean() or self.cleaned_data
        if missing := missing_for(data.get("kind", ""), signed=self.signed):
            self.add_error("kind", missing.what)
        if data.get("kind") == STAGE and not data.get("stage") and "stage" not in self.errors:
            self.add_error("stage", "Write the number of the stage")
        return data

    def happened(self) -> Happened:
        """Return what happened; the form must be valid."""
        data = self.cleaned_data
        stage = data["stage"] if data["kind"] == STAGE else None
        return Happened(data["kind"], data["day"], stage, data["words"])


class SignedFormForm(Once):
    """On which day he signed, and before whom (clause 1)."""

    signed_on = DateParts(
        past=True, subject="The day", label="When did he sign it?", initial=timezone.localdate
    )
    witnessed_by = forms.TypedChoiceField(label="Before whom?", coerce=UUID)

    def __init__(self, *args: Any, colleagues: list[Worker], by: Worker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(each.pk), each.display_name) for each in colleagues]
        self.fields["witnessed_by"].choices = names  # type: ignore[attr-defined]
        self.fields["witnessed_by"].initial = str(by.pk)
