"""What reporting a breach and noting something on one ask for."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from confidentiality.interface.forms import DateParts, LongText, Radios, Ticks
from staff.models import Worker
from staff.once import Once

from .models import Breach
from .rules import moment, time_of_day
from .steps import Step

LONGEST = 10_000
LEADS = [choice for choice in Breach.Concerns.choices if choice[0] not in ("", "both")]


class TimeField(forms.CharField):
    """A time of the day in London, as people type it; cleans to a `time`, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10, widget=forms.TextInput({"inputmode": "text"}), **kwargs)

    def clean(self, value: Any) -> time | None:
        """Return the time; raises ValidationError for what is none."""
        typed = super().clean(value)
        if not typed:
            return None
        found = time_of_day(typed)
        if found is None:
            raise ValidationError("Enter a time such as 14:05 or 2.05pm")
        return found

    def prepare_value(self, value: Any) -> Any:
        """Return what stands in the box."""
        return f"{value:%H:%M}" if isinstance(value, time) else value


def _now_in_boxes(day: str, at: str) -> dict[str, Any]:
    now = timezone.localtime()
    return {day: now.date(), at: now.time()}


def _joined(form: forms.Form, day: str, at: str) -> datetime | None:
    """Return the moment of two fields, or None with a complaint where it is still to come."""
    on = form.cleaned_data.get(day)
    if on is None or at in form.errors:
        return None
    found = moment(on, form.cleaned_data.get(at))
    if found > timezone.now():
        form.add_error(at, "The time must be in the past")
        return None
    return found


class ReportForm(Once):
    """A breach or near miss, as much of it as somebody knows at that moment."""

    danger = forms.ChoiceField(
        choices=Breach.Danger.choices,
        label="May somebody be in danger because of it?",
        widget=Radios(hints={"yes": "Ring first. The form can wait, and what you typed is kept"}),
    )
    words = LongText(
        max_length=LONGEST,
        label="What happened?",
        help_text="What got out or was lost, how, and to whom, as far as you know. Only those who handle it read this.",
        widget=forms.Textarea({"rows": 5, "spellcheck": "true"}),
    )
    near_miss = forms.ChoiceField(
        choices=(("breach", "It happened"), ("near_miss", "It nearly happened")),
        initial="breach",
        label="Did it happen, or nearly?",
        widget=Radios(hints={"near_miss": "Nothing got out, and it could have"}),
    )
    going_on = forms.ChoiceField(
        choices=Breach.Danger.choices,
        initial=Breach.Danger.NOT_KNOWN,
        label="Is it still going on?",
        widget=Radios(),
    )
    whose = forms.ChoiceField(
        choices=Breach.Whose.choices,
        initial=Breach.Whose.NOT_KNOWN,
        label="Whose information is it?",
        widget=Radios(reveals={"clients": ["named"]}),
    )
    named = forms.CharField(
        required=False,
        max_length=400,
        label="References of case files, if you know them",
        help_text="They are kept as you type them, and looked up by nobody now.",
    )
    noticed_on = DateParts(
        past=True, subject="The day on which it was noticed", label="When was it noticed?"
    )
    noticed_time = TimeField(
        required=False, label="At what time?", help_text="Leave it empty if you do not know"
    )
    happened_on = DateParts(
        required=False,
        past=True,
        subject="The day on which it happened",
        label="When did it happen, if you know?",
    )
    concerns = forms.MultipleChoiceField(
        required=False,
        choices=LEADS,
        label="Does it concern one of the leads themselves?",
        help_text="Whom you tick does not learn of it: the other lead handles it, or the records admin.",
        widget=Ticks(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = _now_in_boxes("noticed_on", "noticed_time")
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Join day and time, and the ticks; a time that is still to come is refused."""
        said = super().clean() or self.cleaned_data
        said["noticed_at"] = _joined(self, "noticed_on", "noticed_time")
        ticked = said.get("concerns", [])
        said["concerns"] = Breach.Concerns.BOTH if len(ticked) > 1 else "".join(ticked)
        said["near_miss"] = said.get("near_miss") == "near_miss"
        return said

    def report(self) -> dict[str, Any]:
        """Return what was reported, as the action takes it."""
        names = ("danger", "words", "near_miss", "going_on", "whose", "named", "noticed_at")
        return {name: self.cleaned_data[name] for name in (*names, "happened_on", "concerns")}


class StepForm(Once):
    """One note on a breach; which of these it asks is the step's to say.

    `shown` is the number of the last note when the page was made.
    """

    shown = forms.IntegerField(widget=forms.HiddenInput)
    code = forms.ChoiceField()
    worker = forms.ModelChoiceField(queryset=Worker.objects.none(), empty_label=None)
    on = DateParts(past=True, subject="The day")
    at = TimeField(label="At what time?")
    named = forms.CharField(max_length=400, required=False)
    words = LongText(max_length=LONGEST, widget=forms.Textarea({"rows": 5, "spellcheck": "true"}))

    def __init__(self, *args: Any, step: Step, by: Worker, shown: int, **kwargs: Any) -> None:
        kwargs["initial"] = {"shown": shown, "worker": by.pk, **_now_in_boxes("on", "at")}
        super().__init__(*args, **kwargs)
        self._ask("words", step.words)
        self.fields["words"].help_text = step.hint
        self.fields["words"].required = step.words_needed
        self._ask("named", step.named)
        self._ask("worker", step.who)
        self._ask("on", step.when)
        self._ask("at", step.when and "At what time?")
        if self._ask("code", step.asks):
            hints = {str(code): hint for code, _, hint in step.choices if hint}
            self.fields["code"] = forms.ChoiceField(
                choices=[(str(code), label) for code, label, _ in step.choices],
                label=step.asks,
                widget=Radios(hints=hints),
            )
        if step.who:
            people = Worker.objects.order_by("display_name")
            self.fields["worker"].queryset = people  # type: ignore[attr-defined]

    def _ask(self, name: str, label: str) -> bool:
        if label:
            self.fields[name].label = label
        else:
            del self.fields[name]
        return bool(label)

    def clean(self) -> dict[str, Any]:
        """Join day and time; a moment that is still to come is refused."""
        said = super().clean() or self.cleaned_data
        if "on" in self.fields:
            said["happened_at"] = _joined(self, "on", "at")
        return said

    def note(self) -> dict[str, Any]:
        """Return what was noted, as the action takes it; what was not asked is left out."""
        names = ("code", "worker", "happened_at", "named", "words")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
