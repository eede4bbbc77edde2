"""What is asked about a request for something about one of us, and at each of its steps."""

from typing import Any

from django import forms

from confidentiality.interface.forms import LongText, Radios, Ticks
from staff.models import Worker
from staff.once import Once

from . import rules
from .models import Asking, Items
from .steps import Step, codes_of, covered, items_of

LONGEST, LONGEST_NAME = 4_000, 200


class RecordAskingForm(Once):
    """Who asked for what about whom, as they said it, and what was answered (clause 4.5.1)."""

    subject = forms.ModelChoiceField(
        queryset=Worker.objects.none(),
        required=False,
        empty_label="Somebody else, or I do not know",
        label="About whom did they ask?",
    )
    about = forms.CharField(
        required=False,
        max_length=LONGEST_NAME,
        label="If none of these: the name, as they said it",
    )
    wanted = forms.MultipleChoiceField(
        choices=Items.choices, label="What did they want to know?", widget=Ticks()
    )
    claims = forms.ChoiceField(
        choices=Asking.Claims.choices, label="Who do they say they are?", widget=Radios()
    )
    caller = forms.CharField(
        required=False,
        max_length=LONGEST_NAME,
        label="Their name, and where they say they call from",
        help_text="As they said it. Leave it empty if they did not say",
    )
    checked = forms.CharField(
        required=False,
        max_length=LONGEST_NAME,
        label="How was that checked?",
        help_text="Leave it empty if it was not. A number that they gave themselves checks nothing",
    )
    asked = LongText(
        max_length=LONGEST, label="What did they say?", widget=forms.Textarea({"rows": 3})
    )
    came_by = forms.ChoiceField(
        choices=Asking.By.choices,
        initial=Asking.By.TELEPHONE,
        label="How did they ask?",
        widget=Radios(),
    )
    answered = forms.ChoiceField(
        choices=Asking.Answered.choices,
        initial=Asking.Answered.SAME,
        label="What was answered?",
        widget=Radios(reveals={"other": ["told"]}),
    )
    told = LongText(
        required=False,
        max_length=LONGEST,
        label="What was said?",
        help_text="Word for word, as well as you can. Nobody is blamed for writing it down",
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Worker.objects.order_by("display_name", "pk")
        self.fields["subject"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a name where nobody is chosen, and what was said where it was something else."""
        said = super().clean() or self.cleaned_data
        if said.get("subject") is None and not said.get("about") and "subject" not in self.errors:
            self.add_error("about", "Choose whom they asked about, or write the name")
        if said.get("answered") != Asking.Answered.OTHER:
            said["told"] = ""
        elif not said.get("told") and "told" not in self.errors:
            self.add_error("told", "Write down what was said")
        return said


class StepForm(Once):
    """One note on a request; which of these it asks is the step's to say. `shown`: how many notes stood there."""

    shown = forms.IntegerField(widget=forms.HiddenInput)
    code = forms.ChoiceField()
    items = forms.MultipleChoiceField(widget=Ticks())
    words = LongText(max_length=LONGEST, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, step: Step, case: rules.Case, **kwargs: Any) -> None:
        kwargs["initial"] = {"shown": len(case.noted)}
        super().__init__(*args, **kwargs)
        self.step = step
        self._ask("words", step.words)
        self.fields["words"].required = step.words_needed
        self.fields["words"].help_text = step.hint
        if self._ask("items", step.items):
            self.fields["items"].choices = items_of(step.kind, case)  # type: ignore[attr-defined]
            self.fields["items"].required = step.kind not in (rules.Kind.TERMS, rules.Kind.REACHED)
        if self._ask("code", step.code):
            codes = codes_of(step.kind)
            self.fields["code"] = forms.ChoiceField(
                choices=[(code, label) for code, label, _ in codes],
                label=step.code,
                widget=Radios(hints={code: hint for code, _, hint in codes if hint}),
            )
        if not step.words:
            del self.fields["words"]

    def _ask(self, name: str, label: str) -> bool:
        if label:
            self.fields[name].label = label
        elif name != "words":
            del self.fields[name]
        return bool(label)

    def clean(self) -> dict[str, Any]:
        """A right covers no more than the law behind it; what is ticked counts where it belongs to the choice."""
        said = super().clean() or self.cleaned_data
        kind, code = self.step.kind, said.get("code", "")
        ticked = frozenset(said.get("items", ()))
        if kind in (rules.Kind.TERMS, rules.Kind.REACHED) and code != rules.Terms.ONLY:
            said["items"] = []
        wordless = not said.get("words") and "words" not in self.errors
        if wordless and code == rules.Terms.MESSAGE:
            self.add_error("words", "Write the message")
        if kind == rules.Kind.BASIS and code and not ticked <= covered(code):
            self.add_error("items", "This right does not cover all of that")
        return said

    def note(self) -> dict[str, Any]:
        """Return what was noted, as the action takes it; what was not asked is left out."""
        names = ("shown", "code", "items", "words")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
