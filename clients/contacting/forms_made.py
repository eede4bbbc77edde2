"""What whoever rang, wrote to or met a client says of it."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.diary.rules import clock_time, moment
from clients.once import Once
from confidentiality.interface.forms import Confirmation, DateParts, LongText, Radios

from .actions import Made
from .forms import NO_NUMBER, can_be_compared, short
from .models import ContactMade
from .profile import EMAIL, IN_PERSON, PHONE, POST, REACHES, Profile
from .rules import Use, against

OTHER = "other"


class MakeContactForm(Once):
    """How somebody was reached, when, and what came of it. What does not keep to safe contact is asked about twice."""

    by_the_clock = ("at",)
    field_order: tuple[str, ...] = (
        "token",
        "seen",
        "channel",
        "to",
        "other",
        "outcome",
        "words",
        "day",
        "at",
    )
    seen = forms.IntegerField(
        required=False, min_value=1, max_value=1_000_000, widget=forms.HiddenInput
    )
    channel = forms.ChoiceField(
        choices=[each for each in ContactMade.Channel.choices if each[0] != POST],
        label="How?",
        widget=Radios(),
    )
    to = forms.ChoiceField(
        required=False, label="Which number or address?", widget=Radios(reveals={OTHER: ["other"]})
    )
    other = short("Which?", help_text="As you dialled or wrote it")
    outcome = forms.ChoiceField(
        choices=ContactMade.Outcome.choices, label="What came of it?", widget=Radios()
    )
    words = LongText(
        required=False,
        max_length=2000,
        label="Who answered, and what was said to them?",
        help_text="What the client told you belongs in an entry of its own",
        widget=forms.Textarea({"rows": 3}),
    )
    day = DateParts(past=True, subject="The day", label="On which day?", initial=timezone.localdate)
    at = forms.CharField(max_length=5, label="At what time?")

    def __init__(
        self, *args: Any, told: Profile, ask_by: date | None = None, **kwargs: Any
    ) -> None:
        now = f"{timezone.localtime():%H:%M}"
        super().__init__(*args, **kwargs)
        self.initial = {"seen": told.version, "at": now}
        self.told, self.ask_by = told, ask_by
        self.remarks: list[str] = []
        points = [
            (f"{kind}-{n}", each.text) for kind in (PHONE, EMAIL)
            for n, each in enumerate(told.points(kind))
        ]  # fmt: skip
        self.fields["to"].choices = [*points, (OTHER, "Another one")]  # type: ignore[attr-defined]
        if "happened" in self.data:
            self._ask_twice()

    def _ask_twice(self) -> None:
        self.fields["happened"] = Confirmation(
            "It has happened already: record it, and tell whoever leads the file"
        )

    def clean(self) -> dict[str, Any]:
        """Ask once more about what does not keep to safe contact; refuse a moment to come, or nothing reached."""
        data = super().clean() or self.cleaned_data
        if data.get("at") and self._moment() is None:
            self.add_error("at", "Write the time as 9:30 or 14:05")
        if self.errors:
            return data
        when = self._moment()
        if when is not None and when > timezone.now() + timedelta(minutes=5):
            self.add_error("at", "It must have happened already: write it down afterwards")
        kind, text = REACHES.get(data["channel"]), self._text()
        if kind is not None and not text:
            self.add_error("to", "Say which number or address")
        elif kind is not None and not can_be_compared(kind, text, ""):
            self.add_error("other" if data["to"] == OTHER else "to", NO_NUMBER[kind])
        if data["outcome"] == ContactMade.Outcome.SOMEBODY and not data["words"]:
            self.add_error("words", "Say who answered, and what was said to them")
        if not self.errors:
            self._look_at(self.made())
        return data

    def _look_at(self, made: Made) -> None:
        self.remarks = against(made.use, self.told, made.happened_at.date(), ask_by=self.ask_by)
        if self.remarks and not self.cleaned_data.get("happened"):
            self._ask_twice()
            for each in self.remarks:
                self.add_error(None, ValidationError(each))

    def _text(self) -> str:
        data = self.cleaned_data
        if data["channel"] == IN_PERSON:
            return ""
        kind, _, number = data.get("to", "").partition("-")
        if kind in (PHONE, EMAIL) and number.isdigit():
            return self.told.points(kind)[int(number)].text
        return str(data.get("other", ""))

    def _moment(self) -> datetime | None:
        day, clock = self.cleaned_data.get("day"), clock_time(self.cleaned_data.get("at", ""))
        return moment(day, clock) if day and clock else None

    def made(self) -> Made:
        """Return what was done; the form must be valid."""
        data, at = self.cleaned_data, self._moment()
        assert at is not None  # noqa: S101 - the form is valid
        use = Use(data["channel"], self._text(), at=timezone.localtime(at))
        return Made(use, data["outcome"], data["words"], at)
