"""What is asked when the policy was explained to a client."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from clients.once import Once
from confidentiality.interface.forms import DateParts, Radios
from staff.models import Worker

from .models import Explanation


class ExplainedForm(Once):
    """When, by whom, how, and which copy was given (clauses 1, 5.2.1)."""

    explained_on = DateParts(
        past=True, subject="The day", label="When was it explained?", initial=timezone.localdate
    )
    explained_by = forms.TypedChoiceField(label="By whom?", coerce=UUID)
    how = forms.ChoiceField(choices=Explanation.How.choices, label="How?", widget=Radios())
    with_interpreter = forms.BooleanField(required=False, label="With an interpreter")
    copy = forms.ChoiceField(
        choices=Explanation.Copy.choices,
        label="Which copy was given?",
        help_text="Ask first whether anybody could find it where she lives",
        widget=Radios(),
    )

    def __init__(self, *args: Any, colleagues: list[Worker], by: Worker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(each.pk), each.display_name) for each in colleagues]
        self.fields["explained_by"].choices = names  # type: ignore[attr-defined]
        self.fields["explained_by"].initial = str(by.pk)
