"""What is asked about a decision not to share."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from clients.once import Once
from confidentiality.interface.forms import DateParts, LongText, Radios
from staff.models import Worker

from .models import Refusal

LONGEST, LONGEST_NAME = 10_000, 200


class RefusalForm(Once):
    """To whom, what, why not, by whom, with whom discussed."""

    kind = forms.ChoiceField(
        choices=Refusal.Kinds.choices,
        label="What was decided?",
        widget=Radios(
            hints={
                "not_warned": "The page says what is missing; a second person confirms it (clause 4.2.1)"
            }
        ),
    )
    recipient = forms.CharField(
        max_length=LONGEST_NAME,
        label="Who asked, or who was not told or warned?",
        help_text="A person or an agency, and how you know that it was them",
    )
    what = LongText(
        max_length=LONGEST, label="What was not shared?", widget=forms.Textarea({"rows": 3})
    )
    why = LongText(max_length=LONGEST, label="Why not?", widget=forms.Textarea({"rows": 4}))
    instead = LongText(
        required=False,
        max_length=LONGEST,
        label="What is done instead?",
        help_text="Where somebody may be in danger: how they are kept safe without a warning",
        widget=forms.Textarea({"rows": 3}),
    )
    decided_on = DateParts(
        past=True, subject="The day", label="When was it decided?", initial=timezone.localdate
    )
    decided_by = forms.TypedChoiceField(label="Who decided?", coerce=UUID)
    discussed_with = forms.TypedChoiceField(
        required=False, label="With whom was it discussed?", coerce=UUID, empty_value=None
    )
    client_may_know = forms.BooleanField(
        required=False,
        label="The client knows of this, or may know of it without danger to anybody",
        help_text="Only then it stands in the client’s own register, with who asked and for what (clause 3.2.1)",
    )

    def __init__(self, *args: Any, colleagues: list[Worker], by: Worker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(each.pk), each.display_name) for each in colleagues]
        self.fields["decided_by"].choices = names  # type: ignore[attr-defined]
        self.fields["decided_by"].initial = str(by.pk)
        self.fields["discussed_with"].choices = [("", "With nobody yet"), *names]  # type: ignore[attr-defined]
