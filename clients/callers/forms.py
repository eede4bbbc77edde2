"""What is asked about a call, while the caller is still on the line."""

from typing import Any

from django import forms

from clients.once import Once
from confidentiality.interface.forms import LongText, Radios

from .models import Call, CallLook

LONGEST, LONGEST_NAME = 4_000, 200


class RecordCallForm(Once):
    """Who asked about whom, as they said it, and what was answered (clause 3.3.1)."""

    claims = forms.ChoiceField(
        choices=Call.Claims.choices, label="Who do they say they are?", widget=Radios()
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
    about = forms.CharField(
        max_length=LONGEST_NAME,
        label="Whom did they ask about?",
        help_text="As they said it. It is looked up nowhere",
    )
    asked = LongText(
        max_length=LONGEST, label="What did they want to know?", widget=forms.Textarea({"rows": 3})
    )
    came_by = forms.ChoiceField(
        choices=Call.By.choices,
        initial=Call.By.TELEPHONE,
        label="How did they ask?",
        widget=Radios(),
    )
    answered = forms.ChoiceField(
        choices=Call.Answered.choices,
        initial=Call.Answered.SAME,
        label="What was answered?",
        widget=Radios(reveals={"other": ["told"]}),
    )
    told = LongText(
        required=False,
        max_length=LONGEST,
        label="What was said?",
        help_text="Word for word, as well as you can. It helps us to keep somebody safe, and nobody is blamed for"
        " writing it down",
        widget=forms.Textarea({"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask what was said, where it was something else; leave it out where it was not."""
        said = super().clean() or self.cleaned_data
        if said.get("answered") != Call.Answered.OTHER:
            said["told"] = ""
        elif not said.get("told") and "told" not in self.errors:
            self.add_error("told", "Write down what was said")
        return said


class LookForm(Once):
    """What a manager makes of a call."""

    meaning = forms.ChoiceField(
        choices=CallLook.Meaning.choices, label="What does it mean?", widget=Radios()
    )
    words = LongText(
        required=False,
        max_length=LONGEST,
        label="What is done about it?",
        help_text="Managers of both services read this: do not write whether somebody is a client",
        widget=forms.Textarea({"rows": 4}),
    )


class OnFileForm(forms.Form):
    """Which file it belongs to."""

    of_file = forms.CharField(
        max_length=12,
        label="The file’s reference",
        help_text="Of a file that you may view, such as K7QM-2XWD",
    )
