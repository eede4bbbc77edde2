"""What a task asks for."""

from typing import Any

from django import forms
from django.utils import timezone

from clients.contacting.asking import AsksOfBlocked
from clients.models import CaseFile
from clients.once import Once
from confidentiality.interface.forms import DateParts, LongText, Radios
from staff.models import Worker


class TaskForm(Once, AsksOfBlocked):
    """What is to be done, and by when; on a file led by another also for whom."""

    looked_through = ("words",)
    words = LongText(
        max_length=500, label="What is to be done?", widget=forms.Textarea({"rows": 2})
    )
    due = DateParts(label="By when?", subject="The day")
    whose = forms.ChoiceField(label="Whose is it?", widget=Radios(), required=False)

    def __init__(self, *args: Any, by: Worker, file: CaseFile | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due"].earliest = timezone.localdate()  # type: ignore[attr-defined]
        self.initial.setdefault("due", timezone.localdate())
        self.people = {"": by}
        if file is not None and file.lead is not None and file.lead != by:
            self.people["lead"] = file.lead
        choices = [(key, "Mine" if who == by else str(who)) for key, who in self.people.items()]
        self.fields["whose"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            del self.fields["whose"]

    def owner(self) -> Worker:
        """Return whose task it is."""
        return self.people[self.cleaned_data.get("whose", "")]
