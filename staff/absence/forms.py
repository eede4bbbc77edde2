"""What days away ask for: who, what, from and until; never why."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from confidentiality.interface.forms import DateParts, Radios
from staff.models import Worker

from .models import Absence


class DaysForm(forms.Form):
    """The days, and for a line manager whose they are."""

    kept_as_draft = False  # there are no words in it

    worker = forms.ChoiceField(label="Who is away?")
    kind = forms.ChoiceField(
        choices=Absence.Kind.choices,
        label="What is it?",
        widget=Radios(
            hints={
                Absence.Kind.AWAY: "Colleagues see that you are away and until when, never why",
                Absence.Kind.NO_NEW_FILES: "Only you see this; to whoever allocates files you are not available",
            }
        ),
    )
    first_day = DateParts(
        subject="The first day", label="From", initial=timezone.localdate, help_text="The first day"
    )
    last_day = DateParts(subject="The last day", label="Until", help_text="The last day, included")

    def __init__(self, *args: Any, by: Worker, managed: Sequence[Worker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in (by, *managed)}
        self.by = by
        if not managed:
            del self.fields["worker"]
            return
        names = [(str(each.pk), each.display_name) for each in managed]
        field = self.fields["worker"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(str(by.pk), "I am"), *names]
        field.widget = forms.Select(choices=field.choices)

    def clean_last_day(self) -> date:
        """Refuse days that are over."""
        last: date = self.cleaned_data["last_day"]
        if last < timezone.localdate():
            raise ValidationError(
                "The last day must be today or later", params={"parts": ["day", "month", "year"]}
            )
        return last

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning, and a pause for somebody else: only its own person knows of one."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day must not be before the first")
        own = self.whose() == self.by
        if data.get("kind") == Absence.Kind.NO_NEW_FILES and not own:
            self.add_error("kind", "Somebody else’s pause is theirs to enter: choose ‘Away’")
        return data

    def whose(self) -> Worker:
        """Return whose days they are."""
        return self.people.get(self.cleaned_data.get("worker", ""), self.by)
