"""What asking for a deputy asks."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from confidentiality.interface.forms import Confirmation, DateParts
from staff.models import Worker

from .fence_sql import LONGEST_DAYS


class DeputyForm(forms.Form):
    """For whom, who, from and until; a line manager asks for themselves."""

    kept_as_draft = False  # there are no words in it

    manager = forms.ChoiceField(label="For whom?", widget=forms.Select)
    deputy = forms.ChoiceField(
        label="Who stands in?",
        widget=forms.Select,
        help_text="They open every file of these teams and decide as a line manager does, but never what they asked for"
        " themselves",
    )
    first_day = DateParts(
        subject="The first day",
        label="From",
        initial=timezone.localdate,
        help_text="Today: as soon as somebody else agrees",
    )
    until = DateParts(subject="The last day", label="Until", help_text="The last day, included")

    def __init__(
        self, *args: Any, managers: Sequence[Worker], people: Sequence[Worker], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.managers = {str(each.pk): each for each in managers}
        self.people = {str(each.pk): each for each in people}
        for name, known in (("manager", self.managers), ("deputy", self.people)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = [(key, each.display_name) for key, each in known.items()]
        if len(managers) == 1:
            self.initial["manager"] = str(managers[0].pk)
            self.fields["manager"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Refuse days that are over, the wrong way round or too many, and somebody of the other service."""
        data = super().clean() or self.cleaned_data
        first, last, today = data.get("first_day"), data.get("until"), timezone.localdate()
        if first and first < today:
            self.add_error("first_day", "The first day must be today or later")
        if last and last < max(first or today, today):
            self.add_error("until", "The last day must be the first or later")
        elif last and last >= today + timedelta(days=LONGEST_DAYS):
            self.add_error("until", f"Somebody stands in for {LONGEST_DAYS} days at the most")
        manager = self.managers.get(data.get("manager", ""))
        deputy = self.people.get(data.get("deputy", ""))
        if manager and deputy and deputy == manager:
            self.add_error("deputy", "Nobody stands in for themselves")
        elif manager and deputy and deputy.service not in (manager.service, "both"):
            self.add_error("deputy", f"{deputy} works for the other service")
        return data

    def asked(self) -> dict[str, Any]:
        """Return the answers as the action wants them: days as moments in London."""
        data, zone = self.cleaned_data, timezone.get_current_timezone()
        first, last = data["first_day"], data["until"] + timedelta(days=1)
        now = first <= timezone.localdate()
        return {
            "manager": self.managers[data["manager"]],
            "deputy": self.people[data["deputy"]],
            "starts_at": None if now else datetime.combine(first, time(), zone),
            "ends_at": datetime.combine(last, time(), zone),
        }


class EndForm(forms.Form):
    """That it is to end now."""

    sure = Confirmation("I have checked that this is the right one")
