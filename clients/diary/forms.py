"""What an appointment asks for."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.contacting.asking import AsksOfBlocked
from clients.models import CaseFile
from clients.once import Once
from confidentiality.interface.forms import DateParts, LongText, Radios
from staff.models import Worker

from .actions import Arranged
from .models import Appointment
from .rules import clock_time, moment

MINUTES = [("15", "15 minutes"), ("30", "30 minutes"), ("45", "45 minutes"), ("60", "1 hour")]
MINUTES += [("90", "1½ hours"), ("120", "2 hours"), ("180", "3 hours"), ("240", "4 hours")]


class AppointmentForm(Once, AsksOfBlocked):
    """When, for how long, where, with whom of us, and what for."""

    looked_through: ClassVar[tuple[str, ...]] = ("words",)
    day = DateParts(label="Which day?", subject="The day")
    at = forms.CharField(max_length=5, label="At what time?", help_text="For example 14:30")
    minutes = forms.ChoiceField(
        choices=MINUTES, initial="60", label="For how long?", widget=forms.Select
    )
    place = forms.ChoiceField(choices=Appointment.Place.choices, label="Where?", widget=Radios())
    words = LongText(
        max_length=500,
        label="What is it for?",
        help_text="And the room, or where exactly",
        widget=forms.Textarea({"rows": 2}),
    )
    whose = forms.ChoiceField(label="Who of us?", widget=Radios(), required=False)

    def __init__(self, *args: Any, by: Worker, file: CaseFile | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].earliest = timezone.localdate()  # type: ignore[attr-defined]
        self.people = {"": by}
        if file is not None and file.lead is not None and file.lead != by:
            self.people["lead"] = file.lead
        choices = [(key, "Me" if who == by else str(who)) for key, who in self.people.items()]
        self.fields["whose"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            del self.fields["whose"]

    def clean_at(self) -> Any:
        """Return the time of day; raises ValidationError."""
        found = clock_time(self.cleaned_data["at"])
        if found is None:
            raise ValidationError("Write the time as 9:30 or 14:05")
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse a clock time that there is not on that day."""
        found = super().clean() or {}
        if found.get("day") and found.get("at") and moment(found["day"], found["at"]) is None:
            self.add_error("at", "The clocks go forward that night: there is no such time")
        return found

    def arranged(self) -> Arranged:
        """Return what was arranged; the form must be valid."""
        said = self.cleaned_data
        starts = moment(said["day"], said["at"])
        assert isinstance(starts, datetime)  # noqa: S101 - the form is valid
        ends = starts + timedelta(minutes=int(said["minutes"]))
        return Arranged(starts, ends, said["place"], said["words"])

    def worker(self) -> Worker:
        """Return whose appointment it is."""
        return self.people[self.cleaned_data.get("whose", "")]


class MoveForm(AppointmentForm):
    """Another time, or another place; who of us stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("whose", None)
