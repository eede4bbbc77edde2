"""What a shift asks."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from confidentiality.interface.forms import Confirmation, DateParts, Radios
from staff.models import Service, Worker
from staff.once import Once

from .actions import Rung

LONGEST = timedelta(days=14)
CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


class ClockField(forms.CharField):
    """A time of day, typed as 17:00 or 9.30."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=5, widget=forms.TextInput({"inputmode": "text"}), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the time; raises ValidationError."""
        typed = CLOCK.fullmatch(super().clean(value))
        if typed is None:
            raise ValidationError("Type a time such as 17:00")
        return time(int(typed[1]), int(typed[2]))


class ShiftForm(Once):
    """For which service, from, until, who, and who after them."""

    kept_as_draft = False  # names and numbers of those on call

    service = forms.ChoiceField(label="For which service?", widget=Radios())
    first_day = DateParts(subject="The first day", label="From", initial=timezone.localdate)
    from_time = ClockField(label="At what time?", initial="17:00")
    until = DateParts(subject="The last day", label="Until")
    to_time = ClockField(label="Until what time?", initial="09:00")
    person = forms.ChoiceField(label="Who is on call?", widget=forms.Select)
    number = forms.CharField(
        max_length=30, label="Number to ring", help_text="A work telephone, never somebody’s own"
    )
    second = forms.ChoiceField(
        label="Who is rung when they don’t answer?", widget=forms.Select, required=False
    )
    second_number = forms.CharField(max_length=30, label="The second number", required=False)

    def __init__(
        self, *args: Any, services: Sequence[Service], people: Sequence[Worker], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in people}
        names = [(key, each.display_name) for key, each in self.people.items()]
        self._offer("service", [(service.value, service.label) for service in services])
        self._offer("person", names)
        self._offer("second", [("", "Nobody"), *names])
        if len(services) == 1:
            self.initial["service"] = services[0].value
            self.fields["service"].widget = forms.HiddenInput()

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Refuse a shift that is over, the wrong way round or too long, and one person twice."""
        data = super().clean() or self.cleaned_data
        begin = _moment(data.get("first_day"), data.get("from_time"))
        end = _moment(data.get("until"), data.get("to_time"))
        if begin and end:
            if end <= begin:
                self.add_error("until", "It must end after it begins")
            elif end <= timezone.now():
                self.add_error("until", "It is over already")
            elif end - begin > LONGEST:
                self.add_error("until", f"Nobody is on call for more than {LONGEST.days} days")
        if data.get("second") and data["second"] == data.get("person"):
            self.add_error("second", "Somebody else is rung when they don’t answer")
        if data.get("second") and not data.get("second_number"):
            self.add_error("second_number", "Enter the number to ring")
        return data

    def asked(self) -> dict[str, Any]:
        """Return the answers as the action wants them."""
        data = self.cleaned_data
        second = self.people.get(data["second"])
        return {
            "service": data["service"],
            "starts_at": _moment(data["first_day"], data["from_time"]),
            "ends_at": _moment(data["until"], data["to_time"]),
            "first": Rung(self.people[data["person"]], data["number"]),
            "second": Rung(second, data["second_number"]) if second else None,
        }


def _moment(day: date | None, at: time | None) -> datetime | None:
    if day is None or at is None:
        return None
    return datetime.combine(day, at, timezone.get_current_timezone())


class TakeBackForm(forms.Form):
    """That a shift is to go."""

    sure = Confirmation("Somebody else will be on call, or nobody has to be")
